"""Photos, recordings and videos of residents: a row with the message, the bytes soon after, both or neither seen.

`waiting → stored | same | failed | gone`; `shred` marks what was erased and whose file has still to be destroyed.
Downloading is in `attachment_work`, keeping in `file_keeping`, destroying in `shredding`; the page's in `web_files`.
"""

import asyncio
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.attachment_work import (
    ARRIVED,
    Waiting,
    claim_attachment,
    fail_attachment,
    store_of,
)  # fmt: skip
from casework.services.audit import append_audit
from casework.services.context import Casework, new_id
from casework.services.conversations import Beside
from casework.services.file_keeping import draft_in_hand
from casework.services.held_turns import release_held_turn
from casework.services.leases import changed
from casework.services.sessions import Actor
from casework.services.staff_scope import NOBODY, conversation_in_scope
from casework.storage.channel_models import Attachment
from casework.storage.models import Conversation, InboundMessage
from contracts.errors import NotFound
from contracts.messages import Contract

__all__ = [
    "ARRIVED", "AttachmentView", "Waiting", "adopt_attachments", "attach_beside", "attachments_of", "claim_attachment",
    "fail_attachment", "read_attachment", "release_held_turn",
]  # fmt: skip


class AttachmentView(Contract):
    """An attachment as staff see it in a list; `size` in bytes, 0 while it is not stored. No message yet: None."""

    id: str
    message_id: str | None
    kind: str
    state: str
    scan: str
    source: str
    pages: int
    content_type: str
    size: int
    at: datetime


def attach_beside(cw: Casework, *, kind: str, media_id: str, account: str) -> tuple[str, Beside]:
    """The id of a new attachment, and what writes its row in the transaction that stores the message.

    `kind` is `image`, `voice` or `video`. It belongs to the draft in hand, if there is one.
    """
    attachment_id = new_id()

    async def beside(session: AsyncSession, inbound: InboundMessage) -> None:
        session.add(
            Attachment(
                id=attachment_id, conversation_id=inbound.conversation_id, inbound_id=inbound.id, kind=kind,
                draft_id=await draft_in_hand(session, inbound.conversation_id), state="waiting", account=account,
                media_id=media_id, created_at=cw.now(),
            )
        )  # fmt: skip
        await session.flush()
        cw.events.publish_on_commit(session, ARRIVED)

    return attachment_id, beside


async def adopt_attachments(session: AsyncSession, conversation_id: str, draft_id: str) -> None:
    """A draft was opened: what was sent before it and belongs to none is its own now."""
    mine = (Attachment.conversation_id == conversation_id, Attachment.draft_id.is_(None), Attachment.state != "shred")
    await changed(session, update(Attachment).where(*mine).values(draft_id=draft_id))


async def attachments_of(cw: Casework, conversation_id: str) -> list[AttachmentView]:
    """What a resident sent, in order, without the bytes; the caller has checked that it may be seen."""
    mine = (Attachment.conversation_id == conversation_id, Attachment.state != "shred")
    async with cw.database.read() as session:
        rows = await session.scalars(select(Attachment).where(*mine).order_by(Attachment.created_at, Attachment.id))
        return [_view(row) for row in rows]


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(
        id=row.id, message_id=row.inbound_id, kind=row.kind, state=row.state, scan=row.scan, source=row.source,
        pages=row.pages, content_type=row.content_type, size=row.size, at=row.created_at,
    )  # fmt: skip


async def read_attachment(
    cw: Casework, actor: Actor, attachment_id: str, *, thumbnail: bool = False
) -> tuple[AttachmentView, bytes]:
    """One stored attachment found clean, with its bytes or its thumbnail's; `NotFound` for any other, and not theirs.

    Reading and trying are audited; the audit is written before the bytes are read.
    """
    async with cw.database.write() as session:
        row = await _readable(session, actor, attachment_id)
        file_id = (row.thumbnail_id if thumbnail else row.id) if row else None
        read = "attachment.thumbnail" if thumbnail else "attachment.read"
        await append_audit(
            cw, session, actor_kind="staff", actor_id=actor.id, object_kind="attachment",
            action=read if row else "denied.attachment", object_id=row.id if row else NOBODY,
        )  # fmt: skip
    if row is None or file_id is None:
        raise NotFound
    return _view(row), await asyncio.to_thread(store_of(cw).read, file_id)


async def _readable(session: AsyncSession, actor: Actor, attachment_id: str) -> Attachment | None:
    """Nothing that was not looked into yet, and nothing that was refused, reaches the desk of anybody."""
    query = select(Attachment).join(Conversation, Conversation.id == Attachment.conversation_id)
    found: Attachment | None = await session.scalar(
        query.where(
            Attachment.id == attachment_id, Attachment.state == "stored", Attachment.scan == "clean",
            conversation_in_scope(actor),
        )
    )  # fmt: skip
    return found
