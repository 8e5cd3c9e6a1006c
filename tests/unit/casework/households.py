"""Households for the tests of the interviews: people told whole, answers that leave nothing open, a plan to walk."""

from typing import Any

from casework.domain.interviews import Given

WELL: dict[str, Any] = {"serious_illness": False, "exclusion": "none"}
MOTHER: dict[str, Any] = {"relation": "self", "age": 52, "occupation": "farming", **WELL}
SON: dict[str, Any] = {"relation": "child", "age": 27, "occupation": "casual", **WELL}
GIRL: dict[str, Any] = {"relation": "grandchild", "age": 7, **WELL}
GRANNY: dict[str, Any] = {"relation": "parent", "age": 79, **WELL}
SERVED, TOWN, UNSERVED = "513221", "513221100", "370102"

COMPLETE: dict[str, Any] = {
    "safety_now": "safe", "applicant_role": "self", "hukou_region": SERVED, "hukou_township": TOWN,
    "existing_status": "none", "household_size": 3, "members": [MOTHER, SON, GIRL], "members_confirmed": True,
    "standard_kind": "rural", "income_kinds": ["wages"], "income_wages": 8400, "income_farm_business": 0,
    "income_property": 0, "income_support": 0, "necessary_expenses": 0,
    "housing": {"owned": 1, "recent_purchase": False}, "vehicles": [], "savings_band": "low", "business": "none",
    "verification_consent": "later", "contact_phone": "13900001234",
}  # fmt: skip


def given_of(answers: dict[str, Any], **more: Any) -> Given:
    """The answers as a draft holds them, each told once."""
    return Given(answers, dict.fromkeys(answers, 1), served=lambda code: code == SERVED, **more)


def without(*keys: str) -> dict[str, Any]:
    """The complete answers without some."""
    return {key: value for key, value in COMPLETE.items() if key not in keys}
