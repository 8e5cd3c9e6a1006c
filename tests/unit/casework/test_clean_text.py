"""Text cleaning (fault 25): what breaks is taken out, what is a name stays code point by code point."""

import json

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.clean_text import clean_text, clean_value


def test_rare_characters_and_scripts_stay() -> None:
    for name in ("𠮷田", "㐂", "䶮", "བཀྲ་ཤིས", "ꆈꌠ", "😀👨‍👩‍👧", "é", "é"):
        assert clean_text(name) == name


def test_what_breaks_is_removed() -> None:
    assert clean_text("a\x00b\ud800c\u202ed\u200be\ufefff\x07") == "abcdef"
    assert clean_text("一\r\n二\t三") == "一\n二\t三"


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_always_storable_and_idempotent(text: str) -> None:
    once = clean_text(text)
    once.encode("utf-8")
    assert "\x00" not in once
    assert clean_text(once) == once


def test_values_are_cleaned_all_the_way_down() -> None:
    value = {"a\x00": ["b\ud800", {"c": "d\u202e"}], "n": 1, "t": True, "none": None}
    assert clean_value(value) == {"a": ["b", {"c": "d"}], "n": 1, "t": True, "none": None}
    json.dumps(clean_value(value)).encode()
