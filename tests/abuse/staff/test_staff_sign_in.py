"""Signing in under attack: lock, replay, fixation, theft, idling; on the real public application."""

import asyncio
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import select, text

from casework.services import sessions
from casework.services.staff_accounts import BadLogin, LoginLocked, create_staff, renew_one_time_password
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Staff, StaffSession
from contracts.errors import Unauthorised
from tests.staff_tools import FUQUAN, PASSWORD, Clock, StaffClient, StaffSite, Talk, make_actor, open_site

NEW = "另一个够长的密码-12"


def cookie_of(client: StaffClient) -> str:
    found = client.http.session.cookie_jar.filter_cookies(client.http.make_url("/api/staff/me"))
    return found["jiuji_staff"].value


def with_cookie(value: str) -> dict[str, Any]:
    return {"headers": {"Cookie": f"jiuji_staff={value}"}}


async def test_the_whole_way_in(strict_site: StaffSite, clock: Clock) -> None:
    """One-time password, then a new one with the first code; afterwards password and code."""
    cw = strict_site.cw
    cw.now = clock
    made = await create_staff(cw, name="li", role="clerk", region=FUQUAN)
    client = strict_site.browser()
    first = await client.post("login", {"name": "li", "password": made.password})
    assert (first["me"]["ready"], first["me"]["must_change_password"]) == (False, True)
    status, body = await client.call("GET", "queue")
    assert (status, body["error"]["code"]) == (403, "setup_needed")
    code = pyotp.TOTP(first["totp"]["secret"])
    changed = await client.post(
        "password", {"current_password": made.password, "new_password": NEW, "totp": code.at(clock.at)}
    )
    assert (changed["me"]["ready"], changed["totp"]) == (True, None)
    await client.get("queue")
    clock.forward(minutes=1)
    again = strict_site.browser()
    status, body = await again.call("POST", "login", {"name": "li", "password": NEW})
    assert (status, body["error"]["code"]) == (401, "totp_needed")
    welcome = await again.post("login", {"name": "li", "password": NEW, "totp": code.at(clock.at)})
    assert (welcome["me"]["ready"], welcome["totp"]) == (True, None)


async def test_a_second_factor_alone_does_not_open_with_a_one_time_password(strict_site: StaffSite) -> None:
    made = await create_staff(strict_site.cw, name="li", role="clerk", region=FUQUAN)
    client = strict_site.browser()
    first = await client.post("login", {"name": "li", "password": made.password})
    confirmed = await client.post("second-factor", {"totp": pyotp.TOTP(first["totp"]["secret"]).now()})
    assert (confirmed["me"]["second_factor"], confirmed["me"]["ready"]) == (True, False)
    status, _ = await client.call("GET", "queue")
    assert status == 403


async def test_a_code_is_used_once_and_an_older_one_never(strict_site: StaffSite, clock: Clock) -> None:
    cw = strict_site.cw
    cw.now = clock
    actor = await make_actor(cw)
    first = await sessions.sign_in(cw, name=actor.name, password=PASSWORD, totp=None, demo=False)
    assert first.setup is not None
    code = pyotp.TOTP(first.setup.secret)
    used = code.at(clock.at)
    await sessions.confirm_second_factor(cw, first.signed_in, used, demo=False)
    for stale in (used, code.at(clock.at - timedelta(seconds=30))):
        with pytest.raises(BadLogin):
            await sessions.sign_in(cw, name=actor.name, password=PASSWORD, totp=stale, demo=False)
    clock.forward(seconds=30)
    await sessions.sign_in(cw, name=actor.name, password=PASSWORD, totp=code.at(clock.at), demo=False)


async def test_one_code_sent_ten_times_at_once_opens_one_session(strict_site: StaffSite, clock: Clock) -> None:
    cw = strict_site.cw
    cw.now = clock
    actor = await make_actor(cw)
    first = await sessions.sign_in(cw, name=actor.name, password=PASSWORD, totp=None, demo=False)
    assert first.setup is not None
    code = pyotp.TOTP(first.setup.secret).at(clock.at)
    attempts = [sessions.sign_in(cw, name=actor.name, password=PASSWORD, totp=code, demo=False) for _ in range(4)]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 1, results


