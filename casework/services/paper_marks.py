"""Papers of a case: the whole list for its resident, and what staff say of one of them."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.paper_states import MARKS, still_missing
from casework.services.access import access_case_for_resident_in, access_case_for_staff
from casework.services.audit import append_audit
from casework.services.checklists import keep_mark, papers_of_case, papers_of_draft, resident_list
from casework.services.claims import tell
from casework.services.context import Casework
from casework.services.conversation_state import Loaded, load
from casework.services.sessions import Actor
from casework.services.staff_scope import locked_conversation
from casework.services.staff_views import CasePaper, CasePapers
from casework.storage.models import Case
from contracts.casework import PapersIn, PapersOut
from contracts.errors import BadRequest


async def read_papers(cw: Casework, conversation_id: str, body: PapersIn) -> PapersOut:
    """The papers of the draft in hand, else of the conversation's own case, as they stand; else an empty list.

    With a number those of that case or nothing.
    """
    async with cw.database.write() as session:
        loaded = await load(session, conversation_id)
        draft, case = loaded.draft, None
        documents: list[dict[str, Any]] = []
        if draft is not None and draft.state == "open" and not body.case_number:
            documents = await papers_of_draft(cw, session, draft, loaded.conversation)
        elif (case := await _own_case(cw, session, loaded, body.case_number)) is not None:
            documents = await resident_list(cw, session, case)
    missing = [str(one["title"]) for one in still_missing(documents)]
    return PapersOut(case_number=case.number if case else None, documents=documents, missing=missing)


async def _own_case(cw: Casework, session: AsyncSession, loaded: Loaded, number: str | None) -> Case | None:
    if number:
        return await access_case_for_resident_in(cw, session, loaded.conversation, number, "case.papers")
    for case in loaded.cases[-1:]:
        await session.refresh(case, ["facts"])
        return case
    return None


async def staff_papers(cw: Casework, case: Case) -> CasePapers:
    """Every paper of a case the caller may see, those not needed too."""
    async with cw.database.read() as session:
        documents = await papers_of_case(cw, session, case)
    return CasePapers(case_number=case.number, documents=[CasePaper.model_validate(one) for one in documents])


async def mark_paper(cw: Casework, actor: Actor, number: str, paper: str, state: str) -> CasePapers:
    """Say of one paper that it will do, is being looked at, is replaced, is not needed or is missing after all.

    `NotFound` out of scope, `BadRequest` for a paper that is not on the list of this case or a state that is none.
    """
    case = await access_case_for_staff(cw, actor, number, action="mark.paper")
    async with cw.database.write() as session:
        await locked_conversation(session, case.conversation_id)
        names = {one["type"] for one in await papers_of_case(cw, session, case)}
        if paper not in names:
            raise BadRequest("这个申请的清单里没有这样材料。", fields={"type": "不在清单里"})
        if state not in MARKS:
            raise BadRequest("没有这种状态。", fields={"state": "只能是" + "、".join(MARKS)})
        await keep_mark(cw, session, case.id, paper, state, actor.id)
        tell(cw, session, case.conversation_id)
        await append_audit(
            cw, session, actor_kind="staff", actor_id=actor.id, action="paper.marked", object_kind="case",
            object_id=case.id, detail={"paper": paper, "state": state},
        )  # fmt: skip
    return await staff_papers(cw, case)
