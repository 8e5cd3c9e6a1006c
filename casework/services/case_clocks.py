"""The legal clock of a case: started when the application is accepted, resting while papers are asked for.

Sending alone starts nothing but the fast-aid clock of the urgent lane, which runs from filing.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.scope import covers
from casework.services.context import CHINA, Casework
from casework.storage.models import Case, CaseEvent
from policy.calendar import WorkCalendar

URGENT: Final = "urgent"
# moves after which a clock that was running rests; those back to `submitted` take the acceptance with them
_STOPS: Final = frozenset({"ask_supplement", "forward", "reopen"})
_STARTS: Final = frozenset({"accept", "supplement_received"})
_PENDING: Final = ("submitted", "forwarded")


@dataclass(frozen=True)
class Running:
    """A clock: what it is called and the last day of its term."""

    name: str
    latest: date


async def follow_clock(cw: Casework, session: AsyncSession, case: Case, move: str) -> None:
    """Start, rest or go on with the case's clock after a move whose event has been added."""
    if case.kind == URGENT or move not in _STOPS | _STARTS:
        return
    running = None if move in _STOPS or case.state in _PENDING else await _running(cw, session, case)
    case.due_name = running.name if running else None
    case.due_at = _end_of(running.latest) if running else None


async def _running(cw: Casework, session: AsyncSession, case: Case) -> Running | None:
    """The clock from the history alone: the acceptance, and each rest while papers were asked for."""
    query = select(CaseEvent.move, CaseEvent.at).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
    history = [(move, at) for move, at in (await session.execute(query)).all()]
    accepted = max((place for place, (move, _) in enumerate(history) if move == "accept"), default=None)
    if accepted is None:
        return None
    start = _day(history[accepted][1])
    clock = cw.policy.handling_clock(str(case.facts.get("aid")), case.region, start, _term(cw, case, start))
    if clock is None or clock.latest is None:
        return None
    return Running(clock.name, _after_rests(cw, clock.latest, history[accepted + 1 :]))


def _term(cw: Casework, case: Case, on: date) -> str:
    """Which term the law gives the file: as assessed, else by who confirms and where the papers are from."""
    deadline: dict[str, Any] = (case.assessment or {}).get("deadline") or {}
    if isinstance(deadline.get("case"), str):
        return str(deadline["case"])
    hukou = case.facts.get("hukou_region")
    apart = isinstance(hukou, str) and hukou.isdecimal() and not covers(case.region, hukou)
    return cw.policy.handling_case(case.region, on, apart=apart)


def _after_rests(cw: Casework, latest: date, history: list[tuple[str, datetime]]) -> date:
    """The last day once every rest is over: the working days that were left then, counted from its end."""
    calendar, rested = WorkCalendar.of(cw.policy.parameters), None
    for move, at in history:
        if move == "ask_supplement":
            rested = _day(at)
        elif move == "supplement_received" and rested is not None:
            latest, rested = calendar.working_days(_day(at), _left(calendar, rested, latest)).last, None
    return latest


def _left(calendar: WorkCalendar, day: date, latest: date) -> int:
    days = (day + timedelta(days=ahead) for ahead in range(1, (latest - day).days + 1))
    return sum(map(calendar.is_workday, days))


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)
