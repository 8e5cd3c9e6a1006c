"""The table of tracker snapshots: one row a conversation, encrypted, written over only at the version that was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from contracts.errors import Conflict
from contracts.keyring import Keyring, UnreadableValue

METADATA = sa.MetaData()
# the same columns as casework/storage/models.py (a test compares): this room may not import casework
SNAPSHOTS = sa.Table(
    "tracker_snapshots",
    METADATA,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("snapshot", sa.Text, nullable=False),
    sa.Column("last_turn_id", sa.String(32)),
    sa.Column("last_reply", sa.Text),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)
_HERE = SNAPSHOTS.c.conversation_id == sa.bindparam("id")
_SELECT = sa.select(SNAPSHOTS).where(_HERE)
_VERSION = sa.select(SNAPSHOTS.c.version).where(_HERE)
_UPDATE = SNAPSHOTS.update().where(_HERE, SNAPSHOTS.c.version == sa.bindparam("read_version"))


class StaleTracker(Conflict):
    """Another process saved a turn of this conversation since we read it."""


class RowGone(Exception):
    """The conversation was erased while its turn ran."""


@dataclass(frozen=True)
class Row:
    """A row in clear; `snapshot` is None when no key of ours opens it."""

    version: int
    snapshot: str | None
    last_turn_id: str | None
    last_reply: str | None


def _sync_url(url: str) -> str:
    parsed = sa.make_url(url)
    driver = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg2", "postgres": "postgresql+psycopg2"}
    return parsed.set(drivername=driver[parsed.get_backend_name()]).render_as_string(hide_password=False)


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    # NORMAL: a power cut may forget a turn's working memory; the answers are casework's, written FULL
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _open_engine(url: str) -> sa.Engine:
    if not url.startswith("sqlite"):
        return sa.create_engine(_sync_url(url), pool_pre_ping=True, pool_size=4, max_overflow=4)
    engine = sa.create_engine(_sync_url(url), pool_size=4)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


class SnapshotRows:
    """Reads and writes rows; every call blocks, so call it in a thread."""

    def __init__(self, url: str, keyring: Keyring, *, create_table: bool) -> None:
        self._engine = _open_engine(url)
        self._keyring = keyring
        if create_table:
            METADATA.create_all(self._engine)

    def read(self, conversation_id: str) -> Row | None:
        """The row of a conversation."""
        with self._engine.connect() as connection:
            row = connection.execute(_SELECT, {"id": conversation_id}).first()
        if row is None:
            return None
        return Row(row.version, self._opened(row.snapshot), row.last_turn_id, self._opened(row.last_reply))

    def _opened(self, value: str | None) -> str | None:
        try:
            return self._keyring.decrypt(value) if value else None
        except UnreadableValue:
            return None

    def save(self, conversation_id: str, version: int | None, snapshot: str, turn_id: str | None, reply: str | None,
             ) -> int:  # fmt: skip
        """Write over the version that was read (any version when None) in one transaction; returns the new version."""
        values = {
            "snapshot": self._keyring.encrypt(snapshot),
            "last_turn_id": turn_id,
            "last_reply": self._keyring.encrypt(reply) if reply is not None else None,
            "updated_at": datetime.now(UTC),
        }
        with self._engine.connect() as connection:
            saved = _save_row(connection, conversation_id, version, values)
            connection.commit()
        return saved

    def keys(self) -> Iterable[str]:
        """Every conversation id."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(SNAPSHOTS.c.conversation_id)).scalars())

    def delete(self, conversation_id: str) -> None:
        """Forget a conversation."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(SNAPSHOTS).where(_HERE), {"id": conversation_id})

    def close(self) -> None:
        """Release every connection."""
        self._engine.dispose()


def _save_row(connection: sa.Connection, conversation_id: str, version: int | None, values: dict[str, Any]) -> int:
    """Write over the version that was read (any version when None); returns the new one."""
    if version and _overwrite(connection, conversation_id, version, values):
        return version + 1
    found = connection.execute(_VERSION, {"id": conversation_id}).scalar()
    if found is None and version:
        raise RowGone(conversation_id)
    if found is None:
        return _insert(connection, conversation_id, values)
    if version is None and _overwrite(connection, conversation_id, found, values):
        return int(found) + 1
    raise StaleTracker()


def _overwrite(connection: sa.Connection, conversation_id: str, version: int, values: dict[str, Any]) -> bool:
    statement = _UPDATE.values(version=version + 1, **values)
    return connection.execute(statement, {"id": conversation_id, "read_version": version}).rowcount == 1


def _insert(connection: sa.Connection, conversation_id: str, values: dict[str, Any]) -> int:
    try:
        connection.execute(SNAPSHOTS.insert().values(conversation_id=conversation_id, version=1, **values))
    except sa.exc.IntegrityError:
        raise StaleTracker() from None
    return 1
