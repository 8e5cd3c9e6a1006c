"""Consents and declarations: one row per decision on one text; a no is followed in the same transaction."""

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.consent_texts import consent_texts, text_hash
from casework.services.claims import SYSTEM_NOTE, add_note
from casework.services.conflicts import look_again_on_conflict
from casework.services.consent_decisions import decisions_of, refused_kinds
from casework.services.consent_erasure import forget_kind
from casework.services.consent_reopening import reopen_kind
from casework.services.context import Casework, new_id
from casework.services.conversation_state import Loaded, build_state, load, load_cases
from casework.services.erasure import erase_in
from casework.services.not_understood import erase_not_understood
from casework.services.shredding import mark_unfiled, shred_marked
from casework.storage.models import Consent, Conversation, InboundMessage, Turn
from contracts.casework import ConsentIn, ConsentText, ConsentTexts, ConversationState
from contracts.keys import SENSITIVE

__all__ = ["decisions_of", "read_consent_texts", "record_consent"]

NOTHING = ""


def read_consent_texts() -> ConsentTexts:
    """The texts in use, by kind."""
    return ConsentTexts(texts={
        name: ConsentText(version=text.version, title=text.title, text=text.text)
        for name, text in consent_texts().items()
    })  # fmt: skip


async def record_consent(cw: Casework, conversation_id: str, body: ConsentIn) -> ConversationState:
    """Keep one decision with version and hash of the text shown; the same turn and kind again keeps the first.

    Privacy refused: the words told before are erased from the record. Privacy withdrawn: as 删除我的信息. A kind of
    sensitive data refused or withdrawn: its answers and photos leave every draft not filed; given after that: it is
    asked for again. Whoever works on a filed case is told of a withdrawal and its end.
    """

    async def action() -> ConversationState:
        async with cw.database.write() as session:
            loaded = await load(session, conversation_id, lock=True)
            if await _add_decision(cw, session, loaded.conversation, body):
                await _follow(cw, session, loaded, body)
                loaded = await load(session, conversation_id)
            return await build_state(cw, session, loaded)

    state = await look_again_on_conflict(action)
    if body.decision in ("refused", "withdrawn"):
        await shred_marked(cw, conversation_id)
    return state


async def _add_decision(cw: Casework, session: AsyncSession, conversation: Conversation, body: ConsentIn) -> bool:
    known = select(Consent.id).where(Consent.turn_id == body.turn_id, Consent.kind == body.kind)
    if await session.scalar(known) is not None:
        return False
    last = await session.scalar(select(func.max(Consent.seq)).where(Consent.conversation_id == conversation.id))
    session.add(
        Consent(
            id=new_id(), conversation_id=conversation.id, resident_id=conversation.resident_id, seq=(last or 0) + 1,
            turn_id=body.turn_id, kind=body.kind, decision=body.decision, text_version=body.text_version,
            text_hash=text_hash(body.text), channel=conversation.channel, at=cw.now(),
        )
    )  # fmt: skip
    await session.flush()
    return True


async def _follow(cw: Casework, session: AsyncSession, loaded: Loaded, body: ConsentIn) -> None:
    conversation = loaded.conversation
    if body.kind == "privacy":
        await _follow_privacy(cw, session, conversation, body)
        return
    if body.kind in SENSITIVE and body.decision in ("refused", "withdrawn"):
        await forget_kind(cw, session, conversation, body.kind, never_given=body.decision == "refused")
    elif body.kind in refused_kinds(loaded.decided) and body.decision == "given":
        await reopen_kind(cw, session, conversation, body.kind)
    if body.decision == "withdrawn":
        await _tell_staff(cw, session, conversation, f"居民撤回了“{_title(body)}”，请看已提交的申请怎么办。")
    elif body.decision == "given" and loaded.decided.get(body.kind) == "withdrawn":
        await _tell_staff(cw, session, conversation, f"居民又同意了“{_title(body)}”。")


def _title(body: ConsentIn) -> str:
    return consent_texts()[body.kind].title


async def _follow_privacy(cw: Casework, session: AsyncSession, conversation: Conversation, body: ConsentIn) -> None:
    if body.decision == "refused":
        await _erase_told_before(session, conversation, body.turn_id)
    elif body.decision == "withdrawn":
        await erase_in(cw, session, conversation, body.turn_id, withdraw_consent=False)


async def _tell_staff(cw: Casework, session: AsyncSession, conversation: Conversation, words: str) -> None:
    """What was filed stays on its own legal basis; whoever works on it must know what was withdrawn or given anew."""
    if await load_cases(session, conversation):
        add_note(cw, session, conversation.id, None, f"{SYSTEM_NOTE}{words}")
        await session.flush()


async def _erase_told_before(session: AsyncSession, conversation: Conversation, turn_id: str) -> None:
    """Blank what came in up to and with this turn; a message still waiting for its turn is kept for it."""
    last = await session.scalar(select(Turn.seq).where(Turn.id == turn_id, Turn.conversation_id == conversation.id))
    told = update(InboundMessage).where(InboundMessage.conversation_id == conversation.id)
    if last is not None:
        told = told.where(InboundMessage.seq <= last)
    await session.execute(told.values(text=NOTHING, command=None))
    await erase_not_understood(session, conversation.id)
    await mark_unfiled(session, conversation.id, up_to_seq=last)
