"""Any household at all: never an exception, never a negative number, never a no; unknown is never zero; fast."""

import json
import re
from statistics import median
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cards import card_problem
from policy.book import PolicyBook
from policy.checker import NEVER_SAID
from policy.topics import SENTENCE_LIMIT
from tests.unit.policy.random_households import KINDS, households

BOOK = PolicyBook.load()
OUTCOMES = ("likely", "needs_review", "alternative")
MEDIAN = 0.002
FORBIDDEN = re.compile("|".join((*NEVER_SAID, "拒绝", "不予", "不合格", "没有资格", "不可以申请")))


def check(facts):
    card = BOOK.assess(facts)
    text = json.dumps(card, ensure_ascii=False, allow_nan=False)
    assert card["outcome"] in OUTCOMES
    assert not FORBIDDEN.search(text), FORBIDDEN.search(text)
    check_numbers(card)
    check_sentences(card)
    assert len(set(card["missing"])) == len(card["missing"])
    assert card["outcome"] == "needs_review" or not card["missing"]
    assert card["outcome"] != "alternative" or card["alternatives"]
    assert card["outcome"] != "likely" or not card["flags"]
    shown = {key: value for key, value in card.items() if key not in ("documents", "clock")}
    assert card_problem("assessment", shown) is None
    return card


def check_numbers(card):
    estimate, income = card.get("estimate"), card.get("income")
    if estimate:
        assert 0 <= estimate["low"] <= estimate["high"]
        assert card["outcome"] != "alternative"
    if income:
        assert income["low"] >= 0
        assert income["high"] is None or income["low"] <= income["high"]
    assert "-" not in " ".join(step["text"] for step in card["steps"])


def check_sentences(card):
    for reason in [*card["reasons"], *card["flags"], *card["composition"]["set_aside"]]:
        assert reason["citation"]["title"]
        assert 0 < len(reason["text"]) <= SENTENCE_LIMIT
    assert card["steps"]
    assert all(step["label"] and step["text"].endswith("。") for step in card["steps"])


def run(count, first):
    for number, facts in enumerate(households(count, first)):
        try:
            check(facts)
        except Exception as error:
            raise AssertionError(f"household {first + number}: {facts}") from error


def test_two_thousand_random_households():
    run(2000, 0)


# of these a part may be missing although the key was told
IN_PARTS = {"members", "housing", "vehicles"}


def test_only_keys_nobody_told_are_missing():
    listed = set()
    for facts in households(600, 50_000, nonsense=0):
        for key in BOOK.assess(facts)["missing"]:
            assert key in IN_PARTS or facts.get(key) in (None, "declined"), (key, facts)
            listed.add(key)
    assert {"members", "household_size", "standard_kind", "housing", "business", "obligors", "income_wages"} <= listed


@pytest.mark.long
def test_ten_thousand_random_households():
    run(10000, 100_000)


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["declined", "513201", "522702", "self", "prison", "urban", "car", "low", "none", "student"]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["relation", "age", "income", "wages", "low", "high", "kind", "owned", "level", "exclusion"]
            ),
            inner,
            max_size=4,
        )
    ),
)
KEYS = st.sampled_from([
    "region", "members", "household_size", "standard_kind", "housing", "vehicles", "savings_band", "business",
    "income_kinds", "obligors", "hukou_region", "existing_status", "necessary_expenses", "expense_kind",
    "expense_total_12m", *(f"income_{kind}" for kind in KINDS),
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["minimum_living", "minimum_living_single", "temporary_expense"]),
    st.sampled_from(["2020-01-01", "2021-07-01", "2026-11-23"]),
    st.dictionaries(KEYS, ANYTHING),
)
def test_no_answer_whatever_breaks_it(aid, as_of, facts):
    card = BOOK.assess({**facts, "aid": aid, "as_of": as_of})
    json.dumps(card, allow_nan=False)
    assert card["outcome"] in OUTCOMES


POOR = {
    "aid": "minimum_living", "household_size": 1, "obligors": "able", "necessary_expenses": 0, "vehicles": [],
    "members": [{"relation": "self", "age": 62, "occupation": "casual"}], "housing": {"owned": 1},
    "savings_band": "low", "business": "none", **{f"income_{kind}": 0 for kind in KINDS},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("untold", ["left out", None, "declined"])
@pytest.mark.parametrize("as_of", ["2020-08-01", "2023-02-01", "2026-11-23"])
@pytest.mark.parametrize(("region", "area"), [("513201", "urban"), ("513224", "rural"), ("522702", "urban")])
def test_income_nobody_told_is_never_zero(kind, untold, as_of, region, area):
    key = f"income_{kind}"
    facts = {**POOR, "region": region, "as_of": as_of, "standard_kind": area, "income_support": 900}
    known = BOOK.assess({**facts, key: 0})
    firm = known["standard"]["confirmed"] or (region, as_of) != ("522702", "2020-08-01")
    assert known["outcome"] == ("likely" if firm else "needs_review")
    without = {name: value for name, value in facts.items() if name != key}
    card = BOOK.assess(without if untold == "left out" else {**without, key: untold})
    assert (card["outcome"], card["missing"]) == ("needs_review", [key])
    assert card["income"]["high"] is None


def test_the_median_assessment_takes_less_than_two_milliseconds():
    took = []
    for facts in households(400, 9000, nonsense=0):
        begins = process_time()
        BOOK.assess(facts)
        took.append(process_time() - begins)
    assert median(took) < MEDIAN
