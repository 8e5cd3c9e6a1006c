"""The only ways to a case: a resident's own conversation, or staff whose region it lies in; every attempt is audited.

A number that does not exist and a number of somebody else give the same answer after the same work.
"""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_numbers import read_number
from casework.domain.scope import covers
from casework.services.audit import append_audit
from casework.services.context import Casework
from casework.services.sessions import Actor
from casework.storage.models import Case, Conversation
from contracts.errors import NotFound

NOT_FOUND_WORDS = "没有查到这个编号。"


async def find_case(cw: Casework, session: AsyncSession, typed: str) -> Case | None:
    """The case with the number somebody typed, prefix or not; whose it is has yet to be checked."""
    number = read_number(typed)
    if number is None:
        return None
    prefixes = [number.prefix] if number.prefix else sorted({one.case_prefix for one in cw.policy.served_regions()})
    found: Case | None = await session.scalar(
        select(Case).where(Case.number.in_([number.formatted(prefix) for prefix in prefixes]))
    )
    return found


async def access_case_for_resident_in(
    cw: Casework, session: AsyncSession, conversation: Conversation, typed: str, action: str = "case.read"
) -> Case | None:
    """A case filed by the resident behind this conversation, or None; the attempt is audited with the transaction."""
    case = await find_case(cw, session, typed)
    own = case is not None and case.resident_id == conversation.resident_id
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id,
        action=action if own else f"denied.{action}", object_kind="case",
        object_id=case.id if case is not None else "unknown",
    )  # fmt: skip
    return case if own else None


async def access_case_for_resident(
    cw: Casework, conversation_id: str, typed: str, *, action: str = "case.read"
) -> Case:
    """The resident's own case by number; `NotFound` in the same words and time for any other number."""
    async with cw.database.write() as session:
        conversation = await session.get(Conversation, conversation_id)
        case = await access_case_for_resident_in(cw, session, conversation, typed, action) if conversation else None
    if case is None:
        raise NotFound(NOT_FOUND_WORDS)
    return case


async def access_case_for_staff(cw: Casework, actor: Actor, typed: str, *, action: str = "case.read") -> Case:
    """A case inside the staff member's region by number; `NotFound` otherwise. Reading and trying are audited."""
    async with cw.database.write() as session:
        case = await find_case(cw, session, typed)
        visible = case is not None and covers(actor.region, case.region)
        await append_audit(
            cw, session, actor_kind="staff", actor_id=actor.id, action=action if visible else f"denied.{action}",
            object_kind="case", object_id=case.id if case is not None else "unknown",
        )  # fmt: skip
    if case is None or not visible:
        raise NotFound(NOT_FOUND_WORDS)
    return case
