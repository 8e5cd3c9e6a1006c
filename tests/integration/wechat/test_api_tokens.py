"""One access token for all processes: fetched by one of them, refreshed once, never shown."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import text

from casework.services import wechat_accounts
from casework.services.context import Casework
from casework.services.wechat_accounts import claim_refresh, read_account_state, store_token
from casework.storage.database import Database
from connectors.wechat.errors import CircuitOpen, NotEntitled, PlatformAway, WeChatError
from simulator import Fault
from tests.wechat_line import SEND, TOKEN, Line, on_the_line


@pytest.fixture
async def other(casework: Casework, database_url: str) -> AsyncIterator[Casework]:
    """Another process's view of the same database."""
    cw = Casework(Database(database_url), casework.keyring, casework.policy)
    yield cw
    await cw.database.close()


async def _send_from_both(line: Line, other: Casework, times: int) -> list[str]:
    """What went wrong; the typing indicator, as it has no budget."""
    phone = await line.resident()
    calls = [api.show_typing(phone.openid) for api in (line.api, line.another(other)) for _ in range(times)]
    results = await asyncio.gather(*calls, return_exceptions=True)
    return [type(result).__name__ for result in results if result is not None]


async def test_many_tasks_of_two_processes_fetch_one_token(casework: Casework, other: Casework) -> None:
    async with on_the_line(casework) as line:
        line.fake.script(TOKEN, Fault(latency=0.4))
        assert await _send_from_both(line, other, 10) == []
        assert line.codes(TOKEN) == [0]


async def test_two_processes_that_are_refused_at_once_refresh_once(casework: Casework, other: Casework) -> None:
    async with on_the_line(casework) as line:
        await _send_from_both(line, other, 1)
        for refuse, code in ((line.fake.revoke_tokens, 40001), (line.fake.expire_tokens, 42001)):
            refuse()
            line.fake.calls.clear()
            line.fake.script(TOKEN, Fault(latency=0.3))
            assert await _send_from_both(line, other, 5) == []
            assert line.codes(TOKEN) == [0]
            codes = line.codes("/cgi-bin/message/custom/typing")
            assert codes.count(0) + codes.count(45081) == 10
            assert 2 <= codes.count(code) <= 10


async def test_a_refused_token_is_refreshed_once_and_the_message_tried_once_more(casework: Casework) -> None:
    async with on_the_line(casework) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, "一")
        line.fake.revoke_tokens()
        await line.api.send_text(phone.openid, "二")
        assert phone.texts == ["一", "二"]
        assert line.codes(SEND) == [0, 40001, 0]
        assert line.codes(TOKEN) == [0, 0]
        assert await line.alarms() == []


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_platform_that_refuses_every_token_gets_one_refresh_one_retry_and_the_alarm_sounds(
    casework: Casework, code: int
) -> None:
    async with on_the_line(casework) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, "一")
        line.fake.fail(SEND, code, 99)
        with pytest.raises(NotEntitled):
            await line.api.send_text(phone.openid, "二")
        assert line.codes(SEND) == [0, code, code]
        # the platform gave the same token again, so it was forced: rationed, 20 a day
        forced = [call.body["force_refresh"] for call in line.fake.calls_to(TOKEN) if call.body]
        assert forced == [False, False, True]
        assert [alarm["code"] for alarm in await line.alarms()] == [code]
        for _ in range(20):
            with pytest.raises(CircuitOpen):
                await line.api.send_text(phone.openid, "三")
        assert len(line.fake.calls_to(SEND)) == 3
        assert len(line.fake.calls_to(TOKEN)) == 3


async def test_it_is_forced_at_most_every_half_minute(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        for _ in range(2):
            line.fake.fail(SEND, 40001, 1)
            with contextlib.suppress(WeChatError):
                await line.api.send_text(phone.openid, "您好")
        bodies = [call.body["force_refresh"] for call in line.fake.calls_to(TOKEN) if call.body]
        assert bodies == [False, False, True, False]


async def test_the_stored_token_is_taken_when_it_is_another_already(casework: Casework, other: Casework) -> None:
    async with on_the_line(casework) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, "一")
        claim = await claim_refresh(casework, "", (await read_account_state(casework, "")).token)
        assert claim.lease
        assert (await claim_refresh(other, "")) == wechat_accounts.RefreshClaim()
        await store_token(casework, "", claim.lease, "another", 7200, forced=False)
        assert (await claim_refresh(other, "", "the one refused")).token == "another"
        assert (await claim_refresh(other, "", "another")).lease


async def test_a_token_is_not_used_in_its_last_moments(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, "一")
        for passed, calls in ((7000, 1), (7100, 2)):
            casework_sqlite.now = lambda passed=passed: datetime.now(UTC) + timedelta(seconds=passed)
            await line.api.send_text(phone.openid, "二")
            assert len(line.fake.calls_to(TOKEN)) == calls


