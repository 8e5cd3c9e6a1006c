"""Conversations and their one line of messages: what came in is stored once, what is said is numbered in order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.services.events import DELIVERIES, conversation_topic
from casework.services.recording import Beside as Beside
from casework.services.recording import Recorded as Recorded
from casework.services.recording import count_copies as count_copies
from casework.services.recording import record_inbound as record_inbound
from casework.storage.channel_models import Attachment
from casework.storage.models import Conversation as Conversation
from casework.storage.models import InboundMessage as InboundMessage
from casework.storage.models import OutboundMessage, Resident, Staff
from casework.storage.rows import insert_rows
from contracts.errors import NotFound
from contracts.messages import Bubble, Choice, Command, Message, MessageFile, QuickReply
from contracts.payloads import sign_command

PAGE = 50


async def open_conversation(
    cw: Casework, *, channel: str, account: str, identity_hash: str, region: str | None, opening: Sequence[Bubble] = ()
) -> Conversation:
    """A new resident and conversation, with the opening words already said."""
    async with cw.database.write() as session:
        now = cw.now()
        resident = Resident(id=new_id(), created_at=now)
        session.add(resident)
        await session.flush()
        conversation = Conversation(
            id=new_id(), resident_id=resident.id, channel=channel, account=account, identity_hash=identity_hash,
            region=region, created_at=now,
        )  # fmt: skip
        session.add(conversation)
        await session.flush()
        await append_outbound(cw, session, conversation.id, opening, origin="bot")
    return conversation


async def find_conversation(cw: Casework, channel: str, account: str, identity_hash: str) -> Conversation | None:
    """The conversation of a channel identity (hash of a token or an openid)."""
    query = select(Conversation).where(
        Conversation.channel == channel, Conversation.account == account, Conversation.identity_hash == identity_hash
    )
    async with cw.database.read() as session:
        found: Conversation | None = await session.scalar(query)
        return found


async def region_of(cw: Casework, conversation_id: str) -> str | None:
    """The region a conversation belongs to, if one is known."""
    async with cw.database.read() as session:
        region: str | None = await session.scalar(select(Conversation.region).where(Conversation.id == conversation_id))
        return region


async def next_seq(
    cw: Casework, session: AsyncSession, conversation_id: str, count: int = 1, *, said: bool = False
) -> int:
    """The first of `count` fresh numbers in the conversation's line; the row stays locked until the commit."""
    values: dict[str, Any] = {"last_seq": Conversation.last_seq + count}
    if said:
        values["last_outbound_at"] = cw.now()
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(**values)
        .returning(Conversation.last_seq)
        .execution_options(synchronize_session=False)
    )
    last = await session.scalar(statement)
    if last is None:
        raise NotFound
    return int(last) - count + 1


async def append_outbound(
    cw: Casework, session: AsyncSession, conversation_id: str, bubbles: Sequence[Bubble], *,
    origin: str, staff_id: str | None = None, turn_id: str | None = None,
) -> list[OutboundMessage]:  # fmt: skip
    """Say something inside the caller's transaction; readers are woken on commit. `origin`: bot, staff, system."""
    if not bubbles:
        return []
    first = await next_seq(cw, session, conversation_id, len(bubbles), said=True)
    return await add_outbound(
        cw, session, conversation_id, bubbles, first=first, origin=origin, staff_id=staff_id, turn_id=turn_id
    )


async def add_outbound(
    cw: Casework, session: AsyncSession, conversation_id: str, bubbles: Sequence[Bubble], *,
    first: int, origin: str, staff_id: str | None = None, turn_id: str | None = None,
) -> list[OutboundMessage]:  # fmt: skip
    """The rows of what is said under numbers already taken, from `first` on."""
    now = cw.now()
    rows = [
        OutboundMessage(
            id=new_id(), conversation_id=conversation_id, seq=first + place, turn_id=turn_id, origin=origin,
            staff_id=staff_id, body=bubble.model_dump(mode="json"), created_at=now,
        )
        for place, bubble in enumerate(bubbles)
    ]  # fmt: skip
    await insert_rows(session, *rows)
    cw.events.publish_on_commit(session, conversation_topic(conversation_id), DELIVERIES)
    return rows


async def say(
    cw: Casework, conversation_id: str, bubbles: Sequence[Bubble], *, origin: str = "bot", turn_id: str | None = None
) -> None:
    """Say something in a transaction of its own."""
    async with cw.database.write() as session:
        await append_outbound(cw, session, conversation_id, bubbles, origin=origin, turn_id=turn_id)


