"""Staff accounts: passwords, the second factor, the lock after failures, and who may do what where."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.staff_roles import ROLES
from casework.services.audit import append_audit
from casework.services.context import Casework, new_id
from casework.services.rate_limits import RateLimit
from casework.services.staff_views import TotpSetup
from casework.storage.keeping_models import RateWindow
from casework.storage.locks import lock_name
from casework.storage.models import Staff
from contracts.errors import BadRequest, Conflict, TooMany, Unauthorised

ISSUER: Final = "Jiuji"
TOTP_STEP: Final = 30
LOGIN_LIMIT: Final = RateLimit.LOGIN.value.limit
LOGIN_WINDOW: Final = RateLimit.LOGIN.value.length
# No 0/O, 1/l/I: this is read off a terminal and typed by hand.
_READABLE: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()
_DUMMY_HASH: Final = _hasher.hash(secrets.token_urlsafe(16))


class BadLogin(Unauthorised):
    """Name, password or code is wrong: one sentence for all three."""

    code, message = "bad_login", "姓名、密码或验证码不对。"


class SecondFactorNeeded(Unauthorised):
    """The password was right; the code is still to come."""

    code, message = "totp_needed", "请输入手机验证器上的六位数字。"


class LoginLocked(TooMany):
    """Too many failures for this name."""

    code, message = "login_locked", "试错次数太多，请过一会儿再试。"


@dataclass(frozen=True)
class NewStaff:
    """A fresh account and its one-time password, which is stored nowhere."""

    id: str
    name: str
    password: str


def new_password() -> str:
    """A one-time password of about 79 bits, in groups fit to read aloud."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


async def hash_password(password: str) -> str:
    """Argon2id, off the event loop."""
    return await asyncio.to_thread(_hasher.hash, password)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


async def password_fits(staff: Staff | None, password: str) -> bool:
    """Whether the password is right; an unknown name costs the same time."""
    fits = await asyncio.to_thread(_verify, staff.password_hash if staff else _DUMMY_HASH, password)
    return fits and staff is not None and staff.active


async def create_staff(
    cw: Casework, *, name: str, role: str, region: str, display_name: str = "",
    password: str | None = None, actor_id: str = "system",
) -> NewStaff:  # fmt: skip
    """Add an account. Without `password` a one-time one is made that must be changed at the first sign-in."""
    name = name.strip()
    if not 2 <= len(name) <= 64:
        raise BadRequest("登录名要有 2 到 64 个字。", fields={"name": "2 to 64 characters"})
    if role not in ROLES:
        raise BadRequest("没有这个角色。", fields={"role": "one of " + ", ".join(ROLES)})
    if not (region.isascii() and region.isdigit() and len(region) == 6):
        raise BadRequest("地区要用 6 位行政区划代码。", fields={"region": "6 digits"})
    chosen = password or new_password()
    hashed = await hash_password(chosen)
    async with cw.database.write() as session:
        await lock_name(session, "staff-names")
        if await find_staff(session, name):
            raise Conflict("已经有这个登录名了。", fields={"name": "taken"})
        staff = Staff(
            id=new_id(), name=name, display_name=display_name or name, password_hash=hashed,
            password_once=password is None, role=role, region=region, created_at=cw.now(),
        )  # fmt: skip
        session.add(staff)
        await append_audit(
            cw, session, actor_kind="staff" if actor_id != "system" else "system", actor_id=actor_id,
            action="staff.add", object_kind="staff", object_id=staff.id, detail={"role": role, "region": region},
        )  # fmt: skip
    return NewStaff(staff.id, name, chosen)


async def renew_one_time_password(cw: Casework, name: str) -> NewStaff | None:
    """A fresh one-time password for an account whose first one was never used; None for any other."""
    password = new_password()
    hashed = await hash_password(password)
    async with cw.database.write() as session:
        staff = await find_staff(session, name)
        if staff is None or not staff.password_once or has_second_factor(staff):
            return None
        staff.password_hash = hashed
        await append_audit(
            cw, session, actor_kind="system", actor_id="system", action="staff.password_renewed", object_kind="staff",
            object_id=staff.id,
        )  # fmt: skip
        return NewStaff(staff.id, staff.name, password)


async def find_staff(session: AsyncSession, name: str) -> Staff | None:
    """An account by sign-in name."""
    return (await session.execute(select(Staff).where(Staff.name == name))).scalar_one_or_none()


async def any_administrator(cw: Casework) -> bool:
    """Whether there is an active administrator at all."""
    async with cw.database.read() as session:
        query = select(func.count()).select_from(Staff).where(Staff.role == "admin", Staff.active)
        return bool(await session.scalar(query))


def login_subject(cw: Casework, name: str) -> str:
    """What failures are counted under: a keyed hash, as people type passwords into the name field."""
    return "login:" + cw.keyring.blind_digests("login", name)[0][1]


async def count_attempt(cw: Casework, name: str) -> None:
    """Count a sign-in before it is checked, so that parallel guesses count too; `LoginLocked` when over the limit."""
    now, subject = cw.now(), login_subject(cw, name)
    async with cw.database.write() as session:
        await lock_name(session, subject)
        recent = select(func.coalesce(func.sum(RateWindow.count), 0)).where(
            RateWindow.subject == subject, RateWindow.window_start > now - LOGIN_WINDOW
        )
        if int(await session.scalar(recent) or 0) >= LOGIN_LIMIT:
            raise LoginLocked()
        minute = now.replace(second=0, microsecond=0)
        row = await session.get(RateWindow, (subject, minute))
        if row is None:
            session.add(RateWindow(subject=subject, window_start=minute, count=1))
        else:
            row.count += 1


async def clear_attempts(cw: Casework, session: AsyncSession, name: str) -> None:
    """A right sign-in forgets the failures before it."""
    await session.execute(delete(RateWindow).where(RateWindow.subject == login_subject(cw, name)))


def has_second_factor(staff: Staff) -> bool:
    """Whether a code has ever been confirmed; until then the secret may be shown again."""
    return staff.totp_secret is not None and staff.totp_last_step > 0


def start_second_factor(staff: Staff) -> TotpSetup:
    """The secret of an account that has confirmed none yet; the same one until it has."""
    if has_second_factor(staff):
        raise Conflict("已经设置过验证器。")
    staff.totp_secret = staff.totp_secret or pyotp.random_base32()
    uri = pyotp.TOTP(staff.totp_secret).provisioning_uri(name=staff.name, issuer_name=ISSUER)
    return TotpSetup(secret=staff.totp_secret, uri=uri)


def use_code(staff: Staff, code: str, now: datetime) -> bool:
    """Whether the code is right now (one step either way) and newer than the last one used; then it is used up."""
    if staff.totp_secret is None or not (len(code) == 6 and code.isascii() and code.isdigit()):
        return False
    current = int(now.timestamp()) // TOTP_STEP
    totp = pyotp.TOTP(staff.totp_secret)
    fitting = [
        step for step in (current - 1, current, current + 1) if pyotp.utils.strings_equal(totp.generate_otp(step), code)
    ]
    fresh = [step for step in fitting if step > staff.totp_last_step]
    if not fresh:
        return False
    staff.totp_last_step = fresh[0]
    return True


async def lock_staff(session: AsyncSession, staff_id: str) -> Staff:
    """The account, locked until the transaction ends, so that one code is used once."""
    query = select(Staff).where(Staff.id == staff_id).with_for_update()
    return (await session.execute(query, execution_options={"populate_existing": True})).scalar_one()