async def test_the_secret_is_never_shown_again_once_confirmed(strict_site: StaffSite, clock: Clock) -> None:
    cw = strict_site.cw
    cw.now = clock
    actor = await make_actor(cw)
    client = strict_site.browser()
    first = await client.post("login", {"name": actor.name, "password": PASSWORD})
    code = pyotp.TOTP(first["totp"]["secret"])
    await client.post("second-factor", {"totp": code.at(clock.at)})
    clock.forward(minutes=1)
    again = await client.post("login", {"name": actor.name, "password": PASSWORD, "totp": code.at(clock.at)})
    assert again["totp"] is None
    async with cw.database.read() as session:
        stored = (await session.execute(text("SELECT totp_secret FROM staff"))).scalar_one()
    assert first["totp"]["secret"] not in stored


@pytest.mark.parametrize("name", ["known", "nobody"])
async def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(site: StaffSite, clock: Clock, name: str) -> None:
    """For a name that exists and for one that does not, in the same words."""
    site.cw.now = clock
    await make_actor(site.cw, name="known")
    client = site.browser()
    codes = []
    for _ in range(6):
        status, body = await client.call("POST", "login", {"name": name, "password": "wrong-password"})
        codes.append((status, body["error"]["code"], body["error"]["message"]))
    assert [code[:2] for code in codes] == [(401, "bad_login")] * 5 + [(429, "login_locked")]
    status, body = await client.call("POST", "login", {"name": name, "password": PASSWORD})
    assert (status, body["error"]["code"]) == (429, "login_locked")
    clock.forward(minutes=16)
    status, _ = await client.call("POST", "login", {"name": name, "password": PASSWORD})
    assert status == (200 if name == "known" else 401)


async def test_guesses_sent_all_at_once_are_counted_before_they_are_checked(site: StaffSite) -> None:
    actor = await make_actor(site.cw)
    attempts = [
        sessions.sign_in(site.cw, name=actor.name, password=f"guess-{number}", totp=None, demo=True)
        for number in range(20)
    ]
    results = await asyncio.gather(*attempts, return_exceptions=True)
    assert sum(isinstance(result, LoginLocked) for result in results) == 15


async def test_a_right_sign_in_forgets_the_failures_before_it(site: StaffSite) -> None:
    actor = await make_actor(site.cw)
    for _ in range(3):
        for _ in range(3):
            with pytest.raises(BadLogin):
                await sessions.sign_in(site.cw, name=actor.name, password="wrong", totp=None, demo=True)
        await sessions.sign_in(site.cw, name=actor.name, password=PASSWORD, totp=None, demo=True)


async def test_a_planted_cookie_is_not_the_session_that_follows(site: StaffSite) -> None:
    actor, client = await make_actor(site.cw), site.browser()
    planted = "attacker-chose-this"
    client.http.session.cookie_jar.update_cookies({"jiuji_staff": planted})
    await client.post("login", {"name": actor.name, "password": PASSWORD})
    assert cookie_of(client) != planted
    status, _ = await site.browser().call("GET", "me", **with_cookie(planted))
    assert status == 401


async def test_signing_in_again_ends_the_session_before(site: StaffSite) -> None:
    actor, client = await make_actor(site.cw), site.browser()
    await client.post("login", {"name": actor.name, "password": PASSWORD})
    old = cookie_of(client)
    await client.post("login", {"name": actor.name, "password": PASSWORD})
    assert cookie_of(client) != old
    status, _ = await site.browser().call("GET", "me", **with_cookie(old))
    assert status == 401


async def test_signing_out_ends_it_on_the_server(site: StaffSite) -> None:
    client = await site.signed_in()
    stolen = cookie_of(client)
    await client.post("logout")
    status, _ = await site.browser().call("GET", "me", **with_cookie(stolen))
    assert status == 401


async def test_a_new_password_ends_every_other_session(site: StaffSite) -> None:
    actor, here, there = await make_actor(site.cw), site.browser(), site.browser()
    for client in (here, there):
        await client.post("login", {"name": actor.name, "password": PASSWORD})
    await here.post("password", {"current_password": PASSWORD, "new_password": NEW})
    assert (await here.call("GET", "me"))[0] == 200
    assert (await there.call("GET", "me"))[0] == 401


async def test_a_session_ends_by_silence_and_heartbeats_are_silence(site: StaffSite, clock: Clock) -> None:
    site.cw.now = clock
    client = await site.signed_in()
    for _ in range(7):
        clock.forward(minutes=2)
        assert (await client.call("GET", "queue"))[0] == 200
    clock.forward(minutes=2)
    assert (await client.call("GET", "queue"))[0] == 401


