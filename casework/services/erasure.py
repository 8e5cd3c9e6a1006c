"""删除我的信息: one transaction that leaves nothing told, and says in words what the law makes us keep."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.audit import append_audit
from casework.services.context import Casework, new_id
from casework.services.conversation_state import load_conversation
from casework.services.not_understood import erase_not_understood
from casework.services.shredding import mark_photos, mark_unfiled, shred_marked
from casework.storage.keeping_models import Outbox, TrackerSnapshot
from casework.storage.models import (
    AnswerEvent,
    Case,
    Consent,
    Conversation,
    Draft,
    InboundMessage,
    Lead,
    Note,
    OutboundMessage,
)
from contracts.casework import Erased, EraseIn

BLANK_BUBBLE = {"text": "（已删除）"}
# an alarm for somebody in danger and the notice of a kept case go out all the same
_STILL_SENT = ("crisis.alert", "case.filed")


async def erase_conversation(cw: Casework, conversation_id: str, body: EraseIn) -> Erased:
    """Erase drafts, texts, working memory and notices of a conversation; filed cases and leads stay and are named.

    The consent counts as withdrawn: the next message starts there. Doing it twice erases nothing more. With
    `photos_only` only photos and files that belong to no filed application go.
    """
    async with cw.database.write() as session:
        conversation, _ = await load_conversation(session, conversation_id, lock=True)
        if body.photos_only:
            erased = await _erase_photos(cw, session, conversation)
        else:
            erased = await erase_in(cw, session, conversation, body.turn_id, withdraw_consent=True)
    await shred_marked(cw, conversation_id)
    return erased


async def _erase_photos(cw: Casework, session: AsyncSession, conversation: Conversation) -> Erased:
    photos = await mark_photos(session, conversation.id)
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id, action="conversation.photos_erased",
        object_kind="conversation", object_id=conversation.id, detail={"files": photos},
    )  # fmt: skip
    return Erased(drafts=0, messages=0, photos=photos, kept=await _kept(session, conversation.id))


async def erase_in(
    cw: Casework, session: AsyncSession, conversation: Conversation, turn_id: str, *, withdraw_consent: bool
) -> Erased:
    """`erase_conversation` inside the caller's transaction, with the conversation's row locked."""
    drafts = await _erase_drafts(cw, session, conversation.id)
    messages = await _blank_messages(session, conversation.id)
    files = await mark_unfiled(session, conversation.id)
    await erase_not_understood(session, conversation.id)
    kept = await _kept(session, conversation.id)
    if not kept:
        await session.execute(update(Note).where(Note.conversation_id == conversation.id).values(text=""))
    await session.execute(delete(TrackerSnapshot).where(TrackerSnapshot.conversation_id == conversation.id))
    pending = (Outbox.conversation_id == conversation.id, Outbox.state == "pending", Outbox.kind.not_in(_STILL_SENT))
    await session.execute(update(Outbox).where(*pending).values(state="void", payload={}))
    conversation.erased_at, conversation.topic = cw.now(), ""
    if withdraw_consent:
        await _withdraw_consent(cw, session, conversation, turn_id)
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id, action="conversation.erased",
        object_kind="conversation", object_id=conversation.id,
        detail={"drafts": drafts, "messages": messages, "files": files},
    )  # fmt: skip
    return Erased(drafts=drafts, messages=messages, kept=kept)


async def _erase_drafts(cw: Casework, session: AsyncSession, conversation_id: str) -> int:
    """Drafts never filed, withdrawn ones too: their answers go, the empty row stays as proof of the erasure."""
    query = select(Draft).where(Draft.conversation_id == conversation_id, Draft.state.in_(("open", "withdrawn")))
    drafts = (await session.execute(query.with_for_update())).scalars().all()
    for draft in drafts:
        draft.state, draft.folded, draft.region, draft.updated_at = "erased", {}, None, cw.now()
    if drafts:
        ids = [draft.id for draft in drafts]
        await session.execute(delete(AnswerEvent).where(AnswerEvent.draft_id.in_(ids)))
    return len(drafts)


async def _blank_messages(session: AsyncSession, conversation_id: str) -> int:
    """Blank what was said on both sides: the bot's reading back holds answers too."""
    mine = InboundMessage.conversation_id == conversation_id
    count = await session.scalar(select(func.count()).where(mine, InboundMessage.text != ""))
    await session.execute(update(InboundMessage).where(mine).values(text="", command=None))
    said = update(OutboundMessage).where(OutboundMessage.conversation_id == conversation_id)
    await session.execute(said.values(body=BLANK_BUBBLE))
    return int(count or 0)


async def _kept(session: AsyncSession, conversation_id: str) -> list[str]:
    cases = select(Case.number).where(Case.conversation_id == conversation_id).order_by(Case.submitted_at)
    leads = select(Lead.number).where(Lead.conversation_id == conversation_id).order_by(Lead.created_at)
    numbers = (await session.execute(cases)).scalars().all()
    kept = [f"已提交的申请 {number}：依法要存档，由民政部门保管。" for number in numbers]
    return kept + [f"您报告的线索 {number}：用来帮助当事人。" for number in (await session.execute(leads)).scalars()]


async def _withdraw_consent(cw: Casework, session: AsyncSession, conversation: Conversation, turn_id: str) -> None:
    """A row only where a decision was in force; the same turn twice adds one."""
    query = select(Consent).where(Consent.conversation_id == conversation.id, Consent.kind == "privacy")
    last = await session.scalar(query.order_by(Consent.seq.desc()).limit(1))
    if last is None or last.decision == "withdrawn":
        return
    taken = await session.scalar(select(Consent.id).where(Consent.turn_id == turn_id, Consent.kind == "privacy"))
    session.add(
        Consent(
            id=new_id(), conversation_id=conversation.id, resident_id=conversation.resident_id, seq=last.seq + 1,
            turn_id=new_id() if taken else turn_id, kind="privacy", decision="withdrawn", channel=conversation.channel,
            text_version=last.text_version, text_hash=last.text_hash, at=cw.now(),
        )
    )  # fmt: skip
    await session.flush()
