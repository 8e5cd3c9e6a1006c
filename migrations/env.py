"""Runs the migrations on a synchronous connection, all of one upgrade in a single transaction."""

import os
from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool, text
from sqlalchemy.types import TypeDecorator

from casework.storage.base import Base
from casework.storage.database import sync_url

# any fixed number: two processes that start at once migrate one after the other
MIGRATION_LOCK = 5_113_200


def _database_url() -> str:
    url = context.config.get_main_option("sqlalchemy.url") or os.environ.get("JIUJI_DATABASE_URL")
    if not url:
        raise SystemExit("JIUJI_DATABASE_URL: name the database to migrate")
    return sync_url(url)


def _render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """A migration is frozen: it names the stored type, never a class of ours that may change."""
    if kind == "type" and isinstance(item, TypeDecorator):
        stored = item.impl_instance
        return "sa.DateTime(timezone=True)" if getattr(stored, "timezone", False) else f"sa.{stored!r}"
    return False


def _explicit_transactions(connection: Any, record: Any) -> None:
    """Python's driver commits before DDL unless it is told to stay out of transactions."""
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout=30000")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def run() -> None:
    """Migrate the configured database."""
    engine = create_engine(_database_url(), poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _explicit_transactions)
        event.listen(engine, "begin", _begin_immediate)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=_render_item,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
        )
        context.run_migrations()
    engine.dispose()


run()
