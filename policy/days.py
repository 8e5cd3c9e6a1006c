"""Days as facts tell them."""

from datetime import date
from typing import Any

INTERVAL = "/"
# outside these a date is a slip of the finger
YEARS = range(1900, 2101)


def read_day(value: Any) -> date | None:
    """An ISO date of a living person's time, or the last day of an interval; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value.split(INTERVAL)[-1].strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None
