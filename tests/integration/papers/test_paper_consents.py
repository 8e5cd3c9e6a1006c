"""Photos of a kind that was refused: kept unread, read when it is allowed, erased with the no they were shown for."""

import pytest
from sqlalchemy import select

from casework.services.consents import record_consent
from casework.services.context import Casework
from casework.services.conversation_state import read_state
from casework.services.drafts import save_answers
from casework.services.erasure import erase_conversation
from casework.services.paper_work import claim_reading, settle_reading
from casework.storage.channel_models import Attachment
from casework.storage.models import AnswerEvent
from contracts.casework import EraseIn
from contracts.keys import DECLINED
from tests.casework_steps import answers_in, complete, consent_in, count, file, turn
from tests.paper_steps import YANG, claimed, id_card, invoice, later, photo, read_papers, reading, rows

ID = "sensitive_id"


async def decide(cw: Casework, conversation: str, decision: str, kind: str = ID) -> None:
    await record_consent(cw, conversation, consent_in(decision, kind=kind))


@pytest.mark.parametrize("decision", ["refused", "withdrawn"])
async def test_after_a_no_only_the_kind_of_a_paper_is_kept_and_a_yes_has_it_read(cw: Casework, decision: str) -> None:
    conversation, _ = await complete(cw)
    await decide(cw, conversation, decision)
    card, bill = *await read_papers(cw, conversation, id_card()), *await read_papers(cw, conversation, invoice("5"))
    found = await rows(cw)
    assert (found[card].kind, found[card].pages) == ("id_card_front", []) and found[bill].pages
    state = await read_state(cw, conversation)
    assert state.papers and {one.title: one.held for one in state.papers.news} == {"身份证": True, "医院发票": False}
    assert state.papers.offers == [] and await claim_reading(cw) is None
    await decide(cw, conversation, "given")
    paper = await claimed(cw)
    assert paper.id == card and await settle_reading(cw, paper, [id_card()])
    state = await read_state(cw, conversation)
    assert state.papers and [offer.sensitive for offer in state.papers.offers] == [ID]
    assert await claim_reading(cw) is None


async def test_a_no_while_a_paper_is_being_read_is_followed(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    one = await photo(cw, conversation)
    paper = await claimed(cw)
    await decide(cw, conversation, "refused")
    assert await settle_reading(cw, paper, [id_card(), invoice("5")])
    assert [page["kind"] for page in (await rows(cw))[one].pages] == ["invoice"]


async def test_a_no_takes_photos_sent_before_there_was_a_draft_and_leaves_those_of_other_kinds(cw: Casework) -> None:
    conversation, state = await complete(cw)
    await read_papers(cw, conversation, id_card(), reading("other", {}))
    await decide(cw, conversation, "refused")
    assert {row.kind for row in (await rows(cw)).values()} == {"other"}
    assert state.draft is not None


@pytest.mark.parametrize(("decision", "left"), [("refused", 1), ("withdrawn", 2)])
async def test_of_a_filed_case_only_what_came_later_and_was_never_agreed_to_goes(
    cw: Casework, decision: str, left: int
) -> None:
    conversation, state = await complete(cw)
    assert state.draft is not None
    draft = state.draft.draft_id
    await photo(cw, conversation, b"before", draft_id=draft)
    later(cw, 1)
    await file(cw, conversation, state)
    later(cw, 1)
    await photo(cw, conversation, b"after", draft_id=draft)
    for _ in range(2):
        assert await settle_reading(cw, await claimed(cw), [id_card()])
    await decide(cw, conversation, decision)
    assert await count(cw, Attachment) == left


async def test_what_a_no_declined_is_open_again_with_its_history(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    await save_answers(cw, conversation, answers_in({"id_at_hand": True, "id_number": YANG}))
    await decide(cw, conversation, "refused")
    state = await read_state(cw, conversation)
    assert state.draft and state.draft.answers["id_at_hand"] == DECLINED
    await decide(cw, conversation, "given")
    state = await read_state(cw, conversation)
    assert state.draft and "id_at_hand" not in state.draft.answers and state.consents[ID] == "given"
    saved = await save_answers(cw, conversation, answers_in({"id_number": YANG}))
    assert saved.draft and saved.draft.answers["id_number"] == YANG
    async with cw.database.read() as session:
        query = select(AnswerEvent.cleared).where(AnswerEvent.key == "id_at_hand").order_by(AnswerEvent.seq)
        assert list(await session.scalars(query))[-1] is True


async def test_a_yes_without_a_no_before_it_changes_no_answer(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    await save_answers(cw, conversation, answers_in({"id_at_hand": DECLINED}))
    await decide(cw, conversation, "given")
    state = await read_state(cw, conversation)
    assert state.draft and state.draft.answers["id_at_hand"] == DECLINED


async def test_photos_alone_are_erased_but_those_of_a_filed_case(cw: Casework) -> None:
    conversation, state = await complete(cw)
    await photo(cw, conversation, b"one")
    other, filed = await complete(cw)
    assert filed.draft is not None
    kept = await photo(cw, other, b"two", draft_id=filed.draft.draft_id)
    await file(cw, other, filed)
    done = await erase_conversation(cw, conversation, EraseIn(turn_id=turn(), photos_only=True))
    assert (done.photos, done.kept) == (1, [])
    done = await erase_conversation(cw, other, EraseIn(turn_id=turn(), photos_only=True))
    assert done.photos == 0 and len(done.kept) == 1
    assert list(await rows(cw)) == [kept]
    after = await read_state(cw, conversation)
    assert after.consent_privacy is True and after.draft and state.draft and after.draft.answers == state.draft.answers
