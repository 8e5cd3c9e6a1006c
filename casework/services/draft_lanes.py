"""A draft weighed before filing, and a draft that goes on as another kind of application."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.draft_fold import Folded, Told
from casework.services.audit import append_audit
from casework.services.case_facts import assess_answers
from casework.services.context import Casework, new_id
from casework.services.conversation_state import build_state, load
from casework.storage.channel_models import Attachment
from casework.storage.models import AnswerEvent, Draft
from contracts.casework import Assessed, AssessIn, ConversationState, LaneIn
from contracts.errors import Conflict, NotFound

WORDS_NO_DRAFT = "没有找到这份申请。"


async def assess_conversation(cw: Casework, conversation_id: str, body: AssessIn) -> Assessed:
    """What a draft's answers amount to under today's law; `NotFound` for a draft of somebody else."""
    async with cw.database.read() as session:
        loaded = await load(session, conversation_id)
        draft = await _draft(session, conversation_id, body.draft_id)
        data = assess_answers(cw, draft, loaded.conversation)
    documents = data.pop("documents", None) or []
    data.pop("clock", None)
    return Assessed(assessment=data, checklist=documents)


async def _draft(session: AsyncSession, conversation_id: str, draft_id: str, *, lock: bool = False) -> Draft:
    query = select(Draft).where(Draft.id == draft_id, Draft.conversation_id == conversation_id)
    draft = await session.scalar(query.with_for_update() if lock else query)
    if draft is None or draft.state not in ("open", "submitted"):
        raise NotFound(WORDS_NO_DRAFT)
    return draft


async def change_lane(cw: Casework, conversation_id: str, body: LaneIn) -> ConversationState:
    """The open draft becomes one of another lane with all its answers; the same lane again changes nothing.

    An open draft that lane had already gives way: what only it held is carried over. `Conflict` once filed.
    """
    async with cw.database.write() as session:
        loaded = await load(session, conversation_id, lock=True)
        draft = await _draft(session, conversation_id, body.draft_id, lock=True)
        if draft.state != "open":
            raise Conflict("这份申请已经提交了。")
        if draft.lane != body.lane:
            await _change(cw, session, draft, body)
        loaded = await load(session, conversation_id, lane=body.lane)
        return await build_state(cw, session, loaded)


async def _change(cw: Casework, session: AsyncSession, draft: Draft, body: LaneIn) -> None:
    others = select(Draft).where(Draft.resident_id == draft.resident_id, Draft.lane == body.lane, Draft.state == "open")
    other = await session.scalar(others.with_for_update())
    if other is not None:
        await _take_over(cw, session, draft, other, body.turn_id)
    before, draft.lane, draft.updated_at = draft.lane, body.lane, cw.now()
    await session.flush()
    await append_audit(
        cw, session, actor_kind="resident", actor_id=draft.resident_id, action="draft.lane_changed",
        object_kind="draft", object_id=draft.id, detail={"from": before, "to": body.lane},
    )  # fmt: skip


async def _take_over(cw: Casework, session: AsyncSession, draft: Draft, other: Draft, turn_id: str) -> None:
    """What only the other draft holds is told to this one as well; the other is emptied."""
    folded, theirs = Folded.read(draft.folded), Folded.read(other.folded).answers
    events = await session.scalars(
        select(AnswerEvent).where(AnswerEvent.draft_id == other.id).order_by(AnswerEvent.seq)
    )
    latest = {event.key: event for event in events if not event.cleared and event.key in theirs}
    for key, event in latest.items():
        if key not in folded.answers:
            draft.last_seq += 1
            session.add(AnswerEvent(
                id=new_id(), draft_id=draft.id, seq=draft.last_seq, turn_id=turn_id, key=key, value=event.value,
                replaced=None, cleared=False, text=event.text, source=event.source, actor_id=event.actor_id,
                at=cw.now(),
            ))  # fmt: skip
            folded.apply(Told(turn_id, key, event.value))
    draft.folded = folded.stored()
    await session.execute(delete(AnswerEvent).where(AnswerEvent.draft_id == other.id))
    await session.execute(update(Attachment).where(Attachment.draft_id == other.id).values(draft_id=draft.id))
    other.state, other.folded, other.region = "erased", {}, None
    await session.flush()
