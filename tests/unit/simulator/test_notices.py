"""Template and subscription messages: entitlement, fields, permission, and the events that follow."""

import pytest

from simulator import FakeAccount, FakeWeChat, Follower
from tests.unit.simulator.conftest import BIZSEND, NOTICE, Callback, Caller

GOOD = {"thing1": {"value": "您的申请有新进展"}, "time2": {"value": "2024-05-01 09:42"}}


@pytest.fixture
async def phone(fake: FakeWeChat, callback: Callback) -> Follower:
    return fake.phone()


def notice(phone: Follower, template: str = "T1", **data: str | None) -> dict:
    fields = {**GOOD, **{name: {"value": value} for name, value in data.items()}}
    return {"touser": phone.openid, "template_id": template, "url": "http://x/", "data": fields}


async def test_template_message_needs_no_window_and_tells_its_end(
    api: Caller, fake: FakeWeChat, phone: Follower, callback: Callback
):
    sent = await api.post(NOTICE, notice(phone, first="旧的第一行", remark="备注"))
    assert sent["errcode"] == 0
    [card] = phone.shown
    assert (card.via, card.text, card.url) == (
        "template", "进度提醒\n您的申请有新进展\n2024-05-01 09:42", "http://x/",
    )  # fmt: skip
    assert set(card.fields) == {"thing1", "time2"}, "first and remark are not shown since 2023"
    await fake.settled()
    event = callback.opened()
    assert "TEMPLATESENDJOBFINISH" in event and f"<MsgID>{sent['msgid']}</MsgID>" in event
    assert "<Status><![CDATA[success]]></Status>" in event
    phone.block_templates = True
    assert await api.code(NOTICE, notice(phone)) == 0
    await fake.settled()
    assert "failed:user block" in callback.opened() and len(phone.shown) == 1


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("thing1", "字" * 20, True), ("thing1", "字" * 21, False), ("thing1", "一行\n两行", False),
        ("thing1", "好的👍", False), ("thing1", "", False), ("thing1", None, False), ("thing1", "  ", False),
        ("time2", "2024年5月1日 09:42", True), ("time2", "09:42", True), ("time2", "明天", False),
        ("time2", "25:00", False),
    ],
)  # fmt: skip
async def test_fields_of_a_template(api: Caller, phone: Follower, field: str, value: str | None, fits: bool):
    answer = await api.post(NOTICE, notice(phone, **{field: value}))
    assert answer["errcode"] == (0 if fits else 47003)
    assert fits or f"data.{field}.value" in answer["errmsg"]
    assert len(phone.shown) == fits


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("phrase1", "审核通过", True), ("phrase1", "审核已经通过", False), ("phrase1", "OK", False),
        ("character_string2", "JJ-2024-0001", True), ("character_string2", "编号一", False),
    ],
)  # fmt: skip
async def test_kinds_of_fields(api: Caller, phone: Follower, field: str, value: str, fits: bool):
    data = {"phrase1": "审核通过", "character_string2": "A1", field: value}
    assert await api.code(NOTICE, notice(phone, "P1", **data)) == (0 if fits else 47003)


async def test_a_missing_field_or_no_data(api: Caller, phone: Follower):
    body = notice(phone)
    del body["data"]["time2"]
    assert await api.code(NOTICE, body) == 47003
    assert await api.code(NOTICE, {**body, "data": None}) == 47003


async def test_unknown_template_and_receiver_and_entitlement(api: Caller, account: FakeAccount, phone: Follower):
    assert await api.code(NOTICE, notice(phone, "T9")) == 40037
    assert await api.code(NOTICE, notice(phone, "S1")) == 40037
    assert await api.code(NOTICE, {**notice(phone), "touser": "nobody"}) == 40003
    account.notices = {"subscription"}
    assert await api.code(NOTICE, notice(phone)) == 48001
    account.notices = {"template"}
    await phone.unfollow()
    assert await api.code(NOTICE, notice(phone)) == 43004
    assert await api.code(BIZSEND, notice(phone, "S1")) == 48001


async def test_subscription_once_then_refused(api: Caller, fake: FakeWeChat, phone: Follower, callback: Callback):
    assert await api.code(BIZSEND, notice(phone, "S1")) == 43101
    await phone.accept_notice("S1")
    assert "subscribe_msg_popup_event" in callback.opened() and "accept" in callback.opened()
    assert await api.code(BIZSEND, notice(phone, "S1", thing1="字" * 21)) == 47003
    assert await api.code(BIZSEND, notice(phone, "S1")) == 0
    await fake.settled()
    assert "subscribe_msg_sent_event" in callback.opened()
    assert await api.code(BIZSEND, notice(phone, "S1")) == 43101
    assert [shown.via for shown in phone.shown] == ["subscription"]


async def test_subscription_for_good_until_taken_back(api: Caller, account: FakeAccount, phone: Follower):
    await phone.accept_notice("S1", long_term=True)
    assert [await api.code(BIZSEND, notice(phone, "S1")) for _ in range(3)] == [0, 0, 0]
    account.notices_banned = True
    assert await api.code(BIZSEND, notice(phone, "S1")) == 43107
    account.notices_banned = False
    await phone.refuse_notice("S1")
    assert await api.code(BIZSEND, notice(phone, "S1")) == 43101
    assert await api.code(BIZSEND, notice(phone, "T1")) == 40037
