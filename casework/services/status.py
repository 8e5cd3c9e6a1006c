"""Status: to the conversation that filed the case and to nobody else; guessing numbers is counted and closed."""

from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.access import access_case_for_resident_in
from casework.services.case_views import case_brief
from casework.services.context import Casework
from casework.services.conversation_state import load_cases, load_conversation
from casework.services.rate_limits import RateLimit, count_use, used
from casework.storage.models import Conversation
from contracts.casework import StatusIn, StatusOut


async def read_status(cw: Casework, conversation_id: str, body: StatusIn) -> StatusOut:
    """Without a number the conversation's own cases; with one, that case or nothing.

    `closed` after too many look-ups in an hour or wrong numbers in a day: then nothing is looked up at all.
    A number that exists but is somebody else's counts and reads as one that does not exist.
    """
    async with cw.database.write() as session:
        conversation, _ = await load_conversation(session, conversation_id, lock=True)
        if not body.case_number:
            return StatusOut(cases=[case_brief(case) for case in await load_cases(session, conversation)])
        if await _closed(cw, session, conversation):
            return StatusOut(cases=[], closed=True)
        case = await access_case_for_resident_in(cw, session, conversation, body.case_number, "case.status")
        if case is None:
            await count_use(session, RateLimit.STATUS_WRONG, conversation.resident_id, cw.now())
        return StatusOut(cases=[case_brief(case)] if case is not None else [])


async def _closed(cw: Casework, session: AsyncSession, conversation: Conversation) -> bool:
    who, now = conversation.resident_id, cw.now()
    if await used(session, RateLimit.STATUS_WRONG, who, now) >= RateLimit.STATUS_WRONG.value.limit:
        return True
    return await count_use(session, RateLimit.STATUS_LOOKUP, who, now) > RateLimit.STATUS_LOOKUP.value.limit
