"""静默: nothing is pushed to a phone that somebody else may be looking at; who turned it on or off is in the audit."""

from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.clean_text import clean_text
from casework.services.audit import append_audit
from casework.services.claims import add_note, tell
from casework.services.context import Casework
from casework.services.conversation_state import build_state, load
from casework.services.sessions import Actor
from casework.services.staff_scope import locked_conversation, require_conversation, staff_audit
from casework.storage.models import Conversation
from contracts.casework import ConversationState, QuietIn
from contracts.errors import BadRequest


async def set_quiet(cw: Casework, conversation_id: str, body: QuietIn) -> ConversationState:
    """The resident's own word; saying it twice changes nothing more."""
    async with cw.database.write() as session:
        loaded = await load(session, conversation_id, lock=True)
        conversation = loaded.conversation
        if await _switch(cw, session, conversation, body.quiet):
            await append_audit(
                cw, session, actor_kind="resident", actor_id=conversation.resident_id, action=_action(body.quiet),
                object_kind="conversation", object_id=conversation_id,
            )  # fmt: skip
        return await build_state(cw, session, loaded)


async def set_quiet_by_staff(cw: Casework, actor: Actor, conversation_id: str, quiet: bool, note: str) -> bool:
    """Staff know from a call that it is safe again, or that it is not; lifting needs a note that says why.

    No claim is needed: whoever learns of the danger first must be able to stop the messages.
    """
    await require_conversation(cw, actor, conversation_id)
    note = clean_text(note).strip()
    if not quiet and not note:
        raise BadRequest("请写明为什么可以恢复发消息。", fields={"note": "required to lift"})
    async with cw.database.write() as session:
        conversation = await locked_conversation(session, conversation_id)
        switched = await _switch(cw, session, conversation, quiet)
        if note:
            add_note(cw, session, conversation_id, actor.id, note)
        if switched:
            await staff_audit(cw, session, actor, _action(quiet), conversation_id)
        return conversation.quiet


async def _switch(cw: Casework, session: AsyncSession, conversation: Conversation, quiet: bool) -> bool:
    if conversation.quiet == quiet:
        return False
    conversation.quiet = quiet
    await session.flush()
    tell(cw, session, conversation.id)
    return True


def _action(quiet: bool) -> str:
    return "quiet.on" if quiet else "quiet.off"
