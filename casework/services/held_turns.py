"""A turn held for a recording: let go with the words that were heard, or as it is when there are none."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.events import STAFF, TURNS, conversation_topic
from casework.services.handoffs import raise_crisis_in
from casework.storage.locks import lock_conversation
from casework.storage.models import InboundMessage, Turn
from contracts.messages import Command


@dataclass(frozen=True)
class Released:
    """What became of it: `in_time` when the turn still waited and now has the words; the mode it happened in."""

    in_time: bool
    mode: str
    conversation_id: str
    region: str | None


async def release_held_turn(
    cw: Casework, inbound_id: str, *, text: str | None, command: Command | None = None, screen: Sequence[str] = ()
) -> Released | None:
    """Put what was heard into the message and let its turn go on: the words are read back with its answer.

    `text` None keeps message and command as they were. Words that come too late are still kept for staff and
    screened: a crisis raises its alarm whenever it is heard. None when the message was erased meanwhile.
    """
    async with cw.database.write() as session:
        return await release_held_turn_in(cw, session, inbound_id, text=text, command=command, screen=screen)


async def release_held_turn_in(
    cw: Casework, session: AsyncSession, inbound_id: str, *, text: str | None, command: Command | None = None,
    screen: Sequence[str] = (),
) -> Released | None:  # fmt: skip
    """`release_held_turn` inside the caller's transaction."""
    inbound = await session.get(InboundMessage, inbound_id)
    if inbound is None:
        return None
    conversation = await lock_conversation(session, inbound.conversation_id)
    await session.refresh(inbound)
    # a message always has words of ours in place of the sound, unless it was erased
    if conversation is None or not inbound.text:
        return None
    in_time = await _waits(session, inbound)
    if text is not None:
        inbound.text, inbound.screen = text, list(screen)
        inbound.heard = in_time or inbound.turn_id is None
        if in_time:
            inbound.command = command.model_dump() if command else None
    if screen:
        await raise_crisis_in(cw, session, conversation.id, screen[0], list(screen))
    await lift_hold(cw, session, inbound_id)
    cw.events.publish_on_commit(session, conversation_topic(conversation.id), STAFF)
    return Released(in_time, conversation.mode, conversation.id, conversation.region)


async def _waits(session: AsyncSession, inbound: InboundMessage) -> bool:
    turn = await session.get(Turn, inbound.turn_id, populate_existing=True) if inbound.turn_id else None
    return turn is not None and turn.state == "queued" and turn.attempts == 0


async def lift_hold(cw: Casework, session: AsyncSession, inbound_id: str) -> None:
    """Let a held turn run now, inside the caller's transaction; one that has begun is left alone."""
    query = select(Turn).where(Turn.id == inbound_id, Turn.state == "queued", Turn.attempts == 0)
    turn: Turn | None = await session.scalar(query.with_for_update())
    if turn is not None and turn.not_before is not None:
        turn.not_before = None
        cw.events.publish_on_commit(session, TURNS)
