"""An answer to every message, exactly one, whether the dialogue takes a moment or eight seconds."""

import asyncio
import time

import pytest

from casework.services import conversations
from contracts.messages import Bubble
from tests.gateway_world import until
from tests.wechat_world import (
    SEND,
    TYPING,
    InboundMessage,
    Made,
    OutboundMessage,
    Turn,
    WeChatWorld,
    answers,
    settle,
    told,
)


async def test_the_answer_comes_with_the_callback(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.phone()
    first = await phone.say("我腿断了")
    assert first.outcome == "reply" and first.text is not None and "答：我腿断了" in first.text
    assert "我是机器人" in first.text, "who is new hears the opening with it"
    second = await phone.say("在福泉")
    assert second.text is not None and second.text.startswith("答：在福泉") and "我腿断了" not in second.text
    assert not world.fake.calls_to(SEND), "a passive answer costs nothing"

    async def delivered() -> bool:
        return (await world.contact()).delivered_seq == (await world.conversation()).last_seq

    await until(delivered)
    contact = await world.contact()
    assert contact.message_left == 5 and contact.passive_until is None and contact.sending_owner is None


async def test_fifty_copies_at_once_are_one_turn_and_one_reply(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    world.dialogue.delay = 0.5
    phone = world.phone()
    delivery = await phone.say("你好", copies=50)
    kinds = [attempt.kind for attempt in delivery.attempts]
    assert len(kinds) == 50 and kinds.count("reply") == 1 and kinds.count("success") == 49
    assert world.dialogue.texts == ["你好"]
    (inbound,) = await world.rows(InboundMessage)
    assert inbound.copies >= 49, "the copies are counted, the few that came while it was full are not"
    assert await world.count(Turn) == 1
    await settle()
    assert len(answers(phone, "你好")) == 1


@pytest.mark.parametrize("copies", [2, 3])
async def test_a_copy_of_something_answered_long_ago_is_not_answered_again(wechat: WeChatWorld, copies: int) -> None:
    phone = wechat.phone()
    delivery = await phone.say("你好")
    for _ in range(copies):
        raw = await wechat.fake.replay(delivery)
        assert (raw.status, raw.body) == (200, b"success")
    assert len(wechat.dialogue.asked) == 1


async def test_eight_seconds_with_the_api(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    world.dialogue.delay = 8.0
    phone = world.phone()
    began = time.monotonic()
    delivery = await phone.say("我没饭吃")
    waited = time.monotonic() - began
    assert [attempt.kind for attempt in delivery.attempts] == ["success"], "answered once, so no copy follows"
    assert 3.8 < waited < 4.5
    assert world.fake.calls_to(TYPING)
    assert "答：我没饭吃" in await told(phone, "答：我没饭吃")
    assert 7.5 < time.monotonic() - began < 10
    await settle(2.5)
    assert len(answers(phone, "我没饭吃")) == 1
    assert [shown.via for shown in phone.shown] == ["custom"], "no apology for being slow"
    assert (await world.contact()).message_left == 4 == phone.windows.message.left


async def test_eight_seconds_without_the_api(wechat_on_both: Made) -> None:
    world = await wechat_on_both(api=False)
    world.dialogue.delay = 8.0
    phone = world.phone()
    delivery = await phone.say("我没饭吃")
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "reply"]
    assert delivery.text is not None and "答：我没饭吃" in delivery.text
    assert not world.fake.calls, "nothing is tried that is not allowed"
    (inbound,) = await world.rows(InboundMessage)
    assert inbound.copies == 2 and world.dialogue.texts == ["我没饭吃"]
    assert len(answers(phone, "我没饭吃")) == 1


async def test_without_the_api_the_third_copy_may_still_carry_it(wechat_made: Made) -> None:
    world = await wechat_made(api=False)
    world.dialogue.delay = 11.0
    phone = world.phone()
    delivery = await phone.say("我没饭吃")
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "timeout", "reply"]


async def test_longer_than_three_copies_waits_for_the_next_message(wechat_made: Made) -> None:
    world = await wechat_made(api=False, turn_seconds=30)
    world.dialogue.delay = 15.5
    phone = world.phone()
    delivery = await phone.say("我没饭吃")
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "timeout", "success"]
    await world.idle()
    assert phone.shown == []
    world.dialogue.delay = 0.0
    text = (await phone.say("在吗")).text or ""
    assert text.index("答：我没饭吃") < text.index("答：在吗")
    assert len(phone.shown) == 1 and world.dialogue.texts == ["我没饭吃", "在吗"]


async def test_the_right_to_push_is_learned_from_the_platform(wechat_made: Made) -> None:
    """The office said nothing; the platform refuses the typing sign (48001), so a copy carries the answer."""
    world = await wechat_made()
    world.account.customer_service = False
    world.dialogue.delay = 4.6
    phone = world.phone()
    for text in ("你好", "还在吗"):
        delivery = await phone.say(text)
        assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "reply"]
        assert f"答：{text}" in (delivery.text or "")
    assert len(world.fake.calls_to(TYPING)) == 1 and not world.fake.calls_to(SEND)


async def test_a_quick_series_is_answered_in_order_one_by_one(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    world.dialogue.delay = 0.2
    phone = world.phone()
    await phone.say("你好")
    notes = [phone.write(f"第{number}句") for number in range(4)]
    results = []
    for note in notes:
        results.append(asyncio.create_task(world.fake.deliver(note)))
        await asyncio.sleep(0.02)
    await asyncio.gather(*results)
    assert world.dialogue.texts[1:] == [f"第{number}句" for number in range(4)] and world.dialogue.overlaps == 0
    assert [len(answers(phone, f"第{number}句")) for number in range(4)] == [1, 1, 1, 1]
    assert not world.fake.calls_to(SEND), "each callback is open long enough for its own answer"


async def test_a_long_answer_goes_on_by_push(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    contact = await wechat.contact()
    cw = wechat.gateways[0].cw
    await conversations.say(cw, contact.conversation_id, [Bubble(text="长。" * 900)])
    await phone.until(lambda p: sum(text.count("长。") for text in p.texts) == 900)
    assert all(len(text.encode()) <= 2048 for text in phone.texts)


async def test_an_answer_nobody_saw_is_brought_again(wechat_made: Made) -> None:
    """The platform hangs up while the answer is under way: the words count as undelivered."""
    world = await wechat_made()
    world.fake.patience, world.fake.tries = 0.4, 1
    world.dialogue.delay = 1.0
    phone = world.phone()
    assert (await phone.say("你好")).outcome == "given_up"
    await told(phone, "答：你好")
    assert [shown.via for shown in phone.shown if "答：" in shown.text] == ["custom"]
    assert len(answers(phone, "你好")) == 1


async def test_a_web_page_in_the_same_talk_is_answered_on_the_page(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    contact, cw = await wechat.contact(), wechat.gateways[0].cw
    await conversations.record_inbound(
        cw, contact.conversation_id, dedup_key="p1", text="网页上说", command=None, channel="web"
    )
    await wechat.idle()
    await settle(1.0)
    assert await wechat.count(OutboundMessage) == 3 and answers(phone, "网页上说") == []
