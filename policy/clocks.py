"""Deadlines: the fast-aid clock runs from filing, the terms of the other lanes from acceptance."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from policy.calendar import Term, WorkCalendar
from policy.model import Clock, Value
from policy.parameters import Parameters
from policy.places import CHINA
from policy.wording import due_words, plain_number, quantity_words

NAME = "小额急难救助"
HOUR_UNITS = {"hours": Decimal(1), "days": Decimal(24)}
WORKING_DAYS = "working_days"
# the library alone, where no data is at hand
LIBRARY = WorkCalendar({})

WHOLE, DELEGATED, HARD = "whole", "delegated", "hard"
# which quantity holds the term of a lane, and whether it tells cases apart
TERMS: dict[str, tuple[str, bool]] = {
    "minimum_living": ("minimum_living_limit", True),
    "minimum_living_single": ("minimum_living_limit", True),
    "temporary_expense": ("temporary_expense_limit", False),
}
LANE_NAMES = {"minimum_living": "低保", "minimum_living_single": "低保", "temporary_expense": "支出型临时救助"}
STEP_NAMES = {
    "investigation": "开始入户调查", "verification": "开始核对", "publicity": "公示", "decision": "县里确认",
    "refusal_notice": "书面答复",
}  # fmt: skip


def fast_aid_clock(parameters: Parameters, region: str | None, submitted_at: datetime) -> Clock | None:
    """The fast-aid clock of a place, running from filing; None where no rule in force gives a limit."""
    limit = parameters.value("fast_aid_limit", region, submitted_at.astimezone(CHINA).date())
    if not isinstance(limit, Value):
        return None
    return Clock(
        name=NAME,
        due_at=due_instant(submitted_at, limit.value, limit.unit or "days", WorkCalendar.of(parameters)),
        citation=limit.reference.citation(),
        text=limit_text(limit),
        confirmed=limit.firm,
    )


def handling_case(parameters: Parameters, region: str | None, on: date, *, apart: bool) -> str:
    """Which term a minimum-living file has: `hard` where hukou and home are apart, else by who confirms there."""
    if apart:
        return HARD
    delegated = parameters.value("delegated_confirmation", region, on)
    return DELEGATED if isinstance(delegated, Value) and delegated.value is True else WHOLE


def handling_clock(
    parameters: Parameters, lane: str, region: str | None, accepted_on: date, case: str = WHOLE
) -> Clock | None:
    """The latest day a lane should be decided, counted from the day after acceptance.

    `case` is `whole`, `delegated` or `hard` (see `handling_case`). None where the law of the day gives no term: the
    urgent lane has its own clock. `confirmed` is false where the term is not firm or a year has no holiday notice.
    """
    quantity, by_case = TERMS.get(lane, ("", False))
    limit = parameters.value(quantity, region, accepted_on, **({"case": case} if by_case else {}))
    return _clock(parameters, LANE_NAMES[lane], limit, accepted_on, case) if isinstance(limit, Value) else None


def step_clock(parameters: Parameters, step: str, region: str | None, started_on: date) -> Clock | None:
    """The latest day of one step of a minimum-living file; None for a step the law of the day has no term for."""
    limit = parameters.value("minimum_living_step", region, started_on, step=step)
    return _clock(parameters, STEP_NAMES[step], limit, started_on, None) if isinstance(limit, Value) else None


def _clock(parameters: Parameters, name: str, limit: Value, start: date, case: str | None) -> Clock:
    term = last_day(parameters, start, limit)
    firm = limit.firm and term.known
    note = "" if firm else "，以当地公布为准"
    words = quantity_words(limit.value, limit.unit)
    return Clock(
        name=name,
        due_at=_end_of(term.last),
        citation=limit.reference.citation(),
        text=f"{name}一般不超过{words}，最晚到{due_words(term.last)}{note}。",
        confirmed=firm,
        latest=term.last,
        case=case,
    )


def last_day(parameters: Parameters, start: date, limit: Value) -> Term:
    """The last day of a term in days or working days; the day it starts on does not count."""
    if limit.unit == WORKING_DAYS:
        return WorkCalendar.of(parameters).working_days(start, int(limit.value))
    return Term(start + timedelta(days=int(limit.value)), known=True)


def limit_text(limit: Value) -> str:
    """The limit as it may be said: a rule, not a promise."""
    return f"{NAME}一般{quantity_words(limit.value, limit.unit)}内有结果，具体以当地答复为准。"


def limit_card(limit: Value, on: date, calendar: WorkCalendar = LIBRARY) -> dict[str, Any]:
    """The limit as it would run from the start of a day."""
    starts = datetime.combine(on, time(), CHINA)
    due = due_instant(starts, limit.value, limit.unit or "days", calendar).astimezone(CHINA)
    return {
        "name": NAME,
        "limit": plain_number(limit.value),
        "unit": limit.unit,
        "due_at": due.date().isoformat(),
        "text": limit_text(limit),
    }


def due_instant(starts: datetime, amount: Decimal, unit: str, calendar: WorkCalendar = LIBRARY) -> datetime:
    """The instant a term ends, in UTC: natural hours and days to the minute, working days at the end of the day."""
    if unit in HOUR_UNITS:
        return (starts + timedelta(hours=float(amount * HOUR_UNITS[unit]))).astimezone(UTC)
    return _end_of(calendar.working_days(starts.astimezone(CHINA).date(), int(amount)).last)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)
