"""What staff see of WeChat: messages left, what has arrived, why not, what was handed in; and the quiet switch."""

import asyncio
import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.services.attachment_work import claim_attachment
from casework.services.attachments import attach_beside
from casework.services.claims import claim
from casework.services.context import Casework, new_id
from casework.services.conversations import find_conversation, messages_after, record_inbound, say
from casework.services.file_keeping import digest_of, keep_file
from casework.services.handoffs import raise_crisis, request_handoff
from casework.services.queue import read_queue
from casework.services.staff_chat import reply
from casework.services.staff_conversations import read_conversation
from casework.services.wechat_accounts import learn_can_send
from casework.services.wechat_contacts import meet
from casework.services.wechat_ledger import action_beside, mark_unreachable, note_action
from casework.services.wechat_parcels import claim_parcel, settle_parcel
from casework.storage.channel_models import WeChatContact
from casework.storage.files import FileStore
from casework.storage.keeping_models import AuditEvent
from contracts.casework import HandoffBrief
from contracts.files import Inspected
from contracts.messages import Bubble
from tests.staff_tools import ABA, FUQUAN, Clock, StaffSite, Talk, make_actor

ACCOUNT = "fuquan"
PHOTO = b"\xff\xd8\xff\xe0 a photo <script>"


async def follower(cw: Casework, *, source: str = "", handoff: bool = True) -> str:
    """Somebody who follows the account and has said a word, in the queue."""
    cw.pushing_accounts = frozenset({ACCOUNT})
    openid = f"o{secrets.token_hex(12)}"
    met = await meet(cw, account=ACCOUNT, openid=openid, region=FUQUAN, source=source)
    await hears(cw, met.conversation.id)
    if handoff:
        brief = await request_handoff(cw, met.conversation.id, reason="requested")
        assert isinstance(brief, HandoffBrief)
    return met.conversation.id


async def hears(cw: Casework, where: str, action: Any = "message", **more: Any) -> str:
    beside = more.pop("beside", None) or action_beside(cw, action, None)
    said = await record_inbound(
        cw, where, dedup_key=new_id(), text="在吗", command=None, ask=False, beside=beside, **more
    )
    return said.inbound_id


async def deliver(cw: Casework, where: str, *, spent: bool = True) -> None:
    parcel = await claim_parcel(cw, where, passive=not spent)
    assert parcel is not None
    await settle_parcel(cw, parcel, upto_seq=parcel.messages[-1].seq, upto_characters=0, spent=spent)


async def test_the_budget_is_counted_down_and_runs_out_with_time(casework: Casework, talk: Talk, clock: Clock):
    casework.now = clock
    clerk, where = await make_actor(casework), await follower(casework)
    await claim(casework, clerk, where)
    await deliver(casework, where)
    budget = (await read_conversation(casework, clerk, where)).channel_budget
    assert budget is not None and (budget.left, budget.reachable, budget.undelivered) == (4, True, 0)
    assert budget.until == clock.at + timedelta(hours=48) and budget.reason_text == ""
    clock.forward(hours=49)
    budget = (await read_conversation(casework, clerk, where)).channel_budget
    assert budget is not None and (budget.left, budget.until, budget.reason) == (0, None, "window_closed")
    assert "等对方" in budget.reason_text


async def test_a_reply_answers_at_once_and_shows_when_it_has_arrived(casework: Casework, talk: Talk):
    clerk, where = await make_actor(casework), await follower(casework)
    await claim(casework, clerk, where)
    await deliver(casework, where)
    said = await reply(casework, clerk, where, "您好，我是福泉民政的", 99)
    assert said.delivered is False
    view = await read_conversation(casework, clerk, where)
    assert [(m.from_, m.delivered) for m in view.messages] == [
        ("resident", None), ("system", True), ("staff", False),
    ]  # fmt: skip
    assert view.channel_budget is not None and view.channel_budget.undelivered == 1
    await deliver(casework, where)
    view = await read_conversation(casework, clerk, where, after=said.seq - 1)
    assert view.messages[-1].delivered is True
    assert view.channel_budget is not None and view.channel_budget.delivered_seq == said.seq


