"""custom/send and the typing indicator: windows, counts, bodies."""

import json

import pytest

from simulator import FakeAccount, FakeWeChat, Follower
from tests.unit.simulator.conftest import SEND, TYPING, Callback, Caller

HOURS = 3600


@pytest.fixture
async def phone(fake: FakeWeChat, callback: Callback) -> Follower:
    return fake.phone()


async def test_five_after_a_message_within_48_hours(api: Caller, fake: FakeWeChat, phone: Follower):
    assert await api.send(phone.openid, "早") == 45015, "nothing was said yet"
    await phone.say("你好")
    assert [await api.send(phone.openid, f"第{n}条") for n in range(6)] == [0, 0, 0, 0, 0, 45047]
    assert phone.texts == [f"第{n}条" for n in range(5)]
    await phone.say("再问")
    fake.clock.advance(48 * HOURS - 1)
    await api.sign_on()
    assert await api.send(phone.openid, "还在") == 0
    fake.clock.advance(2)
    assert await api.send(phone.openid, "晚了") == 45015


async def test_messages_do_not_add_up(api: Caller, phone: Follower):
    for _ in range(3):
        await phone.say("在吗")
    assert [await api.send(phone.openid, "在") for _ in range(6)][-2:] == [0, 45047]


@pytest.mark.parametrize("deed", ["click", "follow", "scan", "scancode_waitmsg"])
async def test_three_after_a_tap_within_a_minute(api: Caller, fake: FakeWeChat, phone: Follower, deed: str):
    deeds = {
        "click": lambda: phone.click("key"), "follow": phone.follow, "scan": lambda: phone.scan("poster"),
        "scancode_waitmsg": lambda: phone.event("scancode_waitmsg", EventKey="6"),
    }  # fmt: skip
    await deeds[deed]()
    assert [await api.send(phone.openid, "好") for _ in range(4)] == [0, 0, 0, 45047]
    await deeds[deed]()
    fake.clock.advance(61)
    assert await api.send(phone.openid, "好") == 45015


@pytest.mark.parametrize("name", ["VIEW", "LOCATION", "pic_weixin", "location_select", "view_miniprogram"])
async def test_other_events_open_nothing(api: Caller, phone: Follower, name: str):
    await phone.event(name, EventKey="x")
    assert await api.send(phone.openid, "好") == 45015


async def test_both_windows_beside_each_other_the_tap_spent_first(api: Caller, fake: FakeWeChat, phone: Follower):
    await phone.say("你好")
    await phone.click("key")
    assert [await api.send(phone.openid, "x") for _ in range(2)] == [0, 0]
    assert (phone.windows.tap.left, phone.windows.message.left) == (1, 5)
    fake.clock.advance(61)
    assert [await api.send(phone.openid, "x") for _ in range(6)] == [0] * 5 + [45047]


async def test_harsher_reading_one_window_the_last_deed_sets_it(api: Caller, fake: FakeWeChat, callback: Callback):
    callback.account.windows = "latest"
    phone = fake.phone()
    await phone.say("你好")
    await phone.click("key")
    assert [await api.send(phone.openid, "x") for _ in range(4)] == [0, 0, 0, 45047]
    fake.clock.advance(61)
    assert await api.send(phone.openid, "x") == 45015


async def test_redelivery_does_not_open_the_window_again(api: Caller, fake: FakeWeChat, phone: Follower):
    note = phone.write("你好")
    await fake.deliver(note)
    assert await api.send(phone.openid, "一") == 0
    await fake.deliver(note)
    assert phone.windows.message.left == 4


async def test_a_tapped_menu_message_opens_the_tap_window_only(api: Caller, phone: Follower, callback: Callback):
    await phone.say("你好")
    menu = {"head_content": "满意吗", "list": [{"id": "101", "content": "满意"}, {"id": "102", "content": "不满意"}],
            "tail_content": "谢谢"}  # fmt: skip
    assert await api.code(SEND, {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu}) == 0
    assert phone.shown[-1].text == "满意吗\n满意\n不满意\n谢谢" and phone.shown[-1].kind == "msgmenu"
    phone.windows.close()
    await phone.tap_menu_message("101")
    assert "<bizmsgmenuid>101</bizmsgmenuid>" in callback.opened()
    assert (phone.windows.message.left, phone.windows.tap.left) == (0, 3)
    with pytest.raises(LookupError):
        await phone.tap_menu_message("999")


async def test_links_in_a_text_can_be_tapped(api: Caller, phone: Follower, callback: Callback):
    await phone.say("你好")
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=查进度&msgmenuid=7">查进度</a>'
    await api.send(phone.openid, f"可以{link}")
    await phone.tap_menu_message("7")
    assert "<Content><![CDATA[查进度]]></Content>" in callback.opened()


