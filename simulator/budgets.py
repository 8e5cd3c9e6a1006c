"""Calls a day, counted per account and path, anew at midnight in China."""

from collections import Counter, deque
from datetime import date

from simulator.accounts import FakeAccount
from simulator.clock import Clock
from simulator.codes import Refusal
from simulator.rules import BUDGETS, CLEARINGS_A_MONTH, STABLE_TOKENS_A_MINUTE

MINUTE = 60


class Budgets:
    """What each account has called today."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._day: date | None = None
        self._used: Counter[tuple[str, str]] = Counter()
        self._clearings: Counter[tuple[str, int, int]] = Counter()
        self._token_calls: dict[str, deque[float]] = {}

    def _today(self) -> Counter[tuple[str, str]]:
        if self._day != (day := self._clock.today()):
            self._day, self._used = day, Counter()
        return self._used

    def limit(self, account: FakeAccount, path: str) -> int | None:
        """The daily limit of a path; None where there is none."""
        usual = BUDGETS.get(path)
        return account.budgets.get(path, usual[account.test] if usual else None)

    def used(self, account: FakeAccount, path: str) -> int:
        """Calls made today."""
        return self._today()[account.app_id, path]

    def spend(self, account: FakeAccount, path: str) -> None:
        """Count one call, or refuse it with 45009."""
        limit = self.limit(account, path)
        if limit is not None and self.used(account, path) >= limit:
            raise Refusal(45009)
        self._today()[account.app_id, path] += 1

    def spend_minute(self, account: FakeAccount) -> None:
        """Count one call of stable_token in the running minute, or refuse it with 45011."""
        calls, now = self._token_calls.setdefault(account.app_id, deque()), self._clock.now()
        while calls and calls[0] <= now - MINUTE:
            calls.popleft()
        if len(calls) >= STABLE_TOKENS_A_MINUTE:
            raise Refusal(45011)
        calls.append(now)

    def clear(self, account: FakeAccount) -> None:
        """Begin the day's counts anew, ten times a month, then 48006."""
        day = self._clock.today()
        month = (account.app_id, day.year, day.month)
        if self._clearings[month] >= CLEARINGS_A_MONTH:
            raise Refusal(48006)
        self._clearings[month] += 1
        for key in [key for key in self._today() if key[0] == account.app_id]:
            del self._used[key]
