"""The harsher reading of the platform's page: one window, which a tap overwrites. Nothing is lost by believing more."""

from casework.services import conversations
from connectors.wechat.accounts import Notice
from contracts.messages import Bubble
from simulator import Follower, Template
from tests.gateway_world import until
from tests.wechat_world import SEND, Made, WeChatWorld, answers, settle, told

NOTICE = "/cgi-bin/message/template/send"
TAP_SECONDS = 60
COUNT = 5


async def _after_a_tap(world: WeChatWorld) -> Follower:
    """A follower who wrote, and then tapped a button of the menu."""
    world.account.windows = "latest"
    phone = world.phone()
    await phone.say("你好")
    world.fake.clock.advance(1)
    await phone.click("intent:check_status")

    async def settled() -> bool:
        contact = await world.contact()
        return contact.sending_owner is None and contact.delivered_seq == (await world.conversation()).last_seq

    await until(settled)
    phone.shown.clear()
    return phone


async def _say(world: WeChatWorld, *texts: str) -> None:
    contact = await world.contact()
    for text in texts:
        await conversations.say(world.gateways[0].cw, contact.conversation_id, [Bubble(text=text)], origin="staff")
        await settle(0.4)


async def test_the_platform_takes_three_and_the_rest_comes_with_the_next_message(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = await _after_a_tap(world)
    contact = await world.contact()
    assert (contact.message_left, contact.tap_left) == (5, 3), "we hope for both windows"
    await _say(world, *(f"第{number}句" for number in range(COUNT)))
    await settle(2.5)
    codes = [call.code for call in world.fake.calls_to(SEND)]
    assert codes[:3] == [0, 0, 0] and codes[3:] and set(codes[3:]) <= {45015, 45047} and len(codes) <= 5
    assert len(phone.shown) == 3
    text = (await phone.say("还有吗")).text or ""
    whole = "\n".join([*phone.texts])
    assert [whole.count(f"第{number}句") for number in range(COUNT)] == [1] * COUNT
    places = [whole.index(f"第{number}句") for number in range(COUNT)]
    assert places == sorted(places) and text.index(f"第{COUNT - 1}句") < text.index("答：还有吗")
    await _say(world, "新的一句")
    await told(phone, "新的一句")


async def test_a_minute_later_nothing_goes_and_nothing_is_lost(wechat: WeChatWorld) -> None:
    phone = await _after_a_tap(wechat)
    wechat.fake.clock.advance(TAP_SECONDS + 1)
    await _say(wechat, "您的材料收到了")
    await settle(2.5)
    assert [call.code for call in wechat.fake.calls_to(SEND)] == [45015], "asked once, believed"
    assert phone.shown == [] and (await wechat.contact()).message_left == 0
    assert "您的材料收到了" in ((await phone.say("在吗")).text or "")


async def test_a_notice_steps_in_where_the_window_is_shut(wechat_made: Made) -> None:
    world = await wechat_made(started=False)
    world.account.templates["TPL1"] = Template(fields=("thing1", "time2"))
    world.notice = Notice("template", "TPL1", {"thing1": "您有新消息", "time2": "{at}"})
    await world.start()
    phone = await _after_a_tap(world)
    world.fake.clock.advance(TAP_SECONDS + 1)
    await _say(world, "您的材料收到了", "请来一趟")
    await phone.until(lambda p: any(shown.via == "template" for shown in p.shown))
    await settle(2.5)
    assert len(world.fake.calls_to(NOTICE)) == 1 and len(world.fake.calls_to(SEND)) == 1
    text = (await phone.say("什么事")).text or ""
    assert text.index("您的材料收到了") < text.index("请来一趟") < text.index("答：什么事")


async def test_a_late_answer_to_a_tap_arrives_in_its_minute(wechat: WeChatWorld) -> None:
    phone = await _after_a_tap(wechat)
    wechat.fake.clock.advance(TAP_SECONDS)
    wechat.dialogue.delay = 4.6
    delivery = await phone.click("intent:ask_documents")
    assert delivery.outcome == "silent"
    assert "ask_documents" in await told(phone, "答：<ask_documents>")
    await settle(1.0)
    assert [shown.via for shown in phone.shown] == ["custom"] and phone.windows.tap.left == 2


async def test_a_slow_answer_to_a_tap_after_the_window_waits_for_a_word(wechat: WeChatWorld) -> None:
    """The platform's minute ends while the dialogue thinks."""
    phone = await _after_a_tap(wechat)
    wechat.fake.clock.advance(TAP_SECONDS)
    wechat.dialogue.delay = 5.0
    await phone.click("intent:ask_documents")
    wechat.fake.clock.advance(TAP_SECONDS + 1)
    await settle(3.5)
    assert phone.shown == [] and [call.code for call in wechat.fake.calls_to(SEND)] == [45015]
    wechat.dialogue.delay = 0.0
    text = (await phone.say("喂")).text or ""
    assert text.index("答：<ask_documents>") < text.index("答：喂") and len(answers(phone, "<ask_documents>")) == 1