async def test_test_accounts_have_no_menu_messages(api: Caller, account: FakeAccount, phone: Follower):
    account.test = True
    await phone.say("你好")
    menu = {"head_content": "", "list": [{"id": "1", "content": "好"}]}
    assert await api.code(SEND, {"touser": phone.openid, "msgtype": "msgmenu", "msgmenu": menu}) == 40200


async def test_text_of_2048_bytes_and_not_one_more(api: Caller, phone: Follower):
    await phone.say("你好")
    assert await api.send(phone.openid, "救" * 682 + "ab") == 0
    assert await api.send(phone.openid, "救" * 682 + "abc") == 45002
    assert len(phone.shown) == 1 and phone.windows.message.left == 4, "a refused one is not counted"


async def test_body_in_real_utf8_only(api: Caller, phone: Follower):
    await phone.say("你好")
    body = {"touser": phone.openid, "msgtype": "text", "text": {"content": "你好"}}
    assert await api.code(SEND, json.dumps(body).encode()) == 40033
    assert await api.code(SEND, json.dumps(body, ensure_ascii=False).encode("gbk")) == 47001
    body["text"] = {"content": "反斜杠 \\u4f60 是写出来的"}
    assert await api.code(SEND, body) == 0
    body["text"] = {"content": "\x01"}
    assert await api.code(SEND, body) == 40033, "json.dumps escapes control characters too"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 44002), (b"{", 47001), (b"[]", 47001), (b'"text"', 47001),
        ({"msgtype": "text", "text": {"content": "x"}}, 40003),
        ({"touser": 5, "msgtype": "text", "text": {"content": "x"}}, 40003),
    ],
)  # fmt: skip
async def test_broken_bodies(api: Caller, body: object, code: int):
    assert await api.code(SEND, body) == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"msgtype": "song"}, 40008), ({}, 40008), ({"msgtype": "text"}, 44004),
        ({"msgtype": "text", "text": {"content": ""}}, 44004), ({"msgtype": "text", "text": {"content": 5}}, 47001),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008), ({"msgtype": "news", "news": {}}, 45008),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "msgmenu", "msgmenu": {"list": []}}, 44004),
        ({"msgtype": "msgmenu", "msgmenu": {"list": ["x"]}}, 47001),
        ({"msgtype": "news", "news": {"articles": [{"title": "一"}]}}, 0),
    ],
)  # fmt: skip
async def test_what_each_kind_needs(api: Caller, phone: Follower, more: dict, code: int):
    await phone.say("你好")
    assert await api.code(SEND, {"touser": phone.openid, **more}) == code


async def test_strangers_the_unfollowed_and_the_unentitled(api: Caller, account: FakeAccount, phone: Follower):
    assert await api.send("o-nobody", "x") == 40003
    await phone.say("你好")
    await phone.unfollow()
    assert await api.send(phone.openid, "x") == 43004
    await phone.follow()
    phone.windows.tap.left = 0
    assert await api.send(phone.openid, "x") == 45047, "the old window is gone"
    account.customer_service = False
    assert await api.send(phone.openid, "x") == 48001
    assert await api.code(TYPING, {"touser": phone.openid, "command": "Typing"}) == 48001


async def test_daily_budget_until_midnight_in_china(
    api: Caller, fake: FakeWeChat, account: FakeAccount, phone: Follower
):
    account.budgets[SEND] = 2
    await phone.say("你好")
    assert [await api.send(phone.openid, "x") for _ in range(3)] == [0, 0, 45009]
    fake.clock.advance(24 * HOURS)
    await api.sign_on()
    assert await api.send(phone.openid, "x") == 0


async def test_typing(api: Caller, fake: FakeWeChat, phone: Follower):
    on, off = {"touser": phone.openid, "command": "Typing"}, {"touser": phone.openid, "command": "CancelTyping"}
    assert await api.code(TYPING, on) == 45080
    await phone.say("你好")
    assert await api.code(TYPING, {**on, "command": "Dance"}) == 45072
    assert await api.code(TYPING, on) == 0 and phone.typing
    assert await api.code(TYPING, on) == 45081
    assert await api.code(TYPING, off) == 0 and not phone.typing
    assert await api.code(TYPING, on) == 0
    assert await api.send(phone.openid, "好") == 0 and not phone.typing
    fake.clock.advance(31)
    assert await api.code(TYPING, on) == 45080
    assert phone.windows.message.left == 4, "typing costs nothing"


async def test_get_is_not_post(api: Caller):
    assert (await (await api.get(SEND)).json())["errcode"] == 43002
