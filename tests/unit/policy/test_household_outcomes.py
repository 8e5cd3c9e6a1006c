"""One household after another: outcome, what is missing, what else may help, every rule, figure and step."""

from pathlib import Path

import pytest
import yaml

from policy.book import PolicyBook
from tests.unit.policy.random_households import KINDS

BOOK = PolicyBook.load()
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ROWS = yaml.load(Path(__file__).with_name("household_outcomes.yml").read_text("utf-8"), LOADER)
BASE = {
    "aid": "minimum_living", "region": "522702", "as_of": "2024-06-01", "standard_kind": "urban",
    "members": [{"relation": "self", "age": 45, "occupation": "casual"}],
    "housing": {"owned": 1, "recent_purchase": False}, "vehicles": [], "savings_band": "low", "business": "none",
    **{f"income_{kind}": 0 for kind in KINDS},
}  # fmt: skip
SHOWN = ("outcome", "missing", "alternatives", "rules", "counted", "income", "estimate", "deadline", "steps")


def shown(card):
    income, estimate = card.get("income"), card.get("estimate")
    return {
        "outcome": card["outcome"],
        "missing": card["missing"],
        "alternatives": card["alternatives"],
        "rules": " ".join(reason["rule"] for reason in card["reasons"]),
        "counted": card["composition"]["counted"],
        "income": income and [income["low"], income["high"]],
        "estimate": estimate and [estimate["low"], estimate["high"], estimate["formula"]],
        "deadline": card.get("deadline", {}).get("case"),
        "steps": [f"{step['label']}｜{step['text']}" for step in card["steps"]],
    }


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_household(row):
    facts = {**BASE, **row["told"]}
    card = BOOK.assess({key: value for key, value in facts.items() if key not in row.get("left_out", ())})
    got = shown(card)
    assert {key: got[key] for key in SHOWN if key in row} == {key: row[key] for key in SHOWN if key in row}
    flags = {flag["rule"] for flag in card["flags"]}
    assert flags <= {reason["rule"] for reason in card["reasons"]}


def test_there_are_many_and_each_has_its_name():
    assert len({row["name"] for row in ROWS}) == len(ROWS) > 100
