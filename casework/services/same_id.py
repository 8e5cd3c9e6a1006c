"""The same ID number in another resident's case: staff are told, the resident gets no hint."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.blind_indexes import find_by_personal
from casework.services.claims import SYSTEM_NOTE, add_note
from casework.services.context import Casework
from casework.storage.models import Case
from contracts.keys import DECLINED


async def note_same_id(cw: Casework, session: AsyncSession, case: Case, answers: Mapping[str, Any]) -> None:
    """Leave a note beside this case and beside each other one that holds the ID number just told."""
    number = answers.get("id_number")
    if not isinstance(number, str) or number == DECLINED:
        return
    ids = await find_by_personal(cw, session, "case", "id_number", number)
    query = select(Case.conversation_id, Case.number).where(Case.id.in_(ids), Case.resident_id != case.resident_id)
    for conversation_id, other in (await session.execute(query)).all():
        for where, number_there in ((case.conversation_id, other), (conversation_id, case.number)):
            words = f"{SYSTEM_NOTE}同一个身份证号也出现在 {number_there}，请核对。"
            add_note(cw, session, where, None, words)
    await session.flush()
