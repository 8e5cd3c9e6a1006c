"""What staff see of the channel beside the talk: the WeChat budget, what has arrived, what the resident handed in."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.channel_words import NO_API, file_state_text, reason_text
from casework.services.context import Casework
from casework.services.paper_views import readings_of
from casework.services.staff_views import AttachmentRow, ChannelBudget, SendWindow, StaffMessage
from casework.services.wechat_accounts import SEND, read_account_state
from casework.services.wechat_ledger import channel_budget, open_window
from casework.storage.channel_models import Attachment, WeChatContact
from casework.storage.models import Conversation, InboundMessage, OutboundMessage
from contracts.messages import Message

WECHAT = "wechat"


async def budget_view(cw: Casework, conversation: Conversation) -> ChannelBudget | None:
    """How far staff's words reach now; None on a channel without a budget. An account without rights has none left."""
    if conversation.channel != WECHAT:
        return None
    async with cw.database.read() as session:
        budget = await channel_budget(session, conversation.id, cw.now())
        contact = await session.get(WeChatContact, conversation.id)
    if budget is None or contact is None:
        return None
    mute = not await may_push(cw, conversation.account)
    reason = NO_API if mute and budget.reason in (None, "window_closed") else budget.reason
    return ChannelBudget(
        left=0 if mute else budget.left, until=None if mute else budget.until, reachable=reason is None, reason=reason,
        reason_text=reason_text(reason), undelivered=budget.undelivered, delivered_seq=contact.delivered_seq,
        quiet=budget.quiet,
    )  # fmt: skip


async def may_push(cw: Casework, account: str) -> bool:
    """Whether an official account may write to a resident's phone unasked, as far as is known."""
    if account not in cw.pushing_accounts:
        return False
    return (await read_account_state(cw, account, SEND)).can_send is not False


async def mute_accounts(cw: Casework, contacts: Iterable[WeChatContact]) -> set[str]:
    """The accounts of these followers that may not push: asked once each, however many rows there are."""
    return {account for account in {contact.account for contact in contacts} if not await may_push(cw, account)}


def send_window(contact: WeChatContact, now: datetime, mute: Collection[str]) -> SendWindow:
    """What may still be sent to a follower; nothing where their account is among the mute ones."""
    left, until = open_window(contact, now)
    if not contact.followed or contact.unreachable or contact.account in mute:
        left, until = 0, None
    return SendWindow(left=left, until=until)


async def source_of(session: AsyncSession, conversation_id: str) -> str:
    """Which poster or article brought a resident; empty when nobody knows."""
    query = select(WeChatContact.source).where(WeChatContact.conversation_id == conversation_id)
    return await session.scalar(query) or ""


async def mark_delivered(
    session: AsyncSession, conversation_id: str, messages: Sequence[Message]
) -> list[StaffMessage]:  # fmt: skip
    """Messages with whether they have arrived; answers to the page in the same talk were read there."""
    query = select(WeChatContact.delivered_seq).where(WeChatContact.conversation_id == conversation_id)
    arrived = await session.scalar(query)
    waiting = [message.seq for message in messages if arrived is not None and message.seq > arrived]
    on_page = await _said_on_page(session, conversation_id, min(waiting)) if waiting else set()

    def delivered(message: Message) -> bool | None:
        if arrived is None or message.from_ == "resident":
            return None
        return message.seq <= arrived or message.seq in on_page

    return [StaffMessage(**dict(message), delivered=delivered(message)) for message in messages]


async def _said_on_page(session: AsyncSession, conversation_id: str, first: int) -> set[int]:
    query = (
        select(OutboundMessage.seq)
        .join(InboundMessage, InboundMessage.id == OutboundMessage.turn_id)
        .where(OutboundMessage.conversation_id == conversation_id, OutboundMessage.seq >= first)
        .where(InboundMessage.channel != WECHAT)
    )
    return set(await session.scalars(query))


async def attachment_rows(
    session: AsyncSession, conversation_id: str, draft_id: str | None = None
) -> list[AttachmentRow]:
    """What the resident handed in, in the order of the talk, or that of one application; erased ones do not exist."""
    query = (
        select(Attachment, InboundMessage.seq)
        .outerjoin(InboundMessage, InboundMessage.id == Attachment.inbound_id)
        .where(Attachment.conversation_id == conversation_id, Attachment.state != "shred")
        .order_by(InboundMessage.seq.is_(None), InboundMessage.seq, Attachment.created_at, Attachment.id)
    )
    if draft_id:
        query = query.where(Attachment.draft_id == draft_id)
    readings = await readings_of(session, conversation_id)
    return [
        AttachmentRow(
            id=row.id, message_id=row.inbound_id, message_seq=seq, kind=row.kind, state=row.state,
            state_text=file_state_text(row.state), content_type=row.content_type, size=row.size, at=row.created_at,
            scan=row.scan, source=row.source, pages=row.pages, same_as=row.same_as, reading=readings.get(row.id),
        )
        for row, seq in await session.execute(query)
    ]  # fmt: skip
