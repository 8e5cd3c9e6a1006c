"""Sensitive kinds: asked for with their first question, never twice; without one nothing of it is left."""

from typing import Any

import pytest

from casework.domain.interviews import INTERVIEWS, Given, missing
from casework.domain.sensitive import notices, refused_by, without
from contracts.keys import DECLINED, LANES, SENSITIVE

CHILD = {"relation": "child", "age": 13, "occupation": "student", "called": "女儿"}
FAMILY: list[dict[str, Any]] = [
    {"relation": "self", "age": 40, "disability": {"category": "visual", "level": 1}, "income": {"wages": 1}},
    CHILD,
]
CONDITIONS = {"member": None, "field": "conditions", "numbers": [1]}


@pytest.mark.parametrize(
    ("key", "detail", "members", "expected"),
    [
        ("vulnerable_members", None, [], ["sensitive_health"]),
        ("members", CONDITIONS, [], ["sensitive_health"]),
        ("members", {"member": 1, "field": "age"}, [], []),
        ("members", {"member": 1, "field": "income"}, [], ["sensitive_finance"]),
        ("members", CONDITIONS, FAMILY, ["sensitive_health", "sensitive_minor"]),
        ("housing", None, [], ["sensitive_finance"]),
        ("id_at_hand", None, [], ["sensitive_id"]),
        ("standard_kind", None, [{"relation": "child", "age": 14}], []),
        ("incident_cause", None, [], []),
        ("review_confirm", None, FAMILY, []),
        (None, None, FAMILY, []),
    ],
)
def test_a_kind_is_asked_for_with_its_first_question(key, detail, members, expected):
    assert notices(key, detail, {"members": members}, ()) == expected
    assert notices(key, detail, {"members": members}, SENSITIVE) == []


@pytest.mark.parametrize("lane", LANES)
def test_a_refused_kind_opens_no_question_of_its_own(lane: str):
    interview = INTERVIEWS[lane]
    keys = [question.key for question in interview.questions]
    for kind, sensitive in SENSITIVE.items():
        declined = {one.key: one.value for one in refused_by([kind], {}, keys)}
        assert set(declined) == sensitive & set(keys) and set(declined.values()) <= {DECLINED}
        assert not sensitive & set(missing(interview, Given(declined, {})))


def test_without_a_kind_its_fields_are_empty_and_the_rest_stands():
    health = without("sensitive_health", "members", FAMILY)
    assert health[0] == {"relation": "self", "age": 40, "disability": None, "serious_illness": None,
                         "income": {"wages": 1}}  # fmt: skip
    minor = without("sensitive_minor", "members", FAMILY)
    assert minor[0] == FAMILY[0] and set(minor[1]) >= {"relation", "age"}
    assert minor[1]["relation"] == "child" and not any(
        value for field, value in minor[1].items() if field != "relation"
    )
    assert without("sensitive_finance", "members", FAMILY)[0]["income"] is None
    assert without("sensitive_finance", "incident_text", "摔了") == "摔了"
    assert without("sensitive_finance", "savings_band", "low") == DECLINED


def test_emptying_twice_is_emptying_once():
    for kind in SENSITIVE:
        once = without(kind, "members", FAMILY)
        assert without(kind, "members", once) == once
