"""A case as its resident sees it."""

from datetime import timedelta
from typing import Any

from casework.domain.case_words import next_steps
from casework.services.context import CHINA
from casework.storage.models import Case
from contracts.cards import CaseCard, ClockLine, OfficeLine
from contracts.casework import CaseBrief
from policy.wording import due_words


def _office(case: Case) -> tuple[OfficeLine, str | None]:
    stored: dict[str, Any] = case.office or {}
    line = OfficeLine(**{name: stored.get(name) for name in OfficeLine.model_fields if stored.get(name)})
    others: list[dict[str, str]] = stored.get("fallback") or []
    return line, others[0]["number"] if others and not line.phone else None


def _clock(case: Case) -> ClockLine | None:
    if not case.due_name or not case.due_at:
        return None
    # a term of days ends with the midnight after its last day
    last = (case.due_at - timedelta(seconds=1)).astimezone(CHINA).date()
    return ClockLine(name=case.due_name, due_at=case.due_at, due_text=due_words(last))


def case_brief(case: Case) -> CaseBrief:
    """The case with the data of its card: state, office, clock, next steps. Never a fact of it."""
    office, ask_at = _office(case)
    clock = _clock(case)
    card = CaseCard(
        case_number=case.number,
        programme=case.programme,
        kind=case.kind,
        status=case.state,
        office=office,
        submitted_at=case.submitted_at,
        clock=clock,
        next_steps=next_steps(
            case.state, office.name, aid_first=case.aid_first, ask_at=ask_at, clock=clock is not None
        ),
    )
    return CaseBrief(
        case_number=case.number,
        programme=case.programme,
        kind=case.kind,
        state=case.state,
        card=card.model_dump(mode="json"),
    )
