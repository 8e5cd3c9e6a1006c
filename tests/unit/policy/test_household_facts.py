"""What is wrong in a facts file is named by its path; what was told can be read; papers follow from the household."""

from datetime import date
from decimal import Decimal

import pytest

from policy.book import PolicyBook
from policy.facts import WrongFacts, check_facts
from policy.household.facts import read_household
from policy.household.law import Law
from policy.household.ranges import CEILING, UNTOLD, Range
from policy.papers import COMPUTED, told_by

BOOK = PolicyBook.load()
PERSON = {"relation": "spouse", "age": 40, "occupation": "casual"}


def wrong(**told):
    with pytest.raises(WrongFacts) as raised:
        check_facts({"aid": "minimum_living", **told})
    assert all(path in raised.value.message for path in raised.value.fields)
    return set(raised.value.fields)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("age", "68"), ("age", -1), ("age", 151), ("age", True), ("occupation", "king"), ("relation", 3),
        ("disability", "mental"), ("serious_illness", "yes"), ("exclusion", "abroad"), ("income", 12000),
        ("hukou_region", "福泉"), ("usual_region", 522702),
    ],
)  # fmt: skip
def test_a_wrong_part_of_a_member_is_named(part, value):
    assert wrong(members=[PERSON, {**PERSON, part: value}]) == {f"members[1].{part}"}


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ({"members": [3]}, "members[0]"),
        ({"members": [{"disability": {"category": "mind", "level": 2}}]}, "members[0].disability.category"),
        ({"members": [{"disability": {"category": "mental", "level": 5}}]}, "members[0].disability.level"),
        ({"members": [{"disability": {"category": "mental", "level": 0}}]}, "members[0].disability.level"),
        ({"members": [{"income": {"wages": "3000"}}]}, "members[0].income.wages"),
        ({"members": [{"income": {"salary": 3000}}]}, "members[0].income.salary"),
        ({"members": [{"income": {"wages": {"low": 5, "high": 4}}}]}, "members[0].income.wages"),
        ({"housing": {"owned": -1}}, "housing.owned"),
        ({"housing": {"owned": 1, "recent_purchase": "no"}}, "housing.recent_purchase"),
        ({"vehicles": [{"kind": "car"}, {"kind": "boat"}]}, "vehicles[1].kind"),
        ({"vehicles": [{"kind": "car", "use": "joy"}]}, "vehicles[0].use"),
        ({"vehicles": [{"kind": "car", "value": "much"}]}, "vehicles[0].value"),
        ({"vehicles": "car"}, "vehicles"),
        ({"income_wages": {"low": 9, "high": 3}}, "income_wages"),
        ({"income_kinds": ["wages", "luck"]}, "income_kinds"),
        ({"household_size": 0}, "household_size"),
        ({"usual_region": "here"}, "usual_region"),
        ({"business": "bank"}, "business"),
    ],
)
def test_a_wrong_path_is_named(told, path):
    assert wrong(**told) == {path}


def test_every_wrong_path_is_named_at_once():
    members = [{**PERSON, "age": "x"}, PERSON, {**PERSON, "income": {"wages": -1, "pension": "y"}}]
    assert wrong(members=members, housing=3) == {
        "members[0].age", "members[2].income.wages", "members[2].income.pension", "housing",
    }  # fmt: skip


@pytest.mark.parametrize("untold", [None, "declined"])
def test_not_known_and_declined_fit_everywhere(untold):
    parts = ("relation", "age", "occupation", "disability", "serious_illness", "exclusion", "income", "hukou_region")
    check_facts({
        "aid": "minimum_living",
        "members": [dict.fromkeys(parts, untold), {"disability": {"category": untold, "level": untold}},
                    {"income": {"wages": untold, "support": {"low": 1, "high": None}}}],
        "housing": {"owned": untold, "recent_purchase": untold}, "vehicles": [{"kind": untold, "use": untold}],
        "something_else": {"of": "another hand"},
    })  # fmt: skip


@pytest.mark.parametrize(
    ("value", "low", "high", "told"),
    [
        (12000, "12000", "12000", True), (0, "0", "0", True), (0.1, "0.1", "0.1", True),
        ({"low": 3, "high": 5}, "3", "5", True), ({"low": 3, "high": None}, "3", None, True),
        ({"high": 5}, "0", "5", True), ({"low": 0}, "0", None, True), ({"low": 9, "high": 5}, "9", "9", True),
        ({"low": None, "high": None}, "0", None, False), ({}, "0", None, False), (None, "0", None, False),
        ("declined", "0", None, False), (True, "0", None, False), (-3, "0", None, False),
        (float("nan"), "0", None, False), (float("inf"), "0", None, False), (10**40, str(CEILING), str(CEILING), True),
    ],
)  # fmt: skip
def test_sums_are_read_or_were_not_told(value, low, high, told):
    assert Range.read(value) == Range(Decimal(low), high if high is None else Decimal(high), told)


