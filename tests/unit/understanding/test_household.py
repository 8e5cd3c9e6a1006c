"""Households told in one breath: who is in them, and what was told of whom."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize("piece", ["爸妈", "两个娃，大的读书，", "老伴68", "，", "我", "他", "十", "读初中的"])
def test_a_long_telling_is_read_in_bounded_time(piece):
    text = (piece * 4000)[:4000]
    read_members(text, TODAY)
    began = time.thread_time()
    read_members(text, TODAY)
    assert time.thread_time() - began < 1


WORDS = [
    "老伴",
    "我",
    "他",
    "两个",
    "娃",
    "大的",
    "68",
    "岁",
    "七十",
    "多",
    "的",
    "是",
    "都",
    "和",
    "读书",
    "，",
    "残疾",
    "二级",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_mixture_of_such_words_is_read(words):
    for member in read_members("".join(words), TODAY):
        assert member.relation and member.count >= 1
        assert member.age is None or 0 <= member.age <= 115


def test_the_words_of_a_member_are_kept():
    assert [one.whole for one in read_members("老伴68，儿子二级残疾没工作", TODAY)] == ["老伴68", "儿子二级残疾没工作"]


def as_told_in_order(said):
    names = ("relation", "age", "occupation", "disability", "serious_illness", "exclusion", "count")
    return {name: said[name] for name in names if name in said}
