"""Papers waiting to be read: a row per stored photo or PDF, written with the file's own state."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.storage.channel_models import Attachment
from casework.storage.paper_models import PaperRecord

# topic: a paper waits to be read
QUEUED: Final = "papers"


async def queue_reading(cw: Casework, session: AsyncSession, row: Attachment) -> None:
    """Have a stored, clean photo or PDF read, inside the caller's transaction; asked twice it is read once."""
    if await session.get(PaperRecord, row.id) is not None:
        return
    session.add(
        PaperRecord(
            attachment_id=row.id, conversation_id=row.conversation_id, state="waiting", pages=[], created_at=cw.now()
        )
    )  # fmt: skip
    await session.flush()
    cw.events.publish_on_commit(session, QUEUED)
