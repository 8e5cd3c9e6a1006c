"""The database: SQLite embedded or PostgreSQL, one way to read and one way to write."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from casework.storage import sqlite


def async_url(url: str) -> str:
    """`sqlite:///x` and `postgresql://x` with the async driver named."""
    parsed = make_url(url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    return parsed.set(drivername=driver[parsed.get_backend_name()]).render_as_string(hide_password=False)


def sync_url(url: str) -> str:
    """The same database for a synchronous driver: migrations and `doctor` need no event loop."""
    parsed = make_url(url)
    driver = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg2", "postgres": "postgresql+psycopg2"}
    return parsed.set(drivername=driver[parsed.get_backend_name()]).render_as_string(hide_password=False)


WRITE_WAIT_SECONDS = 10.0


class WriteLine:
    """Writers of one process one after the other, in the order they came; `first` ones before all others."""

    def __init__(self) -> None:
        self._busy = False
        self._first: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def acquire(self, *, first: bool) -> None:
        """Wait for the turn to write."""
        if not self._busy:
            self._busy = True
            return
        line, place = self._first if first else self._others, asyncio.get_running_loop().create_future()
        line.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():
                # it became our turn in the same moment
                self.release()
            raise

    def release(self) -> None:
        """Let the next one write."""
        for line in (self._first, self._others):
            while line:
                place = line.popleft()
                if not place.done():
                    place.set_result(None)
                    return
        self._busy = False


def _begin(session: Session) -> None:
    session.connection().exec_driver_sql("BEGIN IMMEDIATE")


class Database:
    """Sessions for one database URL. `write()` commits at its end and rolls back on any error."""

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self._writing = WriteLine()
        options: dict[str, Any] = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 10}
        if self.is_sqlite:
            options = {"async_creator": sqlite.connector(make_url(url).database or "")}
        self.engine: AsyncEngine = create_async_engine(async_url(url), **options)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; nothing it does is kept."""
        session = AsyncSession(self.engine, expire_on_commit=False)
        try:
            yield session
        finally:
            await self._close(session)

    async def _close(self, session: AsyncSession) -> None:
        """Give the connection back, also when the caller is cancelled in the middle."""
        if self.is_sqlite:
            # nothing here waits, so nothing can be cut off; a task of its own would hold the connection for a round
            await session.close()
        else:
            await asyncio.shield(session.close())

    @asynccontextmanager
    async def _my_turn(self, first: bool) -> AsyncIterator[None]:
        """Writers of this process one after the other: SQLite's own waiting is unfair and starves somebody."""
        if not self.is_sqlite:
            yield
            return
        async with asyncio.timeout(WRITE_WAIT_SECONDS):
            await self._writing.acquire(first=first)
        try:
            yield
        finally:
            self._writing.release()

    @asynccontextmanager
    async def write(self, *, first: bool = False) -> AsyncIterator[AsyncSession]:
        """A short transaction. On SQLite it takes the write lock at once, so it never fails half-way as busy.

        `first`: it goes before the others that wait here, e.g. when it holds what many are waiting for.
        """
        async with self._my_turn(first), self.read() as session:
            if self.is_sqlite:
                await session.run_sync(_begin)
            yield session
            await session.commit()

    async def close(self) -> None:
        """Release every connection."""
        await self.engine.dispose()
