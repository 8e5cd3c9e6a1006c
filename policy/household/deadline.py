"""How long a minimum-living file may take, by the case it is (57号 第二十二条, 2022 notice)."""

from typing import Any

from policy.household.law import Law
from policy.model import Value
from policy.wording import plain_number, quantity_words


def deadline_of(law: Law, apart: bool) -> tuple[str, Value] | None:
    """The case (whole, delegated, hard) and its limit; None where the law of the day gives none."""
    case = "hard" if apart else "delegated" if _is_delegated(law) else "whole"
    found = law.found("minimum_living_limit", case=case)
    return (case, found) if found else None


def _is_delegated(law: Law) -> bool:
    found = law.found("delegated_confirmation")
    return found is not None and found.value is True


def deadline_card(case: str, limit: Value, citation: dict[str, Any]) -> dict[str, Any]:
    """The limit as a card carries it: it starts when the application is accepted, not when it is sent."""
    words = quantity_words(limit.value, limit.unit)
    text = f"从受理那天算起，一般{words}内有结果；交上去还不等于受理。"
    return {"case": case, "limit": plain_number(limit.value), "unit": limit.unit, "text": text, "citation": citation}
