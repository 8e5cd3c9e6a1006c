"""What all processes know of one official account: its token, the interfaces shut to us, what it may do.

One row per account, and one more under `account/interface` where a single interface is shut. Any database will do:
the right to fetch a new token is a committed lease on the account's row, and whoever loses it waits for the winner's.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.conflicts import look_again_on_conflict
from casework.services.context import CHINA, Casework
from casework.services.leases import changed, lease_clock
from casework.services.outbox import enqueue
from casework.storage.channel_models import WeChatAccountState
from casework.storage.keeping_models import Outbox

# longer than the two calls it covers may take
REFRESH_LEASE: Final = timedelta(seconds=10)
# a token is not used in its last moments: the platform renews it five minutes early
TOKEN_MARGIN: Final = timedelta(seconds=120)
# how long nobody asks again after an error that people must cure
SHUT_FOR: Final = timedelta(minutes=10)
# a right is bought or lost in days, not minutes
RIGHT_FOR: Final = timedelta(days=1)
# the platform's rule: forced refreshes at least 30 s apart, 20 a day
FORCE_APART: Final = timedelta(seconds=30)
ALARM: Final = "channel.alarm"
# the interface of customer-service messages, and the platform's number for "no right to it"
SEND: Final = "send"
NO_RIGHT: Final = 48001


@dataclass(frozen=True)
class AccountState:
    """The record's view of an account at this moment; `shut_code` is None while calls may be made."""

    token: str | None = field(default=None, repr=False)
    refreshing: bool = False
    may_force: bool = True
    shut_code: int | None = None
    shut_until: datetime | None = None
    # whether the customer-service messages work: None until the platform was asked
    can_send: bool | None = None


@dataclass(frozen=True)
class RefreshClaim:
    """A token that is good already, or a `lease` to fetch one, or neither: somebody else is fetching."""

    token: str | None = field(default=None, repr=False)
    lease: str | None = None
    may_force: bool = True


def _key(account: str, interface: str = "") -> str:
    return f"{account}/{interface}" if interface else account


def _of_account(account: str) -> ColumnElement[bool]:
    interfaces = WeChatAccountState.account.startswith(f"{account}/", autoescape=True)
    return or_(WeChatAccountState.account == account, interfaces)


def _good(cw: Casework, row: WeChatAccountState, refused: str | None) -> str | None:
    """The stored token when it is still valid and not the one the platform has just refused."""
    valid = bool(row.token) and row.token_until is not None and row.token_until > cw.now()
    return row.token if valid and row.token != refused else None


def _may_force(cw: Casework, row: WeChatAccountState) -> bool:
    return row.forced_at is None or row.forced_at + FORCE_APART <= cw.now()


def _shut(cw: Casework, rows: Sequence[WeChatAccountState]) -> tuple[int | None, datetime | None]:
    for row in rows:
        if row.circuit_code is not None and row.circuit_until and row.circuit_until > cw.now():
            return row.circuit_code, row.circuit_until
    return None, None


async def read_account_state(cw: Casework, account: str, interface: str = "") -> AccountState:
    """Token and circuits of the account, and of one interface of it; nothing stored yet reads as nothing known."""
    keys = {_key(account), _key(account, interface), _key(account, SEND)}
    leased = WeChatAccountState.lease_owner.is_not(None) & (WeChatAccountState.lease_until >= lease_clock(cw))
    query = select(WeChatAccountState, leased).where(WeChatAccountState.account.in_(keys))
    async with cw.database.read() as session:
        found = {row.account: (row, bool(refreshing)) for row, refreshing in await session.execute(query)}
    asked = {_key(account), _key(account, interface)}
    code, until = _shut(cw, [row for key, (row, _) in found.items() if key in asked])
    if account not in found:
        return AccountState(shut_code=code, shut_until=until)
    row, refreshing = found[account]
    sending_shut, _ = _shut(cw, [other for key, (other, _) in found.items() if key == _key(account, SEND)])
    # a "no" is as old as its circuit: afterwards it is worth another try
    can_send = None if row.can_send is False and sending_shut is None else row.can_send
    return AccountState(_good(cw, row, None), refreshing, _may_force(cw, row), code, until, can_send)


async def _ensure(cw: Casework, key: str) -> None:
    """The row exists from here on; two who make it at once both find it."""

    async def make() -> None:
        async with cw.database.write() as session:
            if await session.get(WeChatAccountState, key) is None:
                session.add(WeChatAccountState(account=key, token=""))

    await look_again_on_conflict(make)


