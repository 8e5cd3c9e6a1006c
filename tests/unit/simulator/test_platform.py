"""The platform: delivers, cuts, redelivers, and shows only what is exactly right."""

import asyncio

import pytest

from simulator import UNAVAILABLE, FakeAccount, FakeWeChat, Follower
from simulator.actions import NotFollowing
from simulator.followers import new_openid
from tests.unit.simulator.conftest import Callback, breaks, says, waits


@pytest.fixture
async def phone(fake: FakeWeChat, callback: Callback) -> Follower:
    return fake.phone()


@pytest.mark.parametrize("mode", ["safe", "compatible"])
async def test_encrypted_reply_is_shown(phone: Follower, callback: Callback, account: FakeAccount, mode: str):
    account.mode = mode  # type: ignore[assignment]
    callback.will(says(callback.sealed(callback.text(phone.openid, "您好"))))
    delivery = await phone.say("你好")
    assert (delivery.outcome, delivery.text, len(delivery.attempts)) == ("reply", "您好", 1)
    assert phone.texts == ["您好"] and phone.shown[0].via == "passive"
    assert delivery.attempts[0].status == 200 and delivery.slowest < 0.4
    assert [item.text for item in phone.feed] == ["你好", "您好"]


@pytest.mark.parametrize("mode", ["plain", "compatible"])
async def test_plain_reply_is_shown_where_it_may_be(
    phone: Follower, callback: Callback, account: FakeAccount, mode: str
):
    account.mode = mode  # type: ignore[assignment]
    callback.will(says(callback.text(phone.openid, "您好")))
    assert (await phone.say("你好")).outcome == "reply"


@pytest.mark.parametrize("body", ["success", ""])
async def test_nothing_to_say(phone: Follower, callback: Callback, body: str):
    callback.will(says(body))
    delivery = await phone.say("你好")
    assert delivery.outcome == "silent" and len(callback.seen) == 1 and phone.shown == []


async def test_three_deliveries_of_the_same_then_unavailable(phone: Follower, callback: Callback):
    callback.will(waits(2))
    delivery = await phone.say("你好")
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout"] * 3
    assert all(0.35 < attempt.seconds < 0.8 for attempt in delivery.attempts), "cut when patience ends"
    assert delivery.outcome == "given_up" and phone.texts == [UNAVAILABLE] and phone.shown[0].via == "error"
    assert len({(seen.body, *sorted(seen.query.items())) for seen in callback.seen}) == 1


async def test_the_real_patience_is_five_seconds_and_three_deliveries():
    fake = FakeWeChat()
    assert (fake.patience, fake.tries, fake.retry_gap) == (5.0, 3, 0.0)


async def test_second_delivery_may_carry_the_reply(phone: Follower, callback: Callback):
    reply = says(callback.sealed(callback.text(phone.openid, "来了")))
    callback.will(waits(2), reply)
    delivery = await phone.say("你好")
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "reply"] and phone.texts == ["来了"]


async def test_a_late_answer_is_not_shown(phone: Follower, callback: Callback):
    reply = says(callback.sealed(callback.text(phone.openid, "太晚了")))
    callback.will(waits(0.6, reply), says("success"))
    assert (await phone.say("你好")).outcome == "silent"
    await asyncio.sleep(0.4)
    assert phone.shown == []


@pytest.mark.parametrize("failure", [says("oops", 500), says("", 503), breaks])
async def test_redelivery_after_5xx_and_broken_connections(phone: Follower, callback: Callback, failure):
    callback.will(failure, failure, says("success"))
    delivery = await phone.say("你好")
    assert len(delivery.attempts) == 3 and delivery.outcome == "silent" and phone.shown == []
    callback.will(failure)
    assert (await phone.say("你好")).outcome == "given_up" and phone.texts == [UNAVAILABLE]


async def test_nobody_listens(phone: Follower, account: FakeAccount):
    account.callback = "http://127.0.0.1:9/wechat"
    delivery = await phone.say("你好")
    assert [attempt.kind for attempt in delivery.attempts] == ["connection"] * 3
    account.callback = ""
    assert (await phone.say("你好")).outcome == "skipped"


@pytest.mark.parametrize("status", [403, 404, 302, 204])
async def test_other_statuses_are_invalid_and_not_tried_again(phone: Follower, callback: Callback, status: int):
    callback.will(says("", status))
    delivery = await phone.say("你好")
    assert len(callback.seen) == 1 and delivery.outcome == "invalid" and phone.texts == [UNAVAILABLE]


