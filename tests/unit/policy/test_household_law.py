"""The sentences and numbers behind the assessment: short, dated, kind; and each article used where it belongs."""

import ast
from datetime import date
from pathlib import Path

import pytest

from policy.book import PolicyBook
from policy.checker import NEVER_SAID
from policy.household.law import Law, digits_of, is_outside
from policy.model import Value
from policy.topics import SENTENCE_LIMIT
from tests.unit.policy.random_households import KINDS

BOOK = PolicyBook.load()
PACKAGE = Path(__file__).parents[3] / "policy" / "household"
LAW, ORDER, DESTITUTE = "社会救助法", "最低生活保障审核确认办法", "特困人员认定办法"
OLD, NOTICE, RIGID = "社会救助暂行办法", "兜底工作的通知", "刚性支出困难家庭认定办法"
SELF = {"relation": "self", "age": 45, "occupation": "casual"}
BASE = {
    "aid": "minimum_living", "region": "513201", "as_of": "2026-11-23", "standard_kind": "urban", "members": [SELF],
    "housing": {"owned": 1}, "vehicles": [], "savings_band": "low", "business": "none",
    **{f"income_{kind}": 0 for kind in KINDS},
}  # fmt: skip


def sentences():
    for regions in BOOK.parameters.entries["household_rules"].values():
        for series in regions.values():
            yield from (entry for entry in series if isinstance(entry, Value))


def test_sentences_are_short_kind_and_dated():
    found = list(sentences())
    assert len(found) > 80
    for entry in found:
        assert len(entry.value) <= SENTENCE_LIMIT
        assert not [word for word in NEVER_SAID if word in entry.value]
        assert entry.value.endswith("。")
        assert entry.effective_from or not entry.confirmed


def cited(card):
    reasons = [*card["reasons"], *card["flags"], *card["composition"]["set_aside"]]
    return {(r["citation"]["title"], r["citation"].get("article", ""), r["rule"]) for r in reasons}


def member(**parts):
    return {"members": [{**SELF, **parts}]}


SEVERE = {"category": "mental", "level": 1}
ARTICLES = [
    ({}, LAW, "第十八条", "minimum_living_who"), ({}, LAW, "第三十七条", "minimum_living_place"),
    ({}, LAW, "第四十条", "truthful"), ({}, ORDER, "第七条", "household_members"),
    ({}, ORDER, "第十三条", "income_counted"), ({}, "四川省民政厅通知", "", "minimum_living_bridge"),
    ({"as_of": "2022-01-01"}, OLD, "第九条", "minimum_living_who"),
    ({"as_of": "2022-01-01"}, ORDER, "第四条", "minimum_living_place"),
    ({"as_of": "2022-01-01"}, ORDER, "第九条", "truthful"),
    ({"as_of": "2022-01-01"}, ORDER, "第二十三条", "minimum_living_estimate"),
    ({"as_of": "2020-01-01"}, OLD, "第十二条", "minimum_living_estimate"),
    ({"as_of": "2020-01-01"}, OLD, "第十一条", "minimum_living_place"),
    ({"applicant_role": "proxy", "as_of": "2022-01-01"}, ORDER, "第六条", "proxy"),
    ({"applicant_role": "proxy"}, LAW, "第三十七条", "proxy"),
    ({"kinship_with_staff": True}, ORDER, "第十一条、第二十条", "kinship"),
    ({"verification_consent": "later"}, ORDER, "第九条", "verification_sign"),
    ({"hukou_region": "110101"}, LAW, "第三十七条", "place_other_province"),
    ({"hukou_region": "110101", "as_of": "2022-01-01"}, ORDER, "第四条、第五条", "place_other_province"),
    ({"hukou_region": "510104", "residence_permit": True}, "省内通办", "", "minimum_living_place_local"),
    ({"vehicles": [{"kind": "car"}]}, ORDER, "第十四条", "flag_car"),
    ({"high_fee_school_or_travel": True}, ORDER, "第十七条", "flag_high_fee"),
    ({"savings_band": "mid", "as_of": "2020-09-01"}, OLD, "第九条", "flag_savings"),
    ({"income_wages": 11000, **member(serious_illness=True)}, ORDER, "第八条", "route_illness"),
    ({"income_wages": 11000, **member(serious_illness=True)}, LAW, "第二十一条", "single_person"),
    ({"income_wages": 90000, **member(disability=SEVERE, occupation="unemployed")}, NOTICE, "第一条", "route_unemployed"),
    ({"income_wages": 90000}, RIGID, "第四条、第十条", "rigid_measures"),
    ({"income_wages": 90000}, LAW, "第二十二条", "rigid_expense"),
    ({"income_wages": 11000}, LAW, "第二十一条", "marginal"),
    ({**member(age=70), "obligors": "none"}, LAW, "第十六条", "destitute"),
    ({**member(age=70), "obligors": "none", "as_of": "2022-01-01"}, DESTITUTE, "第四条", "destitute"),
    ({**member(age=70)}, DESTITUTE, "第八条", "destitute_obligors"),
    ({**member(exclusion="prison")}, ORDER, "第七条", "aside_prison"),
    ({"aid": "temporary_expense", "expense_total_12m": 9, "expense_reimbursed_12m": 1,
      "existing_status": "minimum_living"}, LAW, "第四十二条", "expense_recognised"),
    ({"aid": "temporary_expense"}, LAW, "第二十九条", "expense_who"),
    ({"aid": "temporary_expense", "as_of": "2019-01-01"}, "进一步加强和改进临时救助工作的意见", "第二条", "expense_who"),
    ({"aid": "temporary_expense"}, "四川省临时救助工作规程", "", "expense_local"),
    ({"aid": "temporary_expense"}, "健全完善临时救助制度的意见", "支出型", "expense_marginal"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "title", "article", "rule"), ARTICLES)
