"""Fixtures of the tests about the record."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from casework.services.context import Casework
from casework.storage.files import FileStore


@pytest.fixture
async def cw(casework: Casework, tmp_path: Path) -> AsyncIterator[Casework]:
    casework.files = FileStore(tmp_path / "files", casework.keyring)
    yield casework
