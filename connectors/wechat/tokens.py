"""The access token: one for all processes, fetched by one of them, read by the others.

In this process tasks share one flight; between processes the lease on the account's row decides who flies.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from casework.services.context import Casework
from casework.services.wechat_accounts import (
    AccountState,
    RefreshClaim,
    claim_refresh,
    read_account_state,
    release_refresh,
    store_token,
)
from connectors.wechat.errors import CircuitOpen, PlatformAway

# how long a loser waits for the winner: a little longer than the winner's lease may last
WAIT_SECONDS: Final = 11.0
LOOK_SECONDS: Final = 0.1


@dataclass(frozen=True)
class FreshToken:
    """A token as the platform gave it, valid for `seconds` from now."""

    value: str = field(repr=False)
    seconds: int


Fetch = Callable[[bool], Awaitable[FreshToken]]


class Tokens:
    """The token of one account; `fetch(force)` asks the platform."""

    def __init__(self, cw: Casework, account: str, fetch: Fetch) -> None:
        self._cw, self._account, self._fetch = cw, account, fetch
        self._flights: dict[str | None, asyncio.Task[str]] = {}

    async def current(self, state: AccountState) -> str:
        """The stored token, or a fresh one when there is none that is good."""
        return state.token or await self.renewed(None)

    async def renewed(self, refused: str | None) -> str:
        """A token other than the one just refused: the stored one when it is another already, else a fresh one."""
        flight = self._flights.get(refused)
        if flight is None:
            flight = asyncio.create_task(self._fly(refused))
            self._flights[refused] = flight
            flight.add_done_callback(lambda done: self._landed(refused, done))
        # whoever gives up waiting must not take the token from the others
        return await asyncio.shield(flight)

    def _landed(self, refused: str | None, flight: asyncio.Task[str]) -> None:
        self._flights.pop(refused, None)
        if not flight.cancelled():
            # looked at even when every waiter has gone
            flight.exception()

    async def _fly(self, refused: str | None) -> str:
        loop = asyncio.get_running_loop()
        end = loop.time() + WAIT_SECONDS
        while loop.time() < end:
            claim = await claim_refresh(self._cw, self._account, refused)
            if claim.token:
                return claim.token
            if claim.lease:
                return await self._fetch_for_all(claim, claim.lease, refused)
            await self._await_winner(end)
        raise PlatformAway

    async def _await_winner(self, end: float) -> None:
        """Until the lease is free again; an error only people can cure is everybody's."""
        loop = asyncio.get_running_loop()
        while loop.time() < end:
            await asyncio.sleep(LOOK_SECONDS)
            state = await read_account_state(self._cw, self._account)
            if state.shut_code is not None:
                raise CircuitOpen(state.shut_code)
            if not state.refreshing:
                return

    async def _fetch_for_all(self, claim: RefreshClaim, lease: str, refused: str | None) -> str:
        try:
            fresh, forced = await self._fetch(False), False
            if fresh.value == refused and claim.may_force:
                # the platform still believes in the token it refuses; forcing is rationed, so it comes second
                fresh, forced = await self._fetch(True), True
        except BaseException:
            await release_refresh(self._cw, self._account, lease)
            raise
        await store_token(self._cw, self._account, lease, fresh.value, fresh.seconds, forced=forced)
        return fresh.value
