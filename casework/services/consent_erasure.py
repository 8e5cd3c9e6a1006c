"""健康的事不要记了: one kind of sensitive data leaves every draft not filed, its history and photos too."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.consequences import Consequence
from casework.domain.draft_fold import Folded, Told, fold
from casework.domain.interviews import INTERVIEWS
from casework.domain.sensitive import PHOTOGRAPHS, refused_by, without
from casework.services.audit import append_audit
from casework.services.case_facts import add_facts
from casework.services.context import Casework, new_id
from casework.services.erasure import BLANK_BUBBLE
from casework.services.shredding import mark_for_shredding
from casework.storage.channel_models import Attachment
from casework.storage.models import AnswerEvent, Case, Conversation, Draft, InboundMessage, OutboundMessage
from casework.storage.paper_models import PaperRecord
from contracts.keys import DECLINED

# cards that read answers back
_READ_BACK = ("summary", "assessment")


async def forget_kind(
    cw: Casework, session: AsyncSession, conversation: Conversation, kind: str, *, never_given: bool
) -> None:
    """Erase a kind from the open drafts of a conversation, with the messages it was told in and its photos.

    The questions of the kind count as declined, so that nobody is asked them again. What is filed stays; of what was
    `never_given` photos that came after filing go too: they are what the no was said to.
    """
    query = select(Draft).where(Draft.conversation_id == conversation.id, Draft.state == "open")
    drafts = list(await session.scalars(query.with_for_update()))
    turns: set[str] = set()
    for draft in drafts:
        turns |= await _forget_in(cw, session, draft, kind, conversation.resident_id)
    await _blank(session, conversation.id, turns)
    await _decline_rest(cw, session, conversation, kind)
    files = await _erase_photos(session, conversation.id, kind, never_given=never_given)
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id, action="conversation.kind_erased",
        object_kind="conversation", object_id=conversation.id, detail={"kind": kind, "files": files},
    )  # fmt: skip


async def _erase_photos(session: AsyncSession, conversation_id: str, kind: str, *, never_given: bool) -> int:
    photos = select(PaperRecord.attachment_id).where(PaperRecord.kind.in_(sorted(PHOTOGRAPHS[kind])))
    filed = exists().where(Case.draft_id == Attachment.draft_id)
    if never_given:
        filed = exists().where(Case.draft_id == Attachment.draft_id, Case.submitted_at >= Attachment.created_at)
    mine = (Attachment.conversation_id == conversation_id, Attachment.id.in_(photos), ~filed)
    return await mark_for_shredding(session, *mine)


async def _forget_in(cw: Casework, session: AsyncSession, draft: Draft, kind: str, actor_id: str) -> set[str]:
    """Rewrite a draft's events without the kind, decline what is left of it; the turns it was told in."""
    query = select(AnswerEvent).where(AnswerEvent.draft_id == draft.id).order_by(AnswerEvent.seq)
    events = list(await session.scalars(query))
    turns = {event.turn_id for event in events if _redact(kind, event)}
    answers = fold(_told(events)).answers
    events += _decline(cw, session, draft, refused_by([kind], answers, _keys(draft)), actor_id)
    draft.folded, draft.updated_at = fold(_told(events)).stored(), cw.now()
    await session.flush()
    return turns


def _keys(draft: Draft) -> list[str]:
    return [question.key for question in INTERVIEWS[draft.lane].questions]


def _decline(
    cw: Casework, session: AsyncSession, draft: Draft, declined: Iterable[Consequence], actor_id: str
) -> list[AnswerEvent]:
    """Events of one turn by which keys are declined; the caller folds them in."""
    events, once = [], new_id()
    for one in declined:
        draft.last_seq += 1
        events.append(
            AnswerEvent(
                id=new_id(), draft_id=draft.id, seq=draft.last_seq, turn_id=once, key=one.key, value=one.value,
                replaced=None, cleared=False, text="", source="resident", actor_id=actor_id, at=cw.now(),
            )
        )  # fmt: skip
    session.add_all(events)
    return events


async def _decline_rest(cw: Casework, session: AsyncSession, conversation: Conversation, kind: str) -> None:
    """Of a filed draft what was told stays; what was not is asked no more."""
    query = select(Draft).where(Draft.conversation_id == conversation.id, Draft.state == "submitted")
    for draft in await session.scalars(query.with_for_update()):
        folded = Folded.read(draft.folded)
        rest = [one for one in refused_by([kind], folded.answers, _keys(draft)) if one.key not in folded.answers]
        for told in _told(_decline(cw, session, draft, rest, conversation.resident_id)):
            folded.apply(told)
        draft.folded = folded.stored()
        await session.flush()
        if rest:
            facts = {one.key: one.value for one in rest}
            await add_facts(cw, session, draft, facts, conversation.resident_id, False)


def _told(events: Iterable[AnswerEvent]) -> list[Told]:
    return [Told(event.turn_id, event.key, event.value, event.cleared) for event in events]


def _redact(kind: str, event: AnswerEvent) -> bool:
    """Whether the event held something of the kind; it does no more."""
    value, replaced = (_less(kind, event.key, one) for one in (event.value, event.replaced))
    held = bool(value != event.value or replaced != event.replaced)
    if held:
        event.value, event.replaced, event.text = value, replaced, ""
    return held


def _less(kind: str, key: str, value: Any) -> Any:
    return value if value in (None, DECLINED) else without(kind, key, value)


async def _blank(session: AsyncSession, conversation_id: str, turns: set[str]) -> None:
    """The words it was told in, what was answered to them, and every reading back of the whole."""
    mine = InboundMessage.conversation_id == conversation_id
    await session.execute(update(InboundMessage).where(mine, InboundMessage.turn_id.in_(turns)).values(text=""))
    said = select(OutboundMessage).where(OutboundMessage.conversation_id == conversation_id)
    for row in await session.scalars(said):
        if row.turn_id in turns or ((row.body or {}).get("card") or {}).get("type") in _READ_BACK:
            row.body = BLANK_BUBBLE
    await session.flush()