async def test_a_session_in_use_ends_with_the_day(site: StaffSite, clock: Clock) -> None:
    site.cw.now = clock
    client = await site.signed_in()
    for _ in range(47):
        clock.forward(minutes=10)
        assert (await client.call("GET", "me"))[0] == 200
    clock.forward(minutes=10)
    assert (await client.call("GET", "me"))[0] == 401
    async with site.cw.database.read() as session:
        assert list(await session.scalars(select(StaffSession))) == []


async def test_a_deactivated_account_is_out_at_once(site: StaffSite) -> None:
    client = await site.signed_in()
    async with site.cw.database.write() as session:
        await session.execute(text("UPDATE staff SET active = false"))
    assert (await client.call("GET", "me"))[0] == 401


@pytest.mark.parametrize("secure", [True, False])
async def test_the_cookie_cannot_be_read_or_sent_from_elsewhere(site: StaffSite, secure: bool) -> None:
    actor = await make_actor(site.cw)
    async for opened in open_site(site.cw, demo=True, secure_cookie=secure):
        login = {"name": actor.name, "password": PASSWORD}
        async with opened.browser().http.request("POST", "/api/staff/login", json=login) as answer:
            header = answer.headers["Set-Cookie"]
    assert "HttpOnly" in header and "SameSite=Strict" in header
    assert ("Secure" in header) is secure


async def test_behind_a_proxy_the_cookie_is_secure_though_we_listen_on_loopback(site: StaffSite) -> None:
    actor = await make_actor(site.cw)
    login, headers = {"name": actor.name, "password": PASSWORD}, {"Host": "jiuji.example.gov.cn"}
    async with site.browser().http.request("POST", "/api/staff/login", json=login, headers=headers) as answer:
        assert "Secure" in answer.headers["Set-Cookie"]


async def test_new_words_in_an_unattended_chat_do_not_keep_the_session(site: StaffSite, clock: Clock) -> None:
    site.cw.now = clock
    client, where = await site.signed_in(), await Talk(site.cw).open()
    for _ in range(7):
        clock.forward(minutes=2)
        assert (await client.call("GET", f"conversations/{where}?after=1"))[0] == 200
    clock.forward(minutes=2)
    assert (await client.call("GET", "me"))[0] == 401


async def test_what_is_stored_opens_nothing(site: StaffSite) -> None:
    """Neither the session table nor the staff table holds a cookie or a password."""
    client = await site.signed_in()
    async with site.cw.database.read() as session:
        stored = (await session.scalars(select(StaffSession))).one()
        staff = (await session.scalars(select(Staff))).one()
    assert stored.id != cookie_of(client)
    assert staff.password_hash.startswith("$argon2id$")
    with pytest.raises(Unauthorised):
        await sessions.read_session(site.cw, stored.id, demo=True)


async def test_failures_are_audited_without_the_name_that_was_typed(site: StaffSite) -> None:
    """People type their password into the name field."""
    await site.browser().call("POST", "login", {"name": "my-secret-password", "password": "x"})
    async with site.cw.database.read() as session:
        events = list(await session.scalars(select(AuditEvent).where(AuditEvent.action == "login.failed")))
        raw = (await session.execute(text("SELECT subject FROM rate_windows"))).scalars().all()
    assert len(events) == 1
    assert "my-secret" not in f"{events[0].object_id} {events[0].detail} {raw}"


@pytest.mark.parametrize(("new", "field"), [("short", "new_password"), (PASSWORD, "new_password")])
async def test_a_new_password_must_be_long_and_new(site: StaffSite, new: str, field: str) -> None:
    client = await site.signed_in()
    status, body = await client.call("POST", "password", {"current_password": PASSWORD, "new_password": new})
    assert status == 400 and field in body["error"]["fields"]


async def test_an_unused_one_time_password_can_be_printed_anew_a_used_account_cannot(site: StaffSite) -> None:
    made = await create_staff(site.cw, name="first", role="admin", region="000000")
    fresh = await renew_one_time_password(site.cw, "first")
    assert fresh is not None and fresh.password != made.password
    with pytest.raises(BadLogin):
        await sessions.sign_in(site.cw, name="first", password=made.password, totp=None, demo=True)
    client = site.browser()
    await client.post("login", {"name": "first", "password": fresh.password})
    await client.post("password", {"current_password": fresh.password, "new_password": NEW})
    assert await renew_one_time_password(site.cw, "first") is None
