"""Bursts: so many callbacks are worked on at once; the others wait for a place, or are kept and taken up in order."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from casework.services.context import Casework
from casework.services.wechat_arrivals import Arrival, keep_arrivals
from connectors.wechat.answers import Call
from connectors.wechat.copies import Copies
from connectors.wechat.courier import Courier

# callbacks in work at once, above which a new one could not be answered in time
ROOM: Final = 48
# so long has somebody been waiting for the record already: whoever comes now would wait longer
SLOW_SECONDS: Final = 1.0
# an openid whose arrivals another process took up is let through again after this
FORGET_SECONDS: Final = 30.0
# what storing, a quick turn and writing take once there is a place
WORK_SECONDS: Final = 1.0
# a crowd comes in without a gap and is written down; it is waited for so long at most (the room is answered in half of
# what is left then), and never where there is only a part of the room
GAP_SECONDS: Final = 0.03
CROWD_SECONDS: Final = 1.2
CALM_SHARE: Final = 4


class Behind:
    """Deliveries of one person that are kept: since when (monotonic seconds), and how often each came here."""

    def __init__(self, since: float) -> None:
        self.since = since
        self.keys: Counter[str] = Counter()


class Overload:
    """The door of one gateway process: who may come in, who is written down to be called up."""

    def __init__(self, cw: Casework, courier: Courier, copies: Copies, room: int = ROOM) -> None:
        self._cw, self._courier, self._copies, self.room = cw, courier, copies, room
        self._places = asyncio.Semaphore(room)
        self._in_work: Counter[tuple[str, str]] = Counter()
        self._behind: dict[tuple[str, str], Behind] = {}
        self._to_keep: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._keeping: asyncio.Task[None] | None = None
        self._came = 0.0
        self.kept = asyncio.Event()

    @property
    def in_work(self) -> int:
        """How many callbacks are worked on."""
        return self._in_work.total()

    def may_follow(self, call: Call) -> bool:
        """Whether an answer could follow later by itself."""
        return self._courier.may_push(call.account)

    @asynccontextmanager
    async def place(self, call: Call) -> AsyncIterator[bool]:
        """A place to be worked on, for the time of the block. False: there is none in time, it is to be kept.

        Copies that are open at once share one.
        """
        self._came = asyncio.get_running_loop().time()
        shares = call.key in self._in_work
        if not shares and (self._is_behind(call) or not await self._acquire(call)):
            yield False
            return
        self._in_work[call.key] += 1
        try:
            await self._let_the_crowd_in(call)
            yield True
        finally:
            self._leave(call.key)
            if not shares:
                self._places.release()

    async def _acquire(self, call: Call) -> bool:
        """Where the answer can follow by itself nobody waits in vain; else as long as there is hope."""
        if self.may_follow(call) and (self._places.locked() or self._copies.waits() > SLOW_SECONDS):
            return False
        try:
            async with asyncio.timeout(max(call.left - WORK_SECONDS, 0.0)):
                await self._places.acquire()
        except TimeoutError:
            return False
        return True

    async def _let_the_crowd_in(self, call: Call) -> None:
        """While a crowd comes in, those who have a place let it be seen to first: it is only written down."""
        while self._is_crowded() and call.seconds < CROWD_SECONDS:  # noqa: ASYNC110  for a moment at most
            await asyncio.sleep(GAP_SECONDS)

    def _is_crowded(self) -> bool:
        came_just_now = asyncio.get_running_loop().time() < self._came + GAP_SECONDS
        return (came_just_now or self._is_keeping) and self.in_work > self.room // CALM_SHARE

    @property
    def _is_keeping(self) -> bool:
        """Whether something is being written down this moment."""
        return bool(self._to_keep) or (self._keeping is not None and not self._keeping.done())

    def _leave(self, key: tuple[str, str]) -> None:
        self._in_work[key] -= 1
        if not self._in_work[key]:
            del self._in_work[key]

    def _is_behind(self, call: Call) -> bool:
        """Whether something else of the same person is kept, which must not be overtaken."""
        behind = self._behind.get((call.account.name, call.delivery.openid))
        if behind is None or call.delivery.key in behind.keys:
            return False
        return asyncio.get_running_loop().time() < behind.since + FORGET_SECONDS

    async def put_off(self, call: Call) -> int:
        """Keep a body to be taken up soon; how often it has been kept here, once it is stored."""
        person = (call.account.name, call.delivery.openid)
        behind = self._behind.setdefault(person, Behind(asyncio.get_running_loop().time()))
        behind.keys[call.delivery.key] += 1
        copies = behind.keys[call.delivery.key]
        body = call.opened.xml.decode("utf-8", "replace")
        await self.keep(Arrival(call.account.name, call.delivery.key, body, "overload"))
        self.kept.set()
        return copies

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

    def none_waits(self) -> None:
        """Nothing is kept any more, unless something is being written down this moment."""
        if not self._is_keeping:
            self._behind.clear()


def _tell(batch: list[tuple[Arrival, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, stored in batch:
        if stored.done():
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)
