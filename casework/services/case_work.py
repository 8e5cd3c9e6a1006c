"""Moves of a case: only along the table, each one an event and an audit line."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_moves import Actor, CaseView, after_move, find_move
from casework.services.audit import append_audit
from casework.services.case_facts import add_case_event
from casework.services.context import Casework
from casework.storage.models import Case
from contracts.errors import NotFound


def view_of(case: Case) -> CaseView:
    """The case as the table of moves looks at it."""
    return CaseView(case.state, case.programme, case.kind, case.returns_to, case.aid_first)


async def move_case_in(
    cw: Casework, session: AsyncSession, case_id: str, to: str, *, actor_kind: Actor, actor_id: str, reason: str = ""
) -> Case:
    """Move a case inside the caller's transaction; `IllegalMove` says in words why it cannot go there."""
    query = select(Case).where(Case.id == case_id).with_for_update()
    case = (await session.execute(query, execution_options={"populate_existing": True})).scalar_one_or_none()
    if case is None:
        raise NotFound
    move = find_move(view_of(case), to, actor_kind, reason)
    before, after = case.state, after_move(view_of(case), move)
    case.state, case.returns_to, case.aid_first = after.state, after.returns_to, after.aid_first
    case.version += 1
    await add_case_event(
        cw, session, case, move=move.name, from_state=before, actor_kind=actor_kind, actor_id=actor_id, reason=reason
    )
    await append_audit(
        cw, session, actor_kind=actor_kind, actor_id=actor_id, action="case.moved", object_kind="case",
        object_id=case.id, detail={"move": move.name, "from": before, "to": case.state},
    )  # fmt: skip
    return case
