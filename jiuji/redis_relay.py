"""Redis, when there is more than one gateway machine: events at once instead of within a second. Optional by design."""

import asyncio
import contextlib
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from casework.services.events import EventHub

CHANNEL = "jiuji:events"
WAITING = 1000
RETRY_SECONDS = 1.0
log = structlog.get_logger()


def connect_redis(url: str) -> Redis:
    """A client whose calls give up after a second: nothing may hang on Redis."""
    return Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0, decode_responses=True)


class RedisRelay:
    """Carries topics between the hubs of several processes; without it the database is looked at every second."""

    def __init__(self, redis: Redis, hub: EventHub) -> None:
        self._redis, self._hub = redis, hub
        self._out: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self.connected = False

    def forward(self, topic: str) -> None:
        """Send a topic soon; dropped when Redis is away (the database poll finds it)."""
        with contextlib.suppress(asyncio.QueueFull):
            self._out.put_nowait(topic)

    async def run(self) -> None:
        """Send and receive until cancelled."""
        self._hub.forward = self.forward
        await asyncio.gather(self._send(), self._receive())

    async def _send(self) -> None:
        while True:
            topic = await self._out.get()
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                await self._redis.publish(CHANNEL, topic)

    async def _receive(self) -> None:
        while True:
            try:
                await self._listen()
            except (RedisError, OSError, TimeoutError) as error:
                if self.connected:
                    log.warning("redis.away", error=type(error).__name__)
                self.connected = False
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        async with self._redis.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            self.connected = True
            while True:
                message: dict[str, Any] | None = await channel.get_message(ignore_subscribe_messages=True, timeout=0.5)
                if message is not None:
                    self._hub.wake(str(message["data"]))

    async def is_up(self) -> bool:
        """Whether Redis answers now."""
        for _ in range(2):  # the first try may meet a connection of before
            with contextlib.suppress(RedisError, OSError, TimeoutError):
                return bool(await self._redis.ping())
        return False