async def test_the_web_has_no_budget_and_says_nothing_of_delivery(casework: Casework, talk: Talk):
    clerk, where = await make_actor(casework), await talk.open()
    await claim(casework, clerk, where)
    view = await read_conversation(casework, clerk, where)
    assert view.channel_budget is None and {message.delivered for message in view.messages} == {None}
    assert (await read_queue(casework, clerk)).rows[0].window is None


async def test_what_was_answered_on_the_page_counts_as_read_there(casework: Casework, talk: Talk):
    clerk, where = await make_actor(casework), await follower(casework)
    turn = await hears(casework, where, channel="web")
    await say(casework, where, [Bubble(text="答在网页上")], turn_id=turn)
    await say(casework, where, [Bubble(text="还没送到")])
    view = await read_conversation(casework, clerk, where)
    assert [(m.text, m.delivered) for m in view.messages if m.from_ == "bot"] == [
        ("答在网页上", True), ("还没送到", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("no_api", "不能主动"),
        ("learned", "不能主动"),
        ("unfollowed", "取消了关注"),
        ("43004", "发不到"),
        ("quiet", "静默"),
    ],
)
async def test_why_nothing_can_be_pushed_is_said(casework: Casework, talk: Talk, reason: str, words: str):
    clerk, where = await make_actor(casework), await follower(casework)
    if reason == "no_api":
        casework.pushing_accounts = frozenset()
    elif reason == "learned":
        await learn_can_send(casework, ACCOUNT, can_send=False)
    elif reason == "unfollowed":
        async with casework.database.write() as session:
            await session.execute(update(WeChatContact).values(followed=False, openid=""))
    elif reason == "quiet":
        await raise_crisis(casework, where, "crisis_violence", [])
    else:
        await mark_unreachable(casework, where, reason)
    view = await read_conversation(casework, clerk, where)
    budget = view.channel_budget
    assert budget is not None and (budget.reachable, budget.reason) == (
        False,
        "no_api" if reason == "learned" else reason,
    )
    assert words in budget.reason_text and view.quiet is (reason == "quiet")
    row = (await read_queue(casework, clerk)).rows[0]
    assert row.quiet is (reason == "quiet")
    if reason != "quiet":
        assert row.window is not None and (row.window.left, row.window.until) == (0, None)


async def test_the_queue_shows_the_window_and_where_they_come_from(casework: Casework, talk: Talk, clock: Clock):
    casework.now = clock
    clerk, where = await make_actor(casework), await follower(casework, source="poster-hospital")
    row = (await read_queue(casework, clerk)).rows[0]
    assert row.window is not None and (row.window.left, row.source) == (5, "poster-hospital")
    assert row.window.until == clock.at + timedelta(hours=48)
    assert (await read_conversation(casework, clerk, where)).source == "poster-hospital"
    clock.forward(hours=47, minutes=59, seconds=30)
    await note_action(casework, where, "tap")
    row = (await read_queue(casework, clerk)).rows[0]
    assert row.window is not None and row.window.left == 5
    clock.forward(seconds=45)
    row = (await read_queue(casework, clerk)).rows[0]
    assert row.window is not None and row.window.left == 3
    clock.forward(seconds=30)
    row = (await read_queue(casework, clerk)).rows[0]
    assert row.window is not None and row.window.left == 0


async def test_no_openid_reaches_the_console(casework_sqlite: Casework, site: StaffSite):
    where = await follower(casework_sqlite)
    async with casework_sqlite.database.read() as session:
        openid = str(await session.scalar(select(WeChatContact.openid)))
    client = await site.signed_in()
    shown = json.dumps([await client.get("queue"), await client.get(f"conversations/{where}")])
    assert len(openid) > 20 and openid not in shown


async def test_residents_pages_never_learn_what_has_arrived(casework_sqlite: Casework):
    where = await follower(casework_sqlite)
    await say(casework_sqlite, where, [Bubble(text="您好")])
    assert await find_conversation(casework_sqlite, "wechat", ACCOUNT, "nobody") is None
    said = await messages_after(casework_sqlite, where, 0)
    assert all("delivered" not in message.model_dump() for message in said)


# --- over the API