KIND = "<MsgType><![CDATA[{}]]></MsgType>"
TEXT = KIND.format("text") + "<Content><![CDATA[好]]></Content>"
ARTICLE = "<item><Title><![CDATA[题]]></Title></item>"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (TEXT + "<Content><![CDATA[再来]]></Content>", "2 × Content"),
        (TEXT + TEXT, "2 × MsgType"),
        (TEXT + "<Image><MediaId>m</MediaId></Image>", "more than one message"),
        (KIND.format("text") + "<Content></Content>", "empty or nested"),
        (KIND.format("text") + "<Content><b>x</b></Content>", "empty or nested"),
        (KIND.format("text"), "0 × Content"),
        (KIND.format("text") + f"<Content>{'救' * 683}</Content>", "2,048"),
        (KIND.format("dance"), "unknown MsgType"),
        ("<Content>x</Content>", "0 × MsgType"),
        (KIND.format("news") + f"<ArticleCount>2</ArticleCount><Articles>{ARTICLE * 2}</Articles>", "article"),
        (KIND.format("image") + "<Image></Image>", "MediaId"),
    ],
)  # fmt: skip
async def test_replies_that_are_not_shown(phone: Follower, callback: Callback, content: str, why: str):
    callback.will(says(callback.sealed(callback.reply(phone.openid, content))))
    delivery = await phone.say("你好")
    assert delivery.outcome == "invalid" and why in delivery.attempts[0].why
    assert phone.texts == [UNAVAILABLE] and len(callback.seen) == 1


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (KIND.format("text") + f"<Content>{'救' * 682}ab</Content>", "救" * 682 + "ab"),
        (KIND.format("news") + f"<ArticleCount>1</ArticleCount><Articles>{ARTICLE}</Articles>", "题"),
        (KIND.format("image") + "<Image><MediaId>m</MediaId></Image>", ""),
    ],
)  # fmt: skip
async def test_replies_that_are(phone: Follower, callback: Callback, content: str, shown: str):
    callback.will(says(callback.sealed(callback.reply(phone.openid, content))))
    assert (await phone.say("你好")).outcome == "reply" and phone.texts == [shown]


async def test_whatever_is_wrong_with_the_envelope(phone: Follower, callback: Callback, account: FakeAccount):
    good = callback.text(phone.openid, "好")
    wrong = {
        "not XML": ['{"text": "好"}', "<xml>", "success ", "<xml>\x01</xml>"],
        "its root": ["<html></html>"],
        "plain, in safe": [good],
        "wrong MsgSignature": [callback.sealed(good, token="another")],
        "another app id": [callback.sealed(good, app_id="wx0")],
        "key of this delivery": [callback.sealed(good, "A" * 43)],
        "0 × TimeStamp": [callback.sealed(good).replace("TimeStamp", "Time")],
        "turned round": [callback.sealed(callback.text(new_openid(), "好"))],
        "CreateTime": [callback.sealed(good.replace("<CreateTime>", "<CreateTime>x"))],
    }  # fmt: skip
    for why, bodies in wrong.items():
        for body in bodies:
            callback.will(says(body))
            delivery = await phone.say("你好")
            assert delivery.outcome == "invalid" and why in delivery.attempts[0].why, (why, delivery.attempts)
    account.mode = "plain"
    callback.will(says(callback.sealed(good)))
    assert (await phone.say("你好")).attempts[0].why == "encrypted, in plain mode"


async def test_the_reply_must_use_the_key_of_the_delivery(phone: Follower, callback: Callback, account: FakeAccount):
    old = account.aes_keys[0]
    new = account.rotate_key()
    account.sending_key = 1
    callback.will(says(callback.sealed(callback.text(phone.openid, "旧"), old)))
    assert (await phone.say("你好")).outcome == "reply"
    assert "你好" in callback.opened(key=old)
    callback.will(says(callback.sealed(callback.text(phone.openid, "新"), new)))
    assert (await phone.say("你好")).outcome == "invalid"
    account.sending_key = 0
    assert (await phone.say("你好")).outcome == "reply"


async def test_copies_at_the_same_moment(phone: Follower, callback: Callback):
    reply = callback.sealed(callback.text(phone.openid, "一次"))
    callback.will(says(reply), says("success"))
    delivery = await phone.say("你好", copies=50)
    assert len(callback.seen) == len(delivery.attempts) == 50 and delivery.outcome == "reply"
    assert len({seen.body for seen in callback.seen}) == 1 and phone.texts == ["一次"]
    callback.will(says(reply))
    await phone.say("你好", copies=2)
    assert phone.texts == ["一次"] * 3, "every copy that carries the reply shows it: a doubled reply is seen"


