"""Rows written at once: for the few statements every message passes through, without the unit of work's bookkeeping."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from casework.storage.base import Base


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    return cast(Table, model.__table__)


@cache
def _insert(model: type[Base]) -> Insert:
    # made once: SQLAlchemy recognises a statement it has compiled by the statement itself
    return insert(table_of(model))


async def insert_rows(session: AsyncSession, *rows: Base) -> None:
    """Insert rows of one kind now; changes made to them afterwards are not seen. All set the same attributes."""
    given = [{name: value for name, value in vars(row).items() if name[0] != "_"} for row in rows]
    parameters: Any = given[0] if len(given) == 1 else given
    if given:
        await session.execute(_insert(type(rows[0])), parameters)
