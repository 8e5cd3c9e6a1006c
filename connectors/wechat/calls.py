"""The policy of every call: circuits, token, back-off, one renewal, alarms; the rows are in `error_table`."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import structlog

from casework.services.context import Casework
from casework.services.wechat_accounts import (
    NO_RIGHT,
    SEND,
    SHUT_FOR,
    AccountState,
    learn_can_send,
    next_midnight,
    open_alarm,
    open_circuit,
    read_account_state,
)
from connectors.measures import WECHAT_ALARMS, WECHAT_CALLS
from connectors.wechat.accounts import Account
from connectors.wechat.error_table import ADVICE, TABLE, Action, row_of
from connectors.wechat.errors import CircuitOpen, NotEntitled, PlatformAway, WeChatError
from connectors.wechat.tokens import FreshToken, Tokens
from connectors.wechat.wire import Answer, Wire

log = structlog.get_logger()

TOKEN_PATH: Final = "/cgi-bin/stable_token"  # noqa: S105  a path, not a secret
# one exchange, and everything a caller may wait for in all: shorter than any lease held meanwhile
CALL_SECONDS: Final = 5.0
IN_ALL_SECONDS: Final = 9.0
TOKEN_SECONDS: Final = 5.0
# an exchange that is left less than this is not begun
LEAST_SECONDS: Final = 0.2
PAUSES: Final = (0.2, 0.5, 1.0)
# a fresh token was refused too: long enough to stop a storm, short enough to notice that it was cured
TOKEN_SHUT: Final = timedelta(seconds=60)
# both belong to the customer-service messages: the platform's "no right" to them is no fault of ours
TYPING: Final = "typing"
SENDING: Final = (SEND, TYPING)

Attempt = Callable[[float], Awaitable[Answer]]
TokenAttempt = Callable[[str, float], Awaitable[Answer]]


class Deadline:
    """One limit for everything inside a call, handed down to each exchange."""

    def __init__(self, seconds: float) -> None:
        self._end = asyncio.get_running_loop().time() + seconds

    def _left(self) -> float:
        return self._end - asyncio.get_running_loop().time()

    def left(self, longest: float) -> float:
        """Seconds the next exchange may take; `PlatformAway` when there is no point in beginning it."""
        if self._left() < LEAST_SECONDS:
            raise PlatformAway
        return min(self._left(), longest)

    def allows(self, pause: float) -> bool:
        """Whether after a pause an exchange could still be begun."""
        return self._left() > pause + LEAST_SECONDS

    async def within(self, token: Callable[[], Awaitable[str]]) -> str:
        """Wait for a token; nothing was sent yet, so giving up is not ambiguous."""
        try:
            async with asyncio.timeout(max(0.0, self._left())):
                return await token()
        except TimeoutError:
            raise PlatformAway from None


class Caller:
    """Calls of one account, with everything the platform's error numbers ask for done before the caller hears."""

    def __init__(self, cw: Casework, account: Account, wire: Wire) -> None:
        self._cw, self._account, self._wire = cw, account, wire
        self._tokens = Tokens(cw, account.name, self._fetch_token)

    async def ask(
        self, interface: str, attempt: TokenAttempt, *, seconds: float | None = None, in_all: float | None = None
    ) -> Answer:
        """Make a call that needs the token; the answer has code 0, everything else is raised."""
        state = await self.state(interface)
        if interface in SENDING and state.can_send is False:
            raise NotEntitled(NO_RIGHT)
        if state.shut_code is not None:
            raise CircuitOpen(state.shut_code)
        deadline = Deadline(in_all or IN_ALL_SECONDS)
        answer = await self._renewing(attempt, state, deadline, seconds or CALL_SECONDS, interface)
        if answer.code:
            raise await self._conclude(interface, answer.code)
        self._count(interface, "ok")
        if interface == SEND and state.can_send is not True:
            await learn_can_send(self._cw, self._account.name, True)
        return answer

    async def ask_bare(self, interface: str, attempt: Attempt) -> Answer:
        """Make a call that carries no token."""
        state = await self.state(interface)
        if state.shut_code is not None:
            raise CircuitOpen(state.shut_code)
        answer = await self._patiently(attempt, Deadline(IN_ALL_SECONDS), CALL_SECONDS, interface)
        if answer.code:
            raise await self._conclude(interface, answer.code)
        self._count(interface, "ok")
        return answer

    async def state(self, interface: str = "") -> AccountState:
        """What the record knows of the account; without a secret there is nobody to ask."""
        if not self._account.may_call:
            raise NotEntitled
        return await read_account_state(self._cw, self._account.name, interface)

    async def _renewing(
        self, attempt: TokenAttempt, state: AccountState, deadline: Deadline, seconds: float, interface: str
    ) -> Answer:
        """The call, and once more with another token when the platform refuses this one."""
        token = await deadline.within(lambda: self._tokens.current(state))
        answer = await self._patiently(lambda s: attempt(token, s), deadline, seconds, interface)
        if row_of(answer.code)[0] is not Action.NEW_TOKEN:
            return answer
        other = await deadline.within(lambda: self._tokens.renewed(token))
        return await self._patiently(lambda s: attempt(other, s), deadline, seconds, interface)

    async def _patiently(self, attempt: Attempt, deadline: Deadline, seconds: float, interface: str) -> Answer:
        """The call, again after a pause while the platform is busy or broken: three times at most."""
        doubtful = False
        for pause in (*(pause * (0.5 + random.random()) for pause in PAUSES), None):
            may_repeat = pause is not None and deadline.allows(pause)
            try:
                answer = await attempt(deadline.left(seconds))
            except PlatformAway as away:
                self._count(interface, "away")
                # an earlier one of these may have been taken
                doubtful = away.ambiguous = doubtful or away.ambiguous
                # silence is not asked again here: its time is spent, and it may have been done
                if not may_repeat or away.code < 500:
                    raise
            else:
                if not may_repeat or row_of(answer.code)[0] is not Action.BACK_OFF:
                    return answer
            await asyncio.sleep(pause or 0)
        raise PlatformAway(ambiguous=doubtful)

    async def probe(self) -> None:
        """Ask for the token as a person would, to see whether settings are right: nothing is stored, no alarm given."""
        if not self._account.may_call:
            raise NotEntitled
        answer = await self._ask_token(False, CALL_SECONDS)
        if answer.code:
            raise row_of(answer.code)[1](answer.code)

    async def _ask_token(self, force: bool, seconds: float) -> Answer:
        body: dict[str, Any] = {
            "grant_type": "client_credential", "appid": self._account.app_id, "secret": self._account.app_secret,
            "force_refresh": force,
        }  # fmt: skip
        return await self._wire.call(TOKEN_PATH, seconds, query={}, body=body)

    async def _fetch_token(self, force: bool) -> FreshToken:
        """Ask for the token; an error here is the whole account's."""
        deadline = Deadline(TOKEN_SECONDS)
        answer = await self._patiently(lambda s: self._ask_token(force, s), deadline, CALL_SECONDS, "token")
        if answer.code:
            raise await self._conclude("", answer.code)
        self._count("token", "ok")
        try:
            return FreshToken(str(answer.body["access_token"]), int(answer.body["expires_in"]))
        except (KeyError, ValueError, TypeError):
            raise PlatformAway from None

    async def _conclude(self, interface: str, code: int) -> WeChatError:
        """Do what the table says for good about a number, and the error to raise; no `interface`: the whole account."""
        action, kind = row_of(code)
        self._count(interface or "token", str(code) if code in TABLE else "unknown")
        name, now = self._account.name, self._cw.now()
        if code == NO_RIGHT and interface in SENDING:
            return await self._no_right_to_send()
        if action is Action.NEW_TOKEN:
            await open_circuit(self._cw, name, code, now + TOKEN_SHUT)
        elif action is Action.SHUT_ACCOUNT:
            await open_circuit(self._cw, name, code, now + SHUT_FOR)
        elif action is Action.SHUT_INTERFACE:
            await open_circuit(self._cw, name, code, now + SHUT_FOR, interface)
        elif action is Action.SHUT_TODAY:
            await open_circuit(self._cw, name, code, next_midnight(self._cw), interface)
        elif action is Action.REPORT:
            log.error("wechat refused our body", account=name, code=code, kind=interface)
            return kind(code)
        else:
            log.info("wechat error", account=name, code=code, kind=interface, outcome=action)
            return kind(code)
        await self.alarm(code, interface)
        return kind(code)

    async def _no_right_to_send(self) -> WeChatError:
        """Many accounts have no customer-service messages: a fact to learn, an alarm only where the office said yes."""
        await learn_can_send(self._cw, self._account.name, False)
        if self._account.customer_service:
            await self.alarm(NO_RIGHT, SEND)
        return NotEntitled(NO_RIGHT)

    async def alarm(self, code: int, interface: str) -> None:
        """Tell whoever runs this: the log, the measures, and one notice a day."""
        name = self._account.name
        log.error("wechat alarm", account=name, code=code, kind=interface)
        WECHAT_ALARMS.labels(name, str(code)).inc()
        await open_alarm(self._cw, name, code, interface, ADVICE.get(code, ""))

    def _count(self, interface: str, outcome: str) -> None:
        WECHAT_CALLS.labels(self._account.name, interface, outcome).inc()
