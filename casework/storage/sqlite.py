"""SQLite without a thread hop per statement: what SQLAlchemy expects of an aiosqlite connection, done in place.

A statement on a local file takes microseconds, the four hops aiosqlite makes for it a hundred times that. Only what
waits goes to a thread: BEGIN while another process is writing, and COMMIT (the disk).
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

BUSY_MS = 8000
PRAGMAS = (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL")
# opening may meet "locked" at once, whatever the timeout, while the last other connection is just closing the journal
OPEN_SECONDS, _OPEN_PAUSE = 2.0, 0.05
Done = TypeVar("Done")


async def _in_thread(work: Callable[[], Done]) -> Done:
    """Run in a thread; a cancelled caller waits for the end, as the connection is in use until then."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


class DirectCursor:
    """A cursor with the async methods SQLAlchemy calls."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    @property
    def description(self) -> Any:
        """Columns of the result, or None."""
        return self._cursor.description

    @property
    def lastrowid(self) -> int | None:
        """Row id of the last INSERT."""
        return self._cursor.lastrowid

    @property
    def rowcount(self) -> int:
        """Rows changed."""
        return self._cursor.rowcount

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        """One statement, in place unless it has to wait for another writer."""
        if not statement.startswith("BEGIN"):
            self._cursor.execute(statement, parameters)
        elif not self._begin_at_once(statement):
            await _in_thread(lambda: self._cursor.execute(statement))

    def _begin_at_once(self, statement: str) -> bool:
        """Take the write lock where it is free; False when another process has it."""
        self._cursor.execute("PRAGMA busy_timeout=0")
        try:
            self._cursor.execute(statement)
        except sqlite3.OperationalError as error:
            if not _is_busy(error):
                raise
            return False
        finally:
            self._cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        return True

    async def executemany(self, statement: str, parameters: Sequence[Any]) -> None:
        """One statement for many rows."""
        self._cursor.executemany(statement, parameters)

    async def fetchall(self) -> list[Any]:
        """All rows."""
        return self._cursor.fetchall()

    async def fetchone(self) -> Any:
        """The next row."""
        return self._cursor.fetchone()

    async def fetchmany(self, size: int) -> list[Any]:
        """The next rows."""
        return self._cursor.fetchmany(size)

    async def close(self) -> None:
        """Release the statement."""
        self._cursor.close()


class DirectConnection:
    """A connection with the async methods SQLAlchemy calls; used by one session at a time."""

    def __init__(self, path: str) -> None:
        # transactions are ours to open, so that reads take no lock and writes take theirs at once
        self._conn = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=256)
        for pragma in PRAGMAS:
            self._conn.execute(f"PRAGMA {pragma}")

    @property
    def isolation_level(self) -> str | None:
        """Always None: no implicit BEGIN."""
        return self._conn.isolation_level

    async def cursor(self) -> DirectCursor:
        """A fresh cursor."""
        return DirectCursor(self._conn.cursor())

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> DirectCursor:
        """One statement on a fresh cursor."""
        cursor = await self.cursor()
        await cursor.execute(statement, parameters)
        return cursor

    async def commit(self) -> None:
        """To the disk, when there is something to commit."""
        if self._conn.in_transaction:
            await _in_thread(self._conn.commit)

    async def rollback(self) -> None:
        """Undo, when there is something to undo."""
        if self._conn.in_transaction:
            self._conn.rollback()

    async def create_function(self, *given: Any, **named: Any) -> None:
        """Register an SQL function."""
        self._conn.create_function(*given, **named)

    async def close(self) -> None:
        """Close the file."""
        self._conn.close()

    def stop(self) -> None:
        """Close the file when nobody can wait."""
        self._conn.close()


def connector(path: str) -> Callable[[], Awaitable[Any]]:
    """What `create_async_engine(async_creator=…)` calls for every new connection."""

    async def connect() -> Any:
        until = time.monotonic() + OPEN_SECONDS
        while True:
            try:
                return await _in_thread(lambda: DirectConnection(path))
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= until:
                    raise
                await asyncio.sleep(_OPEN_PAUSE)

    return connect
