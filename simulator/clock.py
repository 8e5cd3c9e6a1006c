"""The fake's clock: runs with real time, and can be set and moved."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


class Clock:
    """Seconds since 1970; windows, tokens, budgets and CreateTime go by it, patience of a connection does not."""

    def __init__(self, at: float | None = None) -> None:
        self._offset = 0.0 if at is None else at - time.time()

    def now(self) -> float:
        """The instant, in seconds since 1970 UTC."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move by so many seconds."""
        self._offset += seconds

    def set(self, at: float) -> None:
        """Make it this instant."""
        self._offset = at - time.time()

    def today(self) -> date:
        """The day in China: daily budgets begin anew at its midnight."""
        return datetime.fromtimestamp(self.now(), UTC).astimezone(CHINA).date()