async def test_order_delay_and_replay(fake: FakeWeChat, phone: Follower, callback: Callback):
    first, second = phone.write("一"), phone.write("二")
    assert first.msg_id and second.msg_id == first.msg_id + 1
    late = asyncio.create_task(fake.deliver(first, delay=0.2))
    await fake.deliver(second)
    delivery = await late
    assert ["一" in callback.opened(0), "一" in callback.opened(1)] == [False, True]
    raw = await fake.replay(delivery)
    assert (raw.status, raw.body) == (200, b"success")
    assert callback.seen[-1].body == callback.seen[1].body and callback.seen[-1].query == callback.seen[1].query


async def test_events_nobody_waits_for_show_no_error(phone: Follower, callback: Callback):
    callback.will(says("", 403))
    await phone.view("https://x/")
    await phone.report_location(26.5, 106.7)
    await phone.event("kf_close_session")
    assert phone.shown == []
    await phone.click("key")
    assert phone.texts == [UNAVAILABLE]
    callback.will(says(callback.sealed(callback.text(phone.openid, "再见"))))
    await phone.unfollow()
    assert len(phone.shown) == 1, "who has left sees nothing"
    with pytest.raises(NotFollowing):
        await phone.say("在吗")


async def test_handing_over_to_customer_service_is_seen(phone: Follower, callback: Callback):
    callback.will(says(callback.sealed(callback.reply(phone.openid, KIND.format("transfer_customer_service")))))
    await phone.say("转人工")
    assert phone.transferred and phone.shown == []


async def test_what_a_phone_can_send(phone: Follower, callback: Callback):
    await phone.send_voice(b"#!AMR", copies=2)
    assert "<Format><![CDATA[amr]]></Format>" in callback.opened() and "<Recognition><![CDATA[]]>" in callback.opened()
    await phone.send_video(b"film")
    await phone.send_short_video(b"film")
    assert "[shortvideo]" in callback.opened() and "ThumbMediaId" in callback.opened()
    await phone.send_location(26.57, 106.71, "贵阳市")
    assert "<Location_X>26.57</Location_X>" in callback.opened()
    await phone.send_link("题", "文", "https://x/")
    await phone.send_sticker()
    assert "不支持的消息类型" in callback.opened()
    assert [said.kind for said in phone.said] == ["voice", "video", "shortvideo", "location", "link", "sticker"]


async def test_verification_of_the_address(fake: FakeWeChat, callback: Callback):
    async def echo(request):
        return await says(request.query["echostr"])(request)

    callback.will(echo)
    assert await fake.verify_callback()
    assert callback.seen[-1].method == "GET" and len(callback.seen[-1].query["signature"]) == 40
    callback.will(says("success"))
    assert not await fake.verify_callback()
    callback.will(waits(1, echo))
    assert not await fake.verify_callback()


async def test_raw_bodies(fake: FakeWeChat, callback: Callback, account: FakeAccount):
    signed = fake.signed_body("<xml></xml>", timestamp=1, nonce="n", mode="plain", token="t")
    assert signed.query["timestamp"] == "1" and signed.aes_key is None
    raw = await fake.post_raw(b"\xff" * 100, {"a": "1"}, headers={"X-Test": "1"})
    assert raw.status == 200 and callback.seen[-1].body == b"\xff" * 100 and callback.seen[-1].query == {"a": "1"}


async def test_until_waits_and_says_what_was_shown(phone: Follower):
    phone.show("custom", text="一")
    with pytest.raises(AssertionError, match="一"):
        await phone.until(lambda p: len(p.shown) == 2, 0.05)
    asyncio.get_running_loop().call_later(0.05, lambda: phone.show("custom", text="二"))
    await phone.until(lambda p: len(p.shown) == 2, 1)


async def test_asking_waits_for_an_answer_however_it_comes(phone: Follower, callback: Callback):
    callback.will(says(callback.sealed(callback.text(phone.openid, "一"))))
    assert await phone.ask("你好") == ["一"]
    callback.will(says("success"))
    asyncio.get_running_loop().call_later(0.1, lambda: phone.show("custom", text="二"))
    assert await phone.ask("还有呢") == ["二"]
    with pytest.raises(AssertionError):
        await phone.ask("没有了", 0.05)
