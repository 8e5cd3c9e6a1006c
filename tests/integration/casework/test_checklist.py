"""The list of papers of a case: follows what comes and what staff say, told whole and not twice; PostgreSQL too."""

from typing import Any

import pytest
from sqlalchemy import delete, select

from casework.services.case_work import move_case_in
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import messages_after
from casework.services.drafts import save_answers
from casework.services.paper_marks import mark_paper, read_papers
from casework.services.staff_cases import move_case, read_case
from casework.services.staff_conversations import read_conversation
from casework.storage.channel_models import Attachment
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Case, Draft, Note
from casework.storage.paper_models import PaperRecord
from contracts.casework import PapersIn
from contracts.errors import BadRequest, NotFound
from tests.casework_steps import answers_in, complete, consent_in, consenting, filed, turn
from tests.staff_tools import ABA, make_actor


async def photo(cw: Casework, conversation: str, kind: str, *, state: str = "read", same_as: str | None = None) -> str:
    """A photo of the draft in hand that was read as a kind of paper."""
    async with cw.database.write() as session:
        draft = await session.scalar(select(Draft.id).where(Draft.conversation_id == conversation))
        attachment = Attachment(
            id=new_id(), conversation_id=conversation, draft_id=draft, kind="image", state="stored", scan="clean",
            source="web", created_at=cw.now(), stored_at=cw.now(),
        )  # fmt: skip
        session.add(attachment)
        await session.flush()
        session.add(PaperRecord(
            attachment_id=attachment.id, conversation_id=conversation, state=state, kind=kind, pages=[], quality=[],
            same_as=same_as, created_at=cw.now(),
        ))  # fmt: skip
        return attachment.id


async def papers(cw: Casework, conversation: str) -> dict[str, str]:
    listed = await read_papers(cw, conversation, PapersIn(turn_id=turn()))
    return {one["type"]: one["state"] for one in listed.documents}


async def test_the_list_follows_the_answers_and_the_photos(casework: Casework) -> None:
    conversation, done = await filed(casework)
    assert {one["type"] for one in done.checklist} == {"id_card", "diagnosis", "work_injury_record"}
    assert set((await papers(casework, conversation)).values()) == {"missing"}
    first = await photo(casework, conversation, "invoice")
    assert (await papers(casework, conversation))["diagnosis"] == "replaced"
    await photo(casework, conversation, "diagnosis", state="waiting")
    await photo(casework, conversation, "id_card_front", same_as=first)
    assert (await papers(casework, conversation))["id_card"] == "missing"
    await photo(casework, conversation, "diagnosis")
    await photo(casework, conversation, "household_register")
    now = await papers(casework, conversation)
    assert now == {"id_card": "replaced", "diagnosis": "received", "work_injury_record": "replaced"}
    await save_answers(casework, conversation, answers_in({"applicant_role": "proxy"}))
    assert (await papers(casework, conversation))["proxy_note"] == "missing"


async def test_a_conversation_without_a_case_has_no_list_and_a_stranger_gets_none(casework: Casework) -> None:
    conversation = await consenting(casework)
    assert (await read_papers(casework, conversation, PapersIn(turn_id=turn()))).documents == []
    begun, _ = await complete(casework)
    so_far = await read_papers(casework, begun, PapersIn(turn_id=turn()))
    assert so_far.case_number is None and "诊断证明或住院证明" in so_far.missing
    _, done = await filed(casework)
    other = await read_papers(casework, conversation, PapersIn(turn_id=turn(), case_number=done.case.case_number))
    assert (other.case_number, other.documents, other.missing) == (None, [], [])


async def test_staff_accept_waive_and_take_back_and_every_word_is_audited(casework: Casework) -> None:
    conversation, done = await filed(casework)
    clerk, number = await make_actor(casework), done.case.case_number
    await photo(casework, conversation, "diagnosis")
    await move_case(casework, clerk, number, "accepted", "齐了")
    assert (await papers(casework, conversation))["diagnosis"] == "checking"
    await mark_paper(casework, clerk, number, "diagnosis", "accepted")
    marked = await mark_paper(casework, clerk, number, "work_injury_record", "not_needed")
    assert {one.type: one.state for one in marked.documents}["work_injury_record"] == "not_needed"
    assert await papers(casework, conversation) == {"id_card": "missing", "diagnosis": "accepted"}
    await mark_paper(casework, clerk, number, "diagnosis", "missing")
    assert (await papers(casework, conversation))["diagnosis"] == "missing"
    async with casework.database.read() as session:
        query = select(AuditEvent.detail).where(AuditEvent.action == "paper.marked").order_by(AuditEvent.seq)
        details = list(await session.scalars(query))
    assert details[-1] == {"paper": "diagnosis", "state": "missing"} and len(details) == 3
    shown = await read_case(casework, clerk, number)
    assert {one.type: one.state for one in shown.papers}["id_card"] == "missing"


