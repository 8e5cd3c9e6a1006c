"""The urgent lane: its order, what answers what, and that nothing told is asked again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.interviews import TEMPORARY_URGENT, Given, may_file, missing, next_key, standing

ANSWERS: dict[str, Any] = {
    "safety_now": "safe", "incident_region": "522702", "incident_place": "市医院", "incident_cause": "injury",
    "incident_date": "2026-11-21", "contact_way": "here",
}  # fmt: skip
BEFORE = ("safety_now", "incident_region", "incident_cause", "incident_date", "contact_phone")
AFTER = (
    "urgent_need", "affected_people", "vulnerable_members", "applicant_role", "contact_name", "id_at_hand",
    "existing_status", "hukou_region",
)  # fmt: skip
keys = st.sampled_from([question.key for question in TEMPORARY_URGENT.questions])
values = st.sampled_from([None, "declined", "here", "522702", True, 3, ["food"]])


def _given(answers: dict[str, Any], times: int = 1, **more: Any) -> Given:
    return Given(answers, dict.fromkeys(answers, times), **more)


def test_order_before_filing() -> None:
    told: dict[str, Any] = {}
    asked = []
    for key in ("safety_now", "incident_region", "incident_cause", "incident_date", "contact_way"):
        asked.append(next_key(TEMPORARY_URGENT, _given(told)))
        told[key] = ANSWERS[key]
        if key == "incident_region":
            told["incident_place"] = ANSWERS["incident_place"]
    assert tuple(asked) == BEFORE
    assert next_key(TEMPORARY_URGENT, _given(told)) == "review_confirm"
    assert may_file(TEMPORARY_URGENT, _given(told))


def test_first_message_to_filing_takes_eight_resident_turns_when_nothing_is_told_at_first() -> None:
    # the first message, consent, one turn a question, the confirmation
    assert 1 + 1 + len(BEFORE) + 1 == 8


def test_order_after_filing_and_its_end() -> None:
    told = dict(ANSWERS)
    asked = []
    while (key := next_key(TEMPORARY_URGENT, _given(told, filed=True))) is not None:
        asked.append(key)
        told[key] = None
    assert tuple(asked) == AFTER
    assert standing(TEMPORARY_URGENT, _given(told, filed=True)).phase == "done"


def test_hukou_is_the_very_last_question() -> None:
    assert TEMPORARY_URGENT.questions[-1].key == "hukou_region"


@pytest.mark.parametrize("way", [{"contact_phone": "13800001234"}, {"contact_way": "here"}, {"contact_phone": None}])
def test_any_way_to_be_reached_is_enough(way: dict[str, Any]) -> None:
    told = {key: value for key, value in ANSWERS.items() if key != "contact_way"} | way
    assert missing(TEMPORARY_URGENT, _given(told)) == ()


def test_by_phone_without_a_number_asks_for_it() -> None:
    told = ANSWERS | {"contact_way": "phone"}
    assert missing(TEMPORARY_URGENT, _given(told)) == ("contact_phone",)


def test_a_county_alone_is_asked_once_more_and_not_twice() -> None:
    county = {key: value for key, value in ANSWERS.items() if key != "incident_place"}
    assert "incident_region" in missing(TEMPORARY_URGENT, _given(county))
    assert "incident_region" not in missing(TEMPORARY_URGENT, _given(county, times=2))
    township = county | {"incident_township": "522702001"}
    assert "incident_region" not in missing(TEMPORARY_URGENT, _given(township))


def test_no_place_at_all_needs_the_channels_own_region() -> None:
    lost = ANSWERS | {"incident_region": None}
    assert "incident_region" in missing(TEMPORARY_URGENT, _given(lost))
    assert "incident_region" not in missing(TEMPORARY_URGENT, _given(lost, region="522702"))


@pytest.mark.parametrize("key", ["safety_now", "incident_cause", "incident_date"])
@pytest.mark.parametrize("value", [None, "declined"])
def test_not_knowing_is_an_answer(key: str, value: str | None) -> None:
    assert key not in missing(TEMPORARY_URGENT, _given(ANSWERS | {key: value}))


@given(st.dictionaries(keys, values), st.booleans())
def test_what_was_told_is_never_asked_again(told: dict[str, Any], filed: bool) -> None:
    given_ = _given(told, filed=filed, region="522702", times=2)
    key = next_key(TEMPORARY_URGENT, given_)
    assert key is None or key == "review_confirm" or key not in told


@given(st.dictionaries(keys, values), keys, values, st.booleans())
def test_another_answer_never_adds_a_question(told: dict[str, Any], key: str, value: Any, filed: bool) -> None:
    before = standing(TEMPORARY_URGENT, _given(told, filed=filed, times=2))
    after = standing(TEMPORARY_URGENT, _given({key: value} | told, filed=filed, times=2))
    assert set(after.missing) <= set(before.missing)
    assert after.done >= before.done
    assert after.total == before.total
