"""Golden households: real-life families with the truth worked out by hand from the law; the assessment must agree.

`households/*.yml` hold one family each: `name` says who they are, `why` the arithmetic, `facts` what they told, `expect`
what has to come out. An expectation that is left out is not checked. `missing` and `flags` are exact sets; lists of
alternatives are subsets; an article is a part of the document's title or number, and a part of the article.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.cards import card_problem
from contracts.keys import LANES
from policy.book import PolicyBook
from policy.facts import check_facts

BOOK = PolicyBook.load()
FOLDER = Path(__file__).parent / "households"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PROPERTY_FLAGS = ("second_home", "recent_purchase", "car", "savings", "business", "high_fee")
KEYS = {
    "outcome", "counted", "set_aside", "per_head", "standard", "estimate", "alternatives", "first_alternative",
    "no_alternatives", "missing", "missing_includes", "flags", "articles", "deadline",
}  # fmt: skip
# what the law asks of the set as a whole
LEAST = {"minimum_living": 250, "minimum_living_single": 60, "temporary_expense": 50, "temporary_urgent": 40}
ARTICLES = (
    ("社会救助法", "第十六条"), ("社会救助法", "第十八条"), ("社会救助法", "第二十一条"), ("社会救助法", "第二十二条"),
    ("社会救助法", "第二十九条"), ("社会救助法", "第三十七条"), ("社会救助法", "第四十条"), ("社会救助法", "第四十二条"),
    ("社会救助法", "第四十三条"), ("社会救助法", "第五十条"),
    ("最低生活保障审核确认办法", "第四条"), ("最低生活保障审核确认办法", "第五条"),
    ("最低生活保障审核确认办法", "第六条"), ("最低生活保障审核确认办法", "第七条"),
    ("最低生活保障审核确认办法", "第八条"), ("最低生活保障审核确认办法", "第九条"),
    ("最低生活保障审核确认办法", "第十一条"), ("最低生活保障审核确认办法", "第十三条"),
    ("最低生活保障审核确认办法", "第十四条"), ("最低生活保障审核确认办法", "第十七条"),
    ("最低生活保障审核确认办法", "第二十条"), ("最低生活保障审核确认办法", "第二十二条"),
    ("特困人员认定办法", ""), ("兜底工作的通知", ""), ("刚性支出困难家庭认定办法", ""), ("川民发〔2025〕138号", ""),
    ("四川省临时救助工作规程", ""), ("健全完善临时救助制度的意见", ""), ("加强和改进临时救助工作的意见", ""),
    ("省内通办", ""), ("社会救助暂行办法", ""),
)  # fmt: skip
LAW, INTERIM = "中华人民共和国社会救助法", "社会救助暂行办法"
IN_FORCE = {
    LAW: "2026-07-01", "最低生活保障审核确认办法": "2021-07-01", "特困人员认定办法": "2021-07-01",
    "兜底工作的通知": "2022-10-20", "刚性支出困难家庭认定办法": "2025-01-01", "川民发〔2025〕138号": "2025-12-26",
    "健全完善临时救助制度的意见": "2026-01-29", "四川省临时救助工作规程": "2024-02-01", "省内通办": "2021-06-01",
}  # fmt: skip
PROVINCES = {"51": ("四川", "川民发", "阿坝"), "52": ("贵州", "福泉")}
LEAST_PER_ARTICLE = 3
LEAST_HOUSEHOLDS = 400
TOLERANCE = 0.01


def households() -> dict[str, dict[str, Any]]:
    """Every household of the folder, by file and number."""
    found = {}
    for file in sorted(FOLDER.glob("*.yml")):
        for number, household in enumerate(yaml.load(file.read_text("utf-8"), LOADER), 1):
            found[f"{file.stem}-{number}"] = household
    return found


NUMBERED = households()
HOUSEHOLDS = list(NUMBERED.values())


def cited(card: dict[str, Any]) -> list[tuple[str, str]]:
    """Title with number, and article, of every citation anywhere in the card."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(citation := node.get("citation"), dict):
                title = f"{citation.get('title') or ''} {citation.get('document_no') or ''}"
                found.append((title, str(citation.get("article") or "")))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(card)
    return found


def near(got: Any, wanted: Any) -> bool:
    if got is None or wanted is None:
        return got is None and wanted is None
    return abs(float(got) - float(wanted)) <= TOLERANCE


def check_counted(card: dict[str, Any], wanted: Any) -> str | None:
    got = card["composition"]["counted"]
    return None if got == wanted else f"counted {got}, not {wanted}"


