"""Access tokens: the stable kind, and the classic one it is isolated from."""

import secrets
from dataclasses import dataclass
from datetime import date

from simulator.clock import Clock
from simulator.codes import Refusal
from simulator.rules import FORCED_A_DAY, FORCED_APART_SECONDS, TOKEN_RENEWAL_SECONDS, TOKEN_SECONDS

# as long as real ones, which callers must have room for
TOKEN_BYTES = 102
TOKEN_LENGTH = 136


@dataclass
class IssuedToken:
    """One token and until when it is good."""

    value: str
    app_id: str
    expires: float
    revoked: bool = False


class TokenDesk:
    """Issues tokens and knows whose they are."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, IssuedToken] = {}
        self._stable: dict[str, IssuedToken] = {}
        self._classic: dict[str, IssuedToken] = {}
        self._forced: dict[str, list[float]] = {}

    def _issue(self, app_id: str) -> IssuedToken:
        token = IssuedToken(secrets.token_urlsafe(TOKEN_BYTES), app_id, self._clock.now() + TOKEN_SECONDS)
        self._issued[token.value] = token
        return token

    def stable(self, app_id: str, *, force: bool = False) -> tuple[str, int]:
        """The stable token and its seconds: the same while it is good for over five minutes more.

        The one before stays good for its last five minutes. Forcing a new one revokes it at once; within 30 s of
        the last forcing nothing is refreshed, after the 20th of a day 45009.
        """
        current, now = self._stable.get(app_id), self._clock.now()
        worn = not current or current.revoked or current.expires - now <= TOKEN_RENEWAL_SECONDS
        if (force and self._may_force(app_id)) or worn or current is None:
            if force and current:
                current.revoked = True
            current = self._stable[app_id] = self._issue(app_id)
        return current.value, int(current.expires - now)

    def _may_force(self, app_id: str) -> bool:
        forced, now = self._forced.setdefault(app_id, []), self._clock.now()
        if forced and now - forced[-1] < FORCED_APART_SECONDS:
            return False
        if sum(_same_day(at, now) for at in forced) >= FORCED_A_DAY:
            raise Refusal(45009)
        forced.append(now)
        return True

    def classic(self, app_id: str) -> tuple[str, int]:
        """A token of the old kind: each call makes a new one, the former is good for five minutes more."""
        former = self._classic.get(app_id)
        if former:
            former.expires = min(former.expires, self._clock.now() + TOKEN_RENEWAL_SECONDS)
        self._classic[app_id] = self._issue(app_id)
        return self._classic[app_id].value, TOKEN_SECONDS

    def owner(self, value: str | None) -> str:
        """The app id a token speaks for; 41001 without one, 40014 for no token at all, 40001 or 42001 for old ones."""
        if not value:
            raise Refusal(41001)
        token = self._issued.get(value)
        if token is None:
            raise Refusal(40001 if len(value) == TOKEN_LENGTH else 40014)
        if token.revoked:
            raise Refusal(40001)
        if token.expires <= self._clock.now():
            raise Refusal(42001)
        return token.app_id

    def revoke(self, app_id: str) -> None:
        """All tokens of an account stop being the latest: 40001."""
        for token in self._of(app_id):
            token.revoked = True

    def expire(self, app_id: str) -> None:
        """All tokens of an account are past their time: 42001."""
        for token in self._of(app_id):
            token.expires = min(token.expires, self._clock.now())

    def _of(self, app_id: str) -> list[IssuedToken]:
        return [token for token in self._issued.values() if token.app_id == app_id]


def _same_day(one: float, other: float) -> bool:
    return _china_day(one) == _china_day(other)


def _china_day(at: float) -> date:
    clock = Clock(at)
    return clock.today()
