"""The record behind the running service, read as casework reads it."""

import pytest

from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.service_fixtures import Service


@pytest.fixture
async def record(service: Service, policy_book: PolicyBook):
    """A `Casework` on the service's own database."""
    keyring = Keyring([service.environment["JIUJI_SECRET_KEY"]])
    install_keyring(keyring)
    folder = service.environment["JIUJI_DATA_DIR"]
    cw = Casework(database=Database(f"sqlite:///{folder}/jiuji.db"), keyring=keyring, policy=policy_book)
    yield cw
    await cw.database.close()
