"""Destroying attachments and uploads: marked in the transaction that erases, destroyed after it or by the next round.

A file without its row (a process died between the two) is destroyed as well, once nobody can still be at it.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.leases import changed
from casework.storage.channel_models import Attachment, Upload, UploadPart
from casework.storage.models import Draft, Handoff, InboundMessage
from casework.storage.paper_models import PaperRecord

BATCH: Final = 100
ORPHAN_SECONDS: Final = 3600.0
FORGOTTEN: Final = timedelta(days=7)
# an upload nobody has gone on with
UPLOAD_KEEP: Final = timedelta(days=1)
_FOLDERS: Final = 256


async def mark_for_shredding(session: AsyncSession, *conditions: ColumnElement[bool]) -> int:
    """Erase what the rows say and what was read on them, mark their files, inside the caller's transaction.

    Returns how many were marked.
    """
    blank: dict[str, Any] = {
        "state": "shred", "heard": "", "media_id": "", "digest": "", "content_type": "", "lease_until": None,
    }  # fmt: skip
    living = update(Attachment).where(Attachment.state != "shred").values(**blank)
    marked = await changed(session, living.where(*conditions))
    if marked:
        erased = select(Attachment.id).where(Attachment.state == "shred")
        # the same content sent again has no file of its own: it goes with the one it points at
        marked += await changed(session, living.where(Attachment.same_as.in_(erased)))
        # a paper that was only the second photo of an erased one stands for itself from now on
        alone = update(PaperRecord).where(PaperRecord.same_as.in_(erased))
        await session.execute(alone.values(same_as=None))
        await session.execute(delete(PaperRecord).where(PaperRecord.attachment_id.in_(erased)))
    return marked


async def mark_unfiled(session: AsyncSession, conversation_id: str, *, up_to_seq: int | None = None) -> int:
    """Mark all of a conversation (or what came up to a message) but what belongs to a filed application; how many.

    Uploads, and files without a message yet, go in either case.
    """
    await _mark_uploads(session, Upload.conversation_id == conversation_id)
    filed = exists().where(Draft.id == Attachment.draft_id, Draft.state == "submitted")
    mine = [Attachment.conversation_id == conversation_id, ~filed]
    if up_to_seq is not None:
        came = exists().where(InboundMessage.id == Attachment.inbound_id, InboundMessage.seq <= up_to_seq)
        mine.append(or_(Attachment.inbound_id.is_(None), came))
    return await mark_for_shredding(session, *mine)


async def mark_photos(session: AsyncSession, conversation_id: str) -> int:
    """Mark the photos and files of a conversation but those of a filed application; how many."""
    await _mark_uploads(session, Upload.conversation_id == conversation_id)
    filed = exists().where(Draft.id == Attachment.draft_id, Draft.state == "submitted")
    return await mark_for_shredding(
        session, Attachment.conversation_id == conversation_id, Attachment.kind != "voice", ~filed
    )


async def _mark_uploads(session: AsyncSession, *conditions: ColumnElement[bool]) -> None:
    await changed(session, update(Upload).where(Upload.state != "shred", *conditions).values(state="shred", digest=""))


async def mark_expired(cw: Casework, keep: timedelta) -> int:
    """Mark what belongs to an erased draft, or for so long to none while nobody is helping."""
    erased = exists().where(Draft.id == Attachment.draft_id, Draft.state == "erased")
    helped = exists().where(Handoff.conversation_id == Attachment.conversation_id, Handoff.state != "closed")
    unclaimed = Attachment.draft_id.is_(None) & (Attachment.created_at < cw.now() - keep) & ~helped
    # an account we no longer answer for: nobody will fetch these
    forgotten = (Attachment.state == "waiting", Attachment.created_at < cw.now() - FORGOTTEN)
    # a process died while it looked into it: the page was told nothing and sends it again
    left = (Attachment.state == "waiting") & (Attachment.source == "web") & (Attachment.lease_until < cw.now())
    async with cw.database.write() as session:
        await changed(session, update(Attachment).where(*forgotten).values(state="gone", problem="never_fetched"))
        await _mark_uploads(session, Upload.created_at < cw.now() - UPLOAD_KEEP)
        return await mark_for_shredding(session, or_(erased, unclaimed, left))


async def shred_marked(cw: Casework, conversation_id: str | None = None) -> int:
    """Destroy the files of marked rows, then the rows; without a file store this is left to other processes."""
    if cw.files is None:
        return 0
    query = select(Attachment.id, Attachment.thumbnail_id).where(Attachment.state == "shred")
    if conversation_id:
        query = query.where(Attachment.conversation_id == conversation_id)
    async with cw.database.read() as session:
        found = (await session.execute(query.limit(BATCH))).all()
    await _shred_files(cw, [one for row in found for one in row if one])
    ids = [attachment_id for attachment_id, _ in found]
    if ids:
        async with cw.database.write() as session:
            await session.execute(delete(Attachment).where(Attachment.id.in_(ids), Attachment.state == "shred"))
    await shred_uploads(cw, *([Upload.conversation_id == conversation_id] if conversation_id else []))
    return len(ids)


async def shred_uploads(cw: Casework, *conditions: ColumnElement[bool]) -> None:
    """Destroy the parts of uploads that are done or marked, then the rows of those that are marked."""
    if cw.files is None:
        return
    ended = select(Upload.id).where(Upload.state.in_(("done", "shred")), *conditions)
    async with cw.database.read() as session:
        parts = list(await session.scalars(select(UploadPart.id).where(UploadPart.upload_id.in_(ended)).limit(BATCH)))
        marked = await session.scalar(ended.where(Upload.state == "shred").limit(1))
    await _shred_files(cw, parts)
    if not parts and marked is None:
        return
    async with cw.database.write() as session:
        await session.execute(delete(UploadPart).where(UploadPart.id.in_(parts)))
        empty = ~exists().where(UploadPart.upload_id == Upload.id)
        await session.execute(delete(Upload).where(Upload.state == "shred", empty, *conditions))


async def _shred_files(cw: Casework, ids: Iterable[str]) -> None:
    for file_id in ids:
        if cw.files is not None:
            await asyncio.to_thread(cw.files.shred, file_id)


async def shred_orphans(cw: Casework, folder: int) -> int:
    """Destroy files of one of the store's 256 folders that have had no row for an hour; a round takes the next one."""
    if cw.files is None:
        return 0
    prefix = f"{folder % _FOLDERS:02x}"
    found = await asyncio.to_thread(cw.files.old_ids, prefix, ORPHAN_SECONDS)
    if not found:
        return 0
    async with cw.database.read() as session:
        known: set[str | None] = set()
        for column in (Attachment.id, Attachment.thumbnail_id, UploadPart.id):
            known |= set(await session.scalars(select(column).where(column.startswith(prefix))))
    orphans = sorted(set(found) - known)
    await _shred_files(cw, orphans)
    return len(orphans)
