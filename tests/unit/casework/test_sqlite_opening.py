"""Opening the SQLite file: a busy moment is waited out, anything else is told at once."""

import sqlite3
import time
from pathlib import Path

import pytest

from casework.storage import sqlite


def refusing(times: int, code: int):
    """`DirectConnection`, which is refused so many times before it opens."""
    opened, left = sqlite.DirectConnection, [times]

    def connect(path: str) -> sqlite.DirectConnection:
        if left[0]:
            left[0] -= 1
            error = sqlite3.OperationalError("refused")
            error.sqlite_errorcode = code
            raise error
        return opened(path)

    return connect


async def test_a_busy_moment_is_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "DirectConnection", refusing(3, sqlite3.SQLITE_BUSY))
    connection = await sqlite.connector(str(tmp_path / "a.db"))()
    await connection.close()


async def test_a_file_that_stays_busy_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "DirectConnection", refusing(10_000, sqlite3.SQLITE_BUSY))
    monkeypatch.setattr(sqlite, "OPEN_SECONDS", 0.2)
    began = time.monotonic()
    with pytest.raises(sqlite3.OperationalError):
        await sqlite.connector(str(tmp_path / "a.db"))()
    assert time.monotonic() - began < 2


async def test_another_trouble_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "DirectConnection", refusing(1, sqlite3.SQLITE_CANTOPEN))
    with pytest.raises(sqlite3.OperationalError):
        await sqlite.connector(str(tmp_path / "a.db"))()
