"""Conversations and their one line of messages: what came in is stored once, what is said is numbered in order."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.services.events import DELIVERIES, STAFF, TURNS, conversation_topic
from casework.services.handoffs import raise_crisis_in
from casework.services.leases import ClaimedTurn, claim_head
from casework.storage.models import Conversation as Conversation
from casework.storage.models import InboundMessage as InboundMessage
from casework.storage.models import OutboundMessage, Resident, Staff, Turn
from contracts.errors import NotFound
from contracts.messages import Bubble, Choice, Command, Message, QuickReply
from contracts.payloads import sign_command

PAGE = 50
# what a channel writes in the same transaction as a new message, e.g. its ledger and the files that came along
Beside = Callable[[AsyncSession, InboundMessage], Awaitable[None]]


@dataclass(frozen=True)
class Recorded:
    """A stored message. `turn_id` is None when no turn will answer; `claimed` when the caller is to run it now."""

    inbound_id: str
    seq: int
    turn_id: str | None
    duplicate: bool
    mode: str
    claimed: ClaimedTurn | None = None
    # how often this message has been delivered, the first time included
    copies: int = 1


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


async def record_inbound(
    cw: Casework, conversation_id: str, *, dedup_key: str, text: str, command: Command | None,
    screen: Sequence[str] = (), ask: bool = True, claim: bool = False,
    channel: str | None = None, beside: Beside | None = None, hold: timedelta | None = None,
) -> Recorded:  # fmt: skip
    """Store a message once and queue its turn (none in mode `staff`, or without `ask`); a closed chat reopens.

    `dedup_key` is unique per channel and account. The turn has the message's id. With `claim` the turn comes back
    leased when nothing waits before it. A crisis in `screen` raises the alarm in the same commit. A second copy
    returns the first one's row with `duplicate` and is counted there. `channel` names the door it came by when that
    is not the conversation's own (a page sharing a WeChat talk); `beside` runs before the commit, for a new message
    only; `hold` keeps its turn (and all behind it) waiting, e.g. until a recording has been listened to.
    """
    async with cw.database.write() as session:
        conversation = await _locked(session, conversation_id)
        known = await _known_inbound(session, conversation, channel or conversation.channel, dedup_key)
        if known:
            known.copies += 1
            return Recorded(known.id, known.seq, known.turn_id, True, conversation.mode, copies=known.copies)
        if conversation.mode == "closed":
            conversation.mode = "bot"
        inbound = _inbound(cw, conversation, channel or conversation.channel, dedup_key, text, command, screen)
        asks = ask and conversation.mode != "staff"
        await _add_inbound(cw, session, inbound, asks=asks, hold=hold)
        if beside:
            await beside(session, inbound)
        if screen:
            await raise_crisis_in(cw, session, conversation_id, screen[0], list(screen))
        claimed = await claim_head(cw, session, conversation_id, conversation.mode) if asks and claim else None
        _tell(cw, session, conversation, asks=asks and claimed is None)
        return Recorded(inbound.id, inbound.seq, inbound.turn_id, False, conversation.mode, claimed)


async def count_copies(cw: Casework, counts: Mapping[str, int]) -> None:
    """Count further copies of messages, by the message's id."""
    async with cw.database.write() as session:
        for inbound_id, more in counts.items():
            mine = update(InboundMessage).where(InboundMessage.id == inbound_id)
            await session.execute(mine.values(copies=InboundMessage.copies + more))


async def _locked(session: AsyncSession, conversation_id: str) -> Conversation:
    query = select(Conversation).where(Conversation.id == conversation_id).with_for_update()
    conversation: Conversation | None = await session.scalar(query)
    if conversation is None:
        raise NotFound
    return conversation


async def _known_inbound(
    session: AsyncSession, conversation: Conversation, channel: str, dedup_key: str
) -> InboundMessage | None:
    query = select(InboundMessage).where(
        InboundMessage.channel == channel,
        InboundMessage.account == conversation.account,
        InboundMessage.dedup_key == dedup_key,
    )
    found: InboundMessage | None = await session.scalar(query)
    return found


def _inbound(
    cw: Casework, conversation: Conversation, channel: str, dedup_key: str, text: str, command: Command | None,
    screen: Sequence[str],
) -> InboundMessage:  # fmt: skip
    conversation.last_seq += 1
    conversation.last_inbound_at = cw.now()
    return InboundMessage(
        id=new_id(), conversation_id=conversation.id, seq=conversation.last_seq, channel=channel,
        account=conversation.account, dedup_key=dedup_key, text=text,
        command=command.model_dump() if command else None, screen=list(screen), received_at=cw.now(),
    )  # fmt: skip


async def _add_inbound(
    cw: Casework, session: AsyncSession, inbound: InboundMessage, *, asks: bool, hold: timedelta | None
) -> None:
    inbound.turn_id = inbound.id if asks else None
    session.add(inbound)
    await session.flush()
    if asks:
        session.add(Turn(
            id=inbound.id, conversation_id=inbound.conversation_id, inbound_id=inbound.id, seq=inbound.seq,
            kind="resident", state="queued", attempts=0, apologised=False, created_at=cw.now(),
            not_before=cw.now() + hold if hold else None,
        ))  # fmt: skip
        await session.flush()


def _tell(cw: Casework, session: AsyncSession, conversation: Conversation, *, asks: bool) -> None:
    cw.events.publish_on_commit(session, conversation_topic(conversation.id))
    if asks:
        cw.events.publish_on_commit(session, TURNS)
    if conversation.mode != "bot":
        cw.events.publish_on_commit(session, STAFF)


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
    session.add_all(rows)
    await session.flush()
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
        found += [to_message(cw, row) for row in await session.scalars(page(select(InboundMessage), InboundMessage))]
    found.sort(key=lambda message: message.seq)
    return found[:limit] if after is not None else found[-limit:]


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
