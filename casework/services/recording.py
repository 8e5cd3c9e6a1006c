"""A message taken into the record: stored once, numbered, its turn queued or claimed, in one short transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Row, and_, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.services.events import STAFF, TURNS, conversation_topic
from casework.services.handoffs import raise_crisis_in
from casework.services.leases import (
    LEASE,
    OPEN_STATES,
    ClaimedTurn,
    claim_head,
    claimed_turn,
    lease_terms,
    lease_values,
    new_lease,
)  # fmt: skip
from casework.storage.models import Conversation, InboundMessage, Turn
from casework.storage.rows import insert_rows, table_of
from contracts.errors import NotFound
from contracts.messages import Command

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
        talk = await _locked(session, conversation_id)
        door = channel or talk.channel
        known = await _known(session, talk, door, dedup_key)
        if known.id:
            await session.execute(_COUNT, {"inbound": known.id, "more": 1})
            return Recorded(known.id, known.seq, known.turn_id, True, talk.mode, copies=known.copies + 1)
        mode = "bot" if talk.mode == "closed" else talk.mode
        asks = ask and mode != "staff"
        inbound = _message(cw, talk, door, dedup_key, text, command, screen, asks=asks)
        # nobody runs a turn here and none waits: this one is ours without another look
        lease = new_lease(cw) if asks and claim and not (hold or known.waits or talk.lease_owner) else None
        claimed = await _add(cw, session, inbound, mode, lease, hold)
        if beside:
            await beside(session, inbound)
        if screen:
            await raise_crisis_in(cw, session, conversation_id, screen[0], list(screen))
            mode = await session.scalar(_MODE, {"talk": conversation_id}) or mode
        if asks and claim and claimed is None:
            claimed = await claim_head(cw, session, conversation_id, mode)
        _tell(cw, session, conversation_id, mode, asks=asks and claimed is None)
        return Recorded(inbound.id, inbound.seq, inbound.turn_id, False, mode, claimed)


async def count_copies(cw: Casework, counts: Mapping[str, int]) -> None:
    """Count further copies of messages, by the message's id."""
    async with cw.database.write() as session:
        for inbound_id, more in counts.items():
            await session.execute(_COUNT, {"inbound": inbound_id, "more": more})


# made once, as in `leases`
_TALKS: Final = table_of(Conversation)
_INBOUND: Final = table_of(InboundMessage)
_LOCK: Final = (
    select(_TALKS.c.id, _TALKS.c.channel, _TALKS.c.account, _TALKS.c.mode, _TALKS.c.last_seq, _TALKS.c.lease_owner)
    .where(_TALKS.c.id == bindparam("talk"))
    .with_for_update()
)
_MODE: Final = select(_TALKS.c.mode).where(_TALKS.c.id == bindparam("talk"))
_COUNT: Final = (
    update(_INBOUND)
    .where(_INBOUND.c.id == bindparam("inbound"))
    .values(copies=_INBOUND.c.copies + bindparam("more", type_=_INBOUND.c.copies.type))
)
_KNOWN: Final = (
    select(
        _INBOUND.c.id, _INBOUND.c.seq, _INBOUND.c.turn_id, _INBOUND.c.copies,
        exists().where(Turn.conversation_id == bindparam("talk"), Turn.state.in_(OPEN_STATES)).label("waits"),
    )
    .select_from(_TALKS)
    .outerjoin(
        _INBOUND,
        and_(
            _INBOUND.c.channel == bindparam("door"), _INBOUND.c.account == _TALKS.c.account,
            _INBOUND.c.dedup_key == bindparam("key"),
        ),
    )
    .where(_TALKS.c.id == bindparam("talk"))
)  # fmt: skip


async def _locked(session: AsyncSession, conversation_id: str) -> Row[Any]:
    talk = (await session.execute(_LOCK, {"talk": conversation_id})).one_or_none()
    if talk is None:
        raise NotFound
    return talk


async def _known(session: AsyncSession, talk: Row[Any], door: str, dedup_key: str) -> Row[Any]:
    """An earlier copy of a message (all None without one), and whether a turn `waits` in its conversation.

    Not read together with the lock: PostgreSQL would show what stood there before the lock was had.
    """
    return (await session.execute(_KNOWN, {"talk": talk.id, "door": door, "key": dedup_key})).one()


def _message(
    cw: Casework, talk: Row[Any], door: str, dedup_key: str, text: str, command: Command | None, screen: Sequence[str],
    *, asks: bool,
) -> InboundMessage:  # fmt: skip
    inbound_id = new_id()
    return InboundMessage(
        id=inbound_id, conversation_id=talk.id, seq=talk.last_seq + 1, channel=door, account=talk.account,
        dedup_key=dedup_key, text=text, command=command.model_dump() if command else None, screen=list(screen),
        received_at=cw.now(), turn_id=inbound_id if asks else None,
    )  # fmt: skip


async def _add(
    cw: Casework, session: AsyncSession, inbound: InboundMessage, mode: str, lease: str | None, hold: timedelta | None
) -> ClaimedTurn | None:
    """Write a message, its number and its turn; the turn when it is leased to us in the same moment."""
    values: dict[str, Any] = {
        "talk": inbound.conversation_id, "seq": inbound.seq, "now": inbound.received_at, "to": mode
    }  # fmt: skip
    if lease:
        values |= {"lease": lease, **lease_values(cw, LEASE)}
    await session.execute(_number(cw.database.is_sqlite, lease is not None), values)
    await insert_rows(session, inbound)
    if inbound.turn_id is None:
        return None
    now = cw.now()
    turn = Turn(
        id=inbound.id, conversation_id=inbound.conversation_id, inbound_id=inbound.id, seq=inbound.seq,
        kind="resident", state="running" if lease else "queued", attempts=1 if lease else 0, apologised=False,
        created_at=now, started_at=now if lease else None, not_before=now + hold if hold else None,
    )  # fmt: skip
    await insert_rows(session, turn)
    return claimed_turn(cw, turn, inbound, lease) if lease else None


@cache
def _number(is_sqlite: bool, leases: bool) -> Any:
    """The statement that takes a number for what came in, and the lease with it."""
    values: dict[str, Any] = {
        "last_seq": bindparam("seq"),
        "last_inbound_at": bindparam("now"),
        "mode": bindparam("to"),
    }
    if leases:
        values |= {"lease_owner": bindparam("lease"), "lease_until": lease_terms(is_sqlite, LEASE)[1]}
    return update(_TALKS).where(_TALKS.c.id == bindparam("talk")).values(values)


def _tell(cw: Casework, session: AsyncSession, conversation_id: str, mode: str, *, asks: bool) -> None:
    cw.events.publish_on_commit(session, conversation_topic(conversation_id))
    if asks:
        cw.events.publish_on_commit(session, TURNS)
    if mode != "bot":
        cw.events.publish_on_commit(session, STAFF)