async def test_a_winner_that_died_is_followed_by_another(
    casework: Casework, other: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_accounts, "REFRESH_LEASE", timedelta(seconds=0.6))
    async with on_the_line(casework) as line:
        phone = await line.resident()
        assert (await claim_refresh(other, "")).lease
        started = asyncio.get_running_loop().time()
        await line.api.send_text(phone.openid, "您好")
        assert 0.3 < asyncio.get_running_loop().time() - started < 5
        assert phone.texts == ["您好"]


async def test_a_winner_that_fails_lets_the_next_one_try_at_once(casework: Casework, other: Casework) -> None:
    async with on_the_line(casework) as line:
        phone = await line.resident()
        line.fake.script(TOKEN, Fault(latency=0.3, drop="before"))
        sending = (line.api.send_text(phone.openid, "一"), line.another(other).send_text(phone.openid, "二"))
        started = asyncio.get_running_loop().time()
        results = await asyncio.gather(*sending, return_exceptions=True)
        # well before the lease would have ended
        assert asyncio.get_running_loop().time() - started < 4
        assert [type(result) for result in results if result] == [PlatformAway]
        assert len(phone.texts) == 1
        assert len(line.fake.calls_to(TOKEN)) == 2


async def test_tasks_of_one_process_share_a_failure_too(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        line.fake.script(TOKEN, Fault(latency=0.3, drop="before"))
        results = await asyncio.gather(*(line.api.read_menu() for _ in range(20)), return_exceptions=True)
        assert {type(result) for result in results} == {PlatformAway}
        assert len(line.fake.calls_to(TOKEN)) == 1


async def test_waiting_for_a_token_is_part_of_the_time_of_a_call(
    casework_sqlite: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.wechat.calls.IN_ALL_SECONDS", 0.5)
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.script(TOKEN, Fault(latency=1.5))
        started = asyncio.get_running_loop().time()
        with pytest.raises(PlatformAway) as away:
            await line.api.send_text(phone.openid, "您好")
        assert asyncio.get_running_loop().time() - started < 1
        assert not away.value.ambiguous
        # the token arrives all the same, for the next one
        await asyncio.sleep(1.3)
        await line.api.send_text(phone.openid, "您好")
        assert len(line.fake.calls_to(TOKEN)) == 1


async def test_an_error_that_people_must_cure_is_every_waiters(casework: Casework, other: Casework) -> None:
    async with on_the_line(casework) as line:
        line.fake.account().allowed_ips = {"10.9.8.7"}
        line.fake.script(TOKEN, Fault(latency=0.3))
        apis = [line.api, line.another(other)]
        sending = [api.send_text("o1", "您好") for api in apis for _ in range(5)]
        results = await asyncio.gather(*sending, return_exceptions=True)
        assert {(type(result), getattr(result, "code", 0)) for result in results} <= {
            (NotEntitled, 40164), (CircuitOpen, 40164),
        }  # fmt: skip
        assert line.codes(TOKEN) == [40164]
        assert len(await line.alarms()) == 1


async def test_whoever_stops_waiting_does_not_take_the_token_from_the_others(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.script(TOKEN, Fault(latency=0.4))
        first = asyncio.create_task(line.api.send_text(phone.openid, "一"))
        second = asyncio.create_task(line.api.send_text(phone.openid, "二"))
        await asyncio.sleep(0.15)
        first.cancel()
        await second
        assert phone.texts == ["二"]
        assert len(line.fake.calls_to(TOKEN)) == 1


async def test_no_token_and_no_secret_in_any_log_error_or_plain_column(
    casework: Casework, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seen = []
    with structlog.testing.capture_logs() as captured:
        async with on_the_line(casework) as line:
            phone = await line.resident()
            await line.api.send_text(phone.openid, "您好")
            token = (await read_account_state(casework, "")).token
            for fault in (
                Fault(code=45015),
                Fault(code=40033),
                Fault(code=99999),
                Fault(status=400),
                Fault(drop="after"),
            ):
                line.fake.script(SEND, fault)
                with pytest.raises(WeChatError) as failed:
                    await line.api.send_text(phone.openid, "您好")
                seen.append(repr(failed.value) + str(failed.value.__cause__) + str(failed.value.__suppress_context__))
            line.fake.base = "http://127.0.0.1:1"
            with pytest.raises(WeChatError) as failed:
                await line.another().openid_of_code("c0de")
            seen.append(repr(failed.value) + repr(failed.value.__cause__))
            seen.append(repr(line.account) + repr(await read_account_state(casework, "")))
            secret = line.account.app_secret
    out, err = capfd.readouterr()
    async with casework.database.read() as session:
        rows = (await session.execute(text("SELECT * FROM wechat_account_states"))).all()
    everything = caplog.text + out + err + str(captured) + "".join(seen) + str(rows)
    assert token and len(token) > 100
    assert captured
    for canary in (token, secret, phone.openid):
        assert canary not in everything
