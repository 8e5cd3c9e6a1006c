"""The durable turn queue: strict order in a conversation, any number of gateways, outcome and reply in one commit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from casework.services.context import Casework, new_id
from casework.services.conversations import add_outbound, append_outbound, next_seq
from casework.services.events import STAFF, TURNS, conversation_topic
from casework.services.leases import (
    OPEN_STATES,
    ClaimedTurn,
    LeaseLost,
    changed,
    claim_head,
    lease_clock,
    release_lease,
    renew_lease,
)  # fmt: skip
from casework.storage.models import Conversation, Turn
from casework.storage.rows import table_of
from contracts.messages import Bubble

__all__ = [
    "ClaimedTurn", "LeaseLost", "apologise_turn", "claim_next_turn", "close_turn", "enqueue_papers", "enqueue_resume",
    "fail_turn", "finish_turn", "open_turn_count", "put_back_turn", "renew_turn", "sweep_turns", "turn_state",
    "unapologised_turns", "waiting_since",
]  # fmt: skip


# made once, as in `leases`
_TURNS: Final = table_of(Turn)
_CLOSE: Final = (
    update(_TURNS)
    .where(_TURNS.c.id == bindparam("turn"), _TURNS.c.state == "running")
    .values(state=bindparam("to"), finished_at=bindparam("now"), error=bindparam("why"))
)
_MORE: Final = select(
    exists().where(_TURNS.c.conversation_id == bindparam("talk"), _TURNS.c.state.in_(OPEN_STATES))
)  # fmt: skip


async def claim_next_turn(cw: Casework, conversation_id: str) -> ClaimedTurn | None:
    """The next turn of a conversation, leased to us; None when there is nothing to do or another gateway does it."""
    async with cw.database.write() as session:
        return await claim_head(cw, session, conversation_id)


async def renew_turn(cw: Casework, turn: ClaimedTurn) -> bool:
    """Keep the lease while the dialogue thinks; False when it was lost."""
    return await renew_lease(cw, turn)


async def finish_turn(cw: Casework, turn: ClaimedTurn, bubbles: Sequence[Bubble]) -> bool:
    """Write the reply and close the turn in one transaction; True when more turns wait. Raises `LeaseLost`.

    Staff may have taken the conversation meanwhile: then the reply is dropped, as no bot sentence follows a claim.
    """
    return await _close_claimed(cw, turn, bubbles, state="done", error=None)


async def fail_turn(cw: Casework, turn: ClaimedTurn, bubbles: Sequence[Bubble], error: str) -> bool:
    """Give a turn up, visibly; the caller has asked for a hand-off before."""
    return await _close_claimed(cw, turn, bubbles, state="failed", error=error)


async def _close_claimed(
    cw: Casework, turn: ClaimedTurn, bubbles: Sequence[Bubble], *, state: str, error: str | None
) -> bool:
    async with cw.database.write() as session:
        mode, first = await release_lease(cw, session, turn, says=len(bubbles))
        if not await changed(session, _CLOSE, {"turn": turn.id, "to": state, "now": cw.now(), "why": error}):
            raise LeaseLost
        if mode != "staff":
            await add_outbound(
                cw, session, turn.conversation_id, bubbles, first=first, origin="bot", turn_id=turn.id
            )  # fmt: skip
        cw.events.publish_on_commit(session, conversation_topic(turn.conversation_id))
        if mode != "bot":
            cw.events.publish_on_commit(session, STAFF)
        return bool(await session.scalar(_MORE, {"talk": turn.conversation_id}))


async def put_back_turn(cw: Casework, turn: ClaimedTurn, *, error: str, wait: float, counts: bool = True) -> None:
    """Queue a turn again after `wait` seconds; without `counts` the attempt is not held against it."""
    async with cw.database.write() as session:
        await release_lease(cw, session, turn)
        values = {"state": "queued", "error": error, "not_before": cw.now() + timedelta(seconds=wait)}
        if not counts:
            values["attempts"] = max(turn.attempts - 1, 0)
        await changed(session, update(Turn).where(Turn.id == turn.id, Turn.state == "running").values(**values))


async def apologise_turn(cw: Casework, conversation_id: str, turn_id: str, bubbles: Sequence[Bubble]) -> bool:
    """Say the one fixed sentence for a turn that cannot be answered yet; False when it was said or is answered."""
    async with cw.database.write() as session:
        # the conversation's row first, as everywhere: two orders of locking would deadlock
        lock = select(Conversation.mode).where(Conversation.id == conversation_id).with_for_update()
        mode = await session.scalar(lock)
        statement = update(Turn).where(Turn.id == turn_id, Turn.apologised.is_(False), Turn.state.in_(OPEN_STATES))
        if mode == "staff" or not await changed(session, statement.values(apologised=True)):
            return False
        await append_outbound(cw, session, conversation_id, bubbles, origin="bot", turn_id=turn_id)
        return True


async def close_turn(cw: Casework, turn_id: str, *, error: str) -> bool:
    """Close a turn that the gateway answered itself and nobody runs; False when it is running or closed."""
    async with cw.database.write() as session:
        statement = update(Turn).where(Turn.id == turn_id, Turn.state == "queued")
        return bool(await changed(session, statement.values(state="done", finished_at=cw.now(), error=error)))


async def enqueue_resume(cw: Casework, session: AsyncSession, conversation_id: str) -> str:
    """Queue a turn in which the bot speaks first (staff handed back), inside the caller's transaction."""
    return await _enqueue(cw, session, conversation_id, "resume")


