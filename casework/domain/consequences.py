"""What an answer means for other answers: a table read back no longer holds, a kind of income not named is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.domain.interview_types import Given
from casework.domain.members_plan import income_kinds_worth_asking


@dataclass(frozen=True)
class Consequence:
    """A key that follows: told with a value, or asked again (`cleared`)."""

    key: str
    value: Any = None
    cleared: bool = False


def consequences(before: Mapping[str, Any], told: Mapping[str, Any]) -> list[Consequence]:
    """What follows from answers told in one turn, given those before it; nothing that was itself told is touched."""
    found = [*_of_members(before, told), *_of_kinds(before, told)]
    return [one for one in found if one.key not in told]


def _of_members(before: Mapping[str, Any], told: Mapping[str, Any]) -> list[Consequence]:
    """Another list of people is another table; who left or joined a complete list changes how many there are."""
    found = []
    changed = any(key in told and told[key] != before.get(key) for key in ("members", "household_size"))
    if changed and "members_confirmed" in before:
        found.append(Consequence("members_confirmed", cleared=True))
    now, earlier, size = told.get("members"), before.get("members"), before.get("household_size")
    if isinstance(now, list) and isinstance(size, int):
        was_complete = isinstance(earlier, list) and len(earlier) >= size
        if len(now) > size or (was_complete and 0 < len(now) != size):
            found.append(Consequence("household_size", len(now)))
    return found


def _of_kinds(before: Mapping[str, Any], told: Mapping[str, Any]) -> list[Consequence]:
    """Kinds not named are on record as none, never over a sum told; a kind named that stood at none is asked."""
    named = told.get("income_kinds")
    if not isinstance(named, list):
        return []
    answers = {**before, **told}
    found = []
    for kind in income_kinds_worth_asking(Given(answers, {})):
        key = f"income_{kind}"
        if kind not in named and key not in answers:
            found.append(Consequence(key, 0))
        elif kind in named and before.get(key) == 0:
            found.append(Consequence(key, cleared=True))
    return found
