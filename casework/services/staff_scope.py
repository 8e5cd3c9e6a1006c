"""What exists for a staff member: the conversations of their region, and the trace of every attempt at others."""

import re
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.scope import region_prefix
from casework.services.audit import append_audit
from casework.services.context import Casework
from casework.services.sessions import Actor
from casework.storage.locks import lock_conversation
from casework.storage.models import Case, Conversation, Draft
from contracts.errors import NotFound

# what is not an id at all is looked up as this one, so that it takes the same way
NOBODY: Final = "0" * 32
_ID: Final = re.compile("[0-9a-f]{32}")


def conversation_in_scope(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a conversation exists for a staff member.

    The channel's region or that of any draft or case in it counts. A conversation whose place is not known yet is
    everybody's: else nobody would answer somebody in need. Whoever holds one keeps it when its place moves away.
    """
    scope = region_prefix(actor.region)
    if not scope:
        return Conversation.id.is_not(None)
    draft = exists().where(Draft.conversation_id == Conversation.id, Draft.region.startswith(scope))
    case = exists().where(Case.conversation_id == Conversation.id, Case.region.startswith(scope))
    mine = Conversation.claimed_by == actor.id
    return or_(Conversation.region.is_(None), Conversation.region.startswith(scope), mine, draft, case)


def case_in_scope(actor: Actor) -> ColumnElement[bool]:
    """The condition under which a case exists for a staff member."""
    return Case.region.startswith(region_prefix(actor.region))


async def staff_audit(
    cw: Casework, session: AsyncSession, actor: Actor, action: str, conversation_id: str, **detail: str | int | bool
) -> None:
    """One audit event about a conversation, by a staff member."""
    await append_audit(
        cw, session, actor_kind="staff", actor_id=actor.id, action=action, object_kind="conversation",
        object_id=conversation_id, detail=detail,
    )  # fmt: skip


async def require_conversation(cw: Casework, actor: Actor, conversation_id: str) -> None:
    """`NotFound`, in the same words and time, for a conversation that is not there or not theirs; both are audited."""
    known = conversation_id if _ID.fullmatch(conversation_id) else NOBODY
    query = select(Conversation.id).where(Conversation.id == known, conversation_in_scope(actor))
    async with cw.database.read() as session:
        if await session.scalar(query) is not None:
            return
    async with cw.database.write() as session:
        await staff_audit(cw, session, actor, "denied.conversation", known)
    raise NotFound


async def locked_conversation(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, locked until the commit."""
    conversation = await lock_conversation(session, conversation_id)
    if conversation is None:
        raise NotFound
    return conversation