async def enqueue_papers(cw: Casework, session: AsyncSession, conversation_id: str) -> None:
    """Queue the turn in which the bot says what became of papers, once, inside the caller's transaction."""
    waiting = select(Turn.id).where(
        Turn.conversation_id == conversation_id, Turn.kind == "papers", Turn.state == "queued"
    )
    if await session.scalar(waiting.limit(1)) is None:
        await _enqueue(cw, session, conversation_id, "papers")


async def _enqueue(cw: Casework, session: AsyncSession, conversation_id: str, kind: str) -> str:
    turn = Turn(
        id=new_id(), conversation_id=conversation_id, inbound_id=None, kind=kind, state="queued",
        seq=await next_seq(cw, session, conversation_id), created_at=cw.now(),
    )  # fmt: skip
    session.add(turn)
    await session.flush()
    cw.events.publish_on_commit(session, TURNS)
    return turn.id


async def sweep_turns(cw: Casework, limit: int = 100) -> list[str]:
    """Conversations with a turn that may run now and that no living gateway holds, longest waiting first."""
    blocked = aliased(Turn)
    waits = exists().where(
        blocked.conversation_id == Turn.conversation_id, blocked.state.in_(OPEN_STATES), blocked.not_before > cw.now()
    )
    query = (
        select(Turn.conversation_id)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.state.in_(OPEN_STATES), ~waits)
        .where(or_(Conversation.lease_owner.is_(None), Conversation.lease_until < lease_clock(cw)))
        .group_by(Turn.conversation_id)
        .order_by(func.min(Turn.created_at))
        .limit(limit)
    )
    async with cw.database.read() as session:
        return list(await session.scalars(query))


async def unapologised_turns(cw: Casework, older_than: float, limit: int = 50) -> list[tuple[str, str]]:
    """`(conversation, turn)` of residents who have waited that many seconds and heard nothing."""
    query = (
        select(Turn.conversation_id, Turn.id)
        .where(Turn.state.in_(OPEN_STATES), Turn.apologised.is_(False), Turn.kind == "resident")
        .where(Turn.created_at < cw.now() - timedelta(seconds=older_than))
        .order_by(Turn.created_at)
        .limit(limit)
    )
    async with cw.database.read() as session:
        return [(row[0], row[1]) for row in await session.execute(query)]


async def waiting_since(cw: Casework, seconds: float, limit: int = 20) -> list[str]:
    """Conversations with a turn that has waited longer than this and that nobody holds."""
    query = (
        select(Turn.conversation_id)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.state.in_(OPEN_STATES), Turn.created_at < cw.now() - timedelta(seconds=seconds))
        .where(or_(Conversation.lease_owner.is_(None), Conversation.lease_until < lease_clock(cw)))
        .distinct()
        .limit(limit)
    )
    async with cw.database.read() as session:
        return list(await session.scalars(query))


async def turn_state(cw: Casework, turn_id: str) -> tuple[str, bool, datetime] | None:
    """State, whether an apology was said, and since when it waits; None when there is no such turn."""
    query = select(Turn.state, Turn.apologised, Turn.created_at).where(Turn.id == turn_id)
    async with cw.database.read() as session:
        row = (await session.execute(query)).one_or_none()
        return (row[0], row[1], row[2]) if row else None


async def open_turn_count(cw: Casework) -> int:
    """Turns not closed yet, for the metrics."""
    async with cw.database.read() as session:
        query = select(func.count()).select_from(Turn).where(Turn.state.in_(OPEN_STATES))
        return await session.scalar(query) or 0
