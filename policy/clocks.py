"""Deadlines that start with a filed application."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from policy.model import Clock, Value
from policy.parameters import Parameters
from policy.places import CHINA, is_workday
from policy.wording import plain_number, quantity_words

NAME = "小额急难救助"
HOUR_UNITS = {"hours": Decimal(1), "days": Decimal(24)}


def fast_aid_clock(parameters: Parameters, region: str | None, submitted_at: datetime) -> Clock | None:
    """The fast-aid clock of a place, running from filing; None where no rule in force gives a limit."""
    limit = parameters.value("fast_aid_limit", region, submitted_at.astimezone(CHINA).date())
    if not isinstance(limit, Value):
        return None
    return Clock(
        name=NAME,
        due_at=due_instant(submitted_at, limit.value, limit.unit or "days"),
        citation=limit.reference.citation(),
        text=limit_text(limit),
        confirmed=limit.firm,
    )


def limit_text(limit: Value) -> str:
    """The limit as it may be said: a rule, not a promise."""
    return f"{NAME}一般{quantity_words(limit.value, limit.unit)}内有结果，具体以当地答复为准。"


def limit_card(limit: Value, on: date) -> dict[str, Any]:
    """The limit as it would run from the start of a day."""
    starts = datetime.combine(on, time(), CHINA)
    due = due_instant(starts, limit.value, limit.unit or "days").astimezone(CHINA)
    return {
        "name": NAME,
        "limit": plain_number(limit.value),
        "unit": limit.unit,
        "due_at": due.date().isoformat(),
        "text": limit_text(limit),
    }


def due_instant(starts: datetime, amount: Decimal, unit: str) -> datetime:
    """The instant a term ends, in UTC: natural hours and days to the minute, working days at the end of the day."""
    if unit in HOUR_UNITS:
        return (starts + timedelta(hours=float(amount * HOUR_UNITS[unit]))).astimezone(UTC)
    day, left = starts.astimezone(CHINA), int(amount)
    while left > 0:
        day += timedelta(days=1)
        left -= is_workday(day.date())
    return (day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(UTC)