async def test_who_may_not_see_a_case_may_not_mark_it_and_nothing_else_can_be_marked(casework: Casework) -> None:
    _, done = await filed(casework)
    clerk, stranger = await make_actor(casework), await make_actor(casework, region=ABA)
    with pytest.raises(NotFound):
        await mark_paper(casework, stranger, done.case.case_number, "id_card", "accepted")
    for paper, state in (("income_certificate", "accepted"), ("id_card", "received")):
        with pytest.raises(BadRequest):
            await mark_paper(casework, clerk, done.case.case_number, paper, state)


async def supplement(cw: Casework, number: str) -> list[dict[str, Any]] | None:
    """Staff ask for papers; the list that went with it."""
    clerk = await make_actor(cw)
    async with cw.database.write() as session:
        case = (await session.scalars(select(Case).where(Case.number == number))).one()
        await move_case_in(cw, session, case.id, "supplement", actor_kind="staff", actor_id=clerk.id, reason="缺材料")
        await move_case_in(cw, session, case.id, "submitted", actor_kind="staff", actor_id=clerk.id, reason="收到")
        conversation = case.conversation_id
    said = [one for one in await messages_after(cw, conversation, 0, 100) if "需要补材料" in one.text]
    return said[-1].card.data["documents"] if said[-1].card else None


async def test_a_supplement_brings_all_that_is_missing_at_once_and_the_same_list_only_once(casework: Casework) -> None:
    conversation, done = await filed(casework)
    await photo(casework, conversation, "diagnosis")
    first = await supplement(casework, done.case.case_number)
    assert [one["type"] for one in first or []] == ["id_card"]
    assert await supplement(casework, done.case.case_number) is None
    async with casework.database.write() as session:
        await session.execute(delete(PaperRecord))
    again = await supplement(casework, done.case.case_number)
    assert {one["type"] for one in again or []} == {"id_card", "diagnosis", "work_injury_record"}


async def test_the_console_shows_a_draft_s_papers_as_they_stand(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await photo(casework, conversation, "id_card_front")
    view = await read_conversation(casework, await make_actor(casework), conversation)
    assert view.checklist is not None
    assert {one["type"]: one["state"] for one in view.checklist.data["documents"]}["id_card"] == "received"


async def test_a_declaration_in_force_is_a_paper_that_is_there_and_a_withdrawal_takes_it_back(
    casework: Casework,
) -> None:
    conversation, _ = await complete(casework)
    body = answers_in({"expense_kind": ["medical"]}).model_copy(update={"lane": "temporary_expense"})
    await save_answers(casework, conversation, body)
    await record_consent(casework, conversation, consent_in("given", kind="verification"))
    clerk = await make_actor(casework)

    async def authorisation() -> str:
        view = await read_conversation(casework, clerk, conversation)
        documents = view.checklist.data["documents"] if view.checklist else []
        return next(one["state"] for one in documents if one["type"] == "verification_authorisation")

    assert await authorisation() == "received"
    await record_consent(casework, conversation, consent_in("withdrawn", kind="verification"))
    assert await authorisation() == "missing"


async def test_staff_of_a_filed_case_hear_of_a_withdrawal(casework: Casework) -> None:
    conversation, _ = await filed(casework)
    await record_consent(casework, conversation, consent_in("given", kind="verification"))
    await record_consent(casework, conversation, consent_in("withdrawn", kind="verification"))
    async with casework.database.read() as session:
        notes = list(await session.scalars(select(Note.text).where(Note.conversation_id == conversation)))
    assert len(notes) == 1 and "家庭经济状况核对授权" in notes[0]


async def test_a_refused_kind_leaves_drafts_history_and_photos_but_not_what_is_filed(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await save_answers(casework, conversation, answers_in({"vulnerable_members": ["seriously_ill"]}))
    card, bill = await photo(casework, conversation, "disability_card"), await photo(casework, conversation, "invoice")
    state = await record_consent(casework, conversation, consent_in("refused", kind="sensitive_health"))
    assert state.draft is not None and state.draft.answers["vulnerable_members"] == "declined"
    assert state.draft.answers["incident_cause"] == "injury"
    async with casework.database.read() as session:
        left = {row.id for row in await session.scalars(select(Attachment).where(Attachment.state == "stored"))}
    assert bill in left and card not in left
    kept, done = await filed(casework, vulnerable_members=["elder"])
    await record_consent(casework, kept, consent_in("withdrawn", kind="sensitive_health"))
    async with casework.database.read() as session:
        case = (await session.scalars(select(Case).where(Case.number == done.case.case_number))).one()
    assert case.facts["vulnerable_members"] == ["elder"]


async def test_declined_after_filing_the_question_is_not_asked_again(casework: Casework) -> None:
    conversation, _ = await filed(casework)
    state = await record_consent(casework, conversation, consent_in("refused", kind="sensitive_id"))
    assert state.draft is not None
    assert "id_at_hand" not in state.draft.missing and state.draft.answers["id_at_hand"] == "declined"


async def test_after_everything_is_erased_every_notice_is_due_again(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await record_consent(casework, conversation, consent_in("refused", kind="sensitive_health"))
    await record_consent(casework, conversation, consent_in("withdrawn"))
    state = await record_consent(casework, conversation, consent_in("given"))
    assert state.consents == {}
