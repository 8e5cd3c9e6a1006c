"""撤回: a resident takes a filed case back; the case stays on file as withdrawn."""

from casework.domain.case_moves import ENDED
from casework.services.access import NOT_FOUND_WORDS, access_case_for_resident
from casework.services.case_views import case_brief
from casework.services.case_work import move_case_in
from casework.services.context import Casework
from casework.services.conversation_state import load_cases, load_conversation
from casework.storage.models import Case
from contracts.casework import StatusOut, WithdrawIn
from contracts.errors import Conflict, NotFound


async def withdraw_case(cw: Casework, conversation_id: str, body: WithdrawIn) -> StatusOut:
    """Withdraw the case with this number, or the only one still running; doing it twice changes nothing more.

    `NotFound` when there is none, `Conflict` when several run and no number was said.
    """
    if body.case_number:
        # a transaction of its own: a wrong number leaves its audit line, and the audit's lock is never held
        # while waiting for a case
        case = await access_case_for_resident(cw, conversation_id, body.case_number, action="case.withdraw")
    else:
        case = await _only_one(cw, conversation_id)
    return await _withdraw(cw, conversation_id, case.id)


async def _only_one(cw: Casework, conversation_id: str) -> Case:
    async with cw.database.read() as session:
        conversation, _ = await load_conversation(session, conversation_id, lock=False)
        cases = await load_cases(session, conversation)
    running = [case for case in cases if case.state not in ENDED]
    if len(running) > 1:
        raise Conflict("您有几件在办，请说要撤回哪个编号。")
    withdrawn = [case for case in cases if case.state == "withdrawn"]
    if not running and not withdrawn:
        raise NotFound(NOT_FOUND_WORDS)
    return running[0] if running else withdrawn[-1]


async def _withdraw(cw: Casework, conversation_id: str, case_id: str) -> StatusOut:
    async with cw.database.write() as session:
        conversation, _ = await load_conversation(session, conversation_id, lock=True)
        case = await session.get_one(Case, case_id)
        if case.state != "withdrawn":
            actor = conversation.resident_id
            case = await move_case_in(cw, session, case_id, "withdrawn", actor_kind="resident", actor_id=actor)
        return StatusOut(cases=[case_brief(case)])
