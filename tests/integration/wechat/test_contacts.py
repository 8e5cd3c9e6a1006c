"""Followers: met once, their budget written with each action, forgotten when they leave."""

import asyncio

import pytest
from sqlalchemy import event

from casework.services.audit import verify_chain
from casework.services.context import Casework, new_id
from casework.services.handoffs import raise_crisis, request_handoff
from casework.services.retention import sweep_retention
from casework.services.rotation import rotate_keys
from casework.services.wechat_contacts import (
    channel_budget,
    close_callback,
    close_window,
    contact_of,
    find_contact,
    mark_unreachable,
    meet,
    note_action,
    unfollow,
)  # fmt: skip
from casework.services.wechat_identity import openid_digests
from casework.storage.channel_models import PageSession, WeChatContact
from casework.storage.database import Database
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Conversation, Draft, Handoff, InboundMessage, Note, OutboundMessage, Resident
from casework.storage.types import install_keyring
from connectors import fixed_words
from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.conftest import TEST_SECRET
from tests.wechat_steps import (
    OPENID,
    another_process,
    conversation_of,
    count,
    follower,
    moved_clock,
    put,
    row_of,
    tell,
    writes,
)


async def test_a_follower_is_met_once_with_the_opening_said(casework: Casework):
    opening = fixed_words.opening()
    first = await meet(casework, account="fuquan", openid=OPENID, region="522702", source="poster1", opening=opening)
    again = await meet(casework, account="fuquan", openid=OPENID, region="522702", opening=opening)
    assert first.new and not again.new and first.conversation.id == again.conversation.id
    talk = await conversation_of(casework, again.conversation.id)
    assert (talk.channel, talk.account, talk.region, talk.last_seq) == ("wechat", "fuquan", "522702", 1)
    contact = await row_of(casework, talk.id)
    assert (contact.openid, contact.source, contact.followed, contact.delivered_seq) == (OPENID, "poster1", True, 0)


async def test_openids_differ_by_case_and_by_account(casework_sqlite: Casework):
    ids = {
        (await meet(casework_sqlite, account=account, openid=openid, region=None)).conversation.id
        for account in ("", "aba")
        for openid in ("oABC", "oabc")
    }
    assert len(ids) == 4


async def test_two_at_once_open_one_conversation(casework: Casework, database_url: str):
    other = another_process(casework, database_url)
    met = await asyncio.gather(*(
        meet(cw, account="", openid=OPENID, region=None, opening=fixed_words.opening())
        for cw in (casework, other) * 6
    ))  # fmt: skip
    assert len({one.conversation.id for one in met}) == 1 and sum(one.new for one in met) == 1
    for table in (Resident, Conversation, WeChatContact, OutboundMessage):
        assert await count(casework, table) == 1, table
    await other.database.close()


async def test_a_known_follower_costs_one_read(casework_sqlite: Casework):
    await follower(casework_sqlite, region="522702")
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(casework_sqlite.database.engine.sync_engine, "before_cursor_execute", note)
    await meet(casework_sqlite, account="", openid=OPENID, region="522702")
    assert len(statements) == 1 and statements[0].startswith("SELECT")


@pytest.mark.parametrize(
    ("known", "given", "source", "begun", "then"),
    [
        (None, "522702", "", False, "522702"),
        ("522702", "513200", "", False, "522702"),
        ("522702", "513200", "poster", False, "513200"),
        ("522702", "513200", "poster", True, "522702"),
        ("522702", None, "poster", False, "522702"),
    ],
)
async def test_a_scan_brings_its_region_until_something_was_begun(
    casework_sqlite: Casework, known: str | None, given: str | None, source: str, begun: bool, then: str
):
    cw = casework_sqlite
    talk = (await meet(cw, account="", openid=OPENID, region=known)).conversation
    if begun:
        resident = (await conversation_of(cw, talk.id)).resident_id
        async with cw.database.write() as session:
            session.add(Draft(id=new_id(), conversation_id=talk.id, resident_id=resident, lane="x",
                              state="open", created_at=cw.now(), updated_at=cw.now()))  # fmt: skip
    met = await meet(cw, account="", openid=OPENID, region=given, source=source)
    assert met.conversation.region == then
    assert (await conversation_of(cw, talk.id)).region == then
    assert (await row_of(cw, talk.id)).source == source


