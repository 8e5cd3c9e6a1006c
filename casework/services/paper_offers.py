"""What a resident said about their papers: a yes becomes answers, a difference is told to staff."""

from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.paper_facts import WHOLE, Case
from casework.domain.paper_offers import Offer
from casework.domain.paper_words import kind_words, paper_words
from casework.services.claims import SYSTEM_NOTE, add_note
from casework.services.conflicts import look_again_on_conflict
from casework.services.context import Casework, new_id
from casework.services.conversation_state import build_state, load, paper_case
from casework.services.drafts import save_answers_in
from casework.services.events import STAFF, conversation_topic
from casework.services.leases import changed
from casework.services.paper_state import open_offers, papers_of, talk_rows
from casework.storage.models import Draft
from casework.storage.paper_models import PaperAnswer, PaperRecord
from contracts.casework import Answer, AnswersIn, ConversationState
from contracts.paper_talk import PaperSaidIn, PapersToldIn

# kinds that say nothing an interview asks: told about once, then left to staff
_SILENT: Final = frozenset({"id_card_back", "bank_card", "diagnosis", "other"})
_SAVES: Final = frozenset({"confirmed", "paper"})


async def note_told(cw: Casework, conversation_id: str, body: PapersToldIn) -> ConversationState:
    """The resident has heard of these papers; of those that say nothing an interview asks this was all."""
    mine = (
        PaperRecord.conversation_id == conversation_id, PaperRecord.talk == "news",
        PaperRecord.attachment_id.in_(body.papers),
    )  # fmt: skip
    ends = PaperRecord.kind.in_(_SILENT) | (PaperRecord.state == "failed") | PaperRecord.same_as.is_not(None)
    async with cw.database.write() as session:
        loaded = await load(session, conversation_id, lock=True)
        await changed(session, update(PaperRecord).where(*mine, ends).values(talk="done"))
        await changed(session, update(PaperRecord).where(*mine).values(talk="open"))
        return await build_state(cw, session, loaded)


async def note_said(cw: Casework, conversation_id: str, body: PaperSaidIn) -> ConversationState:
    """What was said to one question: a yes becomes answers with source `ocr`, a difference a note to staff.

    A question that is not open any more (said twice, erased, told otherwise) changes nothing.
    """

    async def action() -> ConversationState:
        async with cw.database.write() as session:
            loaded = await load(session, conversation_id, lock=True)
            if loaded.draft is None or loaded.consent != "given":
                return await build_state(cw, session, loaded)
            case = paper_case(cw, loaded)
            rows = await talk_rows(session, conversation_id)
            offers = open_offers(case, rows, await papers_of(session, rows)) if case else []
            offer = next((one for one in offers if one.id == body.offer), None)
            if case and offer:
                await _keep(cw, session, offer, body)
                _tell_staff(cw, session, conversation_id, offer, body.said)
                await _save(cw, session, loaded.draft, offer, case, body)
            return await build_state(cw, session, await load(session, conversation_id, lane=loaded.draft.lane))

    return await look_again_on_conflict(action)


async def _keep(cw: Casework, session: AsyncSession, offer: Offer, body: PaperSaidIn) -> None:
    """One row for each field that was asked about; a paper that is not theirs is not asked about again at all."""
    refs = [(*ref, fact.key) for fact in offer.facts for ref in fact.refs]
    if body.said == "not_mine":
        refs.append((offer.paper.id, 0, WHOLE, ""))
    for paper, page, field, key in refs:
        query = select(PaperAnswer).where(
            PaperAnswer.attachment_id == paper, PaperAnswer.page == page, PaperAnswer.field == field
        )
        row = await session.scalar(query)
        if row is None:
            row = PaperAnswer(id=new_id(), attachment_id=paper, page=page, field=field)
            session.add(row)
        row.key, row.state, row.turn_id, row.at = key, body.said, body.turn_id, cw.now()
    await session.flush()


async def _save(cw: Casework, session: AsyncSession, draft: Draft, offer: Offer, case: Case, body: PaperSaidIn) -> None:
    if body.said not in _SAVES:
        return
    answers = [Answer(key=key, value=value, source="ocr") for key, value in offer.answers(case, body.member)]
    saved = AnswersIn.model_validate({"turn_id": body.turn_id, "lane": draft.lane, "answers": answers})
    await save_answers_in(cw, session, draft.conversation_id, saved)


def _tell_staff(cw: Casework, session: AsyncSession, conversation_id: str, offer: Offer, said: str) -> None:
    """Two words on one thing are for staff to look at, whichever of them was chosen."""
    words, fact, kind = paper_words(), offer.facts[0], kind_words(offer.paper.kind)
    if said == "not_mine":
        text = str(words["notes"]["not_mine"]).format(kind=kind)
    elif offer.ask == "choose" and said in words["chosen"]:
        text = str(words["notes"]["differs"]).format(
            kind=kind, fact=words["unclear"][fact.key], told=fact.told, paper=fact.text, chosen=words["chosen"][said]
        )
    else:
        return
    add_note(cw, session, conversation_id, None, f"{SYSTEM_NOTE}{text}")
    cw.events.publish_on_commit(session, conversation_topic(conversation_id), STAFF)
