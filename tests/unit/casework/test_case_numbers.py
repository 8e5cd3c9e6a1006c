"""Case numbers: readable aloud, self-checking, forgiving about how they are typed."""

import secrets
import unicodedata
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.case_numbers import ALPHABET, RANDOM_LENGTH, check_character, mint_number, read_number

random_parts = st.text(ALPHABET, min_size=RANDOM_LENGTH, max_size=RANDOM_LENGTH)
bodies = random_parts.map(lambda text: text + check_character(text))


def test_holds_at_least_forty_bits() -> None:
    assert RANDOM_LENGTH * log2(len(ALPHABET)) >= 40
    assert not set(ALPHABET) & set("0O1IL5S8BZ2") - {"2", "8"}


def test_minted_numbers_read_back() -> None:
    number = mint_number("福", secrets.choice)
    read = read_number(number)
    assert read is not None
    assert read.formatted() == number
    assert len(number) == 13


@given(bodies)
def test_typed_in_any_way(body: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) for char in body)
    typed = [
        f"福-{body[:5]}-{body[5:]}", f"福{body.lower()}", f"  福 {body[:5]} {body[5:]} ", f"福－{wide[:5]}—{wide[5:]}",
        f"我的编号是福-{body[:5]}-{body[5:]}，到哪步了", body, body.lower(), body.replace("2", "z").replace("8", "b"),
    ]  # fmt: skip
    for text in typed:
        read = read_number(text)
        assert read is not None, text
        assert read.body == body
        assert read.formatted("福") == f"福-{body[:5]}-{body[5:]}"


@given(bodies, st.integers(0, RANDOM_LENGTH), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(body: str, place: int, char: str) -> None:
    wrong = body[:place] + char + body[place + 1 :]
    assert (read_number(wrong) is None) == (wrong != body)


@given(bodies, st.integers(0, RANDOM_LENGTH - 1))
def test_swapped_neighbours_are_found(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    assert (read_number(swapped) is None) == (swapped != body)


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing(text: str) -> None:
    read = read_number(text)
    assert read is None or read_number(read.formatted("福")) is not None


@pytest.mark.parametrize("text", ["", "福", "13800001234", "522702199001011234", "编号", "福-AAAAA-AAAAC"])
def test_other_things_are_no_number(text: str) -> None:
    assert read_number(text) is None


def test_numbers_are_already_normal() -> None:
    number = mint_number("阿", secrets.choice)
    assert unicodedata.normalize("NFKC", number) == number
