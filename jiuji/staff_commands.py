"""`jiuji staff add`, `jiuji audit verify`, and the first administrator that `make serve` makes."""

import sys
from typing import Final

from casework.domain.staff_roles import ROLES
from casework.services.audit import verify_chain
from casework.services.context import Casework
from casework.services.staff_accounts import NewStaff, any_administrator, create_staff, renew_one_time_password
from contracts.errors import BadRequest, Conflict
from jiuji.compose import open_casework
from jiuji.settings import Settings

FIRST_ADMINISTRATOR: Final = "admin"
WHOLE_COUNTRY: Final = "000000"


def _known_region(cw: Casework, region: str) -> str:
    found = cw.policy.region(region)
    if region != WHOLE_COUNTRY and (found is None or found.code != region):
        raise BadRequest("没有这个地区代码 / no such region code", fields={"region": f"{region} is not in the data"})
    return region


async def add_staff(settings: Settings, name: str, role: str, region: str) -> int:
    """Add a staff member and print the one-time password; the exit code."""
    if role not in ROLES:
        raise BadRequest("没有这个角色 / no such role", fields={"role": "one of " + ", ".join(ROLES)})
    async with open_casework(settings) as cw:
        made = await create_staff(cw, name=name, role=role, region=_known_region(cw, region))
    print(f"登录名 name: {made.name}\n一次性密码 one-time password: {made.password}")
    print("第一次登录时要改密码、设置手机验证器。密码只显示这一次。")
    return 0


async def verify_audit(settings: Settings) -> int:
    """Walk the audit chain; 0 when every link holds, 1 with the first that does not."""
    async with open_casework(settings) as cw:
        report = await verify_chain(cw)
    if report.problem:
        print(f"审计链断了 / audit chain broken: {report.problem}", file=sys.stderr)
        return 1
    print(f"审计链完整 / audit chain holds: {report.rows} events, head {report.head}")
    return 0


async def _first_password(cw: Casework) -> NewStaff | None:
    if await any_administrator(cw):
        # printed and lost without ever being used: there is no other way in
        return await renew_one_time_password(cw, FIRST_ADMINISTRATOR)
    try:
        return await create_staff(cw, name=FIRST_ADMINISTRATOR, role="admin", region=WHOLE_COUNTRY)
    except Conflict:
        # a second start at the same moment was quicker
        return None


async def ensure_first_administrator(settings: Settings) -> None:
    """Make the first administrator and print the one-time password; a new one at each start until it is used."""
    async with open_casework(settings) as cw:
        made = await _first_password(cw)
    if made is None:
        return
    print("  第一个管理员 first administrator")
    print(f"    登录名 name: {made.name}\n    一次性密码 one-time password: {made.password}")
    print("    第一次登录时要改密码 to be changed at the first sign-in", flush=True)
