"""One conversation as staff see it: the talk, the case beside it, notes and holder; every reading is audited."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.draft_fold import Folded
from casework.domain.handoff_words import reason_words
from casework.domain.masking import mask_text
from casework.services.case_views import case_brief
from casework.services.checklists import checklist_card
from casework.services.claims import SYSTEM_NOTE, held, holder_view, tell
from casework.services.context import Casework, new_id
from casework.services.conversations import messages_after, messages_before
from casework.services.drafts import save_answers_in
from casework.services.paper_views import paper_value
from casework.services.queue import region_name
from casework.services.sessions import Actor
from casework.services.staff_channel import attachment_rows, budget_view, mark_delivered, source_of
from casework.services.staff_drafts import MASKED, assess_draft, draft_view, drafts_of
from casework.services.staff_scope import case_in_scope, require_conversation, staff_audit
from casework.services.staff_views import ConsentRow, ConversationOut, DraftView, HandoffRow, NoteRow
from casework.storage.models import (
    Case,
    Consent,
    Conversation,
    Draft,
    Handoff,
    InboundMessage,
    Note,
    OutboundMessage,
    Staff,
)
from contracts.casework import Answer, AnswersIn
from contracts.errors import BadRequest, NotFound
from contracts.messages import Card, Message

MESSAGES: Final = 300


async def read_conversation(cw: Casework, actor: Actor, conversation_id: str, after: int = 0) -> ConversationOut:
    """Everything about a conversation; with `after` only the messages since. The reading is an audit event.

    Whoever holds the claim and reads on (`after`) is not written down again for every line: the claim is.
    """
    await require_conversation(cw, actor, conversation_id)
    messages = await _messages(cw, conversation_id, after)
    async with cw.database.read() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        holder = await session.get(Staff, conversation.claimed_by) if conversation.claimed_by else None
        drafts = await drafts_of(session, conversation_id)
        assessment = assess_draft(cw, drafts[0], conversation) if drafts else None
        checklist = await checklist_card(cw, session, drafts[0], conversation) if drafts else None
        marked = await mark_delivered(session, conversation_id, messages)
        view = ConversationOut(
            conversation_id=conversation.id, channel=conversation.channel, region=conversation.region,
            region_name=region_name(cw, conversation.region), mode=conversation.mode, topic=conversation.topic,
            urgent=conversation.urgent, crisis=conversation.crisis, created_at=conversation.created_at,
            last_seq=max((message.seq for message in messages), default=after), messages=marked,
            drafts=[await draft_view(cw, session, draft, conversation) for draft in drafts],
            cases=await _case_cards(session, actor, conversation_id), assessment=assessment, checklist=checklist,
            consents=await _consents(session, conversation_id), notes=await _notes(session, conversation_id),
            handoff=await _handoff(session, conversation_id),
            holder=holder_view(conversation, holder.display_name if holder else None, actor),
            erased=conversation.erased_at is not None, quiet=conversation.quiet,
            attachments=await attachment_rows(session, conversation_id),
            source=await source_of(session, conversation_id),
        )  # fmt: skip
    view.channel_budget = await budget_view(cw, conversation)
    if not (after and view.holder and view.holder.me):
        async with cw.database.write() as session:
            await staff_audit(cw, session, actor, "read.conversation", conversation_id)
    return view


async def _messages(cw: Casework, conversation_id: str, after: int) -> list[Message]:
    if after:
        found = await messages_after(cw, conversation_id, after, MESSAGES)
    else:
        found = await messages_before(cw, conversation_id, None, MESSAGES)
    return [_shown(message) for message in found]


def _shown(message: Message) -> Message:
    """Numbers masked; the resident's signed payloads are nobody else's."""
    replies = [reply.model_copy(update={"payload": ""}) for reply in message.quick_replies]
    return message.model_copy(update={"text": mask_text(message.text), "quick_replies": replies})


async def _case_cards(session: AsyncSession, actor: Actor, conversation_id: str) -> list[Card]:
    query = select(Case).where(Case.conversation_id == conversation_id, case_in_scope(actor))
    cases = await session.scalars(query.order_by(Case.submitted_at))
    return [Card(type="case", data=case_brief(case).card) for case in cases]


async def _consents(session: AsyncSession, conversation_id: str) -> list[ConsentRow]:
    query = select(Consent).where(Consent.conversation_id == conversation_id).order_by(Consent.seq)
    return [
        ConsentRow(kind=row.kind, decision=row.decision, text_version=row.text_version, channel=row.channel, at=row.at)
        for row in await session.scalars(query)
    ]


async def _notes(session: AsyncSession, conversation_id: str) -> list[NoteRow]:
    query = select(Note, Staff.display_name).outerjoin(Staff, Staff.id == Note.staff_id)
    rows = await session.execute(query.where(Note.conversation_id == conversation_id).order_by(Note.at, Note.id))
    return [
        NoteRow(id=note.id, who=name or "系统", text=note.text, at=note.at, system=note.text.startswith(SYSTEM_NOTE))
        for note, name in rows
    ]


async def _handoff(session: AsyncSession, conversation_id: str) -> HandoffRow | None:
    query = select(Handoff).where(Handoff.conversation_id == conversation_id)
    row = await session.scalar(query.order_by(Handoff.created_at.desc()).limit(1))
    if row is None:
        return None
    return HandoffRow(
        id=row.id, reason=row.reason, reason_text=reason_words(row.reason), urgent=row.urgent, state=row.state,
        created_at=row.created_at, claimed_at=row.claimed_at, closed_at=row.closed_at,
    )  # fmt: skip


async def set_answers(
    cw: Casework, actor: Actor, conversation_id: str, answers: list[Answer], lane: str | None
) -> tuple[DraftView, Card]:
    """Set answers as the holder of the claim; the draft as it then is, assessed again.

    Raises `NotHolder`, `ConsentMissing`, `BadRequest` naming each key that does not fit.
    """
    await require_conversation(cw, actor, conversation_id)
    async with cw.database.write() as session:
        conversation = await held(cw, session, actor, conversation_id)
        drafts = await drafts_of(session, conversation_id)
        chosen = lane or (drafts[0].lane if drafts else "temporary_urgent")
        body = AnswersIn.model_validate({
            "turn_id": new_id(), "lane": chosen,
            "answers": [answer.model_copy(update={"source": "staff"}) for answer in answers],
        })  # fmt: skip
        await save_answers_in(cw, session, conversation_id, body, actor_id=actor.id)
        await staff_audit(
            cw, session, actor, "answers", conversation_id, keys=",".join(sorted(answer.key for answer in answers))
        )
        tell(cw, session, conversation_id)
        draft = next(one for one in await drafts_of(session, conversation_id) if one.lane == chosen)
        return await draft_view(cw, session, draft, conversation), assess_draft(cw, draft, conversation)


async def reveal(
    cw: Casework, actor: Actor, conversation_id: str, *, reason: str, key: str | None, message_id: str | None
) -> Any:
    """One masked value in full; who looked and why is an audit event."""
    await require_conversation(cw, actor, conversation_id)
    if (key is None) == (message_id is None):
        raise BadRequest("要看哪一项？", fields={"key": "give either key or message_id"})
    async with cw.database.write() as session:
        value = await _answer(session, conversation_id, key) if key else None
        if key and value is None:
            value = await paper_value(session, conversation_id, key)
        if message_id:
            value = await _text(session, conversation_id, message_id)
        if value is None:
            raise NotFound
        what = {"key": key} if key else {"message_id": str(message_id)}
        await staff_audit(cw, session, actor, "reveal", conversation_id, reason=mask_text(reason), **what)
        return value


async def _answer(session: AsyncSession, conversation_id: str, key: str) -> Any:
    if key not in MASKED:
        return None
    drafts: list[Draft] = await drafts_of(session, conversation_id)
    found = (Folded.read(draft.folded).answers.get(key) for draft in drafts)
    return next((value for value in found if value is not None), None)


async def _text(session: AsyncSession, conversation_id: str, message_id: str) -> str | None:
    heard = await session.get(InboundMessage, message_id)
    if heard is not None:
        return heard.text if heard.conversation_id == conversation_id else None
    said = await session.get(OutboundMessage, message_id)
    return str(said.body.get("text", "")) if said is not None and said.conversation_id == conversation_id else None
