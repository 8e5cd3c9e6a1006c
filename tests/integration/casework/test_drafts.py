"""Drafts: every answer an event, each turn once, nothing without consent, the stored fold equals the events."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from casework.domain.draft_fold import Folded, Told, fold
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.drafts import read_state, reopen_last, save_answers
from casework.services.rest_conversations import ensure_conversation
from casework.services.withdrawal import withdraw_case
from casework.storage.models import AnswerEvent, Case, CaseEvent, Conversation, Draft
from contracts.casework import Answer, AnswersIn, ReopenIn, WithdrawIn
from contracts.errors import BadRequest, ConsentMissing, NotFound
from contracts.keys import LANES, Lane
from tests.casework_steps import COMPLETE, LANE, answers_in, complete, consent_in, consenting, count, file, filed, turn


async def _events(cw: Casework) -> list[AnswerEvent]:
    async with cw.database.read() as session:
        return list(
            (await session.execute(select(AnswerEvent).order_by(AnswerEvent.draft_id, AnswerEvent.seq))).scalars()
        )


async def test_a_new_conversation_is_empty(casework: Casework) -> None:
    await ensure_conversation(casework, "c1", "522702")
    state = await read_state(casework, "c1")
    assert (state.consent_privacy, state.draft, state.cases, state.mode) == (None, None, [], "bot")
    assert state.region == "522702"


async def test_an_unknown_conversation_is_not_found(casework: Casework) -> None:
    with pytest.raises(NotFound):
        await read_state(casework, new_id())
    with pytest.raises(NotFound):
        await save_answers(casework, new_id(), answers_in(COMPLETE))


@pytest.mark.parametrize("decision", [None, "refused", "withdrawn"])
async def test_nothing_is_kept_without_consent(casework: Casework, decision: str | None) -> None:
    conversation = new_id()
    await ensure_conversation(casework, conversation)
    if decision:
        await record_consent(casework, conversation, consent_in(decision))
    with pytest.raises(ConsentMissing):
        await save_answers(casework, conversation, answers_in(COMPLETE))
    assert await count(casework, Draft) == await count(casework, AnswerEvent) == 0


async def test_several_answers_in_one_turn_and_the_next_question(casework: Casework) -> None:
    conversation = await consenting(casework)
    told = {"incident_region": "522702", "incident_cause": "injury", "incident_date": "2024-05-01"}
    state = await save_answers(casework, conversation, answers_in(told))
    assert state.draft is not None
    assert state.draft.answers == told
    assert (state.draft.phase, state.draft.next_key) == ("before_filing", "safety_now")
    assert state.draft.missing == ["safety_now", "incident_region", "contact_phone"]
    assert state.draft.last_key == "incident_date"
    assert (await read_state(casework, conversation)) == state


async def test_no_answers_open_an_empty_draft(casework: Casework) -> None:
    conversation = await consenting(casework)
    state = await save_answers(casework, conversation, answers_in({}))
    assert state.draft is not None
    assert state.draft.next_key == "safety_now"
    again = await save_answers(casework, conversation, answers_in({}))
    assert again.draft is not None
    assert again.draft.draft_id == state.draft.draft_id


async def test_a_changed_answer_names_what_it_replaced_who_and_when(casework: Casework) -> None:
    conversation = await consenting(casework)
    await save_answers(casework, conversation, answers_in({"affected_people": 3}))
    body = AnswersIn(turn_id=turn(), lane="temporary_urgent", answers=[
        Answer(key="affected_people", value=4, text="四口人", source="staff"),
    ])  # fmt: skip
    await save_answers(casework, conversation, body, actor_id="clerk1")
    first, second = await _events(casework)
    assert (first.value, first.replaced, first.source) == (3, None, "resident")
    assert (second.value, second.replaced, second.source, second.actor_id) == (4, 3, "staff", "clerk1")
    assert (second.seq, second.text) == (2, "四口人")
    assert second.at >= first.at


async def test_the_same_turn_twice_saves_once(casework: Casework) -> None:
    conversation = await consenting(casework)
    body = answers_in({"safety_now": "safe", "affected_people": 3})
    first = await save_answers(casework, conversation, body)
    assert await save_answers(casework, conversation, body) == first
    assert await count(casework, AnswerEvent) == 2


async def test_the_same_turn_at_the_same_time_saves_once(casework: Casework) -> None:
    conversation = await consenting(casework)
    body = answers_in({"safety_now": "safe", "affected_people": 3})
    states = await asyncio.gather(*(save_answers(casework, conversation, body) for _ in range(10)))
    assert all(state == states[0] for state in states)
    assert await count(casework, AnswerEvent) == 2
    assert await count(casework, Draft) == 1


async def test_parallel_turns_lose_nothing(casework: Casework) -> None:
    conversation = await consenting(casework)
    keys = ["affected_people", "id_at_hand", "contact_name", "contact_phone", "incident_text", "safety_now"]
    values: dict[str, Any] = dict.fromkeys(keys)
    await asyncio.gather(
        *(save_answers(casework, conversation, answers_in({key: value})) for key, value in values.items())
    )
    state = await read_state(casework, conversation)
    assert state.draft is not None
    assert set(state.draft.answers) == set(keys)
    assert sorted(event.seq for event in await _events(casework)) == list(range(1, len(keys) + 1))


async def test_a_value_that_does_not_fit_names_its_key_and_saves_nothing(casework: Casework) -> None:
    conversation = await consenting(casework)
    with pytest.raises(BadRequest) as refused:
        await save_answers(
            casework, conversation, answers_in({"safety_now": "safe", "incident_date": "2999-01-01", "verified": True})
        )
    assert set(refused.value.fields or {}) == {"incident_date", "verified"}
    assert await count(casework, AnswerEvent) == 0


@pytest.mark.parametrize("lane", LANES)
async def test_every_lane_opens_its_interview(casework: Casework, lane: Lane) -> None:
    conversation = await consenting(casework)
    state = await save_answers(casework, conversation, AnswersIn(turn_id="t", lane=lane, answers=[]))
    assert state.draft is not None
    assert (state.draft.lane, state.draft.next_key) == (lane, "safety_now")


async def test_step_back_clears_the_last_answer_once_a_turn(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    body = ReopenIn(turn_id=turn())
    state = await reopen_last(casework, conversation, body)
    assert state.draft is not None
    assert state.draft.next_key == "contact_phone"
    assert await reopen_last(casework, conversation, body) == state
    again = await reopen_last(casework, conversation, ReopenIn(turn_id=turn()))
    assert again.draft is not None
    assert {"contact_phone", "incident_date"} <= set(again.draft.missing)
    cleared = [event for event in await _events(casework) if event.cleared]
    assert [event.replaced for event in cleared] == ["13800001234", "2024-05-01"]


async def test_reopening_by_key_takes_what_belongs_to_it_and_can_be_told_in_the_same_turn(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    one = turn()
    state = await reopen_last(casework, conversation, ReopenIn(turn_id=one, key="incident_region"))
    assert state.draft is not None
    assert state.draft.next_key == "incident_region"
    assert not {"incident_region", "incident_place"} & set(state.draft.answers)
    state = await save_answers(casework, conversation, answers_in({"incident_region": "513201"}, one))
    assert state.draft is not None
    assert state.draft.answers["incident_region"] == "513201"


async def test_step_back_with_nothing_told_changes_nothing(casework: Casework) -> None:
    conversation = await consenting(casework)
    with pytest.raises(NotFound):
        await reopen_last(casework, conversation, ReopenIn(turn_id=turn()))
    before = await save_answers(casework, conversation, answers_in({}))
    assert await reopen_last(casework, conversation, ReopenIn(turn_id=turn())) == before


async def test_the_place_of_the_emergency_decides_whose_staff_see_it(casework: Casework) -> None:
    conversation = new_id()
    await ensure_conversation(casework, conversation, "522702")
    await record_consent(casework, conversation, consent_in("given"))
    await save_answers(casework, conversation, answers_in({"incident_region": "513201", "hukou_region": "530100"}))
    async with casework.database.read() as session:
        assert (await session.get_one(Conversation, conversation)).region == "513201"


async def test_told_after_filing_joins_the_case_and_its_history(casework: Casework) -> None:
    conversation, done = await filed(casework)
    state = await save_answers(casework, conversation, answers_in({"urgent_need": ["treatment"], "affected_people": 3}))
    assert state.draft is not None
    assert state.draft.case_number == done.case.case_number
    assert state.draft.phase == "after_filing"
    async with casework.database.read() as session:
        case = (await session.execute(select(Case))).scalar_one()
        moves = list((await session.execute(select(CaseEvent.move).order_by(CaseEvent.seq))).scalars())
    assert case.facts["urgent_need"] == ["treatment"]
    assert case.facts["affected_people"] == 3
    assert case.version == 2
    assert moves == ["submit", "facts_added"]


async def test_the_same_turn_after_filing_is_logged_once(casework: Casework) -> None:
    conversation, _ = await filed(casework)
    body = answers_in({"urgent_need": ["treatment"]})
    await save_answers(casework, conversation, body)
    await save_answers(casework, conversation, body)
    assert await count(casework, CaseEvent, CaseEvent.move == "facts_added") == 1


async def test_a_new_need_opens_a_new_draft_when_said_so_or_when_the_case_has_ended(casework: Casework) -> None:
    conversation, done = await filed(casework)
    state = await save_answers(casework, conversation, answers_in({"incident_cause": "fire"}, fresh=True))
    assert state.draft is not None
    assert state.draft.case_number is None
    second = await save_answers(casework, conversation, answers_in(COMPLETE))
    assert second.draft is not None
    assert (await file(casework, conversation, second)).case.case_number != done.case.case_number
    for number in (done.case.case_number, None):
        await withdraw_case(casework, conversation, WithdrawIn(turn_id=turn(), case_number=number))
    assert (await read_state(casework, conversation)).draft is None
    third = await save_answers(casework, conversation, answers_in({"incident_cause": "fire"}))
    assert third.draft is not None
    assert third.draft.answers == {"incident_cause": "fire"}


async def test_the_stored_fold_always_equals_the_events(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await reopen_last(casework, conversation, ReopenIn(turn_id=turn()))
    await save_answers(casework, conversation, answers_in({"contact_way": "here", "safety_now": None}))
    async with casework.database.read() as session:
        draft = (await session.execute(select(Draft))).scalar_one()
    told = [Told(event.turn_id, event.key, event.value, event.cleared) for event in await _events(casework)]
    assert Folded.read(draft.folded) == fold(told)
    assert draft.last_seq == len(told)


async def test_odd_characters_are_kept_or_removed_never_an_error(casework: Casework) -> None:
    conversation = await consenting(casework)
    body = AnswersIn(turn_id=turn(), lane=LANE, answers=[
        Answer(key="contact_name", value="𠮷\x00田\u202e㐂䶮\ud800", text="我叫𠮷\x00\udfff"),
    ])  # fmt: skip
    state = await save_answers(casework, conversation, body)
    assert state.draft is not None
    assert state.draft.answers["contact_name"] == "𠮷田㐂䶮"
    state.model_dump_json()
    assert (await _events(casework))[0].text == "我叫𠮷"
