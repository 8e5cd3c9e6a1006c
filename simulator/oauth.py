"""Codes of the web sign-in: one use, five minutes."""

import secrets
from dataclasses import dataclass

from simulator.clock import Clock
from simulator.codes import Refusal
from simulator.rules import OAUTH_CODE_SECONDS


@dataclass
class SignInCode:
    """One code and whom it stands for."""

    app_id: str
    openid: str
    scope: str
    until: float
    used: bool = False


class CodeDesk:
    """Issues and redeems codes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, SignInCode] = {}

    def issue(self, app_id: str, openid: str, scope: str) -> str:
        """A fresh code."""
        code = secrets.token_hex(16)
        self._issued[code] = SignInCode(app_id, openid, scope, self._clock.now() + OAUTH_CODE_SECONDS)
        return code

    def redeem(self, code: str, app_id: str) -> SignInCode:
        """Whom a code stands for; 40163 the second time, 40029 for an unknown, foreign or outlived one."""
        found = self._issued.get(code)
        if not found or found.app_id != app_id:
            raise Refusal(40029)
        if found.used:
            raise Refusal(40163)
        if found.until <= self._clock.now():
            raise Refusal(40029)
        found.used = True
        return found
