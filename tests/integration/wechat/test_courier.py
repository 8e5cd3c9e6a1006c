"""Words without an open callback: push, then one notice, then they wait and are told at the next visit."""

import asyncio
from datetime import timedelta

import pytest

from casework.services import conversations
from casework.services.handoffs import raise_crisis
from connectors.wechat import courier as courier_module
from connectors.wechat.accounts import Notice
from contracts.messages import Bubble
from simulator import Fault, Follower, Template
from tests.gateway_world import until
from tests.wechat_world import (
    SEND,
    TYPING,
    Conversation,
    Made,
    OutboundMessage,
    WeChatContact,
    WeChatWorld,
    answers,
    settle,
    told,
)

NOTICE = "/cgi-bin/message/template/send"


async def _say(world: WeChatWorld, text: str) -> None:
    contact = await world.contact()
    await conversations.say(world.gateways[0].cw, contact.conversation_id, [Bubble(text=text)], origin="staff")


async def _met(world: WeChatWorld) -> Follower:
    phone = world.phone()
    await phone.say("你好")

    # on a busy machine the answer may come as a push after the platform's five seconds
    await told(phone, "答：你好", 30.0)

    async def delivered() -> bool:
        return (await world.contact()).sending_owner is None

    await until(delivered)
    phone.shown.clear()
    return phone


