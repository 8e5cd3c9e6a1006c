"""One conversation, one holder (fault 29), on SQLite and on PostgreSQL."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from casework.services import claims, staff_chat
from casework.services.claims import HeldByOther, NotHolder
from casework.services.context import Casework
from casework.services.conversations import append_outbound, messages_after
from casework.services.sessions import sign_in
from casework.services.staff_chat import UnseenMessages
from casework.services.turns import claim_next_turn, finish_turn
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Conversation, Handoff, Note, OutboundMessage, Turn
from contracts.errors import BadRequest, Conflict, NotFound
from contracts.messages import Bubble
from tests.staff_tools import ABA, FUQUAN, PASSWORD, Talk, let_lease_run_out, make_actor


async def rows(cw: Casework, query: Any) -> list[Any]:
    async with cw.database.read() as session:
        return list(await session.scalars(query))


async def conversation(cw: Casework, conversation_id: str) -> Conversation:
    return (await rows(cw, select(Conversation).where(Conversation.id == conversation_id)))[0]


async def said_by(cw: Casework, conversation_id: str, origin: str) -> list[str]:
    messages = await messages_after(cw, conversation_id, 0, 500)
    return [message.text for message in messages if message.from_ == origin]


async def last_seq(cw: Casework, conversation_id: str) -> int:
    return (await messages_after(cw, conversation_id, 0, 500))[-1].seq


async def test_of_twenty_claims_at_once_one_wins_and_the_others_learn_who(casework: Casework, talk: Talk) -> None:
    staff = [await make_actor(casework, name=f"c{number}-{talk.cw.owner[:4]}") for number in range(20)]
    where = await talk.open()
    results = await asyncio.gather(*(claims.claim(casework, one, where) for one in staff), return_exceptions=True)
    won = [one for one, result in zip(staff, results, strict=True) if not isinstance(result, BaseException)]
    lost = [result for result in results if isinstance(result, BaseException)]
    assert len(won) == 1
    assert all(isinstance(error, HeldByOther) for error in lost), lost
    assert {error.fields["holder"] for error in lost if isinstance(error, HeldByOther)} == {won[0].display_name}
    assert (await conversation(casework, where)).mode == "staff"
    assert len(await said_by(casework, where, "system")) == 1
    assert len(await rows(casework, select(AuditEvent).where(AuditEvent.action == "claim"))) == 1


async def test_claiming_ones_own_again_changes_nothing_for_the_resident(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    first = await claims.claim(casework, clerk, where)
    again = await claims.claim(casework, clerk, where)
    assert first.holder and again.holder and again.holder.until >= first.holder.until
    assert len(await said_by(casework, where, "system")) == 1


async def test_a_silent_holder_loses_the_chat_to_the_queue_with_a_note(casework: Casework, talk: Talk) -> None:
    clerk, other, where = await make_actor(casework), await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    assert await claims.expire_claims(casework) == 0
    await let_lease_run_out(casework, where)
    assert await claims.expire_claims(casework) == 1
    assert await claims.expire_claims(casework) == 0
    now = await conversation(casework, where)
    assert (now.mode, now.claimed_by) == ("queued", None)
    handoffs = await rows(casework, select(Handoff).where(Handoff.conversation_id == where))
    assert [(one.state, one.staff_id) for one in handoffs] == [("queued", None)]
    notes = await rows(casework, select(Note).where(Note.conversation_id == where))
    assert [note.text.startswith(claims.SYSTEM_NOTE) for note in notes] == [True]
    assert "重新排队" in (await said_by(casework, where, "system"))[-1]
    taken = await claims.claim(casework, other, where)
    assert taken.holder and taken.holder.id == other.id


async def test_a_run_out_lease_is_free_to_take_and_useless_to_its_owner(casework: Casework, talk: Talk) -> None:
    """Even before any sweeper has come by."""
    clerk, other, where = await make_actor(casework), await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    await let_lease_run_out(casework, where)
    with pytest.raises(NotHolder):
        await staff_chat.reply(casework, clerk, where, "还在吗", 99)
    with pytest.raises(NotHolder):
        await claims.heartbeat(casework, clerk, where)
    taken = await claims.claim(casework, other, where)
    assert taken.holder and taken.holder.id == other.id


async def test_a_heartbeat_keeps_the_claim(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    before = await claims.claim(casework, clerk, where)
    await asyncio.sleep(0.02)
    after = await claims.heartbeat(casework, clerk, where)
    assert before.holder and after.holder and after.holder.until > before.holder.until


async def test_only_the_holder_may_speak_release_or_hand_back(casework: Casework, talk: Talk) -> None:
    clerk, other, where = await make_actor(casework), await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    for attempt in (
        staff_chat.reply(casework, other, where, "我来说", 99),
        claims.release(casework, other, where),
        claims.heartbeat(casework, other, where),
        claims.transfer(casework, other, where, clerk.name, "给你"),
        staff_chat.hand_back(casework, other, where, "continue"),
    ):
        with pytest.raises(NotHolder) as caught:
            await attempt
        assert caught.value.status == 409
        assert caught.value.fields == {"holder": clerk.display_name}
    assert await said_by(casework, where, "staff") == []


async def test_of_two_replies_at_once_the_second_is_shown_the_first(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    seen = await last_seq(casework, where)
    results = await asyncio.gather(
        *(staff_chat.reply(casework, clerk, where, f"第{number}句", seen) for number in range(8)),
        return_exceptions=True,
    )
    refused = [result for result in results if isinstance(result, UnseenMessages)]
    sent = [result for result in results if not isinstance(result, BaseException)]
    assert (len(sent), len(refused)) == (1, 7)
    assert all([message.text for message in error.messages] == [sent[0].text] for error in refused)
    assert await said_by(casework, where, "staff") == [sent[0].text]
    assert refused[0].as_json("r")["error"]["messages"][0]["from"] == "staff"


async def test_a_reply_that_has_not_seen_the_residents_last_words_is_refused(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    seen = await last_seq(casework, where)
    await talk.say(where, "等等，我记错了")
    with pytest.raises(UnseenMessages) as caught:
        await staff_chat.reply(casework, clerk, where, "好的", seen)
    assert [message.text for message in caught.value.messages] == ["等等，我记错了"]
    message = await staff_chat.reply(casework, clerk, where, "好的", seen + 1)
    assert (message.from_, message.staff_name) == ("staff", clerk.display_name)


async def test_no_bot_sentence_between_a_claim_and_the_hand_back(casework: Casework, talk: Talk) -> None:
    """A turn that runs while staff claim is closed without its reply; a new message makes no turn."""
    clerk, where = await make_actor(casework), await talk.open()
    await talk.say(where, "跑着的", ask=True)
    await talk.say(where, "排着的", ask=True)
    running = await claim_next_turn(casework, where)
    assert running is not None
    await claims.claim(casework, clerk, where)
    with pytest.raises(Conflict):
        await finish_turn(casework, running, [Bubble(text="机器人的话")])
    recorded = await talk.say(where, "在人工里说的", ask=True)
    assert recorded.turn_id is None
    assert await claim_next_turn(casework, where) is None
    assert await said_by(casework, where, "bot") == []
    turns = await rows(casework, select(Turn).where(Turn.conversation_id == where))
    assert {turn.state for turn in turns} == {"done"}


@pytest.mark.parametrize(("then", "mode", "kinds"), [
    ("continue", "bot", ["resume"]), ("review", "bot", ["review"]), ("end", "closed", []),
])  # fmt: skip
async def test_handing_back(casework: Casework, talk: Talk, then: Any, mode: str, kinds: list[str]) -> None:
    clerk, where = await make_actor(casework), await talk.open(urgent=True)
    await claims.claim(casework, clerk, where)
    await staff_chat.hand_back(casework, clerk, where, then, "内部的话")
    now = await conversation(casework, where)
    assert (now.mode, now.claimed_by, now.urgent) == (mode, None, False)
    assert [one.state for one in await rows(casework, select(Handoff))] == ["closed"]
    turns = await rows(casework, select(Turn).where(Turn.state == "queued"))
    assert [turn.kind for turn in turns] == kinds
    told = await said_by(casework, where, "system")
    assert len(told) == 2 and "内部的话" not in "".join(told)
    if kinds:
        turn = await claim_next_turn(casework, where)
        assert turn and turn.command and turn.command.intent == "resume"
        assert turn.command.values == ({"then": "review"} if then == "review" else {})


async def test_a_resident_who_writes_to_a_closed_chat_meets_the_bot(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    await staff_chat.hand_back(casework, clerk, where, "end")
    recorded = await talk.say(where, "还有件事", ask=True)
    assert (recorded.mode, recorded.turn_id is not None) == ("bot", True)


async def test_release_puts_the_chat_back_and_tells_the_resident(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    view = await claims.release(casework, clerk, where, "要会藏语的同事")
    assert (view.mode, view.holder) == ("queued", None)
    assert "藏语" not in "".join(await said_by(casework, where, "system"))
    assert [note.text for note in await rows(casework, select(Note))] == ["要会藏语的同事"]


async def test_transfer_only_to_somebody_who_is_there_and_may(casework: Casework, talk: Talk) -> None:
    clerk, away, where = await make_actor(casework), await make_actor(casework), await talk.open()
    elsewhere = await make_actor(casework, region=ABA)
    auditor = await make_actor(casework, role="auditor")
    colleague = await make_actor(casework)
    for one in (elsewhere, auditor, colleague):
        await sign_in(casework, name=one.name, password=PASSWORD, totp=None, demo=True)
    await claims.claim(casework, clerk, where)
    for wrong in (away, elsewhere, auditor):
        with pytest.raises(Conflict):
            await claims.transfer(casework, clerk, where, wrong.name, "请接")
    view = await claims.transfer(casework, clerk, where, colleague.name, "请接着办")
    assert view.holder and view.holder.id == colleague.id
    with pytest.raises(NotHolder):
        await staff_chat.reply(casework, clerk, where, "我还在", 99)
    assert [note.text for note in await rows(casework, select(Note))] == ["请接着办"]


async def test_out_of_scope_and_not_there_are_the_same(casework: Casework, talk: Talk) -> None:
    stranger, where = await make_actor(casework, region=ABA), await talk.open(FUQUAN)
    seen = []
    for target in (where, "0" * 32):
        with pytest.raises(NotFound) as caught:
            await claims.claim(casework, stranger, target)
        seen.append((caught.value.code, caught.value.message, caught.value.fields))
    assert seen[0] == seen[1]
    denied = await rows(casework, select(AuditEvent).where(AuditEvent.action == "denied.conversation"))
    assert [event.object_id for event in denied] == [where, "0" * 32]


async def test_an_empty_reply_is_refused(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claims.claim(casework, clerk, where)
    with pytest.raises(BadRequest):
        await staff_chat.reply(casework, clerk, where, " \u200b\u202e ", 99)


async def test_a_claim_that_fails_says_nothing_to_the_resident(casework: Casework, talk: Talk) -> None:
    """What a rolled-back transaction said was never said."""
    where = await talk.open()
    with pytest.raises(RuntimeError):
        async with casework.database.write() as session:
            await append_outbound(casework, session, where, [Bubble(text="没提交")], origin="system")
            raise RuntimeError
    assert await rows(casework, select(OutboundMessage).where(OutboundMessage.conversation_id == where)) == []
