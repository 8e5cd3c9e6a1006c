"""Page and chat are one conversation once a phone has signed in: what is shared, what is not, and how it ends."""

from datetime import timedelta

from casework.services.context import Casework, utc_now
from casework.services.page_sessions import KEPT, find_page_conversation, open_page_session
from casework.services.wechat_contacts import meet
from casework.storage.channel_models import PageSession
from casework.storage.models import InboundMessage
from connectors.webchat.sessions import token_hash
from tests.wechat_browser import OPENING, browser, is_ordinary, texts
from tests.wechat_world import SEND, WeChatWorld, settle, told

__all__ = ["browser"]


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
