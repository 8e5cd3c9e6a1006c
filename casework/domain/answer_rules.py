"""Whether an answer may enter the record: known key, right shape, readable value."""

import re
import unicodedata
from datetime import date
from typing import Any, Final

from casework.domain.household_rules import HOUSEHOLD_RULES
from casework.domain.id_numbers import PROBLEM_WORDS, id_number_problem, normalise_id_number
from contracts.keys import DECLINED, value_problem

# the keys of the outside contract, and ours
KNOWN_KEYS: Final = frozenset({
    "consent_privacy", "safety_now", "applicant_role", "contact_name", "contact_phone", "contact_way",
    "incident_region", "incident_township", "incident_place", "incident_text", "hukou_region", "residence_permit",
    "existing_status", "id_at_hand", "id_number", "declaration", "review_confirm", "incident_cause", "incident_date",
    "affected_people", "vulnerable_members", "urgent_need", "expense_kind", "expense_total_12m",
    "expense_reimbursed_12m", "household_income_12m", "household_size", "members", "obligors", "kinship_with_staff",
    "standard_kind", "income_wages", "income_farm_business", "income_property", "income_pension",
    "income_basic_pension", "income_support", "necessary_expenses", "housing", "vehicles", "savings_band", "business",
    "verification_consent", "contracted_land", "high_fee_school_or_travel", "same_cause_this_year", "proxy_relation",
    "income_kinds", "members_confirmed", "hukou_township", "hukou_place", "usual_region", "usual_township",
})  # fmt: skip
TEXT_LIMIT: Final = 2000
_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_CODE: Final = {
    "incident_region": 6, "hukou_region": 6, "usual_region": 6,
    "incident_township": 9, "hukou_township": 9, "usual_township": 9,
}  # fmt: skip


def normal_value(key: str, value: Any) -> Any:
    """The value as it is stored: ID numbers and phones without spaces, dashes and full-width digits."""
    if not isinstance(value, str) or value == DECLINED:
        return value
    if key == "id_number":
        return normalise_id_number(value)
    if key == "contact_phone":
        return "".join(char for char in unicodedata.normalize("NFKC", value) if char.isdecimal() or char == "+")
    return value


def _date_problem(value: Any, today: date) -> str | None:
    """A day, month or year, or an interval `start/end` of them that begins in the past."""
    if isinstance(value, str) and value.count("/") == 1:
        start, end = value.split("/")
        return _day_problem(start, today) or (None if _DATE.fullmatch(end) else "没有这个日期")
    return _day_problem(value, today)


def _day_problem(value: Any, today: date) -> str | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return "要写成 2024-11-21 这样的日期"
    try:
        earliest = date.fromisoformat(f"{value}-01-01"[:10] if len(value) == 4 else f"{value}-01"[:10])
    except ValueError:
        return "没有这个日期"
    return "日期在今天以后" if earliest > today else None


def _personal_problem(key: str, value: Any, today: date) -> str | None:
    if not isinstance(value, str):
        return "要是文字"
    if key == "id_number":
        problem = id_number_problem(value, today)
        return PROBLEM_WORDS[problem] if problem else None
    if key == "contact_phone" and not 7 <= sum(char.isdecimal() for char in value) <= 15:
        return "电话号码的位数不对"
    return None


def answer_problem(key: str, value: Any, today: date) -> str | None:
    """Why an answer cannot be recorded; None when it can. "不清楚" (null) and "declined" always can."""
    if key not in KNOWN_KEYS:
        return "没有这一项"
    if value is None or value == DECLINED:
        return None
    if isinstance(value, str) and len(value) > TEXT_LIMIT:
        return "内容太长"
    if key == "incident_date":
        return _date_problem(value, today)
    if key in ("id_number", "contact_phone", "contact_name"):
        return _personal_problem(key, value, today)
    if key in _CODE and not (isinstance(value, str) and value.isascii() and value.isdigit()):
        return "要是行政区划代码"
    if key in _CODE and len(value) != _CODE[key]:
        return f"行政区划代码要{_CODE[key]}位"
    if key in HOUSEHOLD_RULES:
        return HOUSEHOLD_RULES[key](value)
    # the contract's own words quote the value; what was told goes back to nobody in an error
    return "不是这一项能填的内容" if value_problem(key, value) else None
