"""Facts as they come from a file or a draft: a strict check that names the key, and a reading that never fails."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contracts.errors import BadRequest
from contracts.keys import DECLINED, LANES, value_problem

INTERVAL = "/"
# outside these a date is a slip of the finger
YEARS = range(1900, 2101)


class WrongFacts(BadRequest, ValueError):
    """A facts file that cannot be read; `fields` names each key and what it must be."""


def check_facts(facts: Any) -> None:
    """Raise `WrongFacts` naming every key whose value has the wrong type; unknown keys are left alone."""
    if not isinstance(facts, Mapping):
        raise WrongFacts("facts: must be an object of keys and values", fields={"facts": "must be an object"})
    problems = {key: problem for key, value in facts.items() if (problem := _problem(str(key), value))}
    if facts.get("aid") not in LANES:
        problems["aid"] = f"aid: must be one of {', '.join(LANES)}"
    if problems:
        raise WrongFacts("；".join(problems.values()), fields={str(key): text for key, text in problems.items()})


def _problem(key: str, value: Any) -> str | None:
    problem = value_problem(key, value)
    if problem or key not in SHAPES or value is None or value == DECLINED:
        return problem
    fits, words = SHAPES[key]
    return None if fits(value) else f"{key}: must be {words}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def _is_sum(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(value.get(end) is None or _is_number(value[end]) for end in ("low", "high"))
    return _is_number(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_day(value: Any) -> bool:
    return read_day(value) is not None


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{6}(\d{3})?", value) is not None


def _is_words(value: Any) -> bool:
    return isinstance(value, str)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _one_of(*words: str) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: value in words), "one of " + ", ".join(words)


def _every(fits: Callable[[Any], bool], words: str, *keys: str) -> dict[str, tuple[Callable[[Any], bool], str]]:
    return dict.fromkeys(keys, (fits, words))


CODES = ("region", "incident_region", "incident_township", "hukou_region")
TEXTS = ("contact_name", "contact_phone", "id_number", "incident_text", "incident_place", "proxy_relation")
SUMS = (
    "expense_total_12m", "expense_reimbursed_12m", "household_income_12m", "income_wages", "income_farm_business",
    "income_property", "income_pension", "income_basic_pension", "income_support", "necessary_expenses",
)  # fmt: skip
EXPENSES = ("medical", "education", "rehabilitation", "other")
SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **_every(_is_code, "a code of 6 or 9 digits in quotes", *CODES),
    **_every(_is_day, "a date like 2026-07-01 or an interval start/end", "as_of", "incident_date"),
    **_every(_is_words, "text", *TEXTS),
    **_every(_is_sum, "a sum in yuan, or {low, high}", *SUMS),
    **_every(_is_count, "a whole number above zero", "household_size"),
    **_every(_is_list_of_objects, "a list of objects", "members", "vehicles"),
    **_every(lambda value: isinstance(value, Mapping), "an object", "housing"),
    **_every(
        lambda value: isinstance(value, bool), "true or false", "kinship_with_staff", "contracted_land",
        "high_fee_school_or_travel",
    ),
    "expense_kind": (
        lambda value: all(item in EXPENSES for item in (value if isinstance(value, list) else [value])),
        "one or more of " + ", ".join(EXPENSES),
    ),
    "standard_kind": _one_of("urban", "rural"),
    "savings_band": _one_of("low", "mid", "high"),
    "business": _one_of("none", "shop", "company", "cooperative"),
    "obligors": _one_of("none", "unable", "able"),
    "verification_consent": _one_of("now", "later"),
}  # fmt: skip


def read_day(value: Any) -> date | None:
    """An ISO date of a living person's time, or the last day of an interval; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value.split(INTERVAL)[-1].strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


def read_word(facts: Mapping[Any, Any], key: str) -> str | None:
    """A word, or None for everything that is no word (not told, not known, declined, nonsense)."""
    value = facts.get(key)
    return value if isinstance(value, str) and value != DECLINED else None


def read_words(facts: Mapping[Any, Any], key: str) -> set[str]:
    """The words of a list; empty for everything else."""
    value = facts.get(key)
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
