"""Staff sessions: server-side, known by the hash of a cookie, ended by silence and by time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services import staff_accounts as accounts
from casework.services.audit import append_audit
from casework.services.context import Casework
from casework.services.staff_views import TotpSetup
from casework.storage.models import Staff, StaffSession
from contracts.errors import BadRequest, Conflict, Unauthorised

IDLE: Final = timedelta(minutes=15)
ABSOLUTE: Final = timedelta(hours=8)
# An open page asks all the time; the row need not be written each time.
_TOUCH: Final = timedelta(seconds=20)


@dataclass(frozen=True)
class Actor:
    """The staff member behind a call, as every staff use case is given."""

    id: str
    name: str
    display_name: str
    role: str
    region: str


@dataclass(frozen=True)
class SignedIn:
    """A valid session. `ready` is false until password and second factor are in order."""

    session_id: str
    actor: Actor
    must_change_password: bool
    second_factor: bool
    expires_at: datetime

    @property
    def ready(self) -> bool:
        """Whether more than setting up the account is allowed."""
        return self.second_factor and not self.must_change_password


@dataclass(frozen=True)
class FreshSession:
    """A new session with the cookie that opens it, which is stored nowhere."""

    cookie: str
    signed_in: SignedIn
    setup: TotpSetup | None = None


def _session_id(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()


def _signed_in(row: StaffSession, staff: Staff, *, demo: bool) -> SignedIn:
    actor = Actor(staff.id, staff.name, staff.display_name or staff.name, staff.role, staff.region)
    expires = min(row.created_at + ABSOLUTE, row.last_seen_at + IDLE)
    return SignedIn(row.id, actor, staff.password_once, demo or row.second_factor, expires)


def _start(cw: Casework, session: AsyncSession, staff: Staff, *, second_factor: bool) -> tuple[str, StaffSession]:
    cookie, now = secrets.token_urlsafe(32), cw.now()
    row = StaffSession(
        id=_session_id(cookie), staff_id=staff.id, created_at=now, last_seen_at=now, second_factor=second_factor
    )
    session.add(row)
    return cookie, row


async def sign_in(
    cw: Casework, *, name: str, password: str, totp: str | None, demo: bool, old_cookie: str | None = None
) -> FreshSession:
    """Check name, password and code and open a new session; the session of `old_cookie` ends.

    Raises `LoginLocked`, `BadLogin`, `SecondFactorNeeded`. Until a second factor is confirmed `setup` holds its secret.
    """
    await accounts.count_attempt(cw, name)
    async with cw.database.read() as reading:
        known = await accounts.find_staff(reading, name.strip())
    if not await accounts.password_fits(known, password) or known is None:
        await _audit_failure(cw, name, known)
        raise accounts.BadLogin
    try:
        return await _open_session(cw, known.id, totp, demo=demo, old_cookie=old_cookie)
    except accounts.BadLogin:
        await _audit_failure(cw, name, known)
        raise


async def _open_session(
    cw: Casework, staff_id: str, totp: str | None, *, demo: bool, old_cookie: str | None
) -> FreshSession:
    async with cw.database.write() as session:
        staff = await accounts.lock_staff(session, staff_id)
        confirmed = _check_code(cw, staff, totp, demo=demo)
        setup = None if demo or confirmed else accounts.start_second_factor(staff)
        cookie, row = _start(cw, session, staff, second_factor=confirmed)
        await session.flush()
        if old_cookie:
            await session.execute(delete(StaffSession).where(StaffSession.id == _session_id(old_cookie)))
        await session.execute(delete(StaffSession).where(StaffSession.created_at < cw.now() - ABSOLUTE))
        await accounts.clear_attempts(cw, session, staff.name)
        await append_audit(
            cw, session, actor_kind="staff", actor_id=staff.id, action="login", object_kind="staff",
            object_id=staff.id, detail={"second_factor": confirmed},
        )  # fmt: skip
        return FreshSession(cookie, _signed_in(row, staff, demo=demo), setup)


def _check_code(cw: Casework, staff: Staff, totp: str | None, *, demo: bool) -> bool:
    """Whether the second factor was shown; raises when it had to be and was not."""
    enforced = accounts.has_second_factor(staff) and not demo
    code = (totp or "").replace(" ", "")
    if code and accounts.use_code(staff, code, cw.now()):
        return True
    if code and enforced:
        raise accounts.BadLogin
    if enforced:
        raise accounts.SecondFactorNeeded
    return False


async def _audit_failure(cw: Casework, name: str, staff: Staff | None) -> None:
    async with cw.database.write() as session:
        await append_audit(
            cw, session, actor_kind="visitor", actor_id="", action="login.failed", object_kind="staff",
            object_id=staff.id if staff else accounts.login_subject(cw, name)[-16:],
        )  # fmt: skip


async def read_session(cw: Casework, cookie: str | None, *, demo: bool, touch: bool = True) -> SignedIn:
    """The session behind a cookie; `Unauthorised` when there is none, it idled, or its day is over.

    `touch` counts the call as activity; a page's own heartbeats must not.
    """
    if not cookie:
        raise Unauthorised
    query = select(StaffSession, Staff).join(Staff, Staff.id == StaffSession.staff_id)
    async with cw.database.read() as reading:
        found = (await reading.execute(query.where(StaffSession.id == _session_id(cookie)))).one_or_none()
    if found is None:
        raise Unauthorised
    row, staff = found
    now = cw.now()
    if not staff.active or now >= row.last_seen_at + IDLE or now >= row.created_at + ABSOLUTE:
        await sign_out(cw, cookie)
        raise Unauthorised
    if touch and now - row.last_seen_at >= _TOUCH:
        async with cw.database.write() as session:
            fresh = await session.get(StaffSession, row.id)
            if fresh is not None:
                fresh.last_seen_at = now
        row.last_seen_at = now
    return _signed_in(row, staff, demo=demo)


async def sign_out(cw: Casework, cookie: str) -> None:
    """End a session; ending one that is gone is no error."""
    async with cw.database.write() as session:
        await session.execute(delete(StaffSession).where(StaffSession.id == _session_id(cookie)))


async def change_password(
    cw: Casework, signed_in: SignedIn, *, current: str, new: str, totp: str | None, demo: bool
) -> FreshSession:
    """Set a new password, end every session of this account and open a fresh one.

    `totp` confirms a second factor being set up. Raises `BadLogin` when the current password is wrong.
    """
    await accounts.count_attempt(cw, signed_in.actor.name)
    async with cw.database.read() as reading:
        staff = await accounts.find_staff(reading, signed_in.actor.name)
    if not await accounts.password_fits(staff, current) or staff is None:
        raise accounts.BadLogin("原密码不对。")
    if new == current or staff.name in new:
        raise BadRequest("新密码不能和原来的一样，也不能含登录名。", fields={"new_password": "choose another"})
    hashed = await accounts.hash_password(new)
    async with cw.database.write() as session:
        staff = await accounts.lock_staff(session, staff.id)
        confirmed = signed_in.second_factor and not demo
        if totp and not accounts.has_second_factor(staff):
            confirmed = _confirm(cw, staff, totp)
        staff.password_hash, staff.password_once = hashed, False
        await accounts.clear_attempts(cw, session, staff.name)
        return await _replace_sessions(cw, session, staff, "password.change", demo=demo, second_factor=confirmed)


async def confirm_second_factor(cw: Casework, signed_in: SignedIn, code: str, *, demo: bool) -> FreshSession:
    """Confirm the first code of a second factor being set up; the session goes on under a new cookie."""
    await accounts.count_attempt(cw, signed_in.actor.name)
    async with cw.database.write() as session:
        staff = await accounts.lock_staff(session, signed_in.actor.id)
        if accounts.has_second_factor(staff):
            raise Conflict("已经设置过验证器。")
        _confirm(cw, staff, code)
        await accounts.clear_attempts(cw, session, staff.name)
        return await _replace_sessions(cw, session, staff, "second_factor.confirm", demo=demo, second_factor=True)


def _confirm(cw: Casework, staff: Staff, code: str) -> bool:
    if not accounts.use_code(staff, code.replace(" ", ""), cw.now()):
        raise accounts.BadLogin("验证码不对，请看手机上最新的六位数字。")
    return True


async def _replace_sessions(
    cw: Casework, session: AsyncSession, staff: Staff, action: str, *, demo: bool, second_factor: bool
) -> FreshSession:
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
    cookie, row = _start(cw, session, staff, second_factor=second_factor)
    await append_audit(
        cw, session, actor_kind="staff", actor_id=staff.id, action=action, object_kind="staff", object_id=staff.id
    )
    return FreshSession(cookie, _signed_in(row, staff, demo=demo))


async def is_online(cw: Casework, session: AsyncSession, staff_id: str) -> bool:
    """Whether a staff member has a session that has not idled."""
    now = cw.now()
    query = select(StaffSession.id).where(
        StaffSession.staff_id == staff_id,
        StaffSession.last_seen_at > now - IDLE,
        StaffSession.created_at > now - ABSOLUTE,
    )
    return (await session.execute(query.limit(1))).first() is not None