def check_set_aside(card: dict[str, Any], wanted: Any) -> str | None:
    got = sorted(member["rule"] for member in card["composition"]["set_aside"])
    return None if got == sorted(wanted) else f"set aside {got}, not {sorted(wanted)}"


def check_per_head(card: dict[str, Any], wanted: Any) -> str | None:
    income = card.get("income") or {}
    got = [income.get("low"), income.get("high")]
    return None if near(got[0], wanted[0]) and near(got[1], wanted[1]) else f"income a head {got}, not {wanted}"


def check_standard(card: dict[str, Any], wanted: Any) -> str | None:
    got = card.get("standard")
    if wanted is None or got is None:
        return None if got is None and wanted is None else f"standard {got}, not {wanted}"
    wrong = {key: got.get(key) for key, value in wanted.items() if got.get(key) != value}
    return f"standard has {wrong}, not {wanted}" if wrong else None


def check_estimate(card: dict[str, Any], wanted: Any) -> str | None:
    got = card.get("estimate")
    if got is None:
        return f"no estimate, not {wanted}"
    return None if (got["low"], got["high"]) == (wanted["low"], wanted["high"]) else f"estimate {got}, not {wanted}"


def check_flags(card: dict[str, Any], wanted: Any) -> str | None:
    rules = {flag["rule"].removeprefix("flag_") for flag in card.get("flags", [])}
    got = sorted(rules.intersection(PROPERTY_FLAGS))
    return None if got == sorted(wanted) else f"flags {got}, not {sorted(wanted)}"


def check_missing(card: dict[str, Any], wanted: Any) -> str | None:
    got = sorted(card["missing"])
    return None if got == sorted(wanted) else f"missing {got}, not {sorted(wanted)}"


def check_missing_includes(card: dict[str, Any], wanted: Any) -> str | None:
    lacking = set(wanted) - set(card["missing"])
    return f"missing {card['missing']} without {sorted(lacking)}" if lacking else None


def check_alternatives(card: dict[str, Any], wanted: Any) -> str | None:
    lacking = set(wanted) - set(card["alternatives"])
    return f"alternatives {card['alternatives']} without {sorted(lacking)}" if lacking else None


def check_first_alternative(card: dict[str, Any], wanted: Any) -> str | None:
    got = card["alternatives"]
    return None if got[:1] == [wanted] else f"alternatives {got} do not begin with {wanted}"


def check_no_alternatives(card: dict[str, Any], wanted: Any) -> str | None:
    extra = set(wanted) & set(card["alternatives"])
    return f"alternatives {card['alternatives']} hold {sorted(extra)}" if extra else None


def check_articles(card: dict[str, Any], wanted: Any) -> str | None:
    got = cited(card)
    lacking = [pair for pair in wanted if not any(pair[0] in title and pair[1] in article for title, article in got)]
    return f"not cited: {lacking}; cited: {sorted(set(got))}" if lacking else None


def check_deadline(card: dict[str, Any], wanted: Any) -> str | None:
    got = card.get("deadline")
    if wanted is None or got is None:
        return None if got is None and wanted is None else f"deadline {got}, not {wanted}"
    wrong = {key: got.get(key) for key, value in wanted.items() if got.get(key) != value}
    return f"deadline has {wrong}, not {wanted}" if wrong else None


def check_outcome(card: dict[str, Any], wanted: Any) -> str | None:
    return None if card["outcome"] == wanted else f"outcome {card['outcome']}, not {wanted}"


CHECKS = {
    "outcome": check_outcome, "counted": check_counted, "set_aside": check_set_aside, "per_head": check_per_head,
    "standard": check_standard, "estimate": check_estimate, "flags": check_flags, "missing": check_missing,
    "missing_includes": check_missing_includes, "alternatives": check_alternatives, "articles": check_articles,
    "first_alternative": check_first_alternative, "no_alternatives": check_no_alternatives, "deadline": check_deadline,
}  # fmt: skip


def differences(card: dict[str, Any], expect: dict[str, Any]) -> list[str]:
    """What of an expectation is not so."""
    told = [CHECKS[key](card, wanted) for key, wanted in expect.items()]
    return [difference for difference in told if difference]


@cache
def card_of(number: str) -> dict[str, Any]:
    return BOOK.assess(NUMBERED[number]["facts"])


