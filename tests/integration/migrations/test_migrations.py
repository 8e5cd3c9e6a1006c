"""Migrations go up and down on both databases and give exactly the tables of the models."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, pool

from casework.storage.base import Base
from casework.storage.database import sync_url
from casework.storage.migrate import current_revision, downgrade, newest_revision, upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgres")
    url = server.copy_template(None)
    yield url
    server.drop(url)


def _tables(url: str) -> set[str]:
    engine = create_engine(sync_url(url), poolclass=pool.NullPool)
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def _difference(url: str) -> list[Any]:
    engine = create_engine(sync_url(url), poolclass=pool.NullPool)
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, {"compare_type": True}), Base.metadata))


def test_up_gives_the_models_tables_and_down_leaves_none(empty_url: str) -> None:
    upgrade(empty_url)
    assert _tables(empty_url) == set(Base.metadata.tables)
    assert current_revision(empty_url) == newest_revision()
    downgrade(empty_url)
    assert _tables(empty_url) == set()
    assert current_revision(empty_url) is None


def test_up_twice_and_down_and_up_again(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    downgrade(empty_url)
    upgrade(empty_url)
    assert _tables(empty_url) == set(Base.metadata.tables)


def test_migrations_equal_the_models(empty_url: str) -> None:
    upgrade(empty_url)
    assert _difference(empty_url) == []


def test_partial_unique_indexes_exist(empty_url: str) -> None:
    upgrade(empty_url)
    engine = create_engine(sync_url(empty_url), poolclass=pool.NullPool)
    for table, name in (("drafts", "uq_drafts_open"), ("handoffs", "uq_handoffs_open")):
        index = next(index for index in inspect(engine).get_indexes(table) if index["name"] == name)
        assert index["unique"]
        assert "where" in str(index["dialect_options"]).lower()


def test_a_password_with_a_percent_sign_survives(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path / '100%25.db'}")
    assert len(list(tmp_path.glob("*.db"))) == 1
