"""Fixtures of the tests about papers."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework.services.context import Casework
from casework.storage.files import FileStore
from tests.staff_tools import Clock, clock, quick_passwords, site, strict_site, talk, talk_sqlite

__all__ = ["clock", "cw", "quick_passwords", "site", "strict_site", "talk", "talk_sqlite"]


@pytest.fixture
async def cw(casework: Casework, tmp_path: Path) -> AsyncIterator[Casework]:
    """A service with a file store and a clock that can be moved."""
    casework.files = FileStore(tmp_path / "files", casework.keyring)
    casework.now = Clock(casework.now())
    yield casework
