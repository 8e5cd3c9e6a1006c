"""Facts as they come from a file or a draft: a strict check that names the key, and a reading that never fails."""

from collections.abc import Mapping
from typing import Any

from contracts.errors import BadRequest
from contracts.keys import DECLINED, INCOME_KINDS, LANES, value_problem
from policy.days import read_day
from policy.shapes import CODE, DAY, EXPENSE_KINDS, HOUSING, MEMBERS, PEOPLE, SUM, TEXT, VEHICLE_LIST, Shape, every


class WrongFacts(BadRequest, ValueError):
    """A facts file that cannot be read; `fields` names each key and what it must be."""


def check_facts(facts: Any) -> None:
    """Raise `WrongFacts` naming every key, or path like `members[1].age`, whose value has the wrong type.

    Keys nobody knows are left alone.
    """
    if not isinstance(facts, Mapping):
        raise WrongFacts("facts: must be an object of keys and values", fields={"facts": "must be an object"})
    problems: dict[str, str] = {}
    for key, value in facts.items():
        problems.update(problems_of(str(key), value))
    if facts.get("aid") not in LANES:
        problems["aid"] = f"aid: must be one of {', '.join(LANES)}"
    if problems:
        raise WrongFacts("；".join(problems.values()), fields=problems)


def problems_of(key: str, value: Any) -> dict[str, str]:
    """What is wrong with one value, by path; empty when it fits."""
    if value is None or value == DECLINED:
        return {}
    if problem := value_problem(key, value):
        return {key: problem}
    shape = SHAPES.get(key)
    return {path: f"{path}: must be {words}" for path, words in shape(key, value)} if shape else {}


SHAPES: Mapping[str, Shape] = {
    **every(CODE, "region", "incident_region", "hukou_region", "usual_region"),
    **every(CODE, "incident_township", "hukou_township", "usual_township"),
    **every(DAY, "as_of", "incident_date"),
    **every(TEXT, "contact_name", "contact_phone", "id_number", "incident_text", "incident_place", "proxy_relation"),
    **every(TEXT, "hukou_place"),
    **every(SUM, "expense_total_12m", "expense_reimbursed_12m", "household_income_12m", "necessary_expenses"),
    **every(SUM, *(f"income_{kind}" for kind in (*INCOME_KINDS, "basic_pension"))),
    **every(PEOPLE, "household_size"),
    "members": MEMBERS,
    "housing": HOUSING,
    "vehicles": VEHICLE_LIST,
    "expense_kind": EXPENSE_KINDS,
}


__all__ = ["WrongFacts", "check_facts", "read_day", "read_word", "read_words"]


def read_word(facts: Mapping[Any, Any], key: str) -> str | None:
    """A word, or None for everything that is no word (not told, not known, declined, nonsense)."""
    value = facts.get(key)
    return value if isinstance(value, str) and value != DECLINED else None


def read_words(facts: Mapping[Any, Any], key: str) -> set[str]:
    """The words of a list; empty for everything else."""
    value = facts.get(key)
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
