"""What may enter the record, with the reason when it may not."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.answer_rules import KNOWN_KEYS, answer_problem, normal_value
from contracts.keys import CHOICES

TODAY = date(2026, 11, 23)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def test_every_choice_key_is_known() -> None:
    assert set(CHOICES) <= KNOWN_KEYS


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("incident_date", "2026-11-24"), ("incident_date", "2026-02-30"), ("incident_date", "昨天"),
        ("incident_date", 20261121), ("incident_region", "福泉"), ("incident_region", "5227020"),
        ("incident_township", "522702"), ("id_number", "522702199001011230"), ("contact_phone", "12"),
        ("contact_phone", 13800001234), ("safety_now", "fine"), ("urgent_need", "food"), ("urgent_need", ["gold"]),
        ("affected_people", 0), ("affected_people", True), ("id_at_hand", "yes"), ("identity_verified", True),
        ("incident_text", "长" * 2001),
    ],
)  # fmt: skip
def test_refused_with_a_reason(key: str, value: Any) -> None:
    assert answer_problem(key, value, TODAY)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("incident_date", "2026-11-23"), ("incident_date", "2026-11"), ("incident_date", "2025"),
        ("incident_region", "522702"), ("incident_township", "522702001"), ("id_number", "11010519491231002X"),
        ("contact_phone", "13800001234"), ("contact_name", "𠮷"), ("urgent_need", []), ("affected_people", 3),
    ],
)  # fmt: skip
def test_accepted(key: str, value: Any) -> None:
    assert answer_problem(key, value, TODAY) is None


@pytest.mark.parametrize("key", sorted(KNOWN_KEYS))
@pytest.mark.parametrize("value", [None, "declined"])
def test_not_knowing_and_not_saying_always_fit(key: str, value: str | None) -> None:
    assert answer_problem(key, value, TODAY) is None


@given(st.sampled_from(sorted(KNOWN_KEYS)), json_values)
def test_total(key: str, value: Any) -> None:
    problem = answer_problem(key, normal_value(key, value), TODAY)
    assert problem is None or problem.strip()


def test_full_width_digits_become_digits() -> None:
    assert normal_value("contact_phone", "１３８－００００ １２３４") == "13800001234"
    assert normal_value("id_number", " １１０１０５ 19491231002x") == "11010519491231002X"
