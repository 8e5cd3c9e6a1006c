"""A case as its resident sees it."""

from typing import Any

from casework.domain.case_words import next_steps
from casework.storage.models import Case
from contracts.cards import CaseCard, ClockLine, OfficeLine
from contracts.casework import CaseBrief


def _office(case: Case) -> tuple[OfficeLine, str | None]:
    stored: dict[str, Any] = case.office or {}
    line = OfficeLine(**{name: stored.get(name) for name in OfficeLine.model_fields if stored.get(name)})
    others: list[dict[str, str]] = stored.get("fallback") or []
    return line, others[0]["number"] if others and not line.phone else None


def case_brief(case: Case) -> CaseBrief:
    """The case with the data of its card: state, office, clock, next steps. Never a fact of it."""
    office, ask_at = _office(case)
    clock = ClockLine(name=case.due_name, due_at=case.due_at) if case.due_name and case.due_at else None
    card = CaseCard(
        case_number=case.number,
        programme=case.programme,
        kind=case.kind,
        status=case.state,
        office=office,
        submitted_at=case.submitted_at,
        clock=clock,
        next_steps=next_steps(case.state, office.name, aid_first=case.aid_first, ask_at=ask_at),
    )
    return CaseBrief(
        case_number=case.number,
        programme=case.programme,
        kind=case.kind,
        state=case.state,
        card=card.model_dump(mode="json"),
    )
