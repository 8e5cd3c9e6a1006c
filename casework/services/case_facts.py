"""What is told after filing: it joins the facts of the case, and the case's history says so."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.draft_fold import Folded
from casework.services.audit import append_audit
from casework.services.blind_indexes import index_personal
from casework.services.context import Casework, new_id
from casework.services.same_id import note_same_id
from casework.storage.models import Case, CaseEvent, Conversation, Draft

# belongs to the way of filing, not to the case
_NOT_FACTS = frozenset({"consent_privacy", "review_confirm", "members_confirmed"})


def facts_of(lane: str, region: str, as_of: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The facts of a case in the shape of a facts file (`jiuji assess`)."""
    told = {key: value for key, value in answers.items() if key not in _NOT_FACTS}
    return {"aid": lane, "region": region, "as_of": as_of, **told}


def assess_answers(cw: Casework, draft: Draft, conversation: Conversation) -> dict[str, Any]:
    """The assessment of a draft as it stands today, with `documents` and `clock`."""
    region = draft.region or conversation.region or ""
    answers = Folded.read(draft.folded).answers
    return cw.policy.assess(facts_of(draft.lane, region, cw.today().isoformat(), answers))


async def add_case_event(
    cw: Casework, session: AsyncSession, case: Case, *, move: str, from_state: str, actor_kind: str, actor_id: str,
    reason: str = "",
) -> None:  # fmt: skip
    """One line of the case's history; the caller has the case's row locked or has just made it."""
    last = await session.scalar(select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case.id))
    session.add(
        CaseEvent(
            id=new_id(), case_id=case.id, seq=(last or 0) + 1, move=move, from_state=from_state, to_state=case.state,
            actor_kind=actor_kind, actor_id=actor_id, reason=reason, at=cw.now(),
        )
    )  # fmt: skip
    await session.flush()


async def add_facts(
    cw: Casework, session: AsyncSession, draft: Draft, told: dict[str, Any], actor_id: str, by_staff: bool
) -> None:
    """Add answers to the case of a filed draft; place and office stay, the assessment follows."""
    query = select(Case).where(Case.draft_id == draft.id).with_for_update()
    case = (await session.execute(query, execution_options={"populate_existing": True})).scalar_one()
    case.facts = {**case.facts, **{key: value for key, value in told.items() if key not in _NOT_FACTS}}
    case.assessment, case.policy_version = cw.policy.assess(case.facts), cw.policy.version
    case.version += 1
    kind = "staff" if by_staff else "resident"
    await add_case_event(
        cw, session, case, move="facts_added", from_state=case.state, actor_kind=kind, actor_id=actor_id
    )
    await index_personal(cw, session, "case", case.id, told)
    await note_same_id(cw, session, case, told)
    await append_audit(
        cw, session, actor_kind=kind, actor_id=actor_id, action="case.facts_added", object_kind="case",
        object_id=case.id, detail={"keys": sorted(told)},
    )  # fmt: skip