async def test_the_first_source_stays(casework_sqlite: Casework):
    talk = await follower(casework_sqlite, source="poster1")
    await follower(casework_sqlite, source="poster2")
    assert (await row_of(casework_sqlite, talk)).source == "poster1"


async def test_each_action_overwrites_its_own_budget(casework: Casework):
    clock = moved_clock(casework)
    talk = await follower(casework)
    await mark_unreachable(casework, talk, "blocked")
    for _ in range(2):
        await writes(casework, talk)
    await note_action(casework, talk, "tap")
    contact = await row_of(casework, talk)
    assert (contact.message_left, contact.tap_left, contact.unreachable, contact.followed) == (5, 3, None, True)
    assert contact.message_until and (contact.message_until - clock.now).total_seconds() == 48 * 3600
    assert contact.tap_until and (contact.tap_until - clock.now).total_seconds() == 60
    assert contact.last_action_at == clock.now


async def test_the_longest_open_callback_counts(casework: Casework):
    clock = moved_clock(casework)
    talk = await follower(casework)
    await writes(casework, talk, passive=5)
    clock.forward(seconds=1)
    await writes(casework, talk, passive=1)
    await note_action(casework, talk, "tap")
    contact = await row_of(casework, talk)
    assert contact.passive_until and (contact.passive_until - clock.now).total_seconds() == 4
    await close_callback(casework, talk)
    assert (await row_of(casework, talk)).passive_until is None


async def test_a_second_copy_adds_no_budget(casework_sqlite: Casework):
    from casework.services.conversations import record_inbound
    from casework.services.wechat_contacts import action_beside

    cw, talk = casework_sqlite, await follower(casework_sqlite)
    for _ in range(2):
        await record_inbound(
            cw, talk, dedup_key="same", text="好", command=None, beside=action_beside(cw, "message", 4)
        )
        await put(cw, WeChatContact, talk, message_left=2) if not _ else None
    assert (await row_of(cw, talk)).message_left == 2


async def test_what_a_console_is_told(casework: Casework):
    clock = moved_clock(casework)
    talk = await follower(casework)

    async def budget():
        async with casework.database.read() as session:
            return await channel_budget(session, talk, clock.now)

    assert (await budget()).reason == "window_closed"
    await writes(casework, talk)
    await tell(casework, talk, "甲", "乙")
    page = await writes(casework, talk, channel="web")
    await tell(casework, talk, "网页上的回答", turn_id=page)
    found = await budget()
    assert (found.left, found.reachable, found.reason, found.undelivered) == (5, True, None, 2)
    assert found.until == clock.now + (found.until - clock.now) and found.undelivered_since == clock.now
    await close_window(casework, talk)
    assert ((await budget()).left, (await budget()).reason, (await budget()).until) == (0, "window_closed", None)
    await writes(casework, talk)
    await mark_unreachable(casework, talk, "blocked")
    assert ((await budget()).reachable, (await budget()).reason) == (False, "blocked")
    await writes(casework, talk)
    await put(casework, Conversation, talk, quiet=True)
    assert ((await budget()).quiet, (await budget()).reason) == (True, "quiet")
    clock.forward(hours=49)
    assert (await budget()).left == 0


async def test_no_budget_on_the_web(casework_sqlite: Casework):
    async with casework_sqlite.database.read() as session:
        assert await channel_budget(session, "0" * 32) is None


async def _told_much(cw: Casework) -> str:
    talk = await follower(cw, opening=fixed_words.opening())
    await writes(cw, talk, "我家里着火了")
    await tell(cw, talk, "答：先顾人")
    async with cw.database.write() as session:
        session.add(PageSession(id="p" * 64, conversation_id=talk, created_at=cw.now()))
    return talk


