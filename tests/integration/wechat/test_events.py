"""Follows, scans, menus, places and farewells: each does its one thing, once, and only words make turns."""

import asyncio

import pytest

from casework.services.resume_codes import issue_resume_code
from casework.storage.models import Draft
from simulator import Follower
from tests.gateway_world import until
from tests.paper_files import jpeg
from tests.wechat_world import (
    REGION,
    Conversation,
    InboundMessage,
    Made,
    OutboundMessage,
    Turn,
    WeChatArrival,
    WeChatContact,
    WeChatWorld,
    answers,
    settle,
)

CHILD_REGION = "513201"


async def _replayed(world: WeChatWorld, phone: Follower, times: int) -> list[bytes]:
    raws = [await world.fake.replay(phone.deliveries[-1]) for _ in range(times)]
    assert all(raw.status == 200 for raw in raws)
    return [raw.body for raw in raws]


async def test_who_follows_is_welcomed_once(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.fake.phone(following=False)
    await phone.follow()
    assert len(phone.texts) == 1 and "我是机器人" in phone.texts[0] and "1" in phone.texts[0]
    assert await _replayed(world, phone, 2) == [b"success"] * 2
    await settle()
    assert await world.count(OutboundMessage) == 1 and world.dialogue.asked == []
    contact = await world.contact()
    assert (contact.tap_left, contact.message_left) == (3, 0)
    assert (await phone.say("1")).text is not None and world.dialogue.asked[-1]["command"][
        "intent"
    ] == "report_hardship"


async def test_ten_copies_of_a_follow_at_once_are_one_welcome(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.fake.phone(following=False)
    note = phone.notify_event("subscribe")
    delivery = await world.fake.deliver(note, copies=10)
    assert [attempt.kind for attempt in delivery.attempts].count("reply") == 1
    assert await world.count(OutboundMessage) == 1 and await world.count(Conversation) == 1


async def test_a_poster_brings_region_and_source(wechat: WeChatWorld) -> None:
    phone = wechat.fake.phone(following=False)
    await phone.follow(scene=f"{CHILD_REGION}-shichang")
    conversation, contact = await wechat.conversation(), await wechat.contact()
    assert (conversation.region, contact.source) == (CHILD_REGION, "shichang")
    # somebody who is known is greeted in few words, and every scan once
    await phone.scan(f"{REGION}.zhen")
    assert phone.texts[-1].startswith("您好，这里是") and "我是机器人" not in phone.texts[-1]
    assert await _replayed(wechat, phone, 1) == [b"success"]
    assert (await wechat.conversation()).region == REGION and wechat.dialogue.asked == []


@pytest.mark.parametrize("scene", ["", "poster-7", "999999-x", "5132", "5132010000001"])
async def test_a_poster_without_a_place_leaves_the_accounts_region(wechat: WeChatWorld, scene: str) -> None:
    phone = wechat.fake.phone(following=False)
    await phone.follow(scene=scene or None)
    assert (await wechat.conversation()).region == REGION


async def test_a_menu_click_is_a_command(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    delivery = await phone.click("intent:check_status")
    assert "答：<check_status>" in (delivery.text or "")
    (inbound,) = await wechat.rows(InboundMessage)
    assert inbound.command["intent"] == "check_status" and inbound.text == "（点了菜单）"
    assert (await wechat.contact()).tap_left == 3 and (await wechat.contact()).message_left == 0


@pytest.mark.parametrize("key", ["old_menu", "intent:Report", "intent:", "intent:a b", "/restart"])
async def test_a_menu_of_before_is_greeted(wechat: WeChatWorld, key: str) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    await phone.click(key)
    assert phone.texts[-1].startswith("您好，这里是") and len(wechat.dialogue.asked) == 1


async def test_reports_of_places_and_pages_leave_no_trace(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    before = await wechat.count(InboundMessage)
    assert (await phone.report_location(26.57, 106.71)).outcome == "silent"
    assert (await phone.view("https://example.org/x")).outcome == "silent"
    assert await wechat.count(InboundMessage) == before and await wechat.count(WeChatArrival) == 0
    assert len(wechat.dialogue.asked) == 1 and len(phone.shown) == 1


async def test_a_place_is_told_in_words_without_coordinates(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.send_location(26.5712345, 106.7154321, "贵阳市云岩区中华北路")
    (inbound,) = await wechat.rows(InboundMessage)
    assert inbound.text == "我的位置：贵阳市云岩区中华北路"
    assert wechat.dialogue.texts == ["我的位置：贵阳市云岩区中华北路"]


@pytest.mark.parametrize(("action", "kind", "text"), [
    ("image", "image", "（图片）"), ("voice", "voice", "（语音）"), ("video", "video", "（视频）"),
    ("short_video", "video", "（视频）"), ("link", "link", "（网页链接）"), ("sticker", "other", "（表情或其他内容）"),
])  # fmt: skip
async def test_what_has_no_words_is_a_turn_of_its_own(wechat: WeChatWorld, action: str, kind: str, text: str) -> None:
    phone = wechat.phone()
    match action:
        case "image":
            delivery = await phone.send_image(jpeg(), "image/jpeg")
        case "voice":
            delivery = await phone.send_voice(b"#!AMR\n", "amr")
        case "video":
            delivery = await phone.send_video(b"....ftyp")
        case "short_video":
            delivery = await phone.send_short_video(b"....ftyp")
        case "link":
            delivery = await phone.send_link("题", "说明", "https://example.org")
        case _:
            delivery = await phone.send_sticker()
    assert "答：<send_attachment>" in (delivery.text or "")
    command = wechat.dialogue.asked[-1]["command"]
    assert command["values"]["kind"] == kind and ("attachment_id" in command["values"]) == (
        kind in ("image", "voice", "video")
    )
    (inbound,) = await wechat.rows(InboundMessage)
    assert inbound.text == text


async def test_three_photos_and_a_text_within_a_moment(wechat_on_both: Made) -> None:
    """Fault 3: one conversation, four rows in the order they came, turns one by one, three attachments."""
    from casework.storage.channel_models import Attachment

    world = await wechat_on_both()
    world.dialogue.delay = 0.1
    phone = world.phone()
    sends = []
    for number in range(3):
        sends.append(asyncio.create_task(phone.send_image(jpeg(str(number)), "image/jpeg")))
        await asyncio.sleep(0.02)
    sends.append(asyncio.create_task(phone.say("这是我的材料")))
    await asyncio.gather(*sends)
    rows = sorted(await world.rows(InboundMessage), key=lambda row: row.seq)
    assert [row.text for row in rows] == ["（图片）"] * 3 + ["这是我的材料"]
    assert await world.count(Conversation) == 1 and await world.count(Attachment) == 3
    assert world.dialogue.overlaps == 0 and world.dialogue.texts == ["", "", "", "这是我的材料"]
    asked = [turn["turn_id"] for turn in world.dialogue.thought.values()]
    assert asked == [row.turn_id for row in rows]


async def test_farewell_forgets_who_they_are(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.phone()
    await phone.say("我腿断了")
    await phone.unfollow()
    assert (await world.contact()).openid == "" and await _replayed(world, phone, 1) == [b"success"]
    assert [row.text for row in await world.rows(InboundMessage)] == [""]
    await phone.follow()
    assert await world.count(Conversation) == 2 and "我是机器人" in phone.texts[-1]


async def test_farewell_in_the_middle_of_a_turn_sends_nothing_more(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    wechat.dialogue.delay = 5.0
    asked = asyncio.create_task(phone.say("我腿断了"))
    await asyncio.sleep(4.3)
    await phone.unfollow()
    await asked
    await wechat.idle()
    await settle(2.5)
    assert answers(phone, "我腿断了") == []


async def test_unknown_and_broken_bodies_are_kept_and_acknowledged(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    for body in ("<xml><ToUserName>a", "<xml></xml>", "not xml", "<xml><MsgType>hologram</MsgType></xml>"):
        signed = wechat.fake.signed_body(body)
        raw = await wechat.fake.post_raw(signed.body, signed.query)
        assert (raw.status, raw.body) == (200, b"success")
    kept = await wechat.rows(WeChatArrival)
    assert len(kept) == 4 and {row.state for row in kept} == {"kept"} and len(wechat.dialogue.asked) == 1


async def test_refusals_name_no_reason(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    delivery = await phone.say("你好")
    assert delivery.sealed
    for change in ({"signature": "0" * 40}, {"msg_signature": "0" * 40}, {"timestamp": "1"}):
        raw = await wechat.fake.post_raw(delivery.sealed.body, delivery.sealed.query | change)
        assert (raw.status, raw.body) == (403, b"")
    raw = await wechat.fake.post_raw(b"<xml>" + b"x" * 70_000, delivery.sealed.query)
    assert raw.status == 413
    async with wechat.http.post(f"{wechat.gateways[0].base}/wechat/nobody") as answer:
        assert answer.status == 404
    assert await wechat.fake.verify_callback()


async def test_a_resume_code_brings_the_page_over(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    page = await world.open(region=REGION)
    await page.say("我腿断了")
    code = (await issue_resume_code(world.gateways[0].cw, page.conversation_id)).code
    phone = world.phone()
    first = await phone.say("你好")
    assert "答：你好" in (first.text or "")
    moved = await phone.say(f" {code.lower()} ")
    assert moved.text is not None and moved.text.startswith("网页上说的都带过来了") and "答：<resume>" in moved.text
    assert await _replayed(world, phone, 1) == [b"success"]
    await world.start()
    assert await _replayed(world, phone, 1) == [b"success"], "another gateway knows it, too"
    await phone.say("在福泉")
    rows = await world.rows(InboundMessage, conversation_id=page.conversation_id)
    assert [row.text for row in sorted(rows, key=lambda row: row.seq)] == ["我腿断了", "（发来网页的接续码）", "在福泉"]
    assert (await page.get("/api/chat/history"))[0] == 401, "the page's own access has ended"
    assert "我腿断了" not in "".join(phone.texts)
    # a code works once
    again = await world.phone().say(code)
    assert "接续码不对" in (again.text or "")


async def test_a_code_does_not_mix_two_applications(wechat: WeChatWorld) -> None:
    page = await wechat.open(region=REGION)
    code = (await issue_resume_code(wechat.gateways[0].cw, page.conversation_id)).code
    phone = wechat.phone()
    await phone.say("你好")
    contact, cw = await wechat.contact(), wechat.gateways[0].cw
    async with cw.database.write() as session:
        mine = await session.get_one(Conversation, contact.conversation_id)
        session.add(Draft(
            id="d" * 32, conversation_id=mine.id, resident_id=mine.resident_id, lane="temporary_aid", state="open",
            created_at=cw.now(), updated_at=cw.now(),
        ))  # fmt: skip
    assert "接续码不对" in ((await phone.say(code)).text or "")
    assert (await page.get("/api/chat/history"))[0] == 200


async def test_a_message_to_somebody_in_staff_hands_is_only_acknowledged(wechat: WeChatWorld) -> None:
    phone = wechat.phone()
    await phone.say("你好")
    cw = wechat.gateways[0].cw
    async with cw.database.write() as session:
        (await session.get_one(Conversation, (await wechat.contact()).conversation_id)).mode = "staff"
    before = asyncio.get_running_loop().time()
    assert (await phone.say("有人吗")).outcome == "silent"
    assert asyncio.get_running_loop().time() - before < 2 and await wechat.count(Turn) == 1

    async def closed() -> bool:
        (row,) = await wechat.rows(WeChatContact)
        return row.passive_until is None

    await until(closed)
