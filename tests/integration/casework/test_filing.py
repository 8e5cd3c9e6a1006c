"""Filing: exactly once (faults 4, 5, 6), complete or not at all, with office, clock, assessment, queue and notice."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from casework.domain.case_numbers import read_number
from casework.services import filing
from casework.services.blind_indexes import find_by_personal
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.drafts import read_state, save_answers
from casework.services.filing import submit_draft
from casework.storage.keeping_models import AuditEvent, BlindIndex, Outbox
from casework.storage.models import Case, CaseEvent, Conversation, Draft, Handoff, Note
from contracts.cards import card_problem
from contracts.casework import SubmitIn
from contracts.errors import BadRequest, Conflict, ConsentMissing, NotFound, RegionNotServed
from tests.casework_steps import COMPLETE, answers_in, complete, consenting, count, file, filed, turn

WRITTEN = (Case, CaseEvent, Outbox, Handoff, BlindIndex)


async def _case(cw: Casework) -> Case:
    async with cw.database.read() as session:
        return (await session.execute(select(Case))).scalar_one()


async def test_a_filed_case_has_everything_its_card_says(casework: Casework) -> None:
    conversation, done = await filed(casework)
    assert done.already is False
    assert card_problem("case", done.case.card) is None
    number = read_number(done.case.case_number)
    assert number is not None
    assert number.prefix == "福"
    case = await _case(casework)
    assert (case.programme, case.kind, case.state, case.origin) == ("temporary_aid", "urgent", "submitted", "applied")
    assert (case.region, case.policy_version, case.as_of) == ("522702", casework.policy.version, casework.today())
    assert case.due_name
    assert case.due_at
    assert case.due_at > case.submitted_at
    assert case.assessment
    assert case.facts == {"aid": "temporary_urgent", "region": "522702", "as_of": str(casework.today()), **COMPLETE}
    state = await read_state(casework, conversation)
    assert state.draft is not None
    assert (state.draft.phase, state.draft.next_key) == ("after_filing", "urgent_need")
    assert state.draft.case_number == done.case.case_number


async def test_the_township_hears_of_it_in_the_same_transaction(casework: Casework) -> None:
    conversation, done = await filed(casework)
    async with casework.database.read() as session:
        handoff = (await session.execute(select(Handoff))).scalar_one()
        notice = (await session.execute(select(Outbox))).scalar_one()
        events = list((await session.execute(select(AuditEvent.action))).scalars())
        talk = await session.get_one(Conversation, conversation)
    assert (handoff.reason, handoff.urgent, handoff.state) == ("urgent_case", True, "queued")
    assert (talk.mode, talk.urgent, talk.region) == ("queued", True, "522702")
    assert notice.kind == "case.filed"
    assert notice.payload["case_number"] == done.case.case_number
    assert "13800001234" not in str(notice.payload)
    assert "case.submitted" in events


async def test_a_known_township_receives_the_case(casework: Casework) -> None:
    region = casework.policy.region("522702")
    assert region is not None
    code, name = next(iter(region.townships.items()))
    await filed(casework, incident_township=code)
    case = await _case(casework)
    assert case.office["code"] == code
    assert name[:2] in case.office["name"]


async def test_the_policy_date_is_stored_and_instants_are_real(casework: Casework) -> None:
    casework.policy_date = date(2026, 8, 1)
    await filed(casework)
    case = await _case(casework)
    assert case.as_of == date(2026, 8, 1)
    assert abs((case.submitted_at - datetime.now(UTC)).total_seconds()) < 60


async def test_the_same_draft_again_is_the_same_case(casework: Casework) -> None:
    conversation, state = await complete(casework)
    first = await file(casework, conversation, state)
    again = await file(casework, conversation, state)
    assert again.already is True
    assert again.case == first.case
    assert again.checklist == first.checklist
    assert [await count(casework, model) for model in (Case, CaseEvent, Outbox, Handoff)] == [1, 1, 1, 1]


async def test_twenty_at_once_file_one_case(casework: Casework) -> None:
    conversation, state = await complete(casework)
    done = await asyncio.gather(*(file(casework, conversation, state) for _ in range(20)))
    assert len({one.case.case_number for one in done}) == 1
    assert sum(not one.already for one in done) == 1
    assert [await count(casework, model) for model in (Case, CaseEvent, Outbox, Handoff)] == [1, 1, 1, 1]


async def test_twenty_residents_at_once_file_twenty_cases(casework: Casework) -> None:
    ready = [await complete(casework) for _ in range(20)]
    done = await asyncio.gather(*(file(casework, conversation, state) for conversation, state in ready))
    assert len({one.case.case_number for one in done}) == 20
    async with casework.database.read() as session:
        seqs = list((await session.execute(select(AuditEvent.seq).order_by(AuditEvent.seq))).scalars())
    assert seqs == list(range(1, len(seqs) + 1))


async def test_answers_and_filing_at_once_lose_nothing(casework: Casework) -> None:
    conversation, state = await complete(casework)
    told = [save_answers(casework, conversation, answers_in({"affected_people": n})) for n in range(1, 6)]
    await asyncio.gather(file(casework, conversation, state), *told)
    case = await _case(casework)
    state = await read_state(casework, conversation)
    assert state.draft is not None
    assert case.facts["affected_people"] == state.draft.answers["affected_people"]


@pytest.mark.parametrize("step", ["add_case_event", "index_personal", "request_handoff_in", "enqueue", "append_audit"])
async def test_a_failure_at_any_step_leaves_nothing_and_the_next_try_files(
    casework: Casework, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    conversation, state = await complete(casework)
    before = [await count(casework, model) for model in WRITTEN]

    async def broken(*args: Any, **named: Any) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(filing, step, broken)
        with pytest.raises(RuntimeError):
            await file(casework, conversation, state)
    assert [await count(casework, model) for model in WRITTEN] == before
    assert await count(casework, Draft, Draft.state == "open") == 1
    assert (await read_state(casework, conversation)).draft == state.draft
    assert (await file(casework, conversation, state)).already is False


async def test_a_number_taken_already_is_drawn_again(casework: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = await filed(casework)
    drawn = iter([first.case.case_number, "福-22222-22224"])
    monkeypatch.setattr(filing, "mint_number", lambda prefix, choose: next(drawn))
    _, second = await filed(casework)
    assert second.case.case_number == "福-22222-22224"


async def test_what_is_still_open_is_named(casework: Casework) -> None:
    conversation = await consenting(casework)
    state = await save_answers(casework, conversation, answers_in({"incident_cause": "fire"}))
    with pytest.raises(BadRequest) as refused:
        await file(casework, conversation, state)
    assert set(refused.value.fields or {}) == {"safety_now", "incident_region", "incident_date", "contact_phone"}
    assert await count(casework, Case) == 0


async def test_a_place_not_served_is_said(casework: Casework) -> None:
    conversation, state = await complete(casework, incident_region="530100")
    with pytest.raises(RegionNotServed):
        await file(casework, conversation, state)
    assert await count(casework, Case) == 0


async def test_somebody_elses_draft_does_not_exist(casework: Casework) -> None:
    _, state = await complete(casework)
    other = await consenting(casework)
    with pytest.raises(NotFound):
        await file(casework, other, state)
    with pytest.raises(NotFound):
        await submit_draft(casework, other, SubmitIn(turn_id=turn(), draft_id=new_id()))


async def test_no_filing_after_the_consent_was_taken_back(casework: Casework) -> None:
    from tests.casework_steps import consent_in

    conversation, state = await complete(casework)
    await record_consent(casework, conversation, consent_in("refused"))
    with pytest.raises(ConsentMissing):
        await file(casework, conversation, state)
    await record_consent(casework, conversation, consent_in("withdrawn"))
    with pytest.raises(Conflict):
        await file(casework, conversation, state)


@pytest.mark.parametrize("hukou", [None, "530100", "522702", "declined"])
async def test_hukou_changes_nothing(casework: Casework, hukou: str | None) -> None:
    _, done = await filed(casework, hukou_region=hukou)
    case = await _case(casework)
    assert (done.case.kind, case.region, case.state) == ("urgent", "522702", "submitted")
    assert case.due_at is not None


async def test_found_by_phone_and_name_however_they_are_written(casework: Casework) -> None:
    conversation, _ = await filed(casework)
    await save_answers(casework, conversation, answers_in({"contact_name": "𠮷田芳"}))
    case = await _case(casework)
    async with casework.database.read() as session:
        for kind, value in (("phone", " 138 0000 1234"), ("phone", "１３８００００１２３４"), ("name", "𠮷田 芳")):
            assert await find_by_personal(casework, session, "case", kind, value) == [case.id]
        assert await find_by_personal(casework, session, "case", "phone", "13800001235") == []


async def test_the_same_id_number_in_two_households_is_told_to_staff_only(casework: Casework) -> None:
    """Fault 26: beside both cases, with the other's number; nothing in what residents get."""
    number = "11010519491231002X"
    first, one = await filed(casework, id_number=number)
    second, state = await complete(casework, id_number=number.lower())
    two = await file(casework, second, state)
    async with casework.database.read() as session:
        notes = list((await session.execute(select(Note))).scalars())
    told = {note.conversation_id: note.text for note in notes}
    assert two.case.case_number in told[first]
    assert one.case.case_number in told[second]
    assert all(number not in text for text in told.values())
    assert two.model_dump_json().count(one.case.case_number) == 0
    assert (await read_state(casework, second)).model_dump_json().count(one.case.case_number) == 0
    await file(casework, second, state)
    assert await count(casework, Note) == 2


async def test_ones_own_second_case_is_no_double(casework: Casework) -> None:
    conversation, _ = await filed(casework, id_number="11010519491231002X")
    state = await save_answers(
        casework, conversation, answers_in(COMPLETE | {"id_number": "11010519491231002X"}, fresh=True)
    )
    await file(casework, conversation, state)
    assert await count(casework, Note) == 0
