"""All state of one fake WeChat, in one object: accounts, phones, tokens, files, calls, deliveries."""

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

import aiohttp

from simulator.accounts import FakeAccount
from simulator.budgets import Budgets
from simulator.clock import Clock
from simulator.codes import Refusal
from simulator.faults import FaultQueue
from simulator.media import MediaStore
from simulator.oauth import CodeDesk
from simulator.records import Call, Delivery
from simulator.rules import PATIENCE, TRIES
from simulator.tokens import TokenDesk

if TYPE_CHECKING:
    from simulator.followers import Follower

# real message ids are 64-bit numbers of this size
FIRST_MESSAGE_ID = 24_000_000_000_000_000
FIRST_NOTICE_ID = 3_000_000_000_000_000_000


class Pulse:
    """Wakes whoever waits for something to change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        """Something changed."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def next(self) -> None:
        """Wait for the next change."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)


class World:
    """The state both halves share; no method of it goes over the wire."""

    def __init__(self, accounts: Iterable[FakeAccount], clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.accounts = {account.name: account for account in accounts}
        self.people: dict[tuple[str, str], Follower] = {}
        self.budgets = Budgets(self.clock)
        self.tokens = TokenDesk(self.clock)
        self.media = MediaStore(self.clock)
        self.sign_ins = CodeDesk(self.clock)
        self.faults = FaultQueue()
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.scenes: dict[str, str] = {}
        self.patience = PATIENCE
        self.tries = TRIES
        self.retry_gap = 0.0
        # the clock of the signatures: the other side compares it with its own
        self.stamps: Callable[[], float] = time.time
        self.pulse = Pulse()
        self._numbers = itertools.count(1)
        # never the same twice, also after a restart: the other side remembers them
        self._message_ids = itertools.count(FIRST_MESSAGE_ID + int(time.time()) * 1000)
        self._notice_ids = itertools.count(FIRST_NOTICE_ID)
        self._jobs: set[asyncio.Task[Any]] = set()
        self._http: aiohttp.ClientSession | None = None

    def account(self, name: str = "") -> FakeAccount:
        """An account by our name for it."""
        return self.accounts[name]

    def account_of(self, app_id: Any) -> FakeAccount:
        """An account by its app id, or 40013."""
        for account in self.accounts.values():
            if account.app_id == app_id:
                return account
        raise Refusal(40013)

    def person(self, account: FakeAccount, openid: Any) -> "Follower":
        """A phone by the openid it has with an account, or 40003."""
        found = self.people.get((account.name, openid)) if isinstance(openid, str) else None
        if not found:
            raise Refusal(40003)
        return found

    def next_number(self) -> int:
        """Orders everything that happens."""
        return next(self._numbers)

    def next_message_id(self) -> int:
        """The id of the next message."""
        return next(self._message_ids)

    def next_notice_id(self) -> int:
        """The id of the next template or subscription message."""
        return next(self._notice_ids)

    @property
    def http(self) -> aiohttp.ClientSession:
        """The platform's way out: a new connection for each call."""
        if self._http is None or self._http.closed:
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
            self._http = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._http

    def spawn(self, job: Coroutine[Any, Any, Any]) -> None:
        """Let something happen by itself, such as the event after a template message."""
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def settled(self, seconds: float = 10.0) -> None:
        """Wait until all that happens by itself has happened."""
        async with asyncio.timeout(seconds):
            while self._jobs:
                await asyncio.gather(*self._jobs)

    async def close(self) -> None:
        """Stop what still runs, and the way out."""
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        if self._http:
            await self._http.close()