@pytest.mark.parametrize("number", list(NUMBERED))
def test_household(number):
    household, card = NUMBERED[number], card_of(number)
    check_facts(household["facts"])
    wrong = differences(card, household["expect"])
    assert not wrong, "\n".join([household["name"], household["why"], *wrong])
    shown = {key: value for key, value in card.items() if key not in ("documents", "clock")}
    assert card_problem("assessment", shown) is None, household["name"]


def test_no_household_is_told_a_text_before_its_day():
    for number, household in NUMBERED.items():
        day, titles = household["facts"]["as_of"], " ".join(title for title, _ in cited(card_of(number)))
        early = [title for title, since in IN_FORCE.items() if day < since and title in titles]
        assert not early, (household["name"], day, early)


def test_since_the_law_it_comes_first_and_the_interim_measures_are_gone():
    for number, household in NUMBERED.items():
        if household["facts"]["as_of"] < IN_FORCE[LAW]:
            continue
        reasons = [reason["citation"]["title"] for reason in card_of(number)["reasons"]]
        assert LAW in reasons[0], (household["name"], reasons)
        assert not any(INTERIM in title for title in reasons), (household["name"], reasons)


def test_no_province_is_told_the_other_one_s_texts():
    for number, household in NUMBERED.items():
        ours, theirs = PROVINCES[household["facts"]["region"][:2]], set(PROVINCES.values())
        titles = " ".join(title for title, _ in cited(card_of(number)))
        foreign = [word for words in theirs - {ours} for word in words if word in titles]
        assert not foreign, (household["name"], foreign)


def test_there_are_enough_and_each_has_its_own_name():
    names = Counter(household["name"] for household in HOUSEHOLDS)
    assert len(HOUSEHOLDS) >= LEAST_HOUSEHOLDS
    assert [name for name, times in names.items() if times > 1] == []


def test_every_household_says_why_and_expects_only_what_is_checked():
    assert set(CHECKS) == KEYS
    for household in HOUSEHOLDS:
        assert set(household) == {"name", "why", "facts", "expect"}, household["name"]
        assert household["why"].strip(), household["name"]
        assert "outcome" in household["expect"], household["name"]
        assert set(household["expect"]) <= KEYS, household["name"]


def test_all_aids_are_covered():
    aids = Counter(household["facts"]["aid"] for household in HOUSEHOLDS)
    assert set(aids) == set(LANES)
    assert {aid: aids[aid] for aid, least in LEAST.items() if aids[aid] < least} == {}


def test_every_served_county_both_areas_and_every_year_are_covered():
    regions = {household["facts"]["region"] for household in HOUSEHOLDS}
    assert {place.code for place in BOOK.served_regions()} <= regions
    years = {household["facts"]["as_of"][:4] for household in HOUSEHOLDS}
    assert years >= {str(year) for year in range(2020, 2027)}
    pairs = {(h["facts"]["region"][:4], h["facts"].get("standard_kind")) for h in HOUSEHOLDS}
    assert pairs >= {(place, area) for place in ("5132", "5227") for area in ("urban", "rural")}


def test_every_outcome_is_expected_in_every_aid():
    pairs = {(household["facts"]["aid"], household["expect"]["outcome"]) for household in HOUSEHOLDS}
    assert pairs == {(aid, outcome) for aid in LANES for outcome in ("likely", "needs_review", "alternative")}


@pytest.mark.parametrize(("title", "article"), ARTICLES)
def test_each_article_is_exercised_by_at_least_three(title, article):
    pairs = [pair for household in HOUSEHOLDS for pair in household["expect"].get("articles", [])]
    assert sum(title in pair[0] and article in pair[1] for pair in pairs) >= LEAST_PER_ARTICLE


def test_the_differences_are_seen():
    card = {
        "outcome": "likely", "missing": ["housing"], "alternatives": ["temporary_expense"], "flags": [],
        "composition": {"counted": 2, "set_aside": []}, "income": {"low": 100, "high": None}, "reasons": [],
        "standard": {"amount": 590}, "estimate": {"low": 1, "high": 2}, "deadline": None,
    }  # fmt: skip
    wrong = {
        "outcome": "alternative", "counted": 3, "set_aside": ["aside_prison"], "per_head": [100, 100],
        "standard": {"amount": 540}, "estimate": {"low": 1, "high": 3}, "flags": ["car"], "missing": [],
        "missing_includes": ["vehicles"], "alternatives": ["destitute_support"], "articles": [["社会救助法", ""]],
        "first_alternative": "destitute_support", "no_alternatives": ["temporary_expense"],
        "deadline": {"limit": 20},
    }  # fmt: skip
    assert len(differences(card, wrong)) == len(KEYS)
