"""Takes up what was kept in a burst, in the order it came, by any process and after any death."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from casework.services.context import Casework
from casework.services.wechat_arrivals import (
    ClaimedArrival,
    claim_arrivals,
    finish_arrivals,
    release_arrivals,
    set_arrivals_aside,
    waiting_arrivals,
)
from connectors.measures import WECHAT_DELIVERIES, WECHAT_WAITING
from connectors.wechat.accounts import Account
from connectors.wechat.deliveries import read_delivery
from connectors.wechat.envelope import Opened
from connectors.wechat.overload import Overload
from connectors.wechat.reading import read
from connectors.wechat.reception import Reception
from contracts.errors import Unavailable

BATCH: Final = 20
SWEEP_SECONDS: Final = 2.0
# while callbacks wait for answers the kept ones stand back, but not for long
CALM_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 0.05
AWAY: Final = (SQLAlchemyError, OSError, TimeoutError, Unavailable)
log = structlog.get_logger()


class Drain:
    """The task of one gateway process that brings kept bodies into the record; run `run()` beside it."""

    def __init__(
        self, cw: Casework, accounts: Mapping[str, Account], reception: Reception, overload: Overload
    ) -> None:  # fmt: skip
        self._cw, self._accounts, self._reception, self._overload = cw, accounts, reception, overload

    async def run(self) -> None:
        """Take up what is kept until cancelled; bodies of a process that died are found by the look."""
        while True:
            try:
                while await self._take_up_some():
                    await self._calm()
            except Exception as error:  # the database may be away: the next look tries again
                log.warning("wechat.drain_failed", error=type(error).__name__)
            await self._sleep()

    async def _sleep(self) -> None:
        try:
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._overload.kept.wait()
        except TimeoutError:
            return
        self._overload.kept.clear()
        await self._calm()

    async def _calm(self) -> None:
        """Stand back while callbacks wait for their answers."""
        loop, some = asyncio.get_running_loop(), self._overload.room // 2
        until = loop.time() + CALM_SECONDS
        while self._overload.in_work > some and loop.time() < until:  # noqa: ASYNC110  for a second at most
            await asyncio.sleep(LOOK_SECONDS)

    async def _take_up_some(self) -> bool:
        claimed = await claim_arrivals(self._cw, BATCH)
        if not claimed:
            waiting = sum((await waiting_arrivals(self._cw)).values())
            WECHAT_WAITING.set(waiting)
            if not waiting:
                self._overload.none_waits()
            return False
        done: list[str] = []
        try:
            for arrival in claimed:
                await self._take_up(arrival)
                done.append(arrival.id)
        finally:
            await finish_arrivals(self._cw, done)
            await release_arrivals(self._cw, [arrival.id for arrival in claimed[len(done) :]])
        return True

    async def _take_up(self, arrival: ClaimedArrival) -> None:
        """One body into the record; one that can never be is set aside, where it does not hold up the others."""
        try:
            account = self._accounts[arrival.account]
            opened = Opened(account, arrival.body.encode("utf-8"), None, 0, "")
            delivery = read_delivery(opened)
            await self._reception.take(account, delivery, read(delivery), open_for=None)
        except AWAY:
            raise
        except Exception as error:
            log.error("wechat.arrival_set_aside", inbound_id=arrival.id, error=type(error).__name__)
            WECHAT_DELIVERIES.labels("unreadable").inc()
            await set_arrivals_aside(self._cw, [arrival.id], "unreadable")
