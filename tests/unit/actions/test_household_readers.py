"""How answers about property, places and people are read, one by one; nobody else is asked."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from actions.household.member_table import row_named
from actions.household.money import only_period
from actions.household.people import facts_alone, fold, for_another, told_in
from actions.household.property import READERS, property_told
from actions.turn import Found, Memory, Turn
from contracts.casework import ConversationState
from contracts.extraction import extract

TODAY = date(2026, 11, 23)


def said(text: str, intent: str = "inform", asks: str | None = None) -> Turn:
    state = ConversationState(
        conversation_id="c", mode="bot", channel="web", region=None, today=TODAY, consent_privacy=True, draft=None,
        cases=[], handoff=None, office_open=True,
    )  # fmt: skip
    found = [Found(**asdict(entity)) for entity in extract(text, TODAY)]
    return Turn("t", "c", text, intent, 0.9, found, None, [], TODAY, Memory(asks=asks), None, state)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("housing", "老家土房一处，城里没得", {"owned": 1, "recent_purchase": False}),
        ("housing", "租的房子", {"owned": 0, "recent_purchase": False}),
        ("housing", "老家一栋，县城还有一套", {"owned": 2, "recent_purchase": False}),
        ("housing", "去年刚修了新房", {"owned": 1, "recent_purchase": True}),
        ("vehicles", "没得车", []),
        ("vehicles", "有个电三轮拉货", [{"kind": "motorcycle", "use": "cargo"}]),
        ("vehicles", "一辆面包车", [{"kind": "van"}]),
        ("vehicles", "没有小车，有个拖拉机", [{"kind": "tractor"}]),
        ("savings_band", "没啥存款，还欠起账", "low"),
        ("savings_band", "有一些", "mid"),
        ("business", "街上摆了个摊摊", "shop"),
        ("business", "没有开店", "none"),
        ("standard_kind", "村里有地", "rural"),
        ("standard_kind", "街上的居民户", "urban"),
        ("obligors", "有个儿子，自己都养不起", "unable"),
        ("obligors", "没得后人", "none"),
        ("verification_consent", "上门时再签嘛", "later"),
        ("verification_consent", "要得，查嘛", "now"),
        ("income_kinds", "打点零工，还有养老金", ["wages", "pension"]),
        ("income_kinds", "没得工资，种点花椒", ["farm_business"]),
        ("income_kinds", "啥子都没得", []),
        ("expense_kind", "透析的钱和娃儿学费", ["medical", "education"]),
        ("contracted_land", "有三亩地", True),
        ("kinship_with_staff", "没得这样的人", False),
        ("savings_band", "三千", 3000),
        ("savings_band", "有三万存款，还欠五千", 30000),
        ("savings_band", "没存款，欠了三万", "low"),
        ("savings_band", "就几千块钱", {"low": 2000, "high": 9000}),
        ("housing", "老屋三间", {"owned": 1, "recent_purchase": False}),
        ("housing", "自己修的两层楼", {"owned": 1, "recent_purchase": False}),
        ("housing", "租了一间房", {"owned": 0, "recent_purchase": False}),
        ("standard_kind", "随便", None),
    ],
)
def test_words_become_the_values_of_the_record(key: str, text: str, value: Any):
    assert READERS[key](said(text)) == value


def test_a_story_tells_what_they_own():
    told = property_told("就一处老房子，没得车，没得存款")
    assert told["vehicles"] == [] and told["savings_band"] == "low" and told["housing"]["owned"] == 1


@pytest.mark.parametrize(
    ("text", "period"), [("是一年的", "year"), ("不是，是每个月的", "month"), ("一天", "day"), ("两千", None)]
)
def test_a_period_alone(text: str, period: str | None):
    assert only_period(text) == period


@pytest.mark.parametrize(
    ("text", "row"), [("改第3个", 3), ("第十二个", 12), ("2号", 2), ("两个娃", None), ("68岁", None)]
)
def test_a_row_by_its_number(text: str, row: int | None):
    assert row_named(text) == row


def test_two_children_are_two_and_the_spouse_is_one():
    first = fold([], told_in("老婆四十五，儿子二十，女儿十六读书", TODAY)).members
    assert [one["relation"] for one in first] == ["self", "spouse", "child", "child"]
    again = fold(first, told_in("老婆在家种地", TODAY)).members
    assert len(again) == 4 and again[1]["occupation"] == "farming"


def test_a_level_told_later_keeps_the_kind():
    first = fold([], told_in("儿子精神残疾三级", TODAY)).members
    again = fold(first, told_in("儿子是二级残疾", TODAY), renew=True).members
    assert again[1]["disability"] == {"category": "mental", "level": 2}


def test_whom_a_proxy_helps_is_the_applicant():
    told = for_another(told_in("我妈七十六，我爸八十", TODAY), "parent")
    assert [one.relation for one in told] == ["self", "parent"]


def test_facts_without_a_person():
    assert facts_alone("72岁，种地", TODAY) == {"age": 72, "occupation": "farming"}
