"""Households told in one breath: who is in them, and what was told of whom."""

import re

import pytest

from contracts.extraction.household import MemberTold, read_members

from .golden import TODAY
from .golden_household import HOUSEHOLDS

OCCUPATIONS = {"student", "employed", "casual", "farming", "unemployed", "retired", "unable"}


def lines():
    return [[part.strip() for part in line.split("|")] for line in HOUSEHOLDS.strip().splitlines()]


def as_said(member):
    relation, *facts = member.split()
    told = {"relation": relation}
    for fact in facts:
        if fact.isdigit():
            told["age"] = int(fact)
        elif fact in OCCUPATIONS:
            told["occupation"] = fact
        elif kind := re.fullmatch(r"H([a-z]*)(\d?)", fact):
            told["disability"] = {"category": kind[1] or None, "level": int(kind[2]) if kind[2] else None}
        elif fact in ("ill", "well"):
            told["serious_illness"] = fact == "ill"
        elif fact.startswith("!"):
            told["exclusion"] = fact[1:]
        else:
            told["count"] = int(fact.removeprefix("x"))
    return told


def as_told(member: MemberTold):
    told = {
        name: getattr(member, name)
        for name in ("relation", "age", "occupation", "disability", "serious_illness", "exclusion")
    }
    told["count"] = member.count if member.count > 1 else None
    return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize(("text", "members"), lines(), ids=lambda value: value)
def test_who_is_in_the_household(text, members):
    found = [as_told(member) for member in read_members(text, TODAY)]
    assert sorted(map(repr, found)) == sorted(repr(as_told_in_order(as_said(one))) for one in members.split(";") if one)


def as_told_in_order(said):
    names = ("relation", "age", "occupation", "disability", "serious_illness", "exclusion", "count")
    return {name: said[name] for name in names if name in said}
