"""Which questions need a consent of their own, and what is left of the answers without it (PIPL 28, 29, 31)."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from casework.domain.consequences import Consequence
from contracts.keys import DECLINED, SENSITIVE, SENSITIVE_FIELDS

HEALTH: Final = "sensitive_health"
FINANCE: Final = "sensitive_finance"
MINOR: Final = "sensitive_minor"
# a child younger than this is asked about with a notice of its own
GUARDED: Final[int] = yaml.safe_load(Path(__file__).with_name("asking_ages.yml").read_text(encoding="utf-8"))["guarded"]
_FIELD_KINDS: Final = {"conditions": HEALTH, "income": FINANCE}
# photographs that fall under a kind, as `contracts.papers.PaperKind`
PHOTOGRAPHS: Final[dict[str, frozenset[str]]] = {
    HEALTH: frozenset({"diagnosis", "disability_card"}),
    FINANCE: frozenset({"bank_card", "invoice"}),
    "sensitive_id": frozenset({"id_card_front", "id_card_back", "household_register", "residence_permit"}),
    MINOR: frozenset(),
}


def kind_of_photo(paper: str) -> str:
    """The kind of consent a photographed paper falls under; empty for one that needs none."""
    return next((kind for kind, papers in PHOTOGRAPHS.items() if paper in papers), "")


def notices(
    next_key: str | None, detail: Mapping[str, Any] | None, answers: Mapping[str, Any], decided: Collection[str]
) -> list[str]:
    """The kinds to be asked for with the next question: each once, never again after whatever was decided."""
    if next_key is None or next_key == "review_confirm":
        return []
    found = [kind for kind, keys in SENSITIVE.items() if next_key in keys]
    if next_key == "members" and detail:
        found += [kind for field, kind in _FIELD_KINDS.items() if detail.get("field") == field]
    found += [MINOR] if any(_is_child(one) for one in _members(answers)) else []
    return [kind for kind in dict.fromkeys(found) if kind not in decided]


def _members(answers: Mapping[str, Any]) -> list[Any]:
    told = answers.get("members")
    return told if isinstance(told, list) else []


def _is_child(member: Any) -> bool:
    age = member.get("age") if isinstance(member, Mapping) else None
    return isinstance(age, int) and age < GUARDED


def without(kind: str, key: str, value: Any) -> Any:
    """A value without what falls under a kind: nothing of it, or of a list of people their fields."""
    if key in SENSITIVE[kind]:
        return DECLINED
    if key != "members" or not isinstance(value, list):
        return value
    return [_without_fields(kind, one) if isinstance(one, Mapping) else one for one in value]


def _without_fields(kind: str, member: Mapping[str, Any]) -> dict[str, Any]:
    if kind == MINOR and not _is_child(member):
        return dict(member)
    # an empty field counts as asked: it is not asked for again
    kept = {field: value for field, value in member.items() if field not in SENSITIVE_FIELDS[kind]}
    return {**kept, **dict.fromkeys(SENSITIVE_FIELDS[kind] - {"called"})}


def refused_by(refused: Collection[str], answers: Mapping[str, Any], keys: Collection[str]) -> list[Consequence]:
    """What refused kinds make of a draft's answers: the keys of its lane are declined, the people's fields emptied."""
    after = dict(answers)
    for kind in sorted(refused):
        after.update(dict.fromkeys(SENSITIVE[kind] & frozenset(keys), DECLINED))
        after = {key: without(kind, key, value) for key, value in after.items()}
    return [Consequence(key, value) for key, value in after.items() if key not in answers or answers[key] != value]


def unrefused_by(kind: str, answers: Mapping[str, Any], keys: Collection[str]) -> list[Consequence]:
    """What a kind allowed after all makes of a draft's answers: what was declined of it is asked again."""
    mine = sorted(SENSITIVE[kind] & frozenset(keys))
    again = [Consequence(key, cleared=True) for key in mine if answers.get(key) == DECLINED]
    people = _members(answers)
    asked = [_without_gaps(kind, one) if isinstance(one, Mapping) else one for one in people]
    return again if asked == people else [*again, Consequence("members", asked)]


def _without_gaps(kind: str, member: Mapping[str, Any]) -> dict[str, Any]:
    fields = SENSITIVE_FIELDS[kind]
    return {field: value for field, value in member.items() if field not in fields or value is not None}
