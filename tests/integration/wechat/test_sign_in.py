"""The silent sign-in of WeChat's browser: tickets, states, accounts, and what becomes of every failure."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from casework.services.context import utc_now
from casework.storage.channel_models import PageSession
from casework.storage.models import Conversation
from connectors.page_tickets import HINT_COOKIE, TICKET_COOKIE
from connectors.wechat.accounts import Account
from connectors.wechat.sign_in import STATE_COOKIE, SignIn
from simulator import FakeAccount, Fault
from tests.wechat_browser import EXCHANGE, OPENING, Browser, browser, is_ordinary
from tests.wechat_world import Made, WeChatWorld

__all__ = ["browser"]


async def test_no_address_holds_a_token_or_an_openid(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    away = await mine.away()
    query = parse_qs(urlsplit(away).query)
    assert away.startswith(f"{wechat.fake.base}/connect/oauth2/authorize?appid={wechat.account.app_id}&redirect_uri=")
    assert away.endswith("#wechat_redirect")
    assert (query["response_type"], query["scope"]) == (["code"], ["snsapi_base"])
    assert query["redirect_uri"] == [f"{mine.base}/wechat/signed-in"]
    state = query["state"][0]
    assert state.isalnum()
    assert len(state) <= 128
    back = await mine.get(await phone.authorize(away))
    assert back.headers["Location"] == "/"
    ticket = mine.cookies()[TICKET_COOKIE]
    talk = await mine.open()
    addresses = " ".join([*mine.visited, away])
    for secret in (talk.token, phone.openid, ticket, talk.conversation_id, mine.cookies().get(STATE_COOKIE, "-")):
        assert secret not in addresses


async def test_the_ticket_is_for_one_purpose_and_short(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    back = await mine.sign_in(phone)
    ticket, hint = back.cookies[TICKET_COOKIE], back.cookies[HINT_COOKIE]
    assert (ticket["path"], ticket["httponly"], ticket["samesite"]) == ("/api/chat", True, "Lax")
    assert ticket["max-age"] == "120"
    assert (hint.value, hint["path"], hint["httponly"]) == ("yes", "/", "")
    assert back.headers["Cache-Control"] == "no-store"
    first = await mine.open()
    assert TICKET_COOKIE not in mine.cookies()
    second = await mine.open()
    assert second.conversation_id != first.conversation_id
    assert [message["text"] for message in second.opening] == OPENING


async def test_a_ticket_of_two_minutes_ago_opens_an_ordinary_page(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await mine.sign_in(phone)
    wechat.gateways[0].cw.now = lambda: utc_now() + timedelta(seconds=121)
    await is_ordinary(wechat, mine)


@pytest.mark.parametrize("forge", [
    lambda mine, other: mine.replace(mine[:32], other), lambda mine, other: other + ".", lambda mine, other: "nobody",
    lambda mine, other: "", lambda mine, other: mine[:-1] + ("0" if mine[-1] != "0" else "1"),
    lambda mine, other: mine[:33] + "7fffffff" + mine[41:], lambda mine, other: "." * 500,
])  # fmt: skip
async def test_a_forged_ticket_opens_nothing_of_others(wechat: WeChatWorld, browser, forge):
    phone, mine, other = wechat.phone(), browser(), wechat.phone()
    await other.say("我的秘密")
    theirs = (await wechat.conversation()).id
    await mine.sign_in(phone)
    value = forge(mine.cookies()[TICKET_COOKIE], theirs)
    mine.http.cookie_jar.clear()
    headers = {"Cookie": f"{TICKET_COOKIE}={value}"}
    async with mine.http.post(f"{mine.base}/api/chat/conversations", json={}, headers=headers) as answer:
        made = await answer.json()
    assert answer.status == 201
    assert made["conversation_id"] != theirs
    assert "我的秘密" not in json.dumps(made, ensure_ascii=False)
    assert await wechat.count(PageSession) == 0


async def test_the_state_belongs_to_the_browser_that_went_away(wechat: WeChatWorld, browser):
    phone, mine, victim = wechat.phone(), browser(), browser()
    back = await phone.authorize(await mine.away())
    assert (await victim.get(back)).headers["Location"] == "/"
    await is_ordinary(wechat, victim)
    await victim.away()
    await victim.get(back)
    await is_ordinary(wechat, victim)
    assert wechat.fake.calls_to(EXCHANGE) == []


@pytest.mark.parametrize("change", [
    lambda url: url.replace("state=", "state=0"), lambda url: url.split("&state")[0], lambda url: url[:-1] + "g",
    lambda url: url.replace("code=", "code=%3C"), lambda url: url.replace("code=", "kode="),
    lambda url: url.replace("code=", "code=" + "a" * 300),
])  # fmt: skip
async def test_a_return_that_is_not_ours_asks_the_platform_nothing(wechat: WeChatWorld, browser, change):
    phone, mine = wechat.phone(), browser()
    await mine.get(change(await phone.authorize(await mine.away())))
    await is_ordinary(wechat, mine)
    assert wechat.fake.calls_to(EXCHANGE) == []


async def test_a_state_of_yesterday_is_refused(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    back = await phone.authorize(await mine.away())
    wechat.gateways[0].cw.now = lambda: utc_now() + timedelta(seconds=601)
    await mine.get(back)
    await is_ordinary(wechat, mine)
    assert wechat.fake.calls_to(EXCHANGE) == []


@pytest.mark.parametrize("fault", [
    Fault(code=40029), Fault(code=40163), Fault(code=40125), Fault(code=-1), Fault(status=500), Fault(drop="before"),
    Fault(drop="after"),
])  # fmt: skip
async def test_a_platform_that_does_not_say_who_it_is_still_opens_the_page(wechat: WeChatWorld, browser, fault: Fault):
    phone, mine = wechat.phone(), browser()
    wechat.fake.script(EXCHANGE, *[fault] * 8)
    back = await mine.get(await phone.authorize(await mine.away()))
    assert (back.status, back.headers["Location"]) == (302, "/")
    assert back.cookies[HINT_COOKIE].value == "no"
    talk = await is_ordinary(wechat, mine)
    assert await talk.say("那就在这里说") == ["答：那就在这里说"]


async def test_a_used_code_is_refused_to_another_browser(wechat: WeChatWorld, browser):
    phone, mine, thief = wechat.phone(), browser(), browser()
    back = await phone.authorize(await mine.away())
    await mine.get(back)
    own = parse_qs(urlsplit(await thief.away()).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    await thief.get(f"/wechat/signed-in?code={code}&state={own}")
    await is_ordinary(wechat, thief)
    assert [call.code for call in wechat.fake.calls_to(EXCHANGE)] == [0, 40163]


async def test_a_phone_that_asks_twice_is_still_known(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    back = await phone.authorize(await mine.away())
    await mine.get(back)
    assert (await mine.get(back)).cookies[HINT_COOKIE].value == "yes"
    assert len(wechat.fake.calls_to(EXCHANGE)) == 1
    talk = await mine.open()
    assert talk.conversation_id == (await wechat.conversation()).id


async def test_an_account_that_cannot_ask_opens_the_ordinary_page(wechat_made: Made):
    world = await wechat_made(wechat_app_secret=None)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        mine = Browser(world.gateways[0].base, http)
        for path in ("/wechat/page", "/wechat/nobody/page", "/wechat/nobody/signed-in?code=a&state=b"):
            answer = await mine.get(path)
            assert (answer.status, answer.headers["Location"]) == (302, "/")
        await is_ordinary(world, mine)


async def test_every_account_signs_in_for_itself(wechat_made: Made, tmp_path):
    world = await wechat_made(started=False)
    other = FakeAccount(name="chishui")
    world.fake.accounts["chishui"] = other
    path = tmp_path / "accounts.yml"
    path.write_text(
        f"accounts:\n  chishui:\n    app_id: {other.app_id}\n    app_secret: {other.app_secret}\n"
        f"    token: {other.token}\n    aes_keys: {other.aes_keys[0]}\n    region: '520381'\n", encoding="utf-8",
    )  # fmt: skip
    world.extra["wechat_accounts"] = path
    await world.start()
    phone = world.fake.phone("chishui")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        mine = Browser(world.gateways[0].base, http)
        away = await mine.away("/wechat/chishui/page")
        query = parse_qs(urlsplit(away).query)
        assert (query["appid"], query["redirect_uri"]) == ([other.app_id], [f"{mine.base}/wechat/chishui/signed-in"])
        # a state of one account is none of another's
        back = await phone.authorize(away)
        await mine.get(back.replace("/wechat/chishui/", "/wechat/"))
        assert world.fake.calls_to(EXCHANGE) == []
        await mine.get(back)
        talk = await mine.open()
    (conversation,) = await world.rows(Conversation, id=talk.conversation_id)
    assert (conversation.channel, conversation.account) == ("wechat", "chishui")


async def test_behind_a_proxy_our_own_address_is_the_one_that_was_set(wechat_made: Made):
    world = await wechat_made(public_url="https://jiuji.example.org")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        mine = Browser(world.gateways[0].base, http)
        answer = await mine.get("/wechat/page")
    redirect = parse_qs(urlsplit(answer.headers["Location"]).query)["redirect_uri"]
    assert redirect == ["https://jiuji.example.org/wechat/signed-in"]
    assert answer.cookies[STATE_COOKIE]["secure"]
    assert (answer.cookies[STATE_COOKIE]["path"], answer.cookies[STATE_COOKIE]["httponly"]) == ("/wechat", True)


async def test_wechats_real_page_is_shown_to_wechats_browser_only(wechat_made: Made):
    world = await wechat_made(wechat_oauth_base="https://open.weixin.qq.com")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        mine = Browser(world.gateways[0].base, http)
        assert (await mine.get("/wechat/page")).headers["Location"] == "/"
        inside = {"User-Agent": "Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0.40"}
        real = (await mine.get("/wechat/page", headers=inside)).headers["Location"]
        assert real.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=")


async def test_a_record_that_is_away_opens_the_page_all_the_same(wechat: WeChatWorld, browser):
    class Reader:
        async def openid_of_code(self, code: str) -> str:
            raise RuntimeError("no")

    account = Account(name="", app_id="wx1", token="t", app_secret="s")
    sign_in = SignIn(wechat.gateways[0].cw, {"": account}, {"": Reader()})
    assert await sign_in._recognise(account, "code") is None
