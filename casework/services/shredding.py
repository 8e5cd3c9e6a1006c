"""Destroying attachments: marked in the transaction that erases, destroyed right after it, or by the next round.

A file without its row (a process died between the two) is destroyed as well, once nobody can still be at it.
"""

import asyncio
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.leases import changed
from casework.storage.channel_models import Attachment
from casework.storage.models import Draft, Handoff, InboundMessage

BATCH: Final = 100
ORPHAN_SECONDS: Final = 3600.0
FORGOTTEN: Final = timedelta(days=7)
_FOLDERS: Final = 256


async def mark_for_shredding(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    """Erase what the rows say and mark their files, inside the caller's transaction; how many were marked."""
    blank: dict[str, Any] = {
        "state": "shred", "heard": "", "media_id": "", "digest": "", "content_type": "", "lease_until": None,
    }  # fmt: skip
    return await changed(session, update(Attachment).where(Attachment.state != "shred", *conditions).values(**blank))


async def mark_unfiled(session: AsyncSession, conversation_id: str, *, up_to_seq: int | None = None) -> int:
    """Mark all of a conversation (or what came up to a message) but what belongs to a filed application; how many."""
    filed = exists().where(Draft.id == Attachment.draft_id, Draft.state == "submitted")
    mine = [Attachment.conversation_id == conversation_id, ~filed]
    if up_to_seq is not None:
        mine.append(exists().where(InboundMessage.id == Attachment.inbound_id, InboundMessage.seq <= up_to_seq))
    return await mark_for_shredding(session, *mine)


async def mark_expired(cw: Casework, keep: timedelta) -> int:
    """Mark what belongs to an erased draft, or for so long to none while nobody is helping."""
    erased = exists().where(Draft.id == Attachment.draft_id, Draft.state == "erased")
    helped = exists().where(Handoff.conversation_id == Attachment.conversation_id, Handoff.state != "closed")
    unclaimed = Attachment.draft_id.is_(None) & (Attachment.created_at < cw.now() - keep) & ~helped
    # an account we no longer answer for: nobody will fetch these
    forgotten = (Attachment.state == "waiting", Attachment.created_at < cw.now() - FORGOTTEN)
    async with cw.database.write() as session:
        await changed(session, update(Attachment).where(*forgotten).values(state="gone", problem="never_fetched"))
        return await mark_for_shredding(session, or_(erased, unclaimed))


async def shred_marked(cw: Casework, conversation_id: str | None = None) -> int:
    """Destroy the files of marked rows, then the rows; without a file store this is left to other processes."""
    if cw.files is None:
        return 0
    query = select(Attachment.id).where(Attachment.state == "shred")
    if conversation_id:
        query = query.where(Attachment.conversation_id == conversation_id)
    async with cw.database.read() as session:
        ids = list(await session.scalars(query.limit(BATCH)))
    for attachment_id in ids:
        await asyncio.to_thread(cw.files.shred, attachment_id)
    if ids:
        async with cw.database.write() as session:
            await session.execute(delete(Attachment).where(Attachment.id.in_(ids), Attachment.state == "shred"))
    return len(ids)


async def shred_orphans(cw: Casework, folder: int) -> int:
    """Destroy files of one of the store's 256 folders that have had no row for an hour; a round takes the next one."""
    if cw.files is None:
        return 0
    prefix = f"{folder % _FOLDERS:02x}"
    found = await asyncio.to_thread(cw.files.old_ids, prefix, ORPHAN_SECONDS)
    if not found:
        return 0
    async with cw.database.read() as session:
        known = await session.scalars(select(Attachment.id).where(Attachment.id.startswith(prefix)))
        orphans = sorted(set(found) - set(known))
    for attachment_id in orphans:
        await asyncio.to_thread(cw.files.shred, attachment_id)
    return len(orphans)
