"""How many texts a minute go on to the dialogue. It fails open, and never touches storage or the screen."""

import time
from collections.abc import Callable
from enum import Enum
from typing import Any, Final

import structlog

TEXTS: Final = 20
WINDOW: Final = 60.0
AWAY_SECONDS: Final = 5.0
_FORGET_AT: Final = 10_000
log = structlog.get_logger()


class Verdict(Enum):
    """Ask the dialogue; say once that it is too fast; or store in silence."""

    ASK = "ask"
    TELL = "tell"
    QUIET = "quiet"


class MemoryWindow:
    """Sliding windows in this process: the same message asked twice counts once and hears the same."""

    def __init__(self, limit: int = TEXTS, window: float = WINDOW, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit, self.window, self.clock = limit, window, clock
        self._seen: dict[str, dict[str, float]] = {}
        self._told: dict[str, float] = {}

    async def admit(self, subject: str, item: str) -> Verdict:
        """Whether this message may go on."""
        now = self.clock()
        if len(self._seen) > _FORGET_AT:
            self._forget(now)
        seen = {name: at for name, at in self._seen.get(subject, {}).items() if at > now - self.window}
        seen.setdefault(item, now)
        self._seen[subject] = seen
        if list(seen).index(item) < self.limit:
            return Verdict.ASK
        return self._tell_once(subject, now)

    def _tell_once(self, subject: str, now: float) -> Verdict:
        if self._told.get(subject, float("-inf")) > now - self.window:
            return Verdict.QUIET
        self._told[subject] = now
        return Verdict.TELL

    def _forget(self, now: float) -> None:
        old = [name for name, seen in self._seen.items() if max(seen.values(), default=0.0) <= now - self.window]
        for name in old:
            self._seen.pop(name, None)
            self._told.pop(name, None)


class RedisWindow:
    """The same windows shared by several machines; when Redis is away each process counts for itself."""

    def __init__(self, redis: Any, limit: int = TEXTS, window: float = WINDOW) -> None:
        self._redis, self.limit, self.window = redis, limit, window
        self._alone = MemoryWindow(limit, window)
        self._away_until = 0.0

    async def admit(self, subject: str, item: str) -> Verdict:
        """Whether this message may go on."""
        if time.monotonic() < self._away_until:
            return await self._alone.admit(subject, item)
        try:
            return await self._admit(f"jiuji:texts:{subject}", item)
        except Exception as error:  # fail open: a limiter that is down must not stop anybody, nor make them wait
            log.warning("limiter.alone", error=type(error).__name__)
            self._away_until = time.monotonic() + AWAY_SECONDS
            return await self._alone.admit(subject, item)

    async def _admit(self, key: str, item: str) -> Verdict:
        now = time.time()
        async with self._redis.pipeline(transaction=True) as steps:
            steps.zremrangebyscore(key, "-inf", now - self.window)
            steps.zadd(key, {item: now}, nx=True)
            steps.zrank(key, item)
            steps.expire(key, int(self.window) + 1)
            rank = (await steps.execute())[2]
        if rank is None or rank < self.limit:
            return Verdict.ASK
        first = await self._redis.set(f"{key}:told", "1", nx=True, ex=int(self.window))
        return Verdict.TELL if first else Verdict.QUIET