async def test_who_leaves_is_forgotten_with_all_they_told(casework: Casework):
    talk = await _told_much(casework)
    assert await unfollow(casework, "", OPENID, "erase")
    assert not await unfollow(casework, "", OPENID, "erase")
    contact, conversation = await row_of(casework, talk), await conversation_of(casework, talk)
    assert (contact.openid, contact.followed, contact.source) == ("", False, "")
    assert conversation.identity_hash not in openid_digests(casework, OPENID) and conversation.erased_at
    assert not await count(casework, PageSession)
    async with casework.database.read() as session:
        from sqlalchemy import select

        assert {row.text for row in await session.scalars(select(InboundMessage))} == {""}
        assert {row.body["text"] for row in await session.scalars(select(OutboundMessage))} == {"（已删除）"}
    assert await count(casework, AuditEvent, AuditEvent.action == "wechat.unfollowed") == 1
    assert (await verify_chain(casework)).problem is None
    assert await find_contact(casework, "", OPENID) is None


async def test_who_comes_back_begins_anew(casework: Casework):
    talk = await _told_much(casework)
    await unfollow(casework, "", OPENID, "erase")
    met = await meet(casework, account="", openid=OPENID, region=None)
    assert met.new and met.conversation.id != talk


async def test_unlinked_words_stay(casework: Casework):
    talk = await _told_much(casework)
    await request_handoff(casework, talk, reason="requested")
    assert await unfollow(casework, "", OPENID, "unlink")
    assert (await conversation_of(casework, talk)).erased_at is None
    assert await count(casework, Note, Note.conversation_id == talk) == 1
    contact = await contact_of(casework, talk)
    assert contact and contact.openid == "" and contact.unreachable is None


async def test_words_of_somebody_in_danger_stay_until_it_is_over(casework: Casework):
    talk = await _told_much(casework)
    await raise_crisis(casework, talk, "crisis_self_harm", [])
    await unfollow(casework, "", OPENID, "erase")
    assert (await row_of(casework, talk)).openid == ""
    assert (await conversation_of(casework, talk)).erased_at is None
    note = await _only_note(casework, talk)
    assert "取消关注" in note and "暂时保留" in note
    assert (await sweep_retention(casework, draft_keep_days=30, tracker_keep_days=30)).left == 0
    await put(casework, Handoff, talk, state="closed")
    assert (await sweep_retention(casework, draft_keep_days=30, tracker_keep_days=30)).left == 1
    assert (await conversation_of(casework, talk)).erased_at
    assert (await sweep_retention(casework, draft_keep_days=30, tracker_keep_days=30)).left == 0


async def _only_note(cw: Casework, talk: str) -> str:
    from sqlalchemy import select

    async with cw.database.read() as session:
        return (await session.scalars(select(Note.text).where(Note.conversation_id == talk))).one()


async def test_old_page_sessions_go(casework_sqlite: Casework):
    clock = moved_clock(casework_sqlite)
    await _told_much(casework_sqlite)
    swept = await sweep_retention(casework_sqlite, draft_keep_days=90, tracker_keep_days=90)
    assert swept.page_sessions == 0
    clock.forward(days=31)
    assert (await sweep_retention(casework_sqlite, draft_keep_days=90, tracker_keep_days=90)).page_sessions == 1


async def test_a_new_key_finds_and_keeps_followers(sqlite_url: str, keyring: Keyring, policy_book: PolicyBook):
    old = Casework(Database(sqlite_url), keyring, policy_book)
    talk = await follower(old)
    both = Keyring(["another-key-for-tests-02", TEST_SECRET])
    install_keyring(both)
    between = Casework(old.database, both, policy_book)
    assert (await meet(between, account="", openid=OPENID, region=None)).conversation.id == talk
    assert (await rotate_keys(between)).identities == 1
    only = Keyring(["another-key-for-tests-02"])
    install_keyring(only)
    after = Casework(old.database, only, policy_book)
    assert (await meet(after, account="", openid=OPENID, region=None)).conversation.id == talk
    await old.database.close()