async def test_quiet_by_the_api_needs_its_note_and_is_seen_by_colleagues(site: StaffSite):
    where = await follower(site.cw)
    await raise_crisis(site.cw, where, "crisis_violence", [])
    client = await site.signed_in()
    status, body = await client.call("POST", f"conversations/{where}/quiet", {"quiet": False})
    assert status == 400 and "note" in body["error"]["fields"]
    answered = await client.post(f"conversations/{where}/quiet", {"quiet": False, "note": "电话里说已安全"})
    assert answered == {"conversation_id": where, "quiet": False}
    view = await client.get(f"conversations/{where}")
    assert view["quiet"] is False and view["channel_budget"]["quiet"] is False
    assert "电话里说已安全" in [note["text"] for note in view["notes"]]
    assert (await client.post(f"conversations/{where}/quiet", {"quiet": True}))["quiet"] is True


async def test_the_console_hears_of_quiet_and_of_arrival(site: StaffSite):
    where = await follower(site.cw)
    await say(site.cw, where, [Bubble(text="您好")])
    client = await site.signed_in()
    async with client.http.get("/api/staff/events") as stream:
        await _until(stream, "ready")
        await client.post(f"conversations/{where}/quiet", {"quiet": True})
        assert (await _until(stream, "conversation"))["conversation_id"] == where
        await _until(stream, "queue")
        await deliver(site.cw, where, spent=False)
        site.cw.events.publish("staff")
        assert (await _until(stream, "conversation"))["conversation_id"] == where


async def _until(stream: Any, name: str) -> Any:
    async with asyncio.timeout(5):
        async for line in stream.content:
            if line.strip() == f"event: {name}".encode():
                data = await stream.content.readline()
                return json.loads(data.removeprefix(b"data: "))
    raise AssertionError(name)


# --- files


async def handed_in(cw: Casework, folder: Path, where: str) -> str:
    cw.files = FileStore(folder / "files", cw.keyring)
    attachment_id, beside = attach_beside(cw, kind="image", media_id="m1", account=ACCOUNT)
    await hears(cw, where, beside=beside)
    waiting = await claim_attachment(cw, [ACCOUNT])
    assert waiting is not None
    await keep_file(cw, waiting, digest_of(PHOTO), Inspected("image/jpeg", PHOTO, b"small", 1, 640, 480))
    return attachment_id


async def test_a_photo_stands_beside_the_chat_and_opens_as_a_file_only(site: StaffSite, tmp_path: Path):
    where = await follower(site.cw)
    attachment_id = await handed_in(site.cw, tmp_path, where)
    client = await site.signed_in()
    [row] = (await client.get(f"conversations/{where}"))["attachments"]
    assert (row["id"], row["kind"], row["state"], row["state_text"]) == (attachment_id, "image", "stored", "已存好")
    assert row["size"] == len(PHOTO) and row["message_seq"] == 2
    assert (row["scan"], row["source"], row["pages"]) == ("clean", "wechat", 1)
    async with client.http.get(f"/api/staff/attachments/{attachment_id}") as answer:
        assert (answer.status, await answer.read(), answer.content_type) == (200, PHOTO, "image/jpeg")
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["Cache-Control"] == "no-store"
    async with client.http.get(f"/api/staff/attachments/{attachment_id}/thumbnail") as answer:
        assert (answer.status, await answer.read(), answer.content_type) == (200, b"small", "image/jpeg")
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    async with site.cw.database.read() as session:
        query = select(AuditEvent).where(AuditEvent.object_kind == "attachment").order_by(AuditEvent.seq)
        read = [(event.action, event.object_id) for event in await session.scalars(query)]
    assert read == [("attachment.read", attachment_id), ("attachment.thumbnail", attachment_id)]


async def test_a_photo_of_another_place_does_not_exist(site: StaffSite, tmp_path: Path):
    attachment_id = await handed_in(site.cw, tmp_path, await follower(site.cw))
    stranger = await site.signed_in("supervisor", ABA)
    status, body = await stranger.call("GET", f"attachments/{attachment_id}")
    missing = await stranger.call("GET", f"attachments/{'0' * 32}")
    assert status == 404 and body["error"]["message"] == missing[1]["error"]["message"]