def test_ranges_add_and_take_off_at_their_worst():
    narrow, wide, upward = Range(Decimal(3), Decimal(5)), Range(Decimal(1), Decimal(4)), Range(Decimal(2), None)
    assert narrow + wide == Range(Decimal(4), Decimal(9))
    assert narrow + upward == upward + narrow == Range(Decimal(5), None)
    assert (narrow + UNTOLD).told is False
    assert narrow.less(wide) == Range(Decimal(0), Decimal(4))
    assert wide.less(narrow) == Range(Decimal(0), Decimal(1))
    assert wide.less(Range(Decimal(6), Decimal(6))) == Range(Decimal(0), Decimal(0))
    assert narrow.less(upward) == Range(Decimal(0), Decimal(3))
    assert upward.less(narrow) == Range(Decimal(0), None)
    assert Range(Decimal(9), Decimal(9)).less(narrow) == Range(Decimal(4), Decimal(6))
    assert narrow.lowered(Decimal(1)) == Range(Decimal(1), Decimal(5))
    assert narrow.lowered(Decimal(4)) == narrow
    assert upward.open and not narrow.open


def test_a_household_is_read_part_by_part():
    household = read_household({
        "members": ["x", {"relation": "self", "age": 30, "disability": {"category": "visual", "level": 1}},
                    {"exclusion": "declined", "disability": None, "serious_illness": "declined", "age": 151}],
        "household_size": 2, "housing": {"owned": 2, "recent_purchase": True}, "hukou_region": "5227",
        "vehicles": [{"kind": "car", "use": "declined"}], "residence_permit": "yes", "usual_region": "522702101",
    })  # fmt: skip
    first, second = household.members
    assert (first.number, first.relation, first.age, first.unsure) == (1, "self", 30, frozenset())
    assert second.unsure == {"exclusion", "disability", "serious_illness"}
    assert (second.number, second.age, second.exclusion, second.disability, second.ill) == (2, None, None, None, False)
    assert (household.size, household.homes, household.bought) == (2, 2, True)
    assert household.vehicles == (("car", None),)
    assert (household.hukou, household.usual, household.yes["residence_permit"]) == (None, "522702101", None)


@pytest.mark.parametrize("size", [0, -1, True, 2.5, 1000, "3", None])
def test_an_impossible_size_was_not_told(size):
    assert read_household({"household_size": size}).size is None


def test_the_disability_that_counts():
    patterns = ("any:1", "any:2", "intellectual:3")
    people = [
        ("hearing", 1),
        ("hearing", 3),
        ("intellectual", 3),
        (None, 3),
        (None, 2),
        ("mental", None),
        ("hearing", 4),
    ]
    household = read_household({"members": [{"disability": {"category": kind, "level": at}} for kind, at in people]})
    answers = [member.disability.fits(patterns) for member in household.members]
    assert answers == [True, False, True, None, True, None, False]


FACTS = {
    "has_disability": {"members": [{"disability": {"category": "mental", "level": 4}}]},
    "has_serious_illness": {"members": [{"serious_illness": True}]},
    "has_student": {"members": [{"occupation": "student"}]},
    "has_minor": {"members": [{"age": 17}]},
    "has_elder": {"members": [{"age": 60}]},
    "has_unemployed": {"members": [{"occupation": "unemployed"}]},
    "has_religious": {"members": [{"exclusion": "religious_over_3y"}]},
    "has_absent": {"members": [{"exclusion": "missing"}]},
    "has_support": {"income_support": {"low": 0, "high": 100}},
    "has_wages": {"members": [{"income": {"wages": 3}}]},
    "has_bills": {"expense_total_12m": 5},
    "rents": {"housing": {"owned": 0}},
    "hukou_elsewhere": {"hukou_region": "513201"},
    "known_status": {"existing_status": "marginal_household"},
}
ORDINARY = {
    "members": [{"age": 18, "occupation": "casual", "exclusion": "none", "serious_illness": False}, {"age": 59}],
    "income_support": 0, "income_wages": None, "expense_total_12m": 0, "housing": {"owned": 1},
    "hukou_region": "522702001", "existing_status": "none",
}  # fmt: skip


def test_facts_that_call_for_papers_are_computed():
    law = Law(BOOK.parameters, "522702", date(2026, 11, 23))
    assert set(FACTS) == set(COMPUTED)
    assert told_by(ORDINARY, law) == frozenset()
    assert told_by({}, law) == frozenset()
    for name, told in FACTS.items():
        assert told_by({**ORDINARY, **told}, law) == {name}


def test_every_computed_fact_is_registered_and_told_of():
    registered = BOOK.parameters.quantities["paper_rules"].where["fact"]
    assert set(COMPUTED) <= set(registered)
    documented = __import__("policy.papers").papers.__doc__
    assert all(name in documented for name in COMPUTED)


def test_papers_follow_from_members():
    base = {"aid": "minimum_living", "region": "522702", "as_of": "2026-11-23", "members": [PERSON]}
    ill = {**base, "members": [{**PERSON, "disability": {"category": "mental", "level": 2}, "serious_illness": True}]}
    plain = {paper["type"] for paper in BOOK.assess(base)["documents"]}
    more = {paper["type"] for paper in BOOK.assess(ill)["documents"]} - plain
    assert "disability_card" in more and "diagnosis" in more
