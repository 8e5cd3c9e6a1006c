"""What each call of the API sends and brings back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from casework.services.context import Casework
from connectors.wechat.accounts import Notice
from connectors.wechat.errors import (
    BadBody,
    CodeRefused,
    MediaGone,
    MediaTooBig,
    NotEntitled,
    NoticeRefused,
    PlatformAway,
    Unreachable,
    WindowClosed,
)
from connectors.wechat.media import LONGEST_MEDIA, video_address
from connectors.wechat.notices import notice_field
from connectors.wechat.wire import utf8_json
from simulator import FakeAccount, Fault, Template
from tests.wechat_line import SEND, TOKEN, Line, on_the_line

TYPING = "/cgi-bin/message/custom/typing"
TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"
MEDIA = "/cgi-bin/media/get"
WORDS = "您好，𠮷㐂先生\n「救急」<a href='x'>👍</a> \\u4f60"


async def test_words_arrive_as_they_are_in_real_utf8(casework_sqlite: Casework) -> None:
    assert b"\\u6551" not in utf8_json({"text": "救急"})
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, WORDS)
        # the fake refuses escaped characters with 40033, as the platform does
        assert phone.texts == [WORDS]
        assert line.codes(SEND) == [0]


async def test_half_a_character_does_not_stop_the_rest(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, "好\ud83d")
        assert phone.texts == ["好?"]


@pytest.mark.parametrize("text", ["", "好" * 683])
async def test_a_text_the_platform_would_refuse_is_not_sent(casework_sqlite: Casework, text: str) -> None:
    async with on_the_line(casework_sqlite) as line:
        with pytest.raises(BadBody):
            await line.api.send_text("o1", text)
        assert line.fake.calls == []
        phone = await line.resident()
        await line.api.send_text(phone.openid, "好" * 682 + "ab")


async def test_the_sixth_message_finds_the_window_closed(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        for number in range(5):
            await line.api.send_text(phone.openid, str(number))
        with pytest.raises(WindowClosed):
            await line.api.send_text(phone.openid, "六")
        with pytest.raises((WindowClosed, Unreachable)):
            await line.api.send_text("o" + "x" * 27, "您好")


async def test_without_a_secret_or_where_the_office_says_no_nothing_is_called(casework_sqlite: Casework) -> None:
    for ours in ({"app_secret": ""}, {"customer_service": False}):
        async with on_the_line(casework_sqlite, **ours) as line:
            assert not await line.api.may_push()
            for call in (line.api.send_text("o1", "您好"), line.api.show_typing("o1"), line.api.send_notice("o1", {})):
                with pytest.raises(NotEntitled):
                    await call
            assert line.fake.calls == []


async def test_what_we_may_do_is_learned_by_doing_it(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite, FakeAccount(customer_service=False)) as line:
        phone = await line.resident()
        assert await line.api.may_push()
        with pytest.raises(NotEntitled):
            await line.api.show_typing(phone.openid)
        assert not await line.api.may_push()
        line.fake.account().customer_service = True
        await line.api.look_again()
        await line.api.send_text(phone.openid, "您好")
        assert await line.api.may_push()
        state = await line.state()
        assert state is not None
        assert state.can_send is True


async def test_asking_for_the_quota_may_teach_that_there_is_no_right(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        line.fake.fail("/cgi-bin/openapi/quota/get", 76022)
        assert not await line.api.learn()
        assert not await line.another().may_push()
        # known now: not asked again
        assert not await line.api.learn()
        assert len(line.fake.calls_to("/cgi-bin/openapi/quota/get")) == 1


async def test_typing_is_shown_and_taken_back_and_its_own_errors_are_fine(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        await line.api.show_typing(phone.openid)
        assert phone.typing
        await line.api.show_typing(phone.openid)
        await line.api.show_typing(phone.openid, on=False)
        assert not phone.typing
        line.fake.clock.advance(60)
        await line.api.show_typing(phone.openid)
        assert line.codes(TYPING) == [0, 45081, 0, 45080]


# notices


def _notice(kind: str = "template", **fields: str) -> Notice:
    return Notice(
        kind, "TPL1", fields or {"thing1": "{office}有新消息", "time2": "{at}"}, "https://example.org/wechat/page"
    )  # type: ignore[arg-type]


async def test_a_template_message_says_the_fixed_words(casework_sqlite: Casework) -> None:
    theirs = FakeAccount(templates={"TPL1": Template(("thing1", "time2"))})
    async with on_the_line(casework_sqlite, theirs, notice=_notice()) as line:
        phone = await line.resident()
        await line.api.send_notice(phone.openid, {"at": "2026年11月23日", "office": "马场坪街道民政办", "name": "张三"})
        (call,) = line.fake.calls_to(TEMPLATE)
        assert call.body["url"] == "https://example.org/wechat/page"
        assert call.body["data"] == {
            "thing1": {"value": "马场坪街道民政办有新消息"}, "time2": {"value": "2026年11月23日"},
        }  # fmt: skip
        assert phone.shown[-1].via == "template"


async def test_a_subscription_message_needs_the_residents_yes(casework_sqlite: Casework) -> None:
    theirs = FakeAccount(templates={"TPL1": Template(("thing1", "time2"), kind="subscription")})
    async with on_the_line(casework_sqlite, theirs, notice=_notice("subscription")) as line:
        phone = await line.resident()
        with pytest.raises(NoticeRefused) as refused:
            await line.api.send_notice(phone.openid, {"at": "2026年11月23日", "office": "民政办"})
        assert refused.value.code == 43101
        await phone.accept_notice("TPL1")
        await line.api.send_notice(phone.openid, {"at": "2026年11月23日", "office": "民政办"})
        assert phone.shown[-1].via == "subscription"
        assert line.fake.calls_to(SUBSCRIPTION)[-1].body["page"] == "https://example.org/wechat/page"


def test_a_field_is_one_line_of_twenty_characters_and_never_empty() -> None:
    assert notice_field("{office}", {"office": "甲" * 30}) == "甲" * 20
    assert notice_field("a\nb {at}", {"at": "1\r\n2"}) == "a b 1 2"
    assert notice_field("{office}", {}) == "-"
    # a value is never read as a placeholder of ours, and no other name is filled in
    assert notice_field("{name}", {"name": "张三"}) == "{name}"


# media


async def test_a_photo_comes_by_its_id_only(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        media_id = line.fake.put_media(b"\xff\xd8 a photo", "image/jpeg")
        media = await line.api.fetch_media(media_id)
        assert (media.body, media.content_type) == (b"\xff\xd8 a photo", "image/jpeg")
        assert "photo" not in repr(media)
        with pytest.raises(MediaGone):
            await line.api.fetch_media("gone")
        line.fake.clock.advance(4 * 24 * 3600)
        line.fake.expire_tokens()
        with pytest.raises(MediaGone):
            await line.api.fetch_media(media_id)


async def test_reading_stops_at_ten_megabytes(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        most = line.fake.put_media(b"x" * LONGEST_MEDIA, "image/jpeg")
        assert len((await line.api.fetch_media(most)).body) == LONGEST_MEDIA
        with pytest.raises(MediaTooBig):
            await line.api.fetch_media(line.fake.put_media(b"x" * (LONGEST_MEDIA + 1), "image/jpeg"))


async def test_an_empty_file_is_no_file(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        with pytest.raises(MediaGone):
            await line.api.fetch_media(line.fake.put_media(b"", "image/jpeg"))


async def test_a_refused_token_is_renewed_for_a_file_too(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        media_id = line.fake.put_media(b"a photo", "image/jpeg")
        await line.api.fetch_media(media_id)
        line.fake.revoke_tokens()
        assert (await line.api.fetch_media(media_id)).body == b"a photo"
        assert line.codes(MEDIA) == [0, 40001, 0]


async def test_a_video_is_fetched_where_its_address_says(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        media_id = line.fake.put_media(b"a film", "video/mp4")
        assert await line.api.fetch_media(media_id) == await line.another().fetch_media(media_id)
        assert (await line.api.fetch_media(media_id)).body == b"a film"


@pytest.mark.parametrize(
    ("url", "fetched"),
    [
        ("https://mp.weixin.qq.com/video?id=1", "https://mp.weixin.qq.com/video?id=1"),
        ("http://vweixinf.tc.qq.com:80/102/x", "https://vweixinf.tc.qq.com/102/x"),
        ("https://api.example.org/media/1", "https://api.example.org/media/1"),
        ("http://api.example.org/media/1", None),
        ("https://evil.example/x", None),
        ("https://qq.com.evil.example/x", None),
        ("https://evilqq.com/x", None),
        ("https://a@mp.weixin.qq.com/x", None),
        ("https://mp.weixin.qq.com:8443/x", None),
        ("https://mp.weixin.qq.com:x/", None),
        ("http://169.254.169.254/latest", None),
        ("http://127.0.0.1:8001/internal", None),
        ("file:///etc/passwd", None),
        ("//mp.weixin.qq.com/x", None),
        ("", None),
    ],
)
def test_no_address_outside_the_platform_is_fetched(url: str, fetched: str | None) -> None:
    base = "https://api.example.org"
    if fetched is None:
        with pytest.raises(MediaGone):
            video_address(base, url)
    else:
        assert video_address(base, url) == fetched


@asynccontextmanager
async def _odd_platform(media: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[list[str]]:
    """A platform whose files are answered by `media`; the paths asked for, its address first."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        if request.path == TOKEN:
            return web.json_response({"access_token": "t", "expires_in": 7200})
        return await media(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    asked.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
    yield asked
    await runner.cleanup()


async def test_a_redirect_is_not_followed(casework_sqlite: Casework) -> None:
    async def away(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/secret"})

    async with on_the_line(casework_sqlite) as line, _odd_platform(away) as asked:
        line.fake.base = asked[0]
        with pytest.raises(PlatformAway):
            await line.another().fetch_media("m1")
        assert asked[1:] == [TOKEN, MEDIA]


async def test_a_file_without_an_end_is_left_early(casework_sqlite: Casework) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
        await answer.prepare(request)
        with suppress(ConnectionError):
            while sent < 100 * LONGEST_MEDIA:
                await answer.write(b"x" * 65536)
                sent += 65536
        return answer

    async with on_the_line(casework_sqlite) as line, _odd_platform(endless) as asked:
        line.fake.base = asked[0]
        with pytest.raises(MediaTooBig):
            await line.another().fetch_media("m1")
    assert sent < 2 * LONGEST_MEDIA


async def test_a_file_cut_short_is_not_taken_for_whole(casework_sqlite: Casework) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "image/jpeg", "Content-Length": "1000"})
        await answer.prepare(request)
        await answer.write(b"x" * 500)
        assert request.transport
        request.transport.abort()
        return answer

    async with on_the_line(casework_sqlite) as line, _odd_platform(cut) as asked:
        line.fake.base = asked[0]
        with pytest.raises(PlatformAway):
            await line.another().fetch_media("m1")


