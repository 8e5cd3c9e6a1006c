"""Words about a case never show on a locked screen: a pointer or a notice goes out, the owner's next word brings them."""

from datetime import timedelta

from casework.services import conversations
from connectors.wechat.accounts import Notice
from contracts.messages import Bubble
from simulator import Follower, Template
from tests.integration.wechat.test_courier import NOTICE, _met, _say
from tests.wechat_world import SEND, Made, WeChatContact, WeChatWorld, settle, told

NEWS = "您的申请 福-AAAAA-BBBBB 有结果了：这次没有确认。工作人员说：看了您的诊断证明"


async def _news(world: WeChatWorld, text: str = NEWS) -> None:
    contact = await world.contact()
    cw = world.gateways[0].cw
    await conversations.say(cw, contact.conversation_id, [Bubble(text=text, discreet=True)], origin="system")


async def _some_time_later(world: WeChatWorld) -> None:
    """Nobody is holding the phone any more; the days' window is still open."""
    async with world.gateways[0].cw.database.write() as session:
        contact = await session.get_one(WeChatContact, (await world.contact()).conversation_id)
        contact.last_action_at = world.gateways[0].cw.now() - timedelta(minutes=10)


def _nothing_told(phone: Follower) -> bool:
    return not any("福-" in (shown.text or "") or "没有确认" in (shown.text or "") for shown in phone.shown)


async def test_a_pointer_goes_out_once_and_the_next_word_brings_the_news(wechat: WeChatWorld) -> None:
    phone = await _met(wechat)
    await _some_time_later(wechat)
    await _news(wechat)
    await told(phone, "回我一个字")
    await _news(wechat, "您的申请 福-AAAAA-BBBBB 已经办结。")
    await settle(2.5)
    assert len(wechat.fake.calls_to(SEND)) == 1 and _nothing_told(phone)
    assert (await wechat.contact()).message_left == 4
    text = (await phone.say("好")).text or ""
    assert "没有确认" in text and "已经办结" in text and text.count("没有确认") == 1


async def test_who_is_just_writing_is_told_at_once_behind_a_plain_first_line(wechat: WeChatWorld) -> None:
    phone = await _met(wechat)
    await _news(wechat)
    await told(phone, "没有确认")
    shown = phone.shown[-1].text or ""
    assert "福-" not in shown.splitlines()[0] and len(shown.splitlines()[0]) >= 20


async def test_staff_words_after_the_news_are_not_held_back_by_it(wechat: WeChatWorld) -> None:
    phone = await _met(wechat)
    await _some_time_later(wechat)
    await _news(wechat)
    await told(phone, "回我一个字")
    await _say(wechat, "我是小王，您方便的时候来一趟")
    await told(phone, "我是小王")
    shown = phone.shown[-1].text or ""
    assert "没有确认" in shown and "福-" not in shown.splitlines()[0]


async def test_an_account_with_a_notice_sends_that_and_spends_no_message(wechat_made: Made) -> None:
    world = await wechat_made(started=False)
    world.account.templates["TPL1"] = Template(fields=("thing1", "time2"))
    world.notice = Notice("template", "TPL1", {"thing1": "您有新消息", "time2": "{at}"})
    await world.start()
    phone = await _met(world)
    await _some_time_later(world)
    await _news(world)
    await phone.until(lambda p: any(shown.via == "template" for shown in p.shown))
    await settle(2.5)
    calls = world.fake.calls_to(NOTICE)
    assert len(calls) == 1 and "福-" not in str(calls[0].body)
    assert not world.fake.calls_to(SEND) and _nothing_told(phone)
    assert "没有确认" in ((await phone.say("在")).text or "")
