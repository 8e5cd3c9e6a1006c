"""Scripted residents through the real gateway, Rasa, the actions and the database; nothing between is replaced."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from casework.services.context import Casework
from casework.services.drafts import read_state
from casework.storage.models import Case, Conversation, Draft
from tests.conversations.personas import Persona, Step, all_personas, law_problems
from tests.resident import Resident
from tests.service_fixtures import Service

pytestmark = pytest.mark.model
PERSONAS = all_personas()
# written by the confirmation itself
CONFIRMATIONS = {"review_confirm", "declaration"}


def test_there_are_enough_of_them():
    assert len(PERSONAS) >= 15


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.name)
async def test_persona(persona: Persona, service: Service, record: Casework):
    opening = {"region": persona.region} if persona.region else {}
    resident = await asyncio.to_thread(Resident, service.base, **opening)
    filed_after = None
    for number, step in enumerate(persona.steps, start=1):
        await asyncio.to_thread(resident.say, step.say) if step.say else await asyncio.to_thread(resident.tap, step.tap)
        check_step(persona, number, step, resident)
        if filed_after is None and resident.card("case"):
            filed_after = number
    if persona.turns_to_filing is not None:
        assert filed_after is not None and filed_after <= persona.turns_to_filing
    await check_record(persona, record, resident.conversation_id)


def check_step(persona: Persona, number: int, step: Step, resident: Resident) -> None:
    said = step.say or f"[{step.tap}]"
    where = f"{persona.name}, step {number}: {said}\n{resident.heard}\nasks {resident.asked}"
    assert resident.last, f"silence: {where}"
    assert not law_problems(resident.last), f"{law_problems(resident.last)} in {where}"
    for words in step.hears:
        assert words in resident.heard, f"{words!r} not in {where}"
    for words in step.hears_not:
        assert words not in resident.heard, f"{words!r} in {where}"
    if step.asks is not None or step.quiet:
        assert resident.asked == (None if step.quiet else step.asks), where
    if step.card:
        assert resident.card(step.card), f"no {step.card} card: {where}"
    if step.bubbles:
        assert len(resident.last) <= step.bubbles, f"{len(resident.last)} bubbles: {where}"


async def check_record(persona: Persona, record: Casework, conversation_id: str) -> None:
    state = await read_state(record, conversation_id)
    if persona.draft is not None:
        assert told(state.draft.answers if state.draft else {}) == persona.draft
    if persona.mode:
        assert state.mode == persona.mode
    async with record.database.read() as session:
        conversation = await session.get(Conversation, conversation_id)
        assert conversation is not None
        if persona.crisis:
            assert conversation.crisis == persona.crisis
        if persona.case_state:
            cases = select(Case).where(Case.conversation_id == conversation_id)
            assert [case.state for case in (await session.scalars(cases))] == [persona.case_state]
        if persona.drafts is not None:
            count = select(func.count()).select_from(Draft).where(Draft.conversation_id == conversation_id)
            assert await session.scalar(count) == persona.drafts


def told(answers: dict[str, Any]) -> dict[str, Any]:
    """What the resident told; of the story only whether it is there is compared by `incident_text: told`."""
    kept = {key: value for key, value in answers.items() if key not in CONFIRMATIONS}
    if kept.get("incident_text"):
        kept["incident_text"] = "told"
    return kept
