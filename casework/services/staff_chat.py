"""Staff at work in a conversation: words to the resident, notes to colleagues, the way back to the bot."""

from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.clean_text import clean_text
from casework.services.claims import add_note, held, say_system, tell
from casework.services.context import Casework
from casework.services.conversations import append_outbound, messages_after, to_message
from casework.services.handoffs import open_handoff
from casework.services.sessions import Actor
from casework.services.staff_channel import mark_delivered
from casework.services.staff_scope import require_conversation, staff_audit
from casework.services.staff_views import NoteRow, StaffMessage
from casework.services.turns import enqueue_resume
from casework.storage.models import Conversation, InboundMessage, OutboundMessage, Turn
from contracts.errors import BadRequest, Conflict
from contracts.messages import Bubble, Message

Then = Literal["continue", "review", "end"]
_TOLD: dict[Then, str] = {
    "continue": "工作人员看过了，接下来由机器人陪您接着办。要找人随时发“人工”。",
    "review": "工作人员看过了，接下来请您再核对一遍。要找人随时发“人工”。",
    "end": "这次先说到这里。还有事随时发消息，都能接着办。",
}


class UnseenMessages(Conflict):
    """Something was said after the last message the writer had seen; `messages` in the error are those."""

    code, message = "unseen_messages", "对方刚刚又说话了，请看过再发。"

    def __init__(self, messages: list[Message]) -> None:
        super().__init__()
        self.messages = messages

    def as_json(self, request_id: str) -> dict[str, object]:
        """The documented body, with the new messages beside the sentence."""
        body = super().as_json(request_id)
        body["error"]["messages"] = [message.model_dump(mode="json", by_alias=True) for message in self.messages]
        return body


async def last_said(session: AsyncSession, conversation_id: str) -> int:
    """The `seq` of the newest message of any party (numbers may have gaps after it)."""
    heard = select(func.max(InboundMessage.seq)).where(InboundMessage.conversation_id == conversation_id)
    said = select(func.max(OutboundMessage.seq)).where(OutboundMessage.conversation_id == conversation_id)
    return max(await session.scalar(heard) or 0, await session.scalar(said) or 0)


async def reply(cw: Casework, actor: Actor, conversation_id: str, text: str, seen_seq: int) -> StaffMessage:
    """Say something to the resident. `NotHolder` without the claim, `UnseenMessages` when the talk has moved on.

    On WeChat it is on its way when this returns; whether it has arrived shows in the conversation.

    Of two replies sent with the same `seen_seq` the second is refused, with the first in the answer.
    """
    await require_conversation(cw, actor, conversation_id)
    text = clean_text(text).strip()
    if not text:
        raise BadRequest("先写点什么再发。", fields={"text": "empty"})
    async with cw.database.write() as session:
        await held(cw, session, actor, conversation_id)
        moved_on = await last_said(session, conversation_id) > seen_seq
        if not moved_on:
            bubble = Bubble(text=text)
            said = (await append_outbound(cw, session, conversation_id, [bubble], origin="staff", staff_id=actor.id))[0]
            message = to_message(cw, said, actor.display_name)
            marked = (await mark_delivered(session, conversation_id, [message]))[0]
            tell(cw, session, conversation_id)
            await staff_audit(cw, session, actor, "reply", conversation_id, seq=said.seq)
    if moved_on:
        raise UnseenMessages(await messages_after(cw, conversation_id, seen_seq))
    return marked


async def write_note(cw: Casework, actor: Actor, conversation_id: str, text: str) -> NoteRow:
    """Keep internal words beside the conversation; nobody needs the claim for that."""
    await require_conversation(cw, actor, conversation_id)
    text = clean_text(text).strip()
    if not text:
        raise BadRequest("备注是空的。", fields={"text": "empty"})
    async with cw.database.write() as session:
        note = add_note(cw, session, conversation_id, actor.id, text)
        await staff_audit(cw, session, actor, "note", conversation_id)
        tell(cw, session, conversation_id)
    return NoteRow(id=note.id, who=actor.display_name, text=note.text, at=note.at)


async def hand_back(cw: Casework, actor: Actor, conversation_id: str, then: Then, note: str = "") -> str:
    """Give the talk back to the bot (at the next missing question or the review) or end it; the new mode.

    The resident is told; the bot's own words come from a turn queued in the same transaction.
    """
    await require_conversation(cw, actor, conversation_id)
    async with cw.database.write() as session:
        conversation = await held(cw, session, actor, conversation_id)
        if note.strip():
            add_note(cw, session, conversation_id, actor.id, note)
        await _close(cw, session, conversation, "closed" if then == "end" else "bot")
        await say_system(cw, session, conversation_id, _TOLD[then], state="closed")
        if then != "end":
            turn = await session.get_one(Turn, await enqueue_resume(cw, session, conversation_id))
            turn.kind = "resume" if then == "continue" else "review"
        tell(cw, session, conversation_id)
        await staff_audit(cw, session, actor, "hand_back", conversation_id, then=then)
        return conversation.mode


async def _close(cw: Casework, session: AsyncSession, conversation: Conversation, mode: str) -> None:
    conversation.mode, conversation.claimed_by, conversation.claim_until = mode, None, None
    conversation.urgent, conversation.crisis = False, None
    handoff = await open_handoff(session, conversation.id)
    if handoff is not None:
        handoff.state, handoff.closed_at = "closed", cw.now()
    await session.flush()
