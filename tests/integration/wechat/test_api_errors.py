"""Every row of the table of error numbers, as a call of the API meets it."""

from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from casework.services.context import Casework
from connectors.wechat import calls
from connectors.wechat.accounts import Notice
from connectors.wechat.error_table import Action, row_of
from connectors.wechat.errors import (
    BadBody,
    CircuitOpen,
    MediaGone,
    NotEntitled,
    NoticeRefused,
    PlatformAway,
    Unreachable,
    WeChatError,
    WindowClosed,
)
from simulator import Fault
from tests.wechat_line import SEND, TOKEN, Line, on_the_line

TEMPLATE = "/cgi-bin/message/template/send"
NOTICE = Notice("template", "TPL1", {"thing1": "{office}", "time2": "{at}"})
# the policy as it was written down, number by number: the table may not drift from it
POLICY: dict[type[WeChatError], tuple[Action, tuple[int, ...]]] = {
    PlatformAway: (Action.BACK_OFF, (-1, 45011)),
    Unreachable: (Action.TELL, (40003, 43004, 50002)),
    MediaGone: (Action.TELL, (40007, 45001, 45006)),
    NoticeRefused: (Action.TELL, (40037, 47003, 43101, 43107)),
    BadBody: (Action.REPORT, (40033, 47001, 45002, 45008)),
    CircuitOpen: (Action.SHUT_TODAY, (45009,)),
    WindowClosed: (Action.TELL, (45015, 45047)),
}
BY_KIND = [(code, kind) for kind, (_, codes) in POLICY.items() for code in codes]
TOKEN_CODES = (40001, 40014, 42001)
ACCOUNT_CODES = (40164, 40125, 40013, 61004)
INTERFACE_CODES = (48001, 48004)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "PAUSES", (0.01, 0.02, 0.03))


def test_the_table_says_what_was_decided() -> None:
    for kind, (action, codes) in POLICY.items():
        assert {code: row_of(code) for code in codes} == dict.fromkeys(codes, (action, kind))
    assert {row_of(code) for code in TOKEN_CODES} == {(Action.NEW_TOKEN, NotEntitled)}
    assert {row_of(code) for code in ACCOUNT_CODES} == {(Action.SHUT_ACCOUNT, NotEntitled)}
    assert {row_of(code) for code in INTERFACE_CODES} == {(Action.SHUT_INTERFACE, NotEntitled)}
    assert row_of(99999) == (Action.TELL, WeChatError)


async def _fail(line: Line, code: int, times: int = 1) -> WeChatError:
    line.fake.fail(SEND, code, times)
    phone = line.fake.phone(line.account.name)
    with pytest.raises(WeChatError) as refused:
        await line.api.send_text(phone.openid, "您好")
    assert refused.value.code == code
    return refused.value


@pytest.mark.parametrize(("code", "kind"), [row for row in BY_KIND if row[1] not in (PlatformAway, CircuitOpen)])
async def test_what_only_the_caller_can_act_on_is_told_at_once(
    casework_sqlite: Casework, code: int, kind: type[WeChatError]
) -> None:
    async with on_the_line(casework_sqlite) as line:
        error = await _fail(line, code)
        assert type(error) is kind
        assert line.codes(SEND) == [code]
        assert await line.alarms() == []
        # nothing is shut: the next call is made
        assert type(await _fail(line, code)) is kind


@pytest.mark.parametrize("code", [-1, 45011])
async def test_a_busy_platform_is_asked_three_times_more_at_most(casework_sqlite: Casework, code: int) -> None:
    async with on_the_line(casework_sqlite) as line:
        error = await _fail(line, code, times=9)
        assert isinstance(error, PlatformAway)
        assert not error.ambiguous
        assert line.codes(SEND) == [code] * 4


@pytest.mark.parametrize("code", [-1, 45011])
async def test_a_platform_busy_for_a_moment_gets_the_message(casework_sqlite: Casework, code: int) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.fail(SEND, code, 2)
        await line.api.send_text(phone.openid, "您好")
        assert line.codes(SEND) == [code, code, 0]
        assert phone.texts == ["您好"]


@pytest.mark.parametrize("code", ACCOUNT_CODES)
async def test_what_people_must_cure_shuts_the_account_and_is_told_once(casework_sqlite: Casework, code: int) -> None:
    # one alarm a day: not at midnight
    noon = datetime.now(UTC).replace(hour=4, minute=0)
    casework_sqlite.now = lambda: noon
    async with on_the_line(casework_sqlite) as line:
        assert type(await _fail(line, code)) is NotEntitled
        with pytest.raises(CircuitOpen):
            await line.api.show_typing("o1")
        with pytest.raises(CircuitOpen):
            await line.another().read_menu()
        assert line.codes(SEND) == [code]
        casework_sqlite.now = lambda: noon + timedelta(minutes=11)
        await _fail(line, code)
        (alarm,) = await line.alarms()
        assert (alarm["code"], alarm["account"], alarm["channel"]) == (code, "", "wechat")
        assert alarm["advice"]