async def test_what_staff_say_is_pushed_within_a_moment(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = await _met(world)
    began = asyncio.get_running_loop().time()
    await _say(world, "我是工作人员，您在哪里？")
    await told(phone, "您在哪里？")
    assert asyncio.get_running_loop().time() - began < 1.5
    assert [shown.via for shown in phone.shown] == ["custom"]

    async def spent() -> bool:
        return (await world.contact()).message_left == 4 == phone.windows.message.left

    await until(spent)


async def test_five_and_no_more(wechat: WeChatWorld) -> None:
    """The budget is kept here: the platform is not asked a sixth time, and the rest waits for the next message."""
    phone = await _met(wechat)
    for number in range(5):
        await _say(wechat, f"第{number}条")
        await told(phone, f"第{number}条")
    await _say(wechat, "第五条以后")
    await settle(2.5)
    assert len(phone.shown) == 5 and len(wechat.fake.calls_to(SEND)) == 5
    text = (await phone.say("收到了")).text or ""
    assert "第五条以后" in text and "答：收到了" in text and text.index("第五条以后") < text.index("答：收到了")
    await _say(wechat, "新的一条")
    await told(phone, "新的一条")


@pytest.mark.parametrize("code", [45015, 45047])
async def test_a_window_the_platform_has_closed_is_no_error(wechat: WeChatWorld, code: int) -> None:
    phone = await _met(wechat)
    wechat.fake.script(SEND, Fault(code=code))
    await _say(wechat, "您的材料收到了")

    async def closed() -> bool:
        return (await wechat.contact()).message_left == 0

    await until(closed)
    await settle(2.5)
    assert len(wechat.fake.calls_to(SEND)) == 1 and phone.shown == []
    assert "您的材料收到了" in ((await phone.say("在吗")).text or "")


async def test_one_notice_for_all_that_is_unread(wechat_made: Made) -> None:
    world = await wechat_made(started=False)
    world.account.templates["TPL1"] = Template(fields=("thing1", "time2"))
    world.notice = Notice("template", "TPL1", {"thing1": "您有新消息", "time2": "{at}"})
    await world.start()
    phone = await _met(world)
    async with world.gateways[0].cw.database.write() as session:
        contact = await session.get_one(WeChatContact, (await world.contact()).conversation_id)
        contact.message_until = world.gateways[0].cw.now() - timedelta(hours=1)
    await _say(world, "您的申请办好了，张三，电话 13800138000")
    await phone.until(lambda p: any(shown.via == "template" for shown in p.shown))
    await _say(world, "还有一句")
    await settle(2.5)
    calls = world.fake.calls_to(NOTICE)
    assert len(calls) == 1 and "张三" not in str(calls[0].body) and "13800138000" not in str(calls[0].body)
    assert not world.fake.calls_to(SEND)
    text = (await phone.say("什么事")).text or ""
    assert "办好了" in text and "还有一句" in text


async def test_a_follower_the_platform_does_not_reach_is_left_alone(wechat: WeChatWorld) -> None:
    phone = await _met(wechat)
    wechat.fake.fail(SEND, 43004, times=9)
    await _say(wechat, "您好")

    async def marked() -> bool:
        return bool((await wechat.contact()).unreachable)

    await until(marked)
    await settle(2.5)
    assert len(wechat.fake.calls_to(SEND)) == 1
    assert "您好" in ((await phone.say("在吗")).text or "")
    assert (await wechat.contact()).unreachable is None, "a new action clears it"


async def test_an_answer_that_may_have_arrived_is_sent_again(
    wechat: WeChatWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A doubled text is acceptable, a lost one is not."""
    monkeypatch.setattr(courier_module, "RETRY_SECONDS", 0.2)
    phone = await _met(wechat)
    wechat.fake.script(SEND, Fault(drop="after"))
    await _say(wechat, "您的材料收到了")
    await phone.until(lambda p: len([text for text in p.texts if "收到了" in text]) == 2)
    await settle(2.5)
    assert len(phone.shown) == 2 and (await wechat.contact()).delivered_seq == (await wechat.conversation()).last_seq


async def test_quiet_mode_shows_nothing_on_the_phone_by_itself(wechat: WeChatWorld) -> None:
    phone = await _met(wechat)
    cw, contact = wechat.gateways[0].cw, await wechat.contact()
    await raise_crisis(cw, contact.conversation_id, "crisis_violence", [])
    async with cw.database.write() as session:
        row = await session.get_one(WeChatContact, contact.conversation_id)
        row.last_action_at = cw.now() - timedelta(minutes=5)
    await _say(wechat, "您安全吗？")
    await settle(3.0)
    assert phone.shown == [] and not wechat.fake.calls_to(SEND)
    assert "您安全吗？" in ((await phone.say("在")).text or ""), (
        "an open callback carries it: the phone is in their hand"
    )
    # what answers a message of just now may be pushed, without the sign that somebody is typing
    wechat.dialogue.delay = 4.6
    await phone.say("他出去了")
    await told(phone, "答：他出去了")
    assert not wechat.fake.calls_to(TYPING)


async def test_a_crisis_in_the_words_silences_their_own_typing_sign(wechat: WeChatWorld) -> None:
    phone = await _met(wechat)
    wechat.dialogue.delay = 2.2
    await phone.say("他又打我了")
    assert (await wechat.conversation()).quiet and not wechat.fake.calls_to(TYPING)


async def test_the_words_of_two_gateways_are_sent_once(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = await _met(world)
    await world.start()
    for number in range(5):
        await _say(world, f"第{number}条")
    await told(phone, "第4条")
    await settle(2.5)
    shown = "".join(phone.texts)
    assert [shown.count(f"第{number}条") for number in range(5)] == [1] * 5


async def test_no_account_without_a_secret_is_tried(wechat_made: Made) -> None:
    world = await wechat_made(api=False)
    phone = await _met(world)
    await _say(world, "您好")
    await settle(2.5)
    assert world.fake.calls == [] and phone.shown == []
    assert "您好" in ((await phone.say("在吗")).text or "")

    async def all_delivered() -> bool:
        return all(row.delivered_at for row in await world.rows(OutboundMessage))

    await until(all_delivered)


async def test_an_answer_merged_with_what_waited(wechat: WeChatWorld) -> None:
    """A slow answer takes along what could not be sent before: one send of five, not two."""
    phone = wechat.phone()
    wechat.dialogue.delay = 5.0
    await phone.say("我腿断了")
    text = await told(phone, "答：我腿断了")
    assert "我是机器人" in text and len(phone.shown) == 1 and answers(phone, "我腿断了") == [text]
    assert await wechat.count(Conversation) == 1
