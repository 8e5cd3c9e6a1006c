"""撤回: a resident takes a filed case back; the case stays on file as withdrawn."""

from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_moves import ENDED
from casework.services.access import NOT_FOUND_WORDS, access_case_for_resident_in
from casework.services.case_views import case_brief
from casework.services.case_work import move_case_in
from casework.services.context import Casework
from casework.services.conversation_state import load_cases, load_conversation
from casework.storage.models import Case, Conversation
from contracts.casework import StatusOut, WithdrawIn
from contracts.errors import Conflict, NotFound


async def withdraw_case(cw: Casework, conversation_id: str, body: WithdrawIn) -> StatusOut:
    """Withdraw the case with this number, or the only one still running; doing it twice changes nothing more.

    `NotFound` when there is none, `Conflict` when several run and no number was said.
    """
    async with cw.database.write() as session:
        conversation, _ = await load_conversation(session, conversation_id, lock=True)
        case = await _chosen(cw, session, conversation, body.case_number)
        if case is not None and case.state != "withdrawn":
            actor = conversation.resident_id
            case = await move_case_in(cw, session, case.id, "withdrawn", actor_kind="resident", actor_id=actor)
    # raised outside the transaction: a wrong number leaves its audit line
    if case is None:
        raise NotFound(NOT_FOUND_WORDS)
    return StatusOut(cases=[case_brief(case)])


async def _chosen(cw: Casework, session: AsyncSession, conversation: Conversation, typed: str | None) -> Case | None:
    if typed:
        return await access_case_for_resident_in(cw, session, conversation, typed, "case.withdraw")
    cases = await load_cases(session, conversation)
    running = [case for case in cases if case.state not in ENDED]
    if len(running) > 1:
        raise Conflict("您有几件在办，请说要撤回哪个编号。")
    if running:
        return running[0]
    return next((case for case in reversed(cases) if case.state == "withdrawn"), None)