@pytest.mark.parametrize("code", [40164, 40125, 40013])
async def test_the_same_at_the_token_makes_no_call_at_all(casework_sqlite: Casework, code: int) -> None:
    async with on_the_line(casework_sqlite) as line:
        line.fake.fail(TOKEN, code)
        for kind in (NotEntitled, CircuitOpen):
            with pytest.raises(kind):
                await line.api.send_text("o1", "您好")
        assert line.codes(TOKEN) == [code]
        assert line.codes(SEND) == []
        assert len(await line.alarms()) == 1


@pytest.mark.parametrize("code", INTERFACE_CODES)
async def test_a_right_that_is_missing_shuts_that_interface_only(casework_sqlite: Casework, code: int) -> None:
    async with on_the_line(casework_sqlite, notice=NOTICE) as line:
        phone = await line.resident()
        line.fake.fail(TEMPLATE, code)
        for kind in (NotEntitled, CircuitOpen):
            with pytest.raises(kind):
                await line.api.send_notice(phone.openid, {"at": "11月23日", "office": "民政办"})
        assert line.codes(TEMPLATE) == [code]
        await line.api.send_text(phone.openid, "您好")
        assert [alarm["interface"] for alarm in await line.alarms()] == ["template"]


async def test_no_right_to_customer_service_messages_is_learned_without_an_alarm(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        assert await line.api.may_push()
        await _fail(line, 48001)
        other = line.another()
        assert not await other.may_push()
        for call in (other.send_text("o1", "您好"), other.show_typing("o1")):
            with pytest.raises(NotEntitled):
                await call
        assert line.codes(SEND) == [48001]
        assert await line.alarms() == []
        # a right can be bought: tomorrow it is tried again
        casework_sqlite.now = lambda: datetime.now(UTC) + timedelta(hours=25)
        assert await line.api.may_push()


async def test_the_same_is_an_alarm_where_the_office_says_it_has_them(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite, customer_service=True) as line:
        await _fail(line, 48001)
        assert [alarm["code"] for alarm in await line.alarms()] == [48001]


async def test_a_used_up_daily_quota_shuts_the_interface_until_midnight_in_shanghai(casework_sqlite: Casework) -> None:
    evening = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 there
    casework_sqlite.now = lambda: evening
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.fail(SEND, 45009)
        with pytest.raises(CircuitOpen):
            await line.api.send_text(phone.openid, "一")
        casework_sqlite.now = lambda: evening + timedelta(minutes=29)
        with pytest.raises(CircuitOpen):
            await line.api.send_text(phone.openid, "二")
        await line.api.read_menu()
        casework_sqlite.now = lambda: evening + timedelta(minutes=31)
        await line.api.send_text(phone.openid, "三")
        assert line.codes(SEND) == [45009, 0]
        assert len(await line.alarms()) == 1


async def test_an_unknown_number_is_told_and_counted_and_not_tried_again(casework_sqlite: Casework) -> None:
    labels = {"account": "", "interface": "send", "outcome": "unknown"}
    before = REGISTRY.get_sample_value("jiuji_wechat_calls_total", labels) or 0
    async with on_the_line(casework_sqlite) as line:
        assert type(await _fail(line, 99999)) is WeChatError
        assert line.codes(SEND) == [99999]
    assert REGISTRY.get_sample_value("jiuji_wechat_calls_total", labels) == before + 1


async def test_a_broken_server_is_backed_off_then_told(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.script(SEND, Fault(status=502), Fault(status=503))
        await line.api.send_text(phone.openid, "您好")
        assert phone.texts == ["您好"]
        line.fake.script(SEND, *[Fault(status=500)] * 9)
        with pytest.raises(PlatformAway) as away:
            await line.api.send_text(phone.openid, "您好")
        assert (away.value.code, away.value.ambiguous) == (500, True)
        assert len(line.fake.calls_to(SEND)) == 3 + 4


async def test_silence_after_the_message_was_taken_is_ambiguous_and_not_repeated(
    casework_sqlite: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.wechat.calls.CALL_SECONDS", 0.3)
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.script(SEND, Fault(latency=1.0, late=True), Fault(drop="after"))
        for _ in range(2):
            with pytest.raises(PlatformAway) as away:
                await line.api.send_text(phone.openid, "您好")
            assert away.value.ambiguous
        assert phone.texts == ["您好", "您好"]
        assert len(line.fake.calls_to(SEND)) == 2


async def test_a_doubt_stays_when_a_later_try_finds_nobody(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        line.fake.script(SEND, Fault(status=500), Fault(status=404))
        with pytest.raises(PlatformAway) as away:
            await line.api.send_text("o1", "您好")
        assert (away.value.code, away.value.ambiguous) == (404, True)


async def test_nobody_there_is_not_ambiguous(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        await line.api.read_menu()
        line.fake.base = "http://127.0.0.1:1"
        with pytest.raises(PlatformAway) as away:
            await line.another().send_text("o1", "您好")
        assert not away.value.ambiguous


async def test_what_is_not_from_the_platform_is_not_believed(casework_sqlite: Casework) -> None:
    from aiohttp import web

    async def portal(request: web.Request) -> web.Response:
        return web.Response(text="<html>please sign in</html>")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", portal)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with on_the_line(casework_sqlite) as line:
        host, port = runner.addresses[0][:2]
        line.fake.base = f"http://{host}:{port}"
        with pytest.raises(PlatformAway):
            await line.another().read_menu()
    await runner.cleanup()
