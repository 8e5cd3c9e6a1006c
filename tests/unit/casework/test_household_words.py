"""How a household reads in the numbered review: people, sums, property, what is not known."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.answer_rules import KNOWN_KEYS
from casework.domain.answer_words import LABELS, value_words
from casework.domain.household_words import household_words, yearly_words
from casework.domain.interviews import INTERVIEWS, MINIMUM_LIVING
from casework.domain.member_words import all_members_words, member_words, members_table
from casework.domain.summaries import summary
from tests.unit.casework.households import COMPLETE, GIRL, MOTHER, SON, given_of

TODAY = date(2026, 11, 23)
PEOPLE: list[tuple[int, dict[str, Any], str]] = [
    (2, {"relation": "spouse", "age": 68, "occupation": "unemployed"}, "老伴，68岁，在家"),
    (2, {"relation": "spouse", "age": 41, "occupation": "unemployed"}, "爱人，41岁，没工作"),
    (1, {"relation": "self", "age": 52, "occupation": "farming"}, "本人，52岁，种地"),
    (1, {"age": 52}, "本人，52岁"),
    (3, {"relation": "child", "called": "幺儿", "age": 20, "occupation": "student"}, "幺儿，20岁，在读书"),
    (2, {"relation": "child", "age": None, "occupation": "declined"}, "孩子，年龄没说清，做什么没说清"),
    (2, {"relation": "child", "disability": {"category": "mental", "level": 2}}, "孩子，二级精神残疾"),
    (2, {"relation": "child", "disability": {"category": "visual", "level": None}}, "孩子，视力残疾等级没说清"),
    (2, {"relation": "child", "disability": {"category": None, "level": 1}}, "孩子，一级残疾"),
    (2, {"relation": "child", "disability": None, "serious_illness": None}, "孩子，残疾没说清，病情没说清"),
    (2, {"relation": "parent", "serious_illness": True, "exclusion": "none"}, "父母，得了重病"),
    (2, {"relation": "sibling", "exclusion": "religious_over_3y"}, "兄弟姐妹，出家三年以上"),
    (2, {"relation": None}, "家里一个人"),
    (2, {"relation": "邻居", "age": 60}, "邻居，60岁"),
    (2, {"relation": "child", "income": {"wages": 0, "pension": 2400}}, "孩子，自己的收入：养老金失业金一年2400元（每月200元）"),
    (1, {"relation": "self", "age": 61, "income": dict.fromkeys(("wages", "farm_business", "property", "pension", "support"), 0)},
     "本人，61岁，自己没有收入"),
]  # fmt: skip
SUMS: list[tuple[Any, str]] = [
    (24000, "一年24000元（每月2000元）"), (20000, "一年20000元（每月约1667元）"), (0, "没有"),
    ({"low": 24000, "high": 36000}, "一年24000到36000元（每月2000到3000元）"),
    ({"low": 12000, "high": 20000}, "一年12000到20000元（每月约1000到1667元）"),
    ({"low": 24000, "high": None}, "一年24000元以上（每月2000元以上）"),
    ({"low": None, "high": 12000}, "一年最多12000元（每月最多1000元）"), ({"low": 0, "high": 12000}, "一年最多12000元（每月最多1000元）"),
    ({"low": None, "high": None}, "没说清"), (None, "没说清"), ("declined", "不想说"), (1200.5, "一年1200.5元（每月约100元）"),
]  # fmt: skip
WORDS: list[tuple[str, Any, str]] = [
    ("expense_total_12m", 12000, "12000元"), ("expense_reimbursed_12m", 0, "没有"),
    ("housing", {"owned": 0, "recent_purchase": False}, "没有自家的房"),
    ("housing", {"owned": 2, "recent_purchase": True}, "自家有2处房，近一年买过或装修过房"),
    ("housing", {"owned": None}, "有几处没说清"), ("vehicles", [], "没有车"),
    ("vehicles", [{"kind": "van", "use": "cargo", "value": 30000}, {"kind": "motorcycle"}], "面包车（拉货，值30000元）、摩托车或电瓶车"),
    ("savings_band", "high", "比较多"), ("business", "none", "没有"), ("verification_consent", "later", "上门时再签"),
    ("residence_permit", True, "有"), ("same_cause_this_year", False, "没领过"), ("household_size", 3, "3人"),
    ("income_kinds", [], "没有"), ("income_kinds", ["wages", "support"], "打工、儿女亲人给的钱"),
    ("standard_kind", None, "没说清"), ("obligors", "declined", "不想说"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "member", "words"), PEOPLE)
def test_a_person(number: int, member: dict[str, Any], words: str) -> None:
    assert member_words(number, member) == words


@pytest.mark.parametrize(("value", "words"), SUMS)
def test_a_years_sum(value: Any, words: str) -> None:
    assert yearly_words(value) == words


@pytest.mark.parametrize(("key", "value", "words"), WORDS)
def test_other_answers(key: str, value: Any, words: str) -> None:
    assert household_words(key, value) == words


def _lines(answers: dict[str, Any]) -> dict[str, tuple[str, str]]:
    names = {"513221": "汶川县", "513221100": "汶川县威州镇"}
    items = summary(MINIMUM_LIVING, given_of(answers), TODAY, names.get)
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    return {item.key: (item.label, item.text) for item in items}


def test_the_review_reads_well() -> None:
    lines = _lines(COMPLETE | {"hukou_place": "桑坪"})
    assert lines["hukou_region"] == ("户口所在地", "汶川县威州镇（桑坪）")
    assert lines["members"] == ("家里人", "1. 本人，52岁，种地；2. 孩子，27岁，打零工；3. 孙辈，7岁")
    assert lines["income_wages"] == ("打工", "一年8400元（每月700元）")
    assert lines["income_kinds"] == ("有哪些收入", "打工")
    # said by another line already
    assert not {"household_size", "members_confirmed", "income_farm_business", "income_support"} & set(lines)


def test_how_many_is_listed_where_they_are_not_named() -> None:
    assert _lines({"household_size": 4, "members": None})["household_size"] == ("家里人数", "4人")
    assert _lines({"income_support": 0})["income_support"] == ("儿女亲人给的钱", "没有")


def test_the_table_is_numbered_for_correction() -> None:
    rows = members_table(given_of({"members": [MOTHER, SON, GIRL]}))
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].text == "孩子，27岁，打零工"
    assert all_members_words([MOTHER]) == "本人，52岁，种地"


def test_every_key_of_every_interview_has_a_name_and_may_be_told() -> None:
    keys = {question.key for interview in INTERVIEWS.values() for question in interview.questions}
    assert keys - {"consent_privacy", "review_confirm"} <= set(LABELS)
    assert keys <= KNOWN_KEYS


@given(st.sampled_from(sorted(KNOWN_KEYS)), st.none() | st.just("declined"))
def test_not_known_and_not_said_have_words(key: str, value: str | None) -> None:
    assert value_words(key, {key: value}, TODAY, lambda code: None)
