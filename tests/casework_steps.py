"""Steps every casework test takes: a conversation, a consent, a complete draft, a filed case."""

import itertools
from typing import Any

from sqlalchemy import func, select

from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.drafts import save_answers
from casework.services.filing import submit_draft
from casework.services.rest_conversations import ensure_conversation
from contracts.casework import Answer, AnswersIn, ConsentIn, ConversationState, Filed, SubmitIn

LANE = "temporary_urgent"
COMPLETE: dict[str, Any] = {
    "safety_now": "safe",
    "incident_region": "522702",
    "incident_place": "市医院",
    "incident_cause": "injury",
    "incident_text": "从架子上摔下来腿断了",
    "incident_date": "2024-05-01",
    "contact_phone": "13800001234",
}
_turns = itertools.count()


def turn() -> str:
    """A fresh turn id."""
    return f"turn{next(_turns):08d}"


def answers_in(values: dict[str, Any], turn_id: str | None = None, **more: Any) -> AnswersIn:
    answers = [Answer(key=key, value=value, text=str(value)) for key, value in values.items()]
    return AnswersIn(turn_id=turn_id or turn(), lane=LANE, answers=answers, **more)


def consent_in(decision: str, kind: str = "privacy", turn_id: str | None = None) -> ConsentIn:
    return ConsentIn.model_validate({
        "turn_id": turn_id or turn(), "kind": kind, "decision": decision, "text_version": "2024-1", "text": "告知书",
    })  # fmt: skip


async def consenting(cw: Casework) -> str:
    """A fresh conversation whose resident has agreed."""
    conversation = new_id()
    await ensure_conversation(cw, conversation)
    await record_consent(cw, conversation, consent_in("given"))
    return conversation


async def complete(cw: Casework, **changes: Any) -> tuple[str, ConversationState]:
    """A conversation whose urgent draft wants only the confirmation."""
    conversation = await consenting(cw)
    return conversation, await save_answers(cw, conversation, answers_in(COMPLETE | changes))


async def file(cw: Casework, conversation: str, state: ConversationState) -> Filed:
    assert state.draft is not None
    return await submit_draft(cw, conversation, SubmitIn(turn_id=turn(), draft_id=state.draft.draft_id))


async def filed(cw: Casework, **changes: Any) -> tuple[str, Filed]:
    """A conversation with one filed case."""
    conversation, state = await complete(cw, **changes)
    return conversation, await file(cw, conversation, state)


async def count(cw: Casework, model: Any, *conditions: Any) -> int:
    async with cw.database.read() as session:
        return int(await session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0)