# sign-in, codes to scan, quota


async def _code(line: Line) -> tuple[str, str]:
    phone = line.fake.phone()
    query = (
        f"appid={line.account.app_id}&redirect_uri=http%3A%2F%2F127.0.0.1%2Fback&response_type=code&scope=snsapi_base"
    )
    back = await phone.authorize(f"{line.fake.base}/connect/oauth2/authorize?{query}&state=s#wechat_redirect")
    return phone.openid, parse_qs(urlsplit(back).query)["code"][0]


async def test_a_sign_in_code_says_who_it_is_once(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        openid, code = await _code(line)
        assert await line.api.openid_of_code(code) == openid
        for used in (code, "unknown"):
            with pytest.raises(CodeRefused):
                await line.api.openid_of_code(used)
        # no token is needed, none is fetched, and a bad code shuts nothing
        assert line.fake.calls_to(TOKEN) == []
        openid, code = await _code(line)
        assert await line.api.openid_of_code(code) == openid


async def test_a_code_for_a_poster_brings_its_scene(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite) as line:
        made = await line.api.create_qr("522702-集市")
        assert made.url.startswith("http://weixin.qq.com/q/")
        assert line.fake.scenes[made.ticket] == "522702-集市"
        for scene in ("", "x" * 65):
            with pytest.raises(ValueError, match="64"):
                await line.api.create_qr(scene)


async def test_the_live_quota_is_read(casework_sqlite: Casework) -> None:
    async with on_the_line(casework_sqlite, FakeAccount(budgets={SEND: 7})) as line:
        phone = await line.resident()
        await line.api.send_text(phone.openid, "您好")
        quota = await line.api.ask_quota(SEND)
        assert (quota.limit, quota.used, quota.left) == (7, 1, 6)


async def test_a_call_ends_in_time_whatever_happens(casework_sqlite: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.wechat.calls.IN_ALL_SECONDS", 1.0)
    async with on_the_line(casework_sqlite) as line:
        phone = await line.resident()
        line.fake.script(SEND, Fault(latency=0.4, code=-1), Fault(latency=5))
        started = asyncio.get_running_loop().time()
        with pytest.raises(PlatformAway):
            await line.api.send_text(phone.openid, "您好")
        assert asyncio.get_running_loop().time() - started < 1.3
