"""What was not understood: kept masked and counted, never after a no, gone with the conversation and by age."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import record_inbound
from casework.services.drafts import save_answers
from casework.services.erasure import erase_conversation
from casework.services.not_understood import MOST_A_CONVERSATION, mark_reviewed, note_not_understood, unreviewed
from casework.services.rest_conversations import ensure_conversation
from casework.services.retention import sweep_retention
from casework.storage.keeping_models import NotUnderstood
from contracts.casework import EraseIn, IntentGuess, NotUnderstoodIn
from tests.casework_steps import answers_in, consent_in, consenting, count, turn

WORDS = "我喊那个啥子来咯嘛"


def missed(words: str = WORDS, **more: Any) -> NotUnderstoodIn:
    given = {"turn_id": turn(), "why": "unsure", "ranking": [IntentGuess(intent="greet", confidence=0.41237)]} | more
    return NotUnderstoodIn.model_validate({"text": words, **given})


async def rows(cw: Casework) -> list[NotUnderstood]:
    async with cw.database.read() as session:
        return list((await session.scalars(select(NotUnderstood).order_by(NotUnderstood.first_at))).all())


async def test_the_same_words_are_one_row_and_a_turn_that_runs_twice_counts_once(casework: Casework) -> None:
    conversation = await consenting(casework)
    first = missed()
    for body in (first, first, missed(why="recovery", question="safety_now")):
        assert (await note_not_understood(casework, conversation, body)).kept
    (row,) = await rows(casework)
    assert (row.text, row.seen, row.why, row.question) == (WORDS, 2, "recovery", "safety_now")
    assert row.ranking == [{"intent": "greet", "confidence": 0.412}]


async def test_only_masked_words_reach_the_table_and_they_are_encrypted(casework: Casework) -> None:
    conversation = await consenting(casework)
    await save_answers(casework, conversation, answers_in({"contact_name": "怪名字"}))
    await note_not_understood(casework, conversation, missed("怪名字13911112222住大坪村，喊那个啥子来咯"))
    (row,) = await rows(casework)
    assert row.text == "某某〔电话〕住〔地址〕，喊那个啥子来咯"
    async with casework.database.read() as session:
        dumped = str((await session.execute(text("SELECT * FROM not_understood"))).all())
    assert "啥子" not in dumped and "greet" not in dumped


async def test_what_is_nothing_but_a_number_or_too_much_is_not_kept(casework: Casework) -> None:
    conversation = await consenting(casework)
    assert not (await note_not_understood(casework, conversation, missed("13911112222"))).kept
    for index in range(MOST_A_CONVERSATION):
        assert (await note_not_understood(casework, conversation, missed("哦" * (index + 1)))).kept
    assert not (await note_not_understood(casework, conversation, missed("又一句"))).kept
    assert (await note_not_understood(casework, conversation, missed("哦"))).kept
    await note_not_understood(casework, await consenting(casework), missed("长" * 900))
    assert max(len(row.text) for row in await rows(casework)) == 300


async def test_a_refusal_takes_them_away_and_keeps_later_ones_out(casework: Casework) -> None:
    conversation = await consenting(casework)
    await note_not_understood(casework, conversation, missed())
    await record_consent(casework, conversation, consent_in("refused"))
    assert not (await note_not_understood(casework, conversation, missed())).kept
    assert await rows(casework) == []


async def test_an_erasure_takes_them_away_and_no_turn_brings_them_back(casework: Casework) -> None:
    conversation, other = await consenting(casework), await consenting(casework)
    for one in (conversation, other):
        await record_inbound(casework, one, dedup_key=one, text=WORDS, command=None)
        await note_not_understood(casework, one, missed())
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    assert [row.conversation_id for row in await rows(casework)] == [other]
    assert not (await note_not_understood(casework, conversation, missed())).kept


async def test_nor_where_nobody_was_asked_for_consent(casework: Casework) -> None:
    conversation = new_id()
    await ensure_conversation(casework, conversation)
    await note_not_understood(casework, conversation, missed())
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    assert not (await note_not_understood(casework, conversation, missed())).kept
    await record_inbound(casework, conversation, dedup_key="new", text=WORDS, command=None)
    assert (await note_not_understood(casework, conversation, missed())).kept


async def test_old_ones_go_by_themselves_reviewed_or_not(casework: Casework) -> None:
    conversation = await consenting(casework)
    await note_not_understood(casework, conversation, missed())
    await note_not_understood(casework, conversation, missed("还有这句"))
    async with casework.database.write() as session:
        assert await mark_reviewed(session, casework, [(await rows(casework))[0].id]) == 1
    later = casework.now() + timedelta(days=29)
    casework.now = lambda: later
    assert (await sweep_retention(casework, draft_keep_days=30, tracker_keep_days=30)).not_understood == 0
    casework.now = lambda: later + timedelta(days=2)
    assert (await sweep_retention(casework, draft_keep_days=30, tracker_keep_days=30)).not_understood == 2
    assert await count(casework, NotUnderstood) == 0


async def test_the_same_words_of_many_are_one_entry_and_labelled_words_stay_out(casework: Casework) -> None:
    for _ in range(3):
        await note_not_understood(casework, await consenting(casework), missed())
    await note_not_understood(casework, await consenting(casework), missed("少见的一句"))
    first, second = await unreviewed(casework)
    assert (first.text, first.seen, len(first.rows), second.seen) == (WORDS, 3, 3, 1)
    async with casework.database.write() as session:
        await mark_reviewed(session, casework, [*first.rows, "gone"])
    await note_not_understood(casework, await consenting(casework), missed())
    assert [heard.text for heard in await unreviewed(casework)] == ["少见的一句"]
