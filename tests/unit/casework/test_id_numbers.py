"""ID numbers (fault 26): wrong ones are named, right ones pass, echoes are masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.id_numbers import (
    PROBLEM_WORDS,
    check_character,
    id_number_problem,
    mask_id_number,
    mask_name,
    mask_phone,
    normalise_id_number,
)

TODAY = date(2026, 11, 23)
births = st.dates(date(1900, 1, 1), TODAY)


def _number(area: int, born: date, order: int) -> str:
    seventeen = f"{area:06d}{born:%Y%m%d}{order:03d}"
    return seventeen + check_character(seventeen)


numbers = st.builds(_number, st.integers(110000, 659999), births, st.integers(0, 999))


def test_the_standards_own_example() -> None:
    assert id_number_problem("11010519491231002X", TODAY) is None
    assert id_number_problem("440524188001010014", TODAY) == "birth_date"


@given(numbers)
def test_round_trip(number: str) -> None:
    assert id_number_problem(number, TODAY) is None
    assert id_number_problem(number.lower(), TODAY) is None
    spaced = f" {number[:6]} {number[6:14]}-{number[14:]} "
    assert normalise_id_number(spaced) == number
    assert normalise_id_number("".join(chr(ord(char) + 0xFEE0) for char in number)) == number


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, step: int) -> None:
    digit = str((int(number[place]) + step) % 10)
    assert id_number_problem(number[:place] + digit + number[place + 1 :], TODAY) is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("522702900101123", "fifteen_digits"),
        ("52270219900101", "length"),
        ("52270219900101O123", "letter_for_digit"),
        ("522702199002301234", "birth_date"),
        ("522702203001011234", "birth_date"),
        ("522702199001011230", "check_character"),
        ("52270219900101123٣", "letter_for_digit"),
        ("", "length"),
    ],
)
def test_each_problem_has_its_reason(text: str, problem: str) -> None:
    found = id_number_problem(text, TODAY)
    assert found == problem
    assert PROBLEM_WORDS[found]


@given(st.text(max_size=40))
def test_any_text_is_judged_without_failing(text: str) -> None:
    id_number_problem(text, TODAY)


@given(numbers)
def test_masks_hide_the_birth_date(number: str) -> None:
    assert mask_id_number(number) == f"{number[:4]}********{number[-4:]}"
    assert number[6:14] not in mask_id_number(number)


def test_masks_of_phones_and_names() -> None:
    assert mask_phone("138 0000 1234") == "138****1234"
    assert mask_phone("0854-2222333") == "085****2333"
    assert mask_phone("12345") == "*****"
    assert mask_name("王𠮷芳") == "王**"
    assert mask_name("") == ""
