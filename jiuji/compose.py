"""One place that builds a `Casework` from settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.files import FileStore
from casework.storage.types import install_keyring
from jiuji.file_inspector import FileInspector
from jiuji.settings import Settings
from policy.book import PolicyBook


@asynccontextmanager
async def open_casework(settings: Settings) -> AsyncIterator[Casework]:
    """The record, the keys and the law of one process; closed at the end."""
    install_keyring(settings.keyring)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        files = FileStore(settings.data_dir / "files", settings.keyring)
        yield Casework(
            database, settings.keyring, PolicyBook.load(), policy_date=settings.now, files=files,
            inspector=FileInspector(settings.clamd), **_of_accounts(settings),
        )  # fmt: skip
    finally:
        await database.close()


def _of_accounts(settings: Settings) -> dict[str, Any]:
    """What casework must know of the official accounts: whom they name, what they can do."""
    accounts = settings.accounts.values()
    return {
        "controllers": {account.name: account.controller for account in accounts if account.controller},
        "fetching_accounts": frozenset(account.name for account in accounts if account.may_call),
        "pushing_accounts": frozenset(
            account.name for account in accounts if account.may_call and account.customer_service is not False
        ),
    }
