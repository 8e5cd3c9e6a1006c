"""Copies of one delivery join what the first has begun: stored once, counted, answered by whichever is open."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Final

import structlog

from casework.services.context import Casework
from casework.services.conversations import count_copies
from connectors.wechat.reception import Taken

# the platform delivers its last copy ten seconds after the first
REMEMBERED_SECONDS: Final = 60.0
STOP_SECONDS: Final = 2.0
Key = tuple[str, str]
log = structlog.get_logger()


class Stored:
    """A delivery that is being stored or was stored lately: since when (monotonic seconds), and how often it came."""

    def __init__(self, task: asyncio.Task[Taken | None], since: float) -> None:
        self.task, self.since, self.copies = task, since, 0


class Copies:
    """What this process has stored lately, by account and key; other processes' copies meet in the record."""

    def __init__(self, cw: Casework) -> None:
        self._cw = cw
        self._known: dict[Key, Stored] = {}
        self._storing: dict[Key, Stored] = {}
        self._uncounted: Counter[str] = Counter()
        self._counting: asyncio.Task[None] | None = None

    def waits(self) -> float:
        """How long the first of those being stored now has been waiting, in seconds."""
        first = next(iter(self._storing.values()), None)
        return asyncio.get_running_loop().time() - first.since if first else 0.0

    def join(
        self, key: Key, store: Callable[[], Coroutine[None, None, Taken | None]]
    ) -> tuple[asyncio.Task[Taken | None], int]:
        """What a copy has begun, else begun now; it goes on without those who wait for it.

        The number says how many copies of it came here before.
        """
        stored = self._known.get(key) or self._begin(key, store)
        stored.copies += 1
        if stored.task.done() and (taken := stored.task.result()):
            self._count(taken.inbound_id, 1)
        return stored.task, stored.copies - 1

    def _begin(self, key: Key, store: Callable[[], Coroutine[None, None, Taken | None]]) -> Stored:
        now = asyncio.get_running_loop().time()
        self._forget_old(now)
        stored = self._known[key] = self._storing[key] = Stored(asyncio.create_task(store()), now)
        stored.task.add_done_callback(lambda done: self._end(key, stored))
        return stored

    def _end(self, key: Key, stored: Stored) -> None:
        self._storing.pop(key, None)
        if stored.task.cancelled() or (error := stored.task.exception()):
            self._known.pop(key, None)
            if not stored.task.cancelled():
                log.warning("wechat.not_stored", error=type(error).__name__)
        elif (taken := stored.task.result()) and stored.copies > 1:
            self._count(taken.inbound_id, stored.copies - 1)

    def _forget_old(self, now: float) -> None:
        for key, stored in list(self._known.items()):
            if stored.since > now - REMEMBERED_SECONDS:
                return
            if stored.task.done():
                del self._known[key]

    def _count(self, inbound_id: str, more: int) -> None:
        """Another gateway may get the next copy: it must know which one it is."""
        self._uncounted[inbound_id] += more
        if self._counting is None or self._counting.done():
            self._counting = asyncio.create_task(self._count_all())

    async def _count_all(self) -> None:
        while self._uncounted:
            counts, self._uncounted = self._uncounted, Counter()
            try:
                await count_copies(self._cw, counts)
            except Exception as error:  # a count that is too low costs one more copy at worst
                log.warning("wechat.copies_not_counted", error=type(error).__name__)

    async def finish(self) -> None:
        """Let what is being stored be stored; what is not is delivered again."""
        if tasks := [stored.task for stored in self._storing.values()]:
            await asyncio.wait(tasks, timeout=STOP_SECONDS)
