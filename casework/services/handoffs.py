"""Asking for a person: the hand-off that puts a conversation into the staff queue, and the crisis alarm."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.scope import region_prefix
from casework.services.audit import append_audit
from casework.services.context import Casework, new_id
from casework.services.events import STAFF, conversation_topic
from casework.services.outbox import enqueue
from casework.storage.locks import lock_conversation
from casework.storage.models import Conversation, Handoff
from contracts.casework import HandoffBrief
from contracts.errors import NotFound

CONSOLE_PATH: Final = "/staff/#/talk/"
# whoever does this may hold the phone: a message that pops up is a danger of its own
QUIETING: Final = "crisis_violence"


async def open_handoff(session: AsyncSession, conversation_id: str) -> Handoff | None:
    """The hand-off that is queued or claimed, if any."""
    query = select(Handoff).where(Handoff.conversation_id == conversation_id, Handoff.state != "closed")
    return (await session.execute(query)).scalar_one_or_none()


async def request_handoff_in(
    cw: Casework, session: AsyncSession, conversation_id: str, *, reason: str, urgent: bool, crisis: str | None = None
) -> Handoff:
    """Put a conversation into the queue inside the caller's transaction; one already open is only made more urgent.

    Mode becomes `queued` unless staff already have the conversation. Asking twice changes nothing.
    """
    conversation = await lock_conversation(session, conversation_id)
    if conversation is None:
        raise NotFound()
    urgent = urgent or crisis is not None
    handoff = await open_handoff(session, conversation_id)
    if handoff is None:
        handoff = Handoff(
            id=new_id(), conversation_id=conversation_id, reason=reason, urgent=urgent, state="queued",
            created_at=cw.now(),
        )  # fmt: skip
        session.add(handoff)
    elif crisis is not None or (urgent and not handoff.urgent):
        handoff.urgent, handoff.reason = True, reason
    if conversation.mode in ("bot", "closed"):
        conversation.mode = "queued"
    conversation.urgent = conversation.urgent or urgent
    conversation.crisis = crisis or conversation.crisis
    await session.flush()
    cw.events.publish_on_commit(session, STAFF, conversation_topic(conversation_id))
    return handoff


async def request_handoff(
    cw: Casework, conversation_id: str, *, reason: str, urgent: bool = False, crisis: str | None = None,
    turn_id: str | None = None,
) -> HandoffBrief:  # fmt: skip
    """Put a conversation into the queue; the answer says how many wait before it and when the office opens.

    A crisis raises the same alert as the lexicon's. The same turn twice finds its own hand-off open.
    """
    if crisis is not None:
        await raise_crisis(cw, conversation_id, crisis, [])
    async with cw.database.write() as session:
        await request_handoff_in(cw, session, conversation_id, reason=reason, urgent=urgent, crisis=crisis)
        brief = await handoff_brief(cw, session, conversation_id)
    if brief is None:
        raise NotFound()
    return brief


async def handoff_brief(cw: Casework, session: AsyncSession, conversation_id: str) -> HandoffBrief | None:
    """The latest hand-off as the resident may know it: state, place in the queue, when somebody is there."""
    query = select(Handoff).where(Handoff.conversation_id == conversation_id)
    handoff = (await session.execute(query.order_by(Handoff.created_at.desc()).limit(1))).scalar_one_or_none()
    if handoff is None:
        return None
    if handoff.state != "queued":
        return HandoffBrief(state="claimed" if handoff.state == "claimed" else "closed")
    region = await session.scalar(select(Conversation.region).where(Conversation.id == conversation_id))
    return HandoffBrief(
        state="queued", position=await _position(session, handoff, region), opens_at=_opens_at(cw, region)
    )


async def _position(session: AsyncSession, handoff: Handoff, region: str | None) -> int:
    """Place in the queue of the same county, counted from 1: urgent before the rest, then first come."""
    earlier = Handoff.created_at < handoff.created_at
    ahead = Handoff.urgent.is_(True) & earlier if handoff.urgent else or_(Handoff.urgent.is_(True), earlier)
    query = (
        select(func.count())
        .select_from(Handoff)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .where(Handoff.state == "queued", Handoff.id != handoff.id, ahead)
    )
    if region:
        query = query.where(Conversation.region.startswith(region_prefix(region[:6])))
    return 1 + int(await session.scalar(query) or 0)


def _opens_at(cw: Casework, region: str | None) -> datetime | None:
    is_open, opens_at = cw.policy.office_hours(region, cw.now())
    return None if is_open else opens_at


async def raise_crisis(cw: Casework, conversation_id: str, intent: str, matched: list[str] | str) -> None:
    """A crisis was heard: the alarm in a transaction of its own."""
    async with cw.database.write() as session:
        await raise_crisis_in(cw, session, conversation_id, intent, matched)


async def raise_crisis_in(
    cw: Casework, session: AsyncSession, conversation_id: str, intent: str, matched: list[str] | str
) -> None:
    """Urgent hand-off, mark on the conversation, one outgoing alert per hour and kind; violence makes it quiet.

    Only the resident or staff end the quiet, no hand-back does. What `matched` stays out of the alert and of the
    audit: neither may hold what a person said.
    """
    await request_handoff_in(cw, session, conversation_id, reason=intent, urgent=True, crisis=intent)
    conversation = await session.get_one(Conversation, conversation_id)
    conversation.quiet = conversation.quiet or intent == QUIETING or QUIETING in matched
    now = cw.now()
    payload = {
        "conversation_id": conversation_id, "kind": intent, "region": conversation.region,
        "at": now.isoformat(), "console": f"{CONSOLE_PATH}{conversation_id}",
    }  # fmt: skip
    await enqueue(cw, session, "crisis.alert", f"crisis:{conversation_id}:{intent}:{now:%Y%m%d%H}", payload)
    await append_audit(
        cw, session, actor_kind="system", actor_id="crisis", action="crisis.alert", object_kind="conversation",
        object_id=conversation_id, detail={"kind": intent, "hits": 1 if isinstance(matched, str) else len(matched)},
    )  # fmt: skip
