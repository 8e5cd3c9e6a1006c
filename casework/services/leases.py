"""One turn at a time per conversation: a committed lease on the conversation's row, never an open transaction."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import CursorResult, DateTime, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import CHINA, Casework
from casework.storage.models import Conversation, InboundMessage, Turn
from casework.storage.rows import table_of
from casework.storage.types import UtcDateTime
from contracts.errors import Conflict
from contracts.messages import Command

LEASE = timedelta(seconds=6)
OPEN_STATES = ("queued", "running")
# statements every message passes through are made once, their values given by name: making and recognising one costs
# more than running it
_TALKS: Final = table_of(Conversation)


class LeaseLost(Conflict):
    """Another gateway has taken the conversation over; what this one worked out is dropped."""

    code = "lease_lost"


@dataclass(frozen=True)
class ClaimedTurn:
    """A turn this gateway may run, with what was said; `lease` proves it until it expires."""

    id: str
    conversation_id: str
    kind: str
    lease: str
    attempts: int
    apologised: bool
    created_at: datetime
    said_on: date
    text: str = ""
    command: Command | None = None
    screen: tuple[str, ...] = ()
    # the door the message came by; empty when the bot speaks first
    channel: str = ""
    # the words were recognised in a recording
    heard: bool = False


def lease_clock(cw: Casework) -> Any:
    """The clock leases are measured by: the server's on PostgreSQL, as gateways' own may differ."""
    return cw.now() if cw.database.is_sqlite else func.clock_timestamp(type_=DateTime(timezone=True))


@cache
def lease_terms(is_sqlite: bool, length: timedelta) -> tuple[Any, Any]:
    """`lease_clock()` and the end of a lease that begins now, as parts of a statement that is made once."""
    if is_sqlite:
        return bindparam("clock", type_=UtcDateTime()), bindparam("until", type_=UtcDateTime())
    clock = func.clock_timestamp(type_=DateTime(timezone=True))
    return clock, clock + length


def lease_values(cw: Casework, length: timedelta) -> dict[str, datetime]:
    """What the `lease_terms` of this database are to be given."""
    return {"clock": cw.now(), "until": cw.now() + length} if cw.database.is_sqlite else {}


async def changed(session: AsyncSession, statement: Any, values: Mapping[str, Any] | None = None) -> int:
    """Rows a conditional UPDATE hit: the compare-and-set of everything here. `values` of one that was made once."""
    if values is None:
        statement = statement.execution_options(synchronize_session=False)
    result = await session.execute(statement, values)
    return result.rowcount if isinstance(result, CursorResult) else 0


def new_lease(cw: Casework) -> str:
    """What proves a lease of this process."""
    return f"{cw.owner}:{secrets.token_hex(6)}"


async def lease_conversation(cw: Casework, session: AsyncSession, conversation_id: str) -> str | None:
    """Take the lease when it is free or expired; None when somebody holds it."""
    lease = new_lease(cw)
    values = {"talk": conversation_id, "lease": lease, **lease_values(cw, LEASE)}
    return lease if await changed(session, _lease(cw.database.is_sqlite), values) else None


@cache
def _lease(is_sqlite: bool) -> Any:
    clock, until = lease_terms(is_sqlite, LEASE)
    free = or_(_TALKS.c.lease_owner.is_(None), _TALKS.c.lease_until < clock)
    statement = update(_TALKS).where(_TALKS.c.id == bindparam("talk"), free)
    return statement.values(lease_owner=bindparam("lease"), lease_until=until)


async def release_lease(cw: Casework, session: AsyncSession, turn: ClaimedTurn, *, says: int = 0) -> tuple[str, int]:
    """Give the lease back inside the caller's transaction; `LeaseLost` when it is no longer ours.

    Takes numbers for `says` messages in the same statement. Returns the mode and the first of those numbers.
    """
    values: dict[str, Any] = {"talk": turn.conversation_id, "lease": turn.lease}
    if says:
        values |= {"says": says, "now": cw.now()}
    row = (await session.execute(_SAY_AND_RELEASE if says else _RELEASE, values)).one_or_none()
    if row is None:
        raise LeaseLost
    return row[0], row[1] - says + 1


_RELEASE: Final = (
    update(_TALKS)
    .where(_TALKS.c.id == bindparam("talk"), _TALKS.c.lease_owner == bindparam("lease"))
    .values(lease_owner=None, lease_until=None)
    .returning(_TALKS.c.mode, _TALKS.c.last_seq)
)
_SAY_AND_RELEASE: Final = _RELEASE.values(
    last_seq=_TALKS.c.last_seq + bindparam("says", type_=_TALKS.c.last_seq.type), last_outbound_at=bindparam("now")
)


async def renew_lease(cw: Casework, turn: ClaimedTurn) -> bool:
    """Hold the lease for another while; False when it was lost."""
    async with cw.database.write() as session:
        statement = (
            update(Conversation)
            .where(Conversation.id == turn.conversation_id, Conversation.lease_owner == turn.lease)
            .values(lease_until=lease_clock(cw) + LEASE)
        )
        return bool(await changed(session, statement))


async def claim_head(
    cw: Casework, session: AsyncSession, conversation_id: str, mode: str | None = None
) -> ClaimedTurn | None:
    """The conversation's first open turn under a new lease; None when there is none, it must wait, or it is held.

    `mode` spares a look when the caller holds the row.
    """
    lease = await lease_conversation(cw, session, conversation_id)
    if lease is None:
        return None
    turn = await _head(cw, session, conversation_id, mode)
    if turn is None or (turn.not_before and turn.not_before > cw.now()):
        statement = update(Conversation).where(Conversation.id == conversation_id, Conversation.lease_owner == lease)
        await changed(session, statement.values(lease_owner=None, lease_until=None))
        return None
    turn.state, turn.attempts, turn.started_at = "running", turn.attempts + 1, cw.now()
    inbound = await session.get(InboundMessage, turn.inbound_id) if turn.inbound_id else None
    return claimed_turn(cw, turn, inbound, lease)


async def _head(cw: Casework, session: AsyncSession, conversation_id: str, mode: str | None) -> Turn | None:
    mode = mode or await session.scalar(select(Conversation.mode).where(Conversation.id == conversation_id))
    if mode == "staff":
        await close_turns_for_staff(cw, session, conversation_id)
        return None
    head = select(Turn).where(Turn.conversation_id == conversation_id, Turn.state.in_(OPEN_STATES))
    turn: Turn | None = await session.scalar(head.order_by(Turn.seq).limit(1))
    return turn


async def close_turns_for_staff(cw: Casework, session: AsyncSession, conversation_id: str) -> None:
    """Staff have the conversation: what waits is theirs to answer, the bot stays silent."""
    statement = update(Turn).where(Turn.conversation_id == conversation_id, Turn.state.in_(OPEN_STATES))
    await changed(session, statement.values(state="done", finished_at=cw.now(), error="staff"))


def claimed_turn(cw: Casework, turn: Turn, inbound: InboundMessage | None, lease: str) -> ClaimedTurn:
    """A turn that is running under this lease, with what was said."""
    return ClaimedTurn(
        id=turn.id, conversation_id=turn.conversation_id, kind=turn.kind, lease=lease, attempts=turn.attempts,
        apologised=turn.apologised, created_at=turn.created_at,
        said_on=cw.policy_date or turn.created_at.astimezone(CHINA).date(),
        text=inbound.text if inbound else "", command=_command(turn, inbound),
        screen=tuple(inbound.screen) if inbound else (), channel=inbound.channel if inbound else "",
        heard=bool(inbound and inbound.heard),
    )  # fmt: skip


def _command(turn: Turn, inbound: InboundMessage | None) -> Command | None:
    if turn.kind in ("resume", "review"):
        return Command(intent="resume", values={"then": "review"} if turn.kind == "review" else {})
    if turn.kind == "papers":
        return Command(intent="papers_read")
    return Command.model_validate(inbound.command) if inbound and inbound.command else None
