"""The outbox: work promised in the same transaction as its cause, sent at least once, by key, or given up visibly."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.storage.keeping_models import Outbox

LEASE: Final = timedelta(seconds=60)
# five tries in about 15 minutes, then one every 15 minutes until the last
FIRST_DELAYS: Final = (15, 45, 120, 240, 480)
LATER_DELAY: Final = 900
GIVE_UP_AFTER: Final = timedelta(hours=24)
ERROR_LENGTH: Final = 200
NO_TARGET: Final = "no_target"


@dataclass(frozen=True)
class Due:
    """A claimed row: the sender has it until its lease ends."""

    id: str
    kind: str
    dedup_key: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime


async def enqueue(
    cw: Casework, session: AsyncSession, kind: str, dedup_key: str, payload: dict[str, Any],
    conversation_id: str | None = None,
) -> bool:  # fmt: skip
    """Promise one piece of work inside the caller's transaction; False when this key was promised before."""
    if await session.scalar(select(Outbox.id).where(Outbox.dedup_key == dedup_key)):
        return False
    now = cw.now()
    session.add(
        Outbox(
            id=new_id(), kind=kind, dedup_key=dedup_key, payload=payload, state="pending", attempts=0,
            conversation_id=conversation_id or payload.get("conversation_id"), next_attempt_at=now, created_at=now,
        )
    )  # fmt: skip
    await session.flush()
    return True


async def claim_due(cw: Casework, limit: int = 10, kinds: Sequence[str] | None = None) -> list[Due]:
    """Claim rows whose time has come, oldest first; a lease that ran out is claimed again."""
    async with cw.database.write() as session:
        now = cw.now()
        query = (
            select(Outbox)
            .where(
                Outbox.state == "pending",
                Outbox.next_attempt_at <= now,
                or_(Outbox.lease_until.is_(None), Outbox.lease_until < now),
            )
            .order_by(Outbox.next_attempt_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        if kinds is not None:
            query = query.where(Outbox.kind.in_(kinds))
        rows = (await session.execute(query)).scalars().all()
        for row in rows:
            row.lease_owner, row.lease_until = cw.owner, now + LEASE
            row.attempts += 1
        await session.flush()
        return [Due(row.id, row.kind, row.dedup_key, row.payload, row.attempts, row.created_at) for row in rows]


async def mark_done(cw: Casework, due: Due, note: str | None = None) -> None:
    """The work is done; `note` says how when nothing was sent (`no_target`)."""
    await _finish(cw, due, state="done", last_error=note, lease_owner=None, lease_until=None)


def delay_after(attempts: int, jitter: float) -> timedelta:
    """How long to wait after this many tries; `jitter` in [0, 1) spreads it by a quarter."""
    seconds = FIRST_DELAYS[attempts - 1] if attempts <= len(FIRST_DELAYS) else LATER_DELAY
    return timedelta(seconds=seconds * (0.875 + jitter / 4))


async def mark_failed(cw: Casework, due: Due, error: str, *, final: bool = False) -> str:
    """Wait and try again, or give up after a day or when trying again is of no use; the state it has now."""
    now = cw.now()
    following = now + delay_after(due.attempts, random.random())
    state = "dead" if final or following - due.created_at > GIVE_UP_AFTER else "pending"
    await _finish(
        cw, due, state=state, last_error=error[:ERROR_LENGTH], next_attempt_at=following, lease_owner=None,
        lease_until=None,
    )  # fmt: skip
    return state


async def _finish(cw: Casework, due: Due, **values: Any) -> None:
    async with cw.database.write() as session:
        # a sender whose lease ran out must not overwrite what the next one does
        mine = (Outbox.id == due.id, Outbox.state == "pending", Outbox.attempts == due.attempts)
        await session.execute(update(Outbox).where(*mine).values(**values))


async def revive(cw: Casework, outbox_id: str) -> bool:
    """Send a dead letter again; False when it is not one."""
    async with cw.database.write() as session:
        dead = (Outbox.id == outbox_id, Outbox.state == "dead")
        fresh = {"state": "pending", "attempts": 0, "next_attempt_at": cw.now(), "created_at": cw.now()}
        return bool((await session.execute(update(Outbox).where(*dead).values(**fresh).returning(Outbox.id))).first())


async def outbox_counts(cw: Casework) -> dict[str, int]:
    """Rows by state, and those finished for want of a target: `jiuji doctor` and /metrics show them."""
    async with cw.database.read() as session:
        rows = await session.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
        counts = {str(state): int(count) for state, count in rows}
        unsent = select(func.count()).where(Outbox.state == "done", Outbox.last_error == NO_TARGET)
        counts[NO_TARGET] = int(await session.scalar(unsent) or 0)
    return counts
