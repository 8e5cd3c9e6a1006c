"""Callback bodies kept as they came: too many at once, taken up soon in order; or nobody can read them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.services.context import Casework, new_id
from casework.services.leases import changed, lease_clock
from casework.storage.channel_models import WeChatArrival
from casework.storage.locks import lock_name
from casework.storage.rows import table_of

LEASE: Final = timedelta(seconds=30)
KEY_LENGTH: Final = 192
Why = Literal["overload", "unreadable", "unknown"]
_ARRIVALS: Final = table_of(WeChatArrival)


@dataclass(frozen=True)
class Arrival:
    """One verified body; `key` tells copies of one delivery."""

    account: str
    key: str
    body: str
    why: Why = "overload"


@dataclass(frozen=True)
class ClaimedArrival:
    """A body to take up now, leased to us."""

    id: str
    account: str
    key: str
    body: str
    received_at: datetime


async def keep_arrivals(cw: Casework, arrivals: Sequence[Arrival]) -> int:
    """Store bodies in the order given, one statement for all; copies of known ones are passed over. How many are new.

    Those of an overload wait to be taken up, the others are only kept.
    """
    if not arrivals:
        return 0
    now = cw.now()
    # a bulk has one instant: a microsecond each keeps its order
    rows = [_row(arrival, now + timedelta(microseconds=place)) for place, arrival in enumerate(arrivals)]
    # a whole crowd waits for this one transaction to be acknowledged
    async with cw.database.write(first=True) as session:
        return len((await session.execute(_keep(cw.database.is_sqlite), rows)).all())


@cache
def _keep(is_sqlite: bool) -> Any:
    """Made once, for any number of rows: with values of its own every bulk would be compiled anew."""
    insert: Any = sqlite.insert if is_sqlite else postgresql.insert
    statement = insert(_ARRIVALS).on_conflict_do_nothing(index_elements=["account", "dedup_key"])
    return statement.returning(_ARRIVALS.c.id)


def _row(arrival: Arrival, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(), "account": arrival.account, "dedup_key": stored_key(arrival.key), "body": arrival.body,
        "why": arrival.why, "state": "waiting" if arrival.why == "overload" else "kept", "received_at": at,
    }  # fmt: skip


def stored_key(key: str) -> str:
    """A key that fits its column."""
    return key if len(key) <= KEY_LENGTH else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


async def claim_arrivals(cw: Casework, limit: int) -> list[ClaimedArrival]:
    """The oldest waiting bodies, leased to us; of an account only when nobody else is at it, which keeps the order."""
    async with cw.database.write() as session:
        await lock_name(session, "wechat-arrivals")
        clock = lease_clock(cw)
        waiting = WeChatArrival.state == "waiting"
        taken = select(WeChatArrival.account).where(waiting, WeChatArrival.lease_until >= clock)
        query = select(WeChatArrival).where(waiting, WeChatArrival.account.not_in(taken))
        rows = list(await session.scalars(query.order_by(WeChatArrival.received_at, WeChatArrival.id).limit(limit)))
        ids = [row.id for row in rows]
        if ids:
            await changed(
                session, update(WeChatArrival).where(WeChatArrival.id.in_(ids)).values(lease_until=clock + LEASE)
            )  # fmt: skip
        return [ClaimedArrival(row.id, row.account, row.dedup_key, row.body, row.received_at) for row in rows]


async def finish_arrivals(cw: Casework, ids: Sequence[str]) -> None:
    """These were taken up: the bodies go, the keys stay a while to tell late copies."""
    await _set(cw, ids, state="done", body="", lease_until=None)


async def release_arrivals(cw: Casework, ids: Sequence[str]) -> None:
    """These were not taken up after all: they may be claimed again at once."""
    await _set(cw, ids, lease_until=None)


async def set_arrivals_aside(cw: Casework, ids: Sequence[str], why: Why) -> None:
    """These cannot be taken up (nobody can read them): they are kept and no longer wait."""
    await _set(cw, ids, state="kept", why=why, lease_until=None)


async def _set(cw: Casework, ids: Sequence[str], **values: Any) -> None:
    if not ids:
        return
    async with cw.database.write() as session:
        mine = (WeChatArrival.id.in_(ids), WeChatArrival.state == "waiting")
        await changed(session, update(WeChatArrival).where(*mine).values(**values))


async def waiting_arrivals(cw: Casework) -> dict[str, int]:
    """How many bodies wait, by account."""
    query = select(WeChatArrival.account, func.count()).where(WeChatArrival.state == "waiting")
    async with cw.database.read() as session:
        return {row[0]: int(row[1]) for row in await session.execute(query.group_by(WeChatArrival.account))}


async def kept_count(cw: Casework) -> int:
    """Bodies nobody could read, for the metrics."""
    async with cw.database.read() as session:
        query = select(func.count()).select_from(WeChatArrival).where(WeChatArrival.state == "kept")
        return int(await session.scalar(query) or 0)


async def drop_arrivals(cw: Casework, *, keep: timedelta, keep_done: timedelta) -> int:
    """Delete what nobody needs any more."""
    now = cw.now()
    old = or_(
        (WeChatArrival.state == "kept") & (WeChatArrival.received_at < now - keep),
        (WeChatArrival.state == "done") & (WeChatArrival.received_at < now - keep_done),
    )
    async with cw.database.write() as session:
        return await changed(session, delete(WeChatArrival).where(old))
