"""Failures that a test orders, and the fake under another site."""

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from simulator import FakeWeChat, Fault, Follower
from tests.unit.simulator.conftest import SEND, Callback, Caller


@pytest.fixture
async def phone(fake: FakeWeChat, callback: Callback) -> Follower:
    made = fake.phone()
    await made.say("你好")
    return made


async def test_codes_in_order_then_well_again(api: Caller, fake: FakeWeChat, phone: Follower):
    fake.fail(SEND, 40001, times=2)
    fake.script(SEND, Fault(code=-1))
    assert [await api.send(phone.openid, "x") for _ in range(4)] == [40001, 40001, -1, 0]
    assert [call.code for call in fake.calls_to(SEND)] == [40001, 40001, -1, 0]
    assert fake.calls_to(SEND)[0].body["touser"] == phone.openid and fake.calls_to(SEND)[0].app_id
    assert len(phone.shown) == 1 and phone.windows.message.left == 4
    assert fake.faults.left(SEND) == 0


async def test_a_server_error(api: Caller, fake: FakeWeChat, phone: Follower):
    fake.script(SEND, Fault(status=502))
    async with api.http.post(f"{fake.base}{SEND}?access_token={api.token}", data=b"{}") as answer:
        assert answer.status == 502


@pytest.mark.parametrize(("drop", "shown"), [("before", 0), ("after", 1)])
async def test_a_connection_that_breaks(api: Caller, fake: FakeWeChat, phone: Follower, drop: str, shown: int):
    fake.script(SEND, Fault(drop=drop))  # type: ignore[arg-type]
    with pytest.raises(aiohttp.ClientError):
        await api.send(phone.openid, "x")
    assert len(phone.shown) == shown and phone.windows.message.left == 5 - shown
    assert [call.code for call in fake.calls_to(SEND)] == ([0] if shown else [None])


@pytest.mark.parametrize(("late", "shown"), [(False, 0), (True, 1)])
async def test_latency_before_or_after_it_took_effect(
    api: Caller, fake: FakeWeChat, phone: Follower, late: bool, shown: int
):
    fake.script(SEND, Fault(latency=0.3, late=late))
    start = time.monotonic()
    sending = asyncio.create_task(api.send(phone.openid, "x"))
    await asyncio.sleep(0.15)
    assert len(phone.shown) == shown
    assert await sending == 0 and time.monotonic() - start > 0.29


async def test_mounted_under_a_site(fake: FakeWeChat):
    mounted = FakeWeChat()
    site = web.Application()
    site.add_subapp("/simulator/wechat", mounted.app())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    mounted.base = f"http://127.0.0.1:{runner.addresses[0][1]}/simulator/wechat"
    try:
        async with aiohttp.ClientSession() as http:
            caller = Caller(http, mounted, mounted.account())
            await caller.sign_on()
            film = mounted.put_media(b"film", "video/mp4")
            answer = await caller.get("/cgi-bin/media/get", media_id=film)
            address = (await answer.json(content_type=None))["video_url"]
            assert address.startswith(mounted.base)
            async with http.get(address) as got:
                assert await got.read() == b"film"
    finally:
        await runner.cleanup()


async def test_two_fakes_share_nothing(fake: FakeWeChat):
    other = FakeWeChat()
    other.fail(SEND, 45015)
    phone = other.phone()
    assert fake.faults.left(SEND) == 0 and phone.openid not in {key[1] for key in fake.people}
    assert other.phone(openid=phone.openid) is phone