async def claim_refresh(cw: Casework, account: str, refused: str | None = None) -> RefreshClaim:
    """Take the lease to fetch a token, unless a good one is stored by now; `refused` is the one that no longer works.

    The lease and the look at the stored token are one transaction, so two winners never follow one another.
    """
    await _ensure(cw, account)
    now, lease = lease_clock(cw), f"{cw.owner}:{secrets.token_hex(6)}"
    free = or_(WeChatAccountState.lease_owner.is_(None), WeChatAccountState.lease_until < now)
    mine = update(WeChatAccountState).where(WeChatAccountState.account == account, free)
    async with cw.database.write() as session:
        if not await changed(session, mine.values(lease_owner=lease, lease_until=now + REFRESH_LEASE)):
            return RefreshClaim()
        row = await session.get_one(WeChatAccountState, account)
        token = _good(cw, row, refused)
        if token is None:
            return RefreshClaim(lease=lease, may_force=_may_force(cw, row))
        await _let_go(session, account, lease)
        return RefreshClaim(token=token)


async def _let_go(session: AsyncSession, account: str, lease: str) -> None:
    held = (WeChatAccountState.account == account, WeChatAccountState.lease_owner == lease)
    await changed(session, update(WeChatAccountState).where(*held).values(lease_owner=None, lease_until=None))


async def store_token(cw: Casework, account: str, lease: str, token: str, seconds: int, *, forced: bool) -> bool:
    """Keep the winner's token and end the lease; False when the lease had been lost meanwhile."""
    lasts = timedelta(seconds=seconds)
    values = {"token": token, "token_until": cw.now() + lasts - min(TOKEN_MARGIN, lasts / 2)}
    values |= {"lease_owner": None, "lease_until": None} | ({"forced_at": cw.now()} if forced else {})
    held = (WeChatAccountState.account == account, WeChatAccountState.lease_owner == lease)
    async with cw.database.write() as session:
        return bool(await changed(session, update(WeChatAccountState).where(*held).values(**values)))


async def release_refresh(cw: Casework, account: str, lease: str) -> None:
    """The fetch failed: let the next one try."""
    async with cw.database.write() as session:
        await _let_go(session, account, lease)


def next_midnight(cw: Casework) -> datetime:
    """When the platform's daily quotas are new: 00:00 in Shanghai."""
    tomorrow = cw.now().astimezone(CHINA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), CHINA)


async def open_circuit(cw: Casework, account: str, code: int, until: datetime, interface: str = "") -> None:
    """No calls of this account (or of one interface of it) until then."""
    key = _key(account, interface)
    await _ensure(cw, key)
    statement = update(WeChatAccountState).where(WeChatAccountState.account == key)
    async with cw.database.write() as session:
        await changed(session, statement.values(circuit_code=code, circuit_until=until))


async def close_circuits(cw: Casework, account: str) -> None:
    """Somebody has put it right: every circuit of the account is closed, and what it may do is to be learned again."""
    statement = update(WeChatAccountState).where(_of_account(account))
    async with cw.database.write() as session:
        await changed(session, statement.values(circuit_code=None, circuit_until=None, can_send=None))


async def learn_can_send(cw: Casework, account: str, can_send: bool) -> None:
    """Note whether customer-service messages work; a "no" holds for a day, then it is tried again."""
    if not can_send:
        await open_circuit(cw, account, NO_RIGHT, cw.now() + RIGHT_FOR, SEND)
    await _ensure(cw, account)
    statement = update(WeChatAccountState).where(WeChatAccountState.account == account)
    async with cw.database.write() as session:
        await changed(session, statement.values(can_send=can_send))


async def open_alarm(cw: Casework, account: str, code: int, interface: str, advice: str) -> bool:
    """Promise the office one notice a day for each account and error number; False when it was told already."""
    key = f"{ALARM}:{account}:{code}:{cw.now().astimezone(CHINA).date()}"
    payload = {
        "channel": "wechat", "account": account, "code": code, "interface": interface, "advice": advice,
        "at": cw.now().isoformat(timespec="seconds"),
    }  # fmt: skip

    async def promise() -> bool:
        async with cw.database.write() as session:
            return await enqueue(cw, session, ALARM, key, payload)

    return await look_again_on_conflict(promise)


@dataclass(frozen=True)
class Circuit:
    """Something of an account that is shut to us now; no `interface`: all of it."""

    interface: str
    code: int
    until: datetime


async def open_circuits(cw: Casework, account: str) -> list[Circuit]:
    """Everything of the account that is shut now, for `jiuji doctor`."""
    query = select(WeChatAccountState).where(
        _of_account(account), WeChatAccountState.circuit_code.is_not(None), WeChatAccountState.circuit_until > cw.now()
    )
    async with cw.database.read() as session:
        rows = (await session.execute(query.order_by(WeChatAccountState.account))).scalars().all()
    return [
        Circuit(row.account.partition("/")[2], row.circuit_code, row.circuit_until)
        for row in rows
        if row.circuit_code is not None and row.circuit_until is not None
    ]


async def recent_alarms(cw: Casework, account: str) -> list[tuple[int, str]]:
    """Error number and interface of the alarms of the last day, newest first."""
    query = select(Outbox.payload).where(Outbox.kind == ALARM, Outbox.created_at > cw.now() - timedelta(days=1))
    async with cw.database.read() as session:
        payloads = (await session.execute(query.order_by(Outbox.created_at.desc()))).scalars().all()
    return [(one["code"], one["interface"]) for one in payloads if one.get("account") == account]
