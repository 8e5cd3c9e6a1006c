"""Once a place fills a gap — disposable income, the marginal line — the outcome follows, without a change of code."""

import pytest

from policy.book import PolicyBook
from policy.loader import read_folder

FUQUAN = "parameters/national/guizhou/qiannan/fuquan/"
SOURCE = "confirmed: true, reference: {title: 统计公报}}\n"
LIMIT = "quantity: disposable_income_per_head\nunit: CNY/year\nlast_checked_on: 2026-11-23\nvalues:\n"
LINE = "quantity: household_multiplier\nunit: times_standard\nlast_checked_on: 2026-11-23\nvalues:\n"
FILLED = {
    FUQUAN + "disposable_income_per_head.yaml": LIMIT + "  - {from: 2024-01-01, value: 17000, " + SOURCE,
    FUQUAN + "household_multiplier.yaml": LINE + "  - {of: marginal, from: 2024-01-01, value: 1.4, " + SOURCE,
}
BOOK = PolicyBook.from_files(read_folder() | FILLED)
POOR = {"housing": {"owned": 1}, "vehicles": [], "savings_band": "low", "business": "none"}
BILLS = {
    "aid": "temporary_expense", "region": "522702", "as_of": "2024-09-01", "household_size": 2,
    "expense_total_12m": 9000, "expense_reimbursed_12m": 4000, "household_income_12m": 33999, **POOR,
}  # fmt: skip


def bills(**told):
    card = BOOK.assess({key: value for key, value in {**BILLS, **told}.items() if value != "left out"})
    return card["outcome"], card["missing"]


@pytest.mark.parametrize(
    ("told", "outcome", "missing"),
    [
        ({}, "likely", []),
        ({"household_income_12m": 34000}, "needs_review", []),
        ({"household_income_12m": {"low": 1000, "high": 34000}}, "needs_review", []),
        ({"household_income_12m": None}, "needs_review", ["household_income_12m"]),
        ({"household_income_12m": "left out", "savings_band": None},
         "needs_review", ["household_income_12m", "savings_band"]),
        ({"household_income_12m": 90000, "savings_band": None}, "needs_review", []),
        ({"household_size": "left out"}, "needs_review", ["household_size"]),
        ({"savings_band": "declined"}, "needs_review", ["savings_band"]),
        ({"savings_band": "mid", "household_income_12m": None}, "needs_review", []),
        ({"same_cause_this_year": True, "household_income_12m": None}, "needs_review", []),
        ({"same_cause_this_year": False}, "likely", []),
        ({"expense_reimbursed_12m": None}, "needs_review", ["expense_reimbursed_12m"]),
        ({"expense_reimbursed_12m": 9000}, "alternative", []),
        ({"expense_total_12m": 0, "expense_reimbursed_12m": None}, "alternative", []),
        ({"existing_status": "marginal_household", "household_income_12m": 99999, "business": "shop"}, "likely", []),
        ({"region": "513201"}, "needs_review", []),
    ],
)  # fmt: skip
def test_bills_where_the_limit_is_known(told, outcome, missing):
    assert bills(**told) == (outcome, missing)


def test_the_limit_is_said():
    card = BOOK.assess(BILLS)
    assert card["steps"][-1]["text"] == "当地上年人均可支配收入是17000元。"
    assert "expense_limit_unknown" not in {reason["rule"] for reason in card["reasons"]}
    assert card["flags"] == []


ILL = {"relation": "self", "age": 45, "occupation": "unable", "serious_illness": True}
OTHER = {"relation": "spouse", "age": 44, "occupation": "employed"}
NOTHING = {"wages": 0, "farm_business": 0, "property": 0, "support": 0}
ALONE = {
    "aid": "minimum_living_single", "region": "522702", "as_of": "2024-09-01", "standard_kind": "urban",
    "members": [{**ILL, "income": NOTHING}, OTHER], "income_wages": 20000, "income_farm_business": 0,
    "income_property": 0, "income_support": 0, "existing_status": "none", **POOR,
}  # fmt: skip


@pytest.mark.parametrize(
    ("wages", "outcome"),
    # 808 × 1.4 × 12 × 2 = 27148.8
    [(20000, "likely"), (27148, "likely"), (27149, "needs_review"), (None, "needs_review")],
)
def test_a_firm_marginal_line_opens_the_way(wages, outcome):
    card = BOOK.assess({**ALONE, "income_wages": wages})
    assert card["outcome"] == outcome
    assert ("marginal_line_open" in {reason["rule"] for reason in card["reasons"]}) == (outcome != "likely")


def test_the_line_of_the_place_is_used_for_households_too():
    home = {**ALONE, "aid": "minimum_living", "income_wages": 27148}
    assert "marginal_household" in BOOK.assess(home)["alternatives"]
    assert "marginal_household" not in BOOK.assess({**home, "income_wages": 27149})["alternatives"]


def test_income_of_children_and_of_everybody_else():
    """A child below working age neither works nor farms; of anybody else what was not told is not known."""
    grown = {**OTHER, "income": {"wages": 500, "farm_business": 500, "property": 0, "support": 0}}
    child = {"relation": "child", "age": 15, "occupation": "casual", "income": {"property": 0, "support": 0}}
    told = {"aid": "minimum_living", "region": "522702", "as_of": "2024-09-01", "standard_kind": "urban", **POOR}
    assert BOOK.assess({**told, "members": [grown, child]})["missing"] == []
    older = {**told, "members": [grown, {**child, "age": 16}]}
    assert BOOK.assess(older)["missing"] == ["income_wages", "income_farm_business"]
    assert BOOK.assess({**told, "members": [grown, {**child, "income": {}}]})["missing"] == [
        "income_property", "income_support",
    ]  # fmt: skip


def test_relations_in_words():
    kin = ("self", "spouse", "parent", "grandparent", "grandchild", "sibling", "in_law", "cat")
    members = [{"relation": word, "age": 40, "occupation": "casual"} for word in kin]
    card = BOOK.assess({"aid": "minimum_living", "region": "522702", "as_of": "2024-09-01", "members": members})
    words = "本人、配偶、父母、祖父母、孙辈、兄弟姐妹、亲家人、其他人"
    assert card["steps"][0]["text"] == f"说到8口人，算8口：{words}。"


def test_support_that_may_be_left_out_is_said_only_where_there_is_some():
    severe = {**ILL, "disability": {"category": "mental", "level": 1}}
    labels = []
    for support, person in ((900, severe), (0, severe), (900, ILL)):
        facts = {**ALONE, "members": [{**person, "income": {**NOTHING, "support": support}}, OTHER]}
        labels.append("亲人给的钱" in {step["label"] for step in BOOK.assess(facts)["steps"]})
    assert labels == [True, False, False]


@pytest.mark.parametrize(("rent", "outcome"), [(9600, "alternative"), (9700, "needs_review")])
def test_basic_pension_beyond_the_pension_itself_is_not_taken_off(rent, outcome):
    facts = {
        "aid": "minimum_living", "region": "522702", "as_of": "2026-08-01", "standard_kind": "urban", "obligors": "none",
        "members": [{"relation": "self", "age": 66, "occupation": "unable"}], "income_property": rent,
        "income_pension": 3000, "income_basic_pension": 5000, "income_farm_business": 0, "income_support": 0, **POOR,
    }  # fmt: skip
    card = BOOK.assess(facts)
    assert (card["outcome"], card["alternatives"][0]) == (outcome, "destitute_support")
