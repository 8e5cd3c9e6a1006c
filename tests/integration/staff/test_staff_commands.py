"""`jiuji staff add`, `audit verify`, the first administrator and the demo, as the command line calls them."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.services.audit import verify_chain
from casework.services.queue import read_queue
from casework.services.sessions import Actor, sign_in
from contracts.errors import BadRequest, Conflict
from jiuji.compose import open_casework
from jiuji.demo import SAMPLES, ensure_demo
from jiuji.settings import Settings
from jiuji.staff_commands import add_staff, ensure_first_administrator, verify_audit
from tests.tampering import tamper


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path, database_url=sqlite_url, secret_key="a-key-for-tests-only-0001", demo=True, now=None
    )


def printed_password(out: str) -> str:
    found = re.search(r"one-time password: (\S+)", out)
    assert found, out
    return found[1]


async def test_an_added_clerk_signs_in_with_what_was_printed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await add_staff(settings, "李经办", "clerk", "522702") == 0
    password = printed_password(capsys.readouterr().out)
    async with open_casework(settings) as cw:
        fresh = await sign_in(cw, name="李经办", password=password, totp=None, demo=False)
    assert (fresh.signed_in.actor.role, fresh.signed_in.actor.region) == ("clerk", "522702")
    assert fresh.signed_in.must_change_password and not fresh.signed_in.ready and fresh.setup is not None


@pytest.mark.parametrize(("name", "role", "region", "field"), [
    ("li", "king", "522702", "role"), ("li", "clerk", "999999", "region"), ("li", "clerk", "福泉", "region"),
    ("li", "clerk", "522702001", "region"), ("", "clerk", "522702", "name"),
])  # fmt: skip
async def test_what_does_not_fit_is_named(settings: Settings, name: str, role: str, region: str, field: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await add_staff(settings, name, role, region)
    assert field in (caught.value.fields or {})


async def test_a_name_is_given_once(settings: Settings) -> None:
    await add_staff(settings, "li", "clerk", "522702")
    with pytest.raises(Conflict):
        await add_staff(settings, "li", "auditor", "522702")


async def test_the_first_administrator_is_made_once_and_printed_until_used(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await ensure_first_administrator(settings)
    lost = printed_password(capsys.readouterr().out)
    await ensure_first_administrator(settings)
    kept = printed_password(capsys.readouterr().out)
    async with open_casework(settings) as cw:
        fresh = await sign_in(cw, name="admin", password=kept, totp=None, demo=False)
        async with cw.database.read() as session:
            assert (await session.execute(text("SELECT count(*) FROM staff"))).scalar_one() == 1
    assert kept != lost and fresh.signed_in.actor.role == "admin"


async def test_verify_tells_a_whole_chain_from_a_broken_one(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two", "three"):
        await add_staff(settings, name, "clerk", "522702")
    assert await verify_audit(settings) == 0
    async with open_casework(settings) as cw, cw.database.write() as session:
        await tamper(session, "UPDATE audit_events SET object_id = 'x' WHERE seq = 2")
    assert await verify_audit(settings) == 1
    assert "event 2" in capsys.readouterr().err


async def test_the_demo_is_made_once_through_the_real_services(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await ensure_demo(settings)
    first = capsys.readouterr().out
    await ensure_demo(settings)
    assert capsys.readouterr().out == first
    name, password = re.findall(r"^\s+(demo-\w+)\s+(\S+)", first, re.MULTILINE)[0]
    async with open_casework(settings) as cw:
        fresh = await sign_in(cw, name=name, password=password, totp=None, demo=True)
        everything = await read_queue(cw, Actor("x", "x", "x", "admin", "000000"))
        own = await read_queue(cw, fresh.signed_in.actor)
        assert (await verify_chain(cw)).problem is None
    assert fresh.signed_in.ready
    assert len(everything.rows) == len(SAMPLES) and 0 < len(own.rows) < len(SAMPLES)
    assert sum(row.case_number is not None for row in everything.rows) == sum(sample.filed for sample in SAMPLES)
    assert all("示例" in sample.said[0][1] for sample in SAMPLES)
