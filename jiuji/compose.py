"""One place that builds a `Casework` from settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.types import install_keyring
from jiuji.settings import Settings
from policy.book import PolicyBook


@asynccontextmanager
async def open_casework(settings: Settings) -> AsyncIterator[Casework]:
    """The record, the keys and the law of one process; closed at the end."""
    install_keyring(settings.keyring)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        yield Casework(database, settings.keyring, PolicyBook.load(), policy_date=settings.now)
    finally:
        await database.close()
