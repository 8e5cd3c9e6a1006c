"""The record behind the running service, read as casework reads it."""

from collections.abc import Iterator

import pytest

from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.service_fixtures import Service
from tests.wechat_resident import Line, Platform, line_to


@pytest.fixture
async def record(service: Service, policy_book: PolicyBook):
    """A `Casework` on the service's own database."""
    keyring = Keyring([service.environment["JIUJI_SECRET_KEY"]])
    install_keyring(keyring)
    folder = service.environment["JIUJI_DATA_DIR"]
    cw = Casework(database=Database(f"sqlite:///{folder}/jiuji.db"), keyring=keyring, policy=policy_book)
    yield cw
    await cw.database.close()


@pytest.fixture
def line(service: Service, platform: Platform, policy_book: PolicyBook) -> Iterator[Line]:
    """Phones whose messages the running service answers."""
    with line_to(platform, service.environment, policy_book) as made:
        yield made
