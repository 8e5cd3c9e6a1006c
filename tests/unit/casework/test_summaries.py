"""The review: one numbered line an answer, personal values masked, in words."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.answer_words import date_words
from casework.domain.case_moves import STATES
from casework.domain.case_words import STATE_WORDS, next_steps
from casework.domain.interviews import TEMPORARY_URGENT, Given
from casework.domain.summaries import summary

TODAY = date(2026, 11, 23)
TOLD: dict[str, Any] = {
    "safety_now": "safe", "incident_region": "522702", "incident_township": "522702001", "incident_place": "市医院",
    "incident_cause": "injury", "incident_text": "从架子上摔下来", "incident_date": "2026-11-21",
    "contact_phone": "13800001234", "urgent_need": ["treatment", "food"], "contact_name": "王芳",
    "affected_people": 3, "existing_status": None, "hukou_region": "declined",
}  # fmt: skip
FORBIDDEN = ("不符合", "被拒绝", "不能申请", "没资格", "一定能", "保证")


def _place(code: str) -> str | None:
    return {"522702": "福泉市", "522702001": "福泉市金山街道"}.get(code)


def _texts(answers: dict[str, Any]) -> dict[str, str]:
    items = summary(TEMPORARY_URGENT, Given(answers, {}), TODAY, _place)
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    return {item.key: item.text for item in items}


def test_in_words() -> None:
    texts = _texts(TOLD)
    assert list(texts)[:5] == [
        "incident_cause", "incident_date", "incident_region", "urgent_need", "contact_phone",
    ]  # fmt: skip
    assert texts["incident_cause"] == "受伤：从架子上摔下来"
    assert texts["incident_date"] == "11月21日"
    assert texts["incident_region"] == "福泉市金山街道（市医院）"
    assert texts["urgent_need"] == "看病、吃的"
    assert texts["affected_people"] == "3人"
    assert texts["existing_status"] == "不清楚"
    assert texts["hukou_region"] == "不想说"


def test_personal_values_are_masked_in_text_and_value() -> None:
    items = summary(TEMPORARY_URGENT, Given(TOLD, {}), TODAY, _place)
    shown = " ".join(f"{item.text} {item.value}" for item in items)
    assert "13800001234" not in shown
    assert "王芳" not in shown
    assert "138****1234" in shown


def test_reply_here_and_nothing_invented() -> None:
    assert _texts({"contact_way": "here"}) == {"contact_phone": "在这里回复"}
    assert _texts({}) == {}


def test_dates_of_another_year_and_of_a_month() -> None:
    assert date_words("2025-12-01", TODAY) == "2025年12月1日"
    assert date_words("2026-10", TODAY) == "10月"
    assert date_words("2025", TODAY) == "2025年"


@given(st.dictionaries(st.sampled_from(sorted(TOLD)), st.none() | st.just("declined")))
def test_unknown_and_declined_never_fail(told: dict[str, Any]) -> None:
    _texts(told)


def test_next_steps_say_nothing_forbidden_and_promise_nothing() -> None:
    for state in STATES:
        said = " ".join([*next_steps(state, "金山街道办事处", aid_first=True, ask_at="12345"), STATE_WORDS[state]])
        assert not any(word in said for word in FORBIDDEN)
        assert all(len(sentence) <= 60 for sentence in said.split())
    assert "已受理" not in " ".join(next_steps("submitted", "金山街道办事处"))


def test_where_no_term_runs_nobody_waits_for_its_end() -> None:
    waiting = next_steps("submitted", "金山街道办事处", clock=False)
    assert not any("到时" in sentence for sentence in waiting)
    assert waiting[0] == next_steps("submitted", "金山街道办事处")[0]
    assert not any(word in " ".join(waiting) for word in (*FORBIDDEN, "已受理"))
