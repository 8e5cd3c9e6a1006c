"""More income never makes the outcome better and never takes a flag away; another thing owned never helps."""

import pytest

from policy.book import PolicyBook
from tests.unit.policy.random_households import KINDS, households

BOOK = PolicyBook.load()
MORE = (1, 3000, 50000)
COUNT = 100


def rank(card):
    """0 is best: likely, or sent to 特困, which is for those with least; then a person looks; then other help."""
    order = {"likely": 0, "needs_review": 1, "alternative": 2}
    destitute = card["outcome"] == "alternative" and card["alternatives"][:1] == ["destitute_support"]
    return 0 if destitute else order[card["outcome"]]


def flags(card):
    return {flag["rule"] for flag in card["flags"]}


def more(amount, by):
    if isinstance(amount, dict):
        high = amount.get("high")
        return {"low": (amount.get("low") or 0) + by, "high": None if high is None else high + by}
    return amount + by


def is_sum(value):
    return isinstance(value, int | float | dict) and not isinstance(value, bool)


@pytest.mark.parametrize("aid", ["minimum_living", "minimum_living_single", "temporary_expense"])
@pytest.mark.parametrize("kind", [*(f"income_{kind}" for kind in KINDS), "household_income_12m"])
def test_more_income_of_any_kind(aid, kind):
    changed = 0
    for facts in households(COUNT, 20_000, nonsense=0):
        if not is_sum(facts.get(kind)):
            continue
        before = BOOK.assess({**facts, "aid": aid})
        for by in MORE:
            after = BOOK.assess({**facts, "aid": aid, kind: more(facts[kind], by)})
            assert rank(after) >= rank(before), (facts, by)
            assert flags(after) >= flags(before)
            changed += rank(after) > rank(before)
    assert changed > 0 or aid != "minimum_living" or kind == "household_income_12m"


@pytest.mark.parametrize("aid", ["minimum_living", "minimum_living_single"])
def test_more_income_of_a_member(aid):
    changed = 0
    for facts in households(COUNT * 2, 30_000, nonsense=0):
        people = [person for person in facts.get("members") or () if isinstance(person, dict)]
        told = [
            (person, kind) for person in people for kind in KINDS
            if isinstance(person.get("income"), dict) and is_sum(person["income"].get(kind))
        ]  # fmt: skip
        bare = {key: value for key, value in facts.items() if not key.startswith("income_")}
        for person, kind in told:
            before = BOOK.assess({**bare, "aid": aid})
            income = {**person["income"], kind: more(person["income"][kind], 30000)}
            members = [{**each, "income": income} if each is person else each for each in facts["members"]]
            after = BOOK.assess({**bare, "aid": aid, "members": members})
            assert rank(after) >= rank(before), facts
            assert flags(after) >= flags(before)
            changed += rank(after) > rank(before)
    assert changed > 0


OWNED = (
    ("housing", {"owned": 2, "recent_purchase": False}, "flag_second_home"),
    ("housing", {"owned": 1, "recent_purchase": True}, "flag_recent_purchase"),
    ("vehicles", [{"kind": "car", "use": "commute"}], "flag_car"),
    ("savings_band", "high", "flag_savings"),
    ("business", "shop", "flag_business"),
    ("high_fee_school_or_travel", True, "flag_high_fee"),
)
POOR = {"housing": {"owned": 1, "recent_purchase": False}, "vehicles": [], "savings_band": "low", "business": "none"}


@pytest.mark.parametrize(("key", "value", "flag"), OWNED)
@pytest.mark.parametrize("as_of", ["2020-09-01", "2023-05-01", "2026-11-23"])
def test_property_is_a_flag_and_never_an_answer(key, value, flag, as_of):
    seen = 0
    for facts in households(60, 40_000, nonsense=0):
        facts = {**facts, **POOR, "aid": "minimum_living", "as_of": as_of, "high_fee_school_or_travel": False}
        before, after = BOOK.assess(facts), BOOK.assess({**facts, key: value})
        assert flag in flags(after) - flags(before)
        assert rank(after) >= rank(before)
        # what is owned leads to a person, never to another answer
        assert after["outcome"] == ("needs_review" if before["outcome"] == "likely" else before["outcome"])
        seen += before["outcome"] == "likely"
    assert seen > 0
