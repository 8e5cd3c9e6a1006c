"""Bursts: bodies that cannot be answered now are kept, acknowledged at once, and taken up in the order they came."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from casework.services.context import Casework
from casework.services.wechat_arrivals import (
    Arrival,
    ClaimedArrival,
    claim_arrivals,
    finish_arrivals,
    keep_arrivals,
    release_arrivals,
    set_arrivals_aside,
    waiting_arrivals,
)
from connectors.measures import WECHAT_DELIVERIES, WECHAT_WAITING
from connectors.wechat.accounts import Account
from connectors.wechat.answers import Call
from connectors.wechat.courier import Courier
from connectors.wechat.deliveries import read_delivery
from connectors.wechat.envelope import Opened
from connectors.wechat.reading import read
from connectors.wechat.reception import Reception
from contracts.errors import Unavailable

# callbacks in work at once, above which a new one could not be answered in time
ROOM: Final = 48
BATCH: Final = 20
# so long has somebody been waiting for the record already: whoever comes now would wait longer
SLOW_SECONDS: Final = 1.0
SWEEP_SECONDS: Final = 2.0
# while callbacks wait for answers the kept ones stand back, but not for long
CALM_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 0.05
# an openid whose arrivals another process took up is let through again after this
FORGET_SECONDS: Final = 30.0
AWAY: Final = (SQLAlchemyError, OSError, TimeoutError, Unavailable)
log = structlog.get_logger()


class Overload:
    """The door of one gateway process: who may come in, who is written down to be called up."""

    def __init__(
        self, cw: Casework, accounts: Mapping[str, Account], reception: Reception, courier: Courier, room: int = ROOM
    ) -> None:
        self._cw, self._accounts, self._reception, self._courier = cw, accounts, reception, courier
        self._room = room
        self._in_work: Counter[tuple[str, str]] = Counter()
        self._behind: dict[tuple[str, str], float] = {}
        self._to_keep: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._keeping: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    def must_wait(self, call: Call) -> bool:
        """Whether this one is to be kept: too many are in work, or an earlier one of the same person is kept."""
        if not self.may_put_off(call) or call.key in self._in_work:
            return False
        return self._in_work.total() >= self._room or self._is_behind(call) or self._reception.waits() > SLOW_SECONDS

    def may_put_off(self, call: Call) -> bool:
        """Whether an answer could follow later by itself."""
        return self._courier.may_push(call.account)

    def _is_behind(self, call: Call) -> bool:
        since = self._behind.get((call.account.name, call.delivery.openid))
        return since is not None and asyncio.get_running_loop().time() < since + FORGET_SECONDS

    @contextmanager
    def in_work(self, call: Call) -> Iterator[None]:
        """Counts a callback while it is worked on."""
        self._in_work[call.key] += 1
        try:
            yield
        finally:
            self._in_work[call.key] -= 1
            if not self._in_work[call.key]:
                del self._in_work[call.key]

    async def put_off(self, call: Call) -> None:
        """Keep a body to be taken up soon; returns when it is stored."""
        self._behind[call.account.name, call.delivery.openid] = asyncio.get_running_loop().time()
        body = call.opened.xml.decode("utf-8", "replace")
        await self.keep(Arrival(call.account.name, call.delivery.key, body, "overload"))
        self._woken.set()

    async def keep(self, arrival: Arrival) -> None:
        """Store a body; those that come in one moment share a transaction."""
        stored = asyncio.get_running_loop().create_future()
        self._to_keep.append((arrival, stored))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.create_task(self._keep_all())
        await stored

    async def _keep_all(self) -> None:
        while self._to_keep:
            batch, self._to_keep = self._to_keep, []
            try:
                await keep_arrivals(self._cw, [arrival for arrival, _ in batch])
            except Exception as error:  # each caller hears of it and lets the platform deliver again
                _tell(batch, error)
            else:
                _tell(batch, None)

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
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()
        await self._calm()

    async def _calm(self) -> None:
        """Stand back while callbacks wait for their answers."""
        loop = asyncio.get_running_loop()
        until = loop.time() + CALM_SECONDS
        while self._in_work.total() > self._room // 2 and loop.time() < until:  # noqa: ASYNC110  for a second at most
            await asyncio.sleep(LOOK_SECONDS)

    async def _take_up_some(self) -> bool:
        claimed = await claim_arrivals(self._cw, BATCH)
        if not claimed:
            waiting = sum((await waiting_arrivals(self._cw)).values())
            WECHAT_WAITING.set(waiting)
            if not waiting:
                self._let_through()
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

    def _let_through(self) -> None:
        """Nothing is kept any more, but what is being written down this moment."""
        if not self._to_keep and (self._keeping is None or self._keeping.done()):
            self._behind.clear()

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


def _tell(batch: list[tuple[Arrival, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, stored in batch:
        if stored.done():
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)
