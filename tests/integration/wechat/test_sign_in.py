"""Page and chat are one conversation: the silent sign-in of WeChat's browser, and what becomes of every failure."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from casework.services.context import Casework, utc_now
from casework.services.page_sessions import KEPT, find_page_conversation, open_page_session
from casework.services.wechat_contacts import meet
from casework.storage.channel_models import PageSession
from casework.storage.models import Conversation, InboundMessage
from connectors import fixed_words
from connectors.page_tickets import HINT_COOKIE, TICKET_COOKIE
from connectors.webchat.sessions import token_hash
from connectors.wechat.accounts import Account
from connectors.wechat.sign_in import STATE_COOKIE, SignIn
from simulator import FakeAccount, Fault, Follower
from tests.gateway_world import Talk
from tests.wechat_world import SEND, Made, WeChatWorld, settle, told

EXCHANGE = "/sns/oauth2/access_token"
NOBODY = [bubble.text for bubble in fixed_words.not_signed_in()]
OPENING = [bubble.text for bubble in fixed_words.opening()]


@dataclass
class Browser:
    """A browser with its own cookies; keeps every address it was sent to."""

    base: str
    http: aiohttp.ClientSession
    visited: list[str] = field(default_factory=list)

    async def get(self, address: str, **more: Any) -> aiohttp.ClientResponse:
        url = address if "://" in address else self.base + address
        self.visited.append(url)
        async with self.http.get(url, allow_redirects=False, **more) as answer:
            await answer.read()
        return answer

    async def away(self, path: str = "/wechat/page") -> str:
        """The address of WeChat's sign-in that our page sends the phone to."""
        answer = await self.get(path)
        assert answer.status == 302
        return answer.headers["Location"]

    async def sign_in(self, phone: Follower, path: str = "/wechat/page") -> aiohttp.ClientResponse:
        """There and back."""
        answer = await self.get(await phone.authorize(await self.away(path)))
        assert (answer.status, answer.headers["Location"]) == (302, "/")
        return answer

    async def open(self, **body: Any) -> Talk:
        """What the page does first."""
        async with self.http.post(f"{self.base}/api/chat/conversations", json=body) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()
        return Talk(self.http, self.base, made["conversation_id"], made["token"], made["messages"])

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.http.cookie_jar}


@pytest.fixture
async def browser(wechat: WeChatWorld) -> AsyncIterator[Callable[[], Browser]]:
    made: list[Browser] = []

    def make() -> Browser:
        http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        made.append(Browser(wechat.gateways[0].base, http))
        return made[-1]

    yield make
    for one in made:
        await one.http.close()


async def texts(talk: Talk) -> list[str]:
    return [message["text"] for message in await talk.history()]


async def is_ordinary(world: WeChatWorld, browser: Browser) -> Talk:
    """The page opens a web conversation of its own that says honestly what happened."""
    talk = await browser.open()
    assert [message["text"] for message in talk.opening] == NOBODY
    assert (await world.rows(Conversation, id=talk.conversation_id))[0].channel == "web"
    assert TICKET_COOKIE not in browser.cookies()
    return talk


