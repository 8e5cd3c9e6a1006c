"""Whose a fact is, and whether it was denied."""

from time import perf_counter

import pytest

from contracts.extraction import extract
from contracts.extraction.ownership import OWNED as KINDS

from .golden import TODAY
from .golden_ownership import OWNED

LETTERS = {"A": "amount", "H": "disability", "P": "document_type", "G": "programme", "X": "cause"}


def lines():
    return [[part.strip() for part in line.split("|")] for line in OWNED.strip().splitlines()]


def as_said(fact):
    letter, told = fact.split()
    whose = told.rstrip("!")
    return LETTERS[letter], None if whose == "-" else whose, told.endswith("!")


@pytest.mark.parametrize(("text", "facts"), lines(), ids=lambda value: value)
def test_whose_it_is_and_whether_it_was_denied(text, facts):
    found = [(one.entity, one.whose, one.negated) for one in extract(text, TODAY) if one.entity in KINDS]
    assert found == [as_said(fact) for fact in facts.split(";")]


def test_what_is_nobodys_fact_has_no_owner():
    others = [one for one in extract("我妈叫王秀英，住茂县，电话13800138000", TODAY) if one.entity not in KINDS]
    assert {one.entity for one in others} >= {"relation", "name", "region", "phone"}
    assert not any(one.whose or one.negated for one in others)


def test_owners_are_found_in_time_that_grows_with_the_length():
    def seconds(text):
        began = perf_counter()
        extract(text, TODAY)
        return perf_counter() - began

    story = "我妈没得残疾证，老公一个月两千，低保没吃，他说"
    extract(story, TODAY)
    short, long = (min(seconds(story * times) for _ in range(5)) for times in (15, 120))
    assert long < 8 * short * 3
