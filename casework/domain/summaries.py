"""The review: what will be filed, numbered so that a resident can say "改第2条"."""

from datetime import date
from typing import Any, Final

from casework.domain.answer_words import LABELS, PlaceName, value_words
from casework.domain.id_numbers import mask_id_number, mask_name, mask_phone
from casework.domain.interview_types import Given, Interview
from casework.domain.members_plan import members_of
from contracts.casework import SummaryItem
from contracts.keys import DECLINED, INCOME_KINDS

_NEVER_LISTED: Final = frozenset({"consent_privacy", "review_confirm", "members_confirmed"})
# what a resident looks for first stands first; the rest follows the interview
_FIRST: Final = ("incident_cause", "incident_date", "incident_region", "urgent_need", "contact_phone")
_MASKS: Final = {"contact_phone": mask_phone, "contact_name": mask_name, "id_number": mask_id_number}


def masked(key: str, value: Any) -> Any:
    """The value as it may be echoed: phone, name and ID number keep only what recognises them."""
    mask = _MASKS.get(key)
    return mask(value) if mask and isinstance(value, str) and value != DECLINED else value


_TOGETHER: Final = {
    "contact_phone": ("contact_phone", "contact_way"),
    "incident_cause": ("incident_cause", "incident_text"),
    "incident_region": ("incident_region", "incident_township", "incident_place"),
    "hukou_region": ("hukou_region", "hukou_township", "hukou_place"),
    "usual_region": ("usual_region", "usual_township"),
}  # fmt: skip


def _is_told(key: str, given: Given) -> bool:
    return given.has(*_TOGETHER.get(key, (key,))) and not _said_elsewhere(key, given)


def _said_elsewhere(key: str, given: Given) -> bool:
    """What another line says already: how many people where they are named, that a kind of income is none."""
    kinds = given.answers.get("income_kinds")
    if key == "household_size":
        return bool(members_of(given))
    if isinstance(kinds, list) and key.startswith("income_"):
        return given.answers.get(key) == 0 and key.removeprefix("income_") in INCOME_KINDS
    return False


def summary(interview: Interview, given: Given, today: date, place_name: PlaceName) -> list[SummaryItem]:
    """One numbered line for each answer told, in the order of the review."""
    keys = [question.key for question in interview.questions if question.key not in _NEVER_LISTED]
    ordered = [key for key in _FIRST if key in keys] + [key for key in keys if key not in _FIRST]
    answers = dict(given.answers)
    return [
        SummaryItem(
            number=number,
            key=key,
            label=LABELS.get(key, key),
            value=masked(key, answers.get(key)),
            text=value_words(key, answers, today, place_name),
        )
        for number, key in enumerate((key for key in ordered if _is_told(key, given)), start=1)
    ]
