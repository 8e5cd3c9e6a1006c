"""Retention: what nobody needs any more goes by itself."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, or_, select, update

from casework.services.audit import append_audit
from casework.services.context import Casework
from casework.services.conversation_state import load_conversation
from casework.services.not_understood import expire_not_understood
from casework.services.shredding import mark_expired, shred_marked, shred_orphans
from casework.services.wechat_arrivals import drop_arrivals
from casework.services.wechat_unfollow import erase_left
from casework.storage.channel_models import PageSession
from casework.storage.keeping_models import Outbox, RateWindow, TrackerSnapshot
from casework.storage.models import AnswerEvent, Consent, Conversation, Draft, Handoff, InboundMessage

BATCH = 100
# the longest window of any limit is a day
RATE_WINDOW_KEEP = timedelta(days=2)
OUTBOX_KEEP = timedelta(days=30)
# callback bodies nobody could read, for those who look into it; the platform repeats a delivery for seconds only
ARRIVAL_KEEP = timedelta(days=30)
ARRIVAL_DONE_KEEP = timedelta(days=1)
PAGE_SESSION_KEEP = timedelta(days=30)


@dataclass(frozen=True)
class Swept:
    """What one sweep took away."""

    drafts: int
    texts: int
    trackers: int
    counters: int
    notices: int
    arrivals: int = 0
    page_sessions: int = 0
    left: int = 0
    files: int = 0
    not_understood: int = 0


async def sweep_retention(cw: Casework, *, draft_keep_days: int, tracker_keep_days: int) -> Swept:
    """One round, in short transactions; a backlog takes several rounds."""
    return Swept(
        drafts=await _expire_drafts(cw, timedelta(days=draft_keep_days)),
        texts=await _expire_texts(cw, timedelta(days=draft_keep_days)),
        trackers=await _expire_trackers(cw, timedelta(days=tracker_keep_days)),
        counters=await _expire_counters(cw),
        notices=await _expire_notices(cw),
        arrivals=await drop_arrivals(cw, keep=ARRIVAL_KEEP, keep_done=ARRIVAL_DONE_KEEP),
        page_sessions=await _expire_page_sessions(cw),
        left=await erase_left(cw, BATCH),
        files=await _expire_files(cw, timedelta(days=draft_keep_days)),
        not_understood=await expire_not_understood(cw, timedelta(days=draft_keep_days)),
    )


async def _expire_drafts(cw: Casework, keep: timedelta) -> int:
    """Drafts nobody filed: their answers go; the empty row says when."""
    old = (Draft.state == "open", Draft.updated_at < cw.now() - keep)
    async with cw.database.read() as session:
        found = (await session.execute(select(Draft.id, Draft.conversation_id).where(*old).limit(BATCH))).all()
    return sum([await _expire_draft(cw, draft_id, conversation_id, keep) for draft_id, conversation_id in found])


async def _expire_draft(cw: Casework, draft_id: str, conversation_id: str, keep: timedelta) -> bool:
    """One draft, unless its resident has come back meanwhile."""
    async with cw.database.write() as session:
        await load_conversation(session, conversation_id, lock=True)
        draft = await session.get_one(Draft, draft_id)
        if draft.state != "open" or draft.updated_at >= cw.now() - keep:
            return False
        draft.state, draft.folded, draft.region = "erased", {}, None
        await session.execute(delete(AnswerEvent).where(AnswerEvent.draft_id == draft.id))
        await append_audit(
            cw, session, actor_kind="system", actor_id="retention", action="draft.expired", object_kind="draft",
            object_id=draft.id,
        )  # fmt: skip
        return True


async def _expire_texts(cw: Casework, keep: timedelta) -> int:
    """Words of people who never agreed and whom nobody is helping: told by the way, not to be kept."""
    agreed = exists().where(Consent.conversation_id == Conversation.id, Consent.decision == "given")
    helped = exists().where(Handoff.conversation_id == Conversation.id)
    quiet = select(Conversation.id).where(Conversation.last_inbound_at < cw.now() - keep, ~agreed, ~helped)
    told = (InboundMessage.conversation_id.in_(quiet), InboundMessage.text != "")
    async with cw.database.write() as session:
        blanked = update(InboundMessage).where(*told).values(text="", command=None).returning(InboundMessage.id)
        statement = blanked.execution_options(synchronize_session=False)
        return len((await session.execute(statement)).all())


async def _expire_trackers(cw: Casework, keep: timedelta) -> int:
    """Old working memory, and any that a turn running during an erasure wrote back after it."""
    quiet = or_(Conversation.last_inbound_at.is_(None), Conversation.last_inbound_at <= Conversation.erased_at)
    erased = select(Conversation.id).where(Conversation.erased_at.is_not(None), quiet)
    gone = or_(TrackerSnapshot.updated_at < cw.now() - keep, TrackerSnapshot.conversation_id.in_(erased))
    async with cw.database.write() as session:
        statement = delete(TrackerSnapshot).where(gone).returning(TrackerSnapshot.conversation_id)
        return len((await session.execute(statement)).all())


async def _expire_files(cw: Casework, keep: timedelta) -> int:
    """Photos and recordings of erased drafts, or of no draft for so long; files without a row, a folder a minute."""
    await mark_expired(cw, keep)
    return await shred_marked(cw) + await shred_orphans(cw, int(cw.now().timestamp() // 60))


async def _expire_counters(cw: Casework) -> int:
    async with cw.database.write() as session:
        old = RateWindow.window_start < cw.now() - RATE_WINDOW_KEEP
        return len((await session.execute(delete(RateWindow).where(old).returning(RateWindow.subject))).all())


async def _expire_notices(cw: Casework) -> int:
    """Finished notices lose their contents; the row stays, so that its key is never promised twice."""
    async with cw.database.write() as session:
        old = (Outbox.state == "done", Outbox.created_at < cw.now() - OUTBOX_KEEP)
        emptied = update(Outbox).where(*old).values(state="void", payload={}).returning(Outbox.id)
        return len((await session.execute(emptied)).all())


async def _expire_page_sessions(cw: Casework) -> int:
    """Pages that share a WeChat conversation sign in again by themselves."""
    async with cw.database.write() as session:
        old = PageSession.created_at < cw.now() - PAGE_SESSION_KEEP
        return len((await session.execute(delete(PageSession).where(old).returning(PageSession.id))).all())
