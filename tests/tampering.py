"""A tamperer with the schema owner's rights: takes the append-only triggers away, then changes a row."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

LIFT = {
    "sqlite": ["DROP TRIGGER audit_events_no_update", "DROP TRIGGER audit_events_no_delete"],
    "postgresql": ["DROP TRIGGER audit_events_append_only ON audit_events"],
}


async def tamper(session: AsyncSession, statement: str) -> None:
    """Change the audit table as only its owner could."""
    for lifting in LIFT[session.get_bind().dialect.name]:
        await session.execute(text(lifting))
    await session.execute(text(statement))
