"""What was read is spoken of once, in its time, kept as the resident says, and gone with the consent."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from casework.services.consents import record_consent
from casework.services.context import Casework
from casework.services.conversation_state import read_state
from casework.services.erasure import erase_conversation
from casework.services.paper_offers import note_said, note_told
from casework.services.paper_work import DELAYS, fail_reading, let_speak, settle_reading
from casework.services.quiet import set_quiet
from casework.storage.channel_models import Attachment
from casework.storage.models import Conversation, Turn
from casework.storage.paper_models import PaperAnswer
from contracts.casework import EraseIn, QuietIn
from contracts.paper_talk import PaperSaidIn, PapersToldIn
from tests.casework_steps import complete, consent_in, count, turn
from tests.paper_steps import (
    claimed,
    id_card,
    invoice,
    later,
    photo,
    read_papers,
    reading_loop,
    rows,
    told_to_fake_reader,
    turns,
    until_settled,
)


async def say(cw: Casework, conversation: str, said: Any) -> None:
    """The first open question is answered so."""
    state = await read_state(cw, conversation)
    assert state.papers
    body = PaperSaidIn(turn_id=turn(), offer=state.papers.offers[0].id, said=said)
    await note_said(cw, conversation, body)


async def test_a_stored_photo_is_read_and_the_bot_is_to_speak_once(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    one = await photo(cw, conversation, told_to_fake_reader([id_card()]))
    later(cw, 1)
    two = await photo(cw, conversation, told_to_fake_reader([invoice("100")]))
    async with reading_loop(cw):
        found = await until_settled(cw)
        await asyncio.sleep(1.2)
    assert {(found[one].kind, found[one].state), (found[two].kind, found[two].state)} == {
        ("id_card_front", "read"), ("invoice", "read")
    }  # fmt: skip
    assert await turns(cw) == ["queued"]
    state = await read_state(cw, conversation)
    assert state.papers and [one.title for one in state.papers.news] == ["身份证", "医院发票"]


async def test_a_result_that_comes_after_an_erasure_is_dropped(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    await photo(cw, conversation)
    paper = await claimed(cw)
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert not await settle_reading(cw, paper, [id_card()])
    assert not await fail_reading(cw, paper, "reader_ended")
    assert await rows(cw) == {} and await let_speak(cw) == 0 and await turns(cw) == []


@pytest.mark.parametrize("decision", ["refused", "withdrawn"])
async def test_what_was_read_goes_with_the_consent(cw: Casework, decision: str) -> None:
    conversation, _ = await complete(cw)
    await read_papers(cw, conversation, id_card())
    await say(cw, conversation, "later")
    assert await count(cw, PaperAnswer) == 3
    await record_consent(cw, conversation, consent_in(decision))
    assert await rows(cw) == {} and await count(cw, PaperAnswer) == 0


async def test_said_twice_by_a_turn_that_ran_twice_it_is_kept_once(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    await read_papers(cw, conversation, id_card())
    state = await read_state(cw, conversation)
    assert state.papers
    body = PaperSaidIn(turn_id=turn(), offer=state.papers.offers[0].id, said="confirmed")
    first = await note_said(cw, conversation, body)
    second = await note_said(cw, conversation, body)
    assert first.draft and second.draft and first.draft.answers == second.draft.answers
    assert await count(cw, PaperAnswer) == 3


async def test_the_bot_does_not_speak_where_staff_have_the_talk_or_in_quiet_or_before_the_message(cw: Casework) -> None:
    talks = {}
    for name in ("staff", "quiet", "closed", "unsent"):
        talks[name], _ = await complete(cw)
    await set_quiet(cw, talks["quiet"], QuietIn(turn_id=turn(), quiet=True))
    for conversation in talks.values():
        await read_papers(cw, conversation, id_card())
    async with cw.database.write() as session:
        for mode in ("staff", "closed"):
            await session.execute(update(Conversation).where(Conversation.id == talks[mode]).values(mode=mode))
        mine = Attachment.conversation_id == talks["unsent"]
        await session.execute(update(Attachment).where(mine).values(inbound_id=None))
    assert await let_speak(cw) == 0 and await turns(cw) == []
    state = await read_state(cw, talks["unsent"])
    assert state.papers is None or not state.papers.news


async def test_it_speaks_when_all_that_was_sent_together_is_read_and_again_for_what_comes_later(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    for _ in range(3):
        await photo(cw, conversation)
    assert await settle_reading(cw, await claimed(cw), [id_card()])
    assert await let_speak(cw) == 0
    assert await settle_reading(cw, await claimed(cw), [invoice("1")])
    # one that failed and is tried later holds nobody up
    assert await fail_reading(cw, await claimed(cw), "reader_ended")
    assert await let_speak(cw) == 1 and await turns(cw) == ["queued"]
    assert await let_speak(cw) == 0
    later(cw, DELAYS[0] + 1)
    assert await settle_reading(cw, await claimed(cw), [invoice("2")])
    async with cw.database.write() as session:
        await session.execute(update(Turn).where(Turn.kind == "papers").values(state="done"))
    assert await let_speak(cw) == 1 and await turns(cw) == ["done", "queued"]


async def test_what_was_told_is_no_news_and_what_says_nothing_is_done_with(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    (card,), (bill,) = await read_papers(cw, conversation, id_card()), await read_papers(cw, conversation, invoice("5"))
    await note_told(cw, conversation, PapersToldIn(turn_id=turn(), papers=[card]))
    found = await rows(cw)
    assert (found[card].talk, found[bill].talk) == ("open", "news")


async def test_an_erasure_takes_what_was_read_at_once_though_the_file_is_destroyed_elsewhere(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    cw.files = None
    await read_papers(cw, conversation, id_card())
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert await rows(cw) == {}