async def messages_after(cw: Casework, conversation_id: str, seq: int, limit: int = PAGE) -> list[Message]:
    """The next messages of all parties after `seq`, in order."""
    return await _messages(cw, conversation_id, after=seq, before=None, limit=limit)


async def messages_before(cw: Casework, conversation_id: str, seq: int | None, limit: int = PAGE) -> list[Message]:
    """The last messages before `seq` (or the newest), in order."""
    return await _messages(cw, conversation_id, after=None, before=seq, limit=limit)


async def messages_of_turn(cw: Casework, conversation_id: str, turn_id: str) -> list[Message]:
    """All that was said in answer to one message."""
    query = _with_names(OutboundMessage.turn_id == turn_id, OutboundMessage.conversation_id == conversation_id)
    async with cw.database.read() as session:
        rows = await session.execute(query.order_by(OutboundMessage.seq))
        return [to_message(cw, row, name) for row, name in rows]


async def last_choices(cw: Casework, conversation_id: str) -> list[Choice]:
    """What was offered by the very last words of the conversation."""
    last = and_(OutboundMessage.conversation_id == Conversation.id, OutboundMessage.seq == Conversation.last_seq)
    query = select(OutboundMessage).join(Conversation, last).where(Conversation.id == conversation_id)
    async with cw.database.read() as session:
        row = await session.scalar(query)
    return Bubble.model_validate(row.body).choices if row else []


async def offered_title(cw: Casework, conversation_id: str, command: Command) -> str:
    """The words of the button a command came from, as last offered; empty when it is long past."""
    query = select(OutboundMessage).where(OutboundMessage.conversation_id == conversation_id)
    async with cw.database.read() as session:
        for row in await session.scalars(query.order_by(OutboundMessage.seq.desc()).limit(6)):
            for choice in Bubble.model_validate(row.body).choices:
                if choice.command == command:
                    return choice.title
    return ""


def _with_names(*conditions: Any) -> Any:
    query = select(OutboundMessage, Staff.display_name).outerjoin(Staff, Staff.id == OutboundMessage.staff_id)
    return query.where(*conditions)


def _window(column: Any, after: int | None, before: int | None) -> list[Any]:
    return [column > after] if after is not None else [column < before] if before is not None else []


async def _messages(
    cw: Casework, conversation_id: str, *, after: int | None, before: int | None, limit: int
) -> list[Message]:
    def page(query: Any, row: Any) -> Any:
        query = query.where(row.conversation_id == conversation_id, *_window(row.seq, after, before))
        return query.order_by(row.seq if after is not None else row.seq.desc()).limit(limit)

    async with cw.database.read() as session:
        said = await session.execute(page(_with_names(), OutboundMessage))
        found = [to_message(cw, row, name) for row, name in said]
        found += await _told(cw, session, page(select(InboundMessage), InboundMessage))
    found.sort(key=lambda message: message.seq)
    return found[:limit] if after is not None else found[-limit:]


async def _told(cw: Casework, session: AsyncSession, query: Any) -> list[Message]:
    """What a resident said, with the files that came along; one found to be there already is shown as that one."""
    told = {row.id: to_message(cw, row) for row in await session.scalars(query)}
    came = (Attachment.inbound_id.in_(told), Attachment.state != "shred")
    for row in await session.scalars(select(Attachment).where(*came).order_by(Attachment.created_at, Attachment.id)):
        message = told[str(row.inbound_id)]
        message.attachments = message.attachments or []
        message.attachments.append(_file(row))
    return list(told.values())


def _file(row: Attachment) -> MessageFile:
    if row.same_as:
        return MessageFile(id=row.same_as, kind=row.kind, state="stored")
    return MessageFile(id=row.id, kind=row.kind, state=row.state)


def to_message(cw: Casework, row: OutboundMessage | InboundMessage, staff_name: str | None = None) -> Message:
    """A stored row as a page receives it: quick replies signed for this conversation only."""
    if isinstance(row, InboundMessage):
        return Message(id=row.id, seq=row.seq, at=row.received_at, from_="resident", text=row.text)
    bubble, key = Bubble.model_validate(row.body), cw.keyring.payload_keys[0]
    return Message(
        id=row.id, seq=row.seq, at=row.created_at, from_=row.origin, staff_name=staff_name or None,
        text=bubble.text, asks=bubble.asks, progress=bubble.progress, card=bubble.card,
        quick_replies=[
            QuickReply(title=choice.title, payload=sign_command(key, row.conversation_id, choice.command))
            for choice in bubble.choices
        ],
    )  # fmt: skip