async def test_page_and_chat_are_one_conversation(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await phone.say("我家遭了火灾")
    await told(phone, "答：我家遭了火灾")
    await mine.sign_in(phone)
    talk = await mine.open()
    assert talk.conversation_id == (await wechat.conversation()).id
    assert "我家遭了火灾" in [message["text"] for message in talk.opening]
    assert await talk.say("人没事，房子没了") == ["答：人没事，房子没了"]
    await phone.say("要带什么")
    await told(phone, "答：要带什么")
    assert (await texts(talk))[-4:] == ["人没事，房子没了", "答：人没事，房子没了", "要带什么", "答：要带什么"]


async def test_what_was_said_on_the_page_is_answered_there_only(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await phone.say("你好")
    await told(phone, "答：你好")
    await mine.sign_in(phone)
    talk = await mine.open()
    before = len(phone.shown)
    assert await talk.say("网页上说的") == ["答：网页上说的"]
    await settle()
    assert phone.texts[before:] == []
    rows = {row.text: row.channel for row in await wechat.rows(InboundMessage)}
    assert rows == {"你好": "wechat", "网页上说的": "web"}


async def test_who_comes_by_the_page_first_is_known_in_the_chat_later(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await mine.sign_in(phone)
    talk = await mine.open()
    assert [message["text"] for message in talk.opening] == OPENING
    await phone.say("是我")
    await told(phone, "答：是我")
    conversation = await wechat.conversation()
    assert (conversation.id, conversation.channel) == (talk.conversation_id, "wechat")
    assert conversation.region == "522702"
    assert "是我" in await texts(talk)


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


async def test_who_leaves_ends_the_page_too(wechat: WeChatWorld, browser):
    phone, mine, late = wechat.phone(), browser(), browser()
    await phone.say("你好")
    await told(phone, "答：你好")
    await mine.sign_in(phone)
    await late.sign_in(phone)
    talk = await mine.open()
    await phone.unfollow()
    assert (await talk.get("/api/chat/history"))[0] == 401
    assert (await talk.post(text="还在吗"))[0] == 401
    # a ticket from before opens nothing any more
    await is_ordinary(wechat, late)
    assert await wechat.count(PageSession) == 0


async def test_a_resume_code_moves_the_page_and_leaves_the_chat_alone(wechat: WeChatWorld, browser):
    phone, mine, other = wechat.phone(), browser(), browser()
    await phone.say("你好")
    await told(phone, "答：你好")
    await mine.sign_in(phone)
    first = await mine.open()
    async with first.http.post(f"{first.base}/api/chat/resume-code", json={}, headers=first.headers) as answer:
        code = (await answer.json())["code"]
    second = await other.open(resume_code=code)
    assert second.conversation_id == first.conversation_id
    assert (await first.get("/api/chat/history"))[0] == 401
    assert await second.say("换了手机") == ["答：换了手机"]
    await phone.say("微信也还在")
    await told(phone, "答：微信也还在")
    conversation = await wechat.conversation()
    assert (conversation.id, conversation.channel) == (first.conversation_id, "wechat")
    await phone.unfollow()
    assert (await second.get("/api/chat/history"))[0] == 401


async def test_a_resume_code_of_who_left_opens_nothing(wechat: WeChatWorld, browser):
    phone, mine, other = wechat.phone(), browser(), browser()
    await mine.sign_in(phone)
    talk = await mine.open()
    async with talk.http.post(f"{talk.base}/api/chat/resume-code", json={}, headers=talk.headers) as answer:
        code = (await answer.json())["code"]
    await phone.unfollow()
    async with other.http.post(f"{other.base}/api/chat/conversations", json={"resume_code": code}) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (422, "bad_resume_code")


async def test_the_page_stream_shows_what_is_said_in_the_chat(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await mine.sign_in(phone)
    talk = await mine.open()
    await phone.say("在微信里说的")
    seen = await talk.events(3)
    assert [message["text"] for message in seen] == [*OPENING, "在微信里说的", "答：在微信里说的"]


async def test_a_tap_on_the_page_is_understood(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await phone.say("你好")
    await told(phone, "答：你好")
    await mine.sign_in(phone)
    talk = await mine.open()
    payload = talk.opening[-1]["quick_replies"][0]["payload"]
    status, body = await talk.post(payload=payload)
    assert (status, body["messages"][0]["text"]) == (200, "答：<inform>")
    assert (await texts(talk))[-2:] == ["同意", "答：<inform>"]


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


async def _met(cw: Casework) -> str:
    return (await meet(cw, account="", openid="oSomebody", region=None)).conversation.id


async def test_page_sessions_are_few_and_the_oldest_go(casework: Casework):
    conversation_id, began = await _met(casework), utc_now()
    for number in range(KEPT + 3):
        casework.now = lambda number=number: began + timedelta(seconds=number)
        assert await open_page_session(casework, conversation_id, token_hash(str(number)))
    keep = timedelta(days=30)
    known = [await find_page_conversation(casework, token_hash(str(n)), keep) is not None for n in range(KEPT + 3)]
    assert known == [False] * 3 + [True] * KEPT


async def test_a_page_signs_in_to_a_talk_of_long_ago_and_ends_by_silence(casework: Casework):
    conversation_id, began, keep = await _met(casework), utc_now(), timedelta(days=30)
    casework.now = lambda: began + timedelta(days=90)
    await open_page_session(casework, conversation_id, token_hash("a"))
    assert await find_page_conversation(casework, token_hash("a"), keep)
    casework.now = lambda: began + timedelta(days=121)
    assert await find_page_conversation(casework, token_hash("a"), keep) is None
    assert await find_page_conversation(casework, token_hash("b"), keep) is None


async def test_a_web_conversation_is_shared_with_nobody(casework: Casework):
    from casework.services.conversations import open_conversation

    web = await open_conversation(casework, channel="web", account="", identity_hash="x" * 64, region=None)
    assert await open_page_session(casework, web.id, token_hash("a")) is None
    assert await open_page_session(casework, "0" * 32, token_hash("a")) is None


async def test_nothing_is_sent_to_wechat_for_a_page(wechat: WeChatWorld, browser):
    phone, mine = wechat.phone(), browser()
    await mine.sign_in(phone)
    talk = await mine.open()
    await talk.say("只在网页上")
    await settle()
    assert wechat.fake.calls_to(SEND) == []
    assert phone.texts == []
