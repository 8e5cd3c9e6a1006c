"""What becomes of a file that was looked into: kept with its thumbnail, there already, one too many, or erased.

The bytes are on the disk before their row says so, and the row is written only while it is still wanted.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_moves import ENDED
from casework.services.attachment_work import Waiting, store_of
from casework.services.context import Casework, new_id
from casework.services.conversation_state import load_cases
from casework.services.conversations import append_outbound
from casework.services.events import STAFF, conversation_topic
from casework.services.paper_queue import queue_reading
from casework.storage.channel_models import Attachment
from casework.storage.files import Prepared
from casework.storage.locks import lock_conversation
from casework.storage.models import Conversation, Draft
from contracts.content_types import paper_kind
from contracts.files import Inspected
from contracts.messages import Bubble

# of one application; recordings do not count, they are words
MOST_FILES: Final = 20

KeptState = Literal["stored", "same", "too_many", "erased"]


@dataclass(frozen=True)
class Settled:
    """What became of a file; `id` is the attachment that holds it, empty where none does."""

    state: KeptState
    id: str = ""


def digest_of(body: bytes) -> str:
    """What a file as it was sent is known by."""
    return hashlib.sha256(body).hexdigest()


async def keep_file(
    cw: Casework,
    waiting: Waiting,
    digest: str,
    inspected: Inspected,
    says: Mapping[str, Sequence[Bubble]] | None = None,
) -> Settled:
    """Keep what inspection gave, and say so in the row; `says` has words for the states that need some.

    `erased`: it was erased or taken over meanwhile, nothing is kept. Raises `Unavailable` when the disk takes no more.
    """
    files = await asyncio.to_thread(_prepare, cw, waiting.id, inspected)
    kept = False
    try:
        async with cw.database.write() as session:
            # the conversation's row first, as everywhere: the same photo sent twice at once is one file
            conversation = await lock_conversation(session, waiting.conversation_id)
            row = await _still_wanted(session, waiting)
            if row is None or conversation is None:
                return Settled("erased")
            settled = await _settle(cw, session, row, digest, inspected, files.thumbnail_id)
            if settled.state == "stored":
                kept = True
                await asyncio.to_thread(files.publish)
            if says and conversation.mode != "staff":
                await append_outbound(cw, session, conversation.id, says.get(settled.state, ()), origin="bot")
            cw.events.publish_on_commit(session, conversation_topic(conversation.id), STAFF)
            return settled
    finally:
        if not kept:
            await asyncio.to_thread(files.discard)


@dataclass(frozen=True)
class _Files:
    """A file and its thumbnail, whole on the disk, without their names yet."""

    parts: list[Prepared]
    thumbnail_id: str | None

    def publish(self) -> None:
        for part in self.parts:
            part.publish()

    def discard(self) -> None:
        for part in self.parts:
            part.discard()


def _prepare(cw: Casework, file_id: str, inspected: Inspected) -> _Files:
    store = store_of(cw)
    first = store.prepare(file_id, inspected.body)
    if not inspected.thumbnail:
        return _Files([first], None)
    thumbnail_id = new_id()
    try:
        return _Files([first, store.prepare(thumbnail_id, inspected.thumbnail)], thumbnail_id)
    except BaseException:
        first.discard()
        raise


async def _still_wanted(session: AsyncSession, waiting: Waiting) -> Attachment | None:
    """The row, while we hold its lease and nobody has erased it."""
    mine = (Attachment.id == waiting.id, Attachment.state == "waiting", Attachment.lease_until == waiting.lease)
    query = select(Attachment).where(*mine).with_for_update()
    found: Attachment | None = await session.scalar(query)
    return found


async def _settle(
    cw: Casework, session: AsyncSession, row: Attachment, digest: str, inspected: Inspected, thumbnail_id: str | None
) -> Settled:
    row.lease_until, row.media_id, row.problem = None, "", None
    if row.kind != "voice":
        if earlier := await same_file(session, row.conversation_id, row.draft_id, digest, hold=True):
            return await _as_same(session, row, earlier)
        if await count_files(session, row.conversation_id, row.draft_id) >= MOST_FILES:
            row.state, row.scan, row.problem = "failed", "clean", "too_many"
            return Settled("too_many")
    row.state, row.scan, row.digest, row.stored_at = "stored", "clean", digest, cw.now()
    row.content_type, row.size, row.thumbnail_id = inspected.content_type, len(inspected.body), thumbnail_id
    row.pages, row.width, row.height = inspected.pages, inspected.width, inspected.height
    await session.flush()
    if paper_kind(row.content_type):
        await queue_reading(cw, session, row)
    return Settled("stored", row.id)


async def _as_same(session: AsyncSession, row: Attachment, earlier: Attachment) -> Settled:
    """One file: a message keeps a row that points at it, an upload without a message needs none."""
    if row.inbound_id is None:
        await session.delete(row)
    else:
        row.state, row.scan, row.same_as = "same", "clean", earlier.id
    return Settled("same", earlier.id)


async def same_file(
    session: AsyncSession, conversation_id: str, draft_id: str | None, digest: str, *, hold: bool = False
) -> Attachment | None:
    """The stored file with this content in the same application; `hold`: nobody erases it in this transaction."""
    query = select(Attachment).where(
        Attachment.conversation_id == conversation_id, _of_draft(draft_id), Attachment.digest == digest,
        Attachment.state == "stored", Attachment.kind != "voice",
    )  # fmt: skip
    query = query.order_by(Attachment.created_at).limit(1)
    found: Attachment | None = await session.scalar(query.with_for_update() if hold else query)
    return found


async def count_files(session: AsyncSession, conversation_id: str, draft_id: str | None) -> int:
    """How many files an application holds."""
    query = select(func.count()).select_from(Attachment).where(
        Attachment.conversation_id == conversation_id, _of_draft(draft_id), Attachment.state == "stored",
        Attachment.kind != "voice",
    )  # fmt: skip
    return int(await session.scalar(query) or 0)


def _of_draft(draft_id: str | None) -> ColumnElement[bool]:
    return Attachment.draft_id.is_(None) if draft_id is None else Attachment.draft_id == draft_id


async def draft_in_hand(session: AsyncSession, conversation_id: str) -> str | None:
    """The open draft; else the one filed last whose case is still alive: a photo after filing belongs to it."""
    conversation = await session.get_one(Conversation, conversation_id)
    alive = [case.draft_id for case in await load_cases(session, conversation) if case.state not in ENDED]
    query = select(Draft.id).where(
        Draft.conversation_id == conversation_id, or_(Draft.state == "open", Draft.id.in_(alive))
    )
    # 'open' sorts before 'submitted'
    found: str | None = await session.scalar(query.order_by(Draft.state, Draft.updated_at.desc()).limit(1))
    return found