def test_each_article_stands_where_it_belongs(told, title, article, rule):
    found = cited(BOOK.assess({**BASE, **told}))
    assert any(title in t and article in a and rule == r for t, a, r in found), sorted(found)


@pytest.mark.parametrize("as_of", ["2026-07-01", "2026-11-23"])
def test_since_july_2026_the_law_is_named_first(as_of):
    for told in ({}, {"income_wages": 90000}, {"aid": "minimum_living_single"}, {"aid": "temporary_expense"}):
        first = BOOK.assess({**BASE, **told, "as_of": as_of})["reasons"][0]
        assert first["citation"]["title"].endswith(LAW)


def test_every_rule_the_code_names_is_in_the_data():
    """A rule nobody wrote down would silently give no reason."""
    written = set()
    for regions in (BOOK.parameters.entries["household_rules"], BOOK.parameters.entries["rules"]):
        written |= {dict(case)["rule"] for cases in regions.values() for case in cases}
    named = set()
    for path in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= {node.value} if node.value.startswith(PREFIXES) else set()
    named -= OTHER_WORDS
    assert len(named) > 30
    assert named <= written, named - written


OTHER_WORDS = {"income_basic_pension", "expense_reimbursed_12m", "rigid_expense_household"}
PREFIXES = ("flag_", "aside_", "route_", "place_", "expense_n", "expense_r", "expense_w", "income_b", "income_o",
            "income_n", "income_u", "income_c", "income_d", "standard_n", "standard_u", "marginal_line", "rigid_")  # fmt: skip


@pytest.mark.parametrize("name", ["deadline", "bridge"])
def test_what_only_some_places_have(name):
    aba, fuquan = BOOK.assess(BASE), BOOK.assess({**BASE, "region": "522702"})
    if name == "deadline":
        assert (aba["deadline"]["case"], fuquan["deadline"]["case"]) == ("whole", "delegated")
        assert (aba["deadline"]["limit"], fuquan["deadline"]["limit"]) == (30, 20)
        assert "受理" in aba["deadline"]["text"]
        assert BOOK.assess({**BASE, "usual_region": "440300"})["deadline"]["limit"] == 45
    else:
        rules = [{reason["rule"] for reason in card["reasons"]} for card in (aba, fuquan)]
        assert [("minimum_living_bridge" in found) for found in rules] == [True, False]


@pytest.mark.parametrize(
    ("code", "place", "outside"),
    [
        ("513201", "513201", False), ("513201001", "513201", False), ("513202", "513201", True),
        ("513200", "513201", False), ("513201", "5132", False), ("522702", "5132", True), ("110101", "", False),
        ("510000", "513201", False),
    ],
)  # fmt: skip
def test_places_within_places(code, place, outside):
    assert is_outside(code, place) is outside


def test_a_place_is_named_by_its_digits():
    assert [digits_of(code) for code in ("513200", "510000", "513201", "513201001", "")] == [
        "5132", "51", "513201", "513201", "",
    ]  # fmt: skip


def test_a_law_without_data_opens_nothing_and_breaks_nothing():
    from policy.household.case import case_of
    from policy.household.facts import read_household
    from policy.household.minimum_living import judge_minimum_living
    from policy.loader import load

    files = {"parameters/national/region.yaml": 'code: "000000"\nname: 全国\nlevel: nation\n'}
    law = Law(load(files).parameters, "513201", date(2026, 11, 23))
    judgement = judge_minimum_living(case_of(read_household(BASE), law))
    assert (judgement.outcome, judgement.alternatives) == ("needs_review", [])
    assert law.rule("minimum_living_who") is None
    assert law.words("no_duty") == frozenset()
