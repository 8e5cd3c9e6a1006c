"""Deadlines that start with a filed application."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from policy.model import Clock, Value
from policy.parameters import Parameters
from policy.places import CHINA, is_workday
from policy.wording import number_words

HOUR_UNITS = {"hours": Decimal(1), "days": Decimal(24)}
UNIT_WORDS = {"hours": "小时", "days": "天", "working_days": "个工作日", "months": "个月"}


def fast_aid_clock(parameters: Parameters, region: str | None, submitted_at: datetime) -> Clock | None:
    """The fast-aid clock of a place, running from filing; None where no rule in force gives a limit."""
    found = parameters.value("fast_aid_limit", region, submitted_at.astimezone(CHINA).date())
    return _clock(found, submitted_at) if isinstance(found, Value) else None


def _clock(limit: Value, starts: datetime) -> Clock:
    term = f"{number_words(limit.value)}{UNIT_WORDS[limit.unit or 'days']}"
    return Clock(
        name="小额急难救助",
        due_at=due_instant(starts, limit.value, limit.unit or "days"),
        citation=limit.reference.citation(),
        text=f"小额急难救助一般{term}内办结，以当地答复为准。",
        confirmed=limit.firm,
    )


def due_instant(starts: datetime, amount: Decimal, unit: str) -> datetime:
    """The instant a term ends, in UTC: natural hours and days to the minute, working days at the end of the day."""
    if unit in HOUR_UNITS:
        return (starts + timedelta(hours=float(amount * HOUR_UNITS[unit]))).astimezone(UTC)
    day, left = starts.astimezone(CHINA), int(amount)
    while left > 0:
        day += timedelta(days=1)
        left -= is_workday(day.date())
    return (day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(UTC)
