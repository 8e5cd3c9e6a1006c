"""Locks that end with the transaction: named ones on PostgreSQL, the write lock itself on SQLite."""

import hashlib

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from casework.storage.models import Conversation


async def lock_name(session: AsyncSession, name: str) -> None:
    """Make transactions that name the same thing follow one another.

    SQLite needs nothing: `Database.write()` already holds the only write lock.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


async def lock_conversation(session: AsyncSession, conversation_id: str) -> Conversation | None:
    """The conversation's row, locked until the transaction ends and read afresh."""
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    return (await session.execute(query, execution_options={"populate_existing": True})).scalar_one_or_none()
