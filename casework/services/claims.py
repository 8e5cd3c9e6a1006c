"""Who has a conversation: claim by compare-and-set, a lease that heartbeats renew, release and expiry."""

from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.clean_text import clean_text
from casework.domain.staff_roles import may
from casework.services.audit import append_audit
from casework.services.context import Casework, new_id
from casework.services.conversations import append_outbound
from casework.services.events import STAFF, conversation_topic
from casework.services.handoffs import open_handoff
from casework.services.leases import changed, close_turns_for_staff, lease_clock
from casework.services.sessions import Actor, is_online
from casework.services.staff_scope import conversation_in_scope, locked_conversation, require_conversation, staff_audit
from casework.services.staff_views import Claimed, Holder
from casework.storage.models import Conversation, Handoff, Note, Staff
from contracts.errors import Conflict
from contracts.messages import Bubble, Card

CLAIM: Final = timedelta(minutes=2)
SYSTEM_NOTE: Final = "【系统】"
_CLAIMED_WORDS: Final = "工作人员来了，您直接说就行。"
_BACK_WORDS: Final = "工作人员暂时走开了，已帮您重新排队，很快有人接着办。"
_PASSED_WORDS: Final = "已转给另一位工作人员，您不用重说一遍。"


class HeldByOther(Conflict):
    """A colleague has the conversation; `fields.holder` names them."""

    code = "held_by_other"

    def __init__(self, holder: str) -> None:
        super().__init__(f"这个会话在{holder}手上。", fields={"holder": holder})


class NotHolder(Conflict):
    """Only the one who has claimed a conversation may do this; `fields.holder` is empty when nobody has."""

    code = "not_holder"

    def __init__(self, holder: str) -> None:
        words = f"这个会话现在由{holder}接待。" if holder else "请先接待这个会话。"
        super().__init__(words, fields={"holder": holder})


async def holder_name(session: AsyncSession, staff_id: str | None) -> str:
    """The display name of a holder, empty when there is none."""
    if staff_id is None:
        return ""
    return await session.scalar(select(Staff.display_name).where(Staff.id == staff_id)) or ""


async def claim(cw: Casework, actor: Actor, conversation_id: str) -> Claimed:
    """Take a conversation; of any number at the same moment one wins. Claiming one's own again renews it.

    Raises `HeldByOther`. Sets mode `staff`, closes turns the bot has not answered, tells the resident once.
    """
    await require_conversation(cw, actor, conversation_id)
    await expire_claims(cw, conversation_id)
    async with cw.database.write() as session:
        now = lease_clock(cw)
        free = or_(Conversation.claimed_by.is_(None), Conversation.claimed_by == actor.id)
        statement = update(Conversation).where(Conversation.id == conversation_id, free)
        if not await changed(session, statement.values(claimed_by=actor.id, claim_until=now + CLAIM)):
            held_by = select(Conversation.claimed_by).where(Conversation.id == conversation_id)
            raise HeldByOther(await holder_name(session, await session.scalar(held_by)))
        conversation = await locked_conversation(session, conversation_id)
        if conversation.mode != "staff":
            await _begin(cw, session, actor, conversation)
        tell(cw, session, conversation_id)
        await staff_audit(cw, session, actor, "claim", conversation_id)
    return await claimed_view(cw, actor, conversation_id)


async def _begin(cw: Casework, session: AsyncSession, actor: Actor, conversation: Conversation) -> None:
    conversation.mode = "staff"
    handoff = await open_handoff(session, conversation.id)
    if handoff is None:
        handoff = Handoff(
            id=new_id(), conversation_id=conversation.id, reason="staff", urgent=conversation.urgent,
            created_at=cw.now(),
        )  # fmt: skip
        session.add(handoff)
    handoff.state, handoff.staff_id, handoff.claimed_at = "claimed", actor.id, cw.now()
    await session.flush()
    await close_turns_for_staff(cw, session, conversation.id)
    await say_system(cw, session, conversation.id, _CLAIMED_WORDS, state="claimed")


def tell(cw: Casework, session: AsyncSession, conversation_id: str) -> None:
    """Wake the pages that show this conversation and the queue, once committed."""
    cw.events.publish_on_commit(session, conversation_topic(conversation_id), STAFF)


async def say_system(
    cw: Casework, session: AsyncSession, conversation_id: str, words: str, *, state: str | None = None
) -> None:
    """A line of the system to the resident, with the hand-off card when its state has changed."""
    card = Card(type="handoff", data={"state": state}) if state else None
    await append_outbound(cw, session, conversation_id, [Bubble(text=words, card=card)], origin="system")


async def held(cw: Casework, session: AsyncSession, actor: Actor, conversation_id: str) -> Conversation:
    """The conversation, locked, if this staff member holds it and the lease has not run out; else `NotHolder`."""
    conversation = await locked_conversation(session, conversation_id)
    live = await session.scalar(
        select(Conversation.id).where(Conversation.id == conversation_id, Conversation.claim_until >= lease_clock(cw))
    )
    if conversation.claimed_by != actor.id or live is None:
        other = conversation.claimed_by if conversation.claimed_by != actor.id else None
        raise NotHolder(await holder_name(session, other))
    return conversation


async def heartbeat(cw: Casework, actor: Actor, conversation_id: str) -> Claimed:
    """Keep the claim for another while; `NotHolder` when it is gone."""
    await require_conversation(cw, actor, conversation_id)
    async with cw.database.write() as session:
        await held(cw, session, actor, conversation_id)
        statement = update(Conversation).where(Conversation.id == conversation_id, Conversation.claimed_by == actor.id)
        await changed(session, statement.values(claim_until=lease_clock(cw) + CLAIM))
    return await claimed_view(cw, actor, conversation_id)


async def release(cw: Casework, actor: Actor, conversation_id: str, note: str = "") -> Claimed:
    """Give a conversation back to the queue; the resident is told, colleagues may get a note."""
    await require_conversation(cw, actor, conversation_id)
    async with cw.database.write() as session:
        conversation = await held(cw, session, actor, conversation_id)
        if note.strip():
            add_note(cw, session, conversation_id, actor.id, note)
        await _back_to_queue(cw, session, conversation)
        await staff_audit(cw, session, actor, "release", conversation_id)
    return await claimed_view(cw, actor, conversation_id)


async def transfer(cw: Casework, actor: Actor, conversation_id: str, to: str, note: str) -> Claimed:
    """Pass a conversation to a colleague who is signed in and may see it; the note is stored with it."""
    await require_conversation(cw, actor, conversation_id)
    async with cw.database.write() as session:
        await held(cw, session, actor, conversation_id)
        colleague = await session.scalar(select(Staff).where(Staff.name == to.strip(), Staff.active))
        if colleague is None or not await is_online(cw, session, colleague.id):
            raise Conflict("这位同事现在不在线，不能转给他。", fields={"to": "not signed in"})
        target = Actor(colleague.id, colleague.name, colleague.display_name, colleague.role, colleague.region)
        await _require_may_hold(session, target, conversation_id)
        await _pass_on(cw, session, conversation_id, target)
        add_note(cw, session, conversation_id, actor.id, note)
        await say_system(cw, session, conversation_id, _PASSED_WORDS)
        tell(cw, session, conversation_id)
        await staff_audit(cw, session, actor, "transfer", conversation_id, to=target.id)
    return await claimed_view(cw, actor, conversation_id)


async def _pass_on(cw: Casework, session: AsyncSession, conversation_id: str, target: Actor) -> None:
    statement = update(Conversation).where(Conversation.id == conversation_id)
    await changed(session, statement.values(claimed_by=target.id, claim_until=lease_clock(cw) + CLAIM))
    handoff = await open_handoff(session, conversation_id)
    if handoff is not None:
        handoff.staff_id = target.id


async def _require_may_hold(session: AsyncSession, target: Actor, conversation_id: str) -> None:
    query = select(Conversation.id).where(Conversation.id == conversation_id, conversation_in_scope(target))
    if not may(target.role, "reply") or await session.scalar(query) is None:
        raise Conflict("这位同事不能接这个地区的会话。", fields={"to": "not in their region or role"})


async def _back_to_queue(cw: Casework, session: AsyncSession, conversation: Conversation) -> None:
    conversation.mode, conversation.claimed_by, conversation.claim_until = "queued", None, None
    handoff = await open_handoff(session, conversation.id)
    if handoff is not None:
        handoff.state, handoff.staff_id, handoff.claimed_at = "queued", None, None
    await session.flush()
    await say_system(cw, session, conversation.id, _BACK_WORDS, state="queued")
    tell(cw, session, conversation.id)


def add_note(cw: Casework, session: AsyncSession, conversation_id: str, staff_id: str | None, text: str) -> Note:
    """An internal note; nothing reads notes but the console."""
    note = Note(
        id=new_id(), conversation_id=conversation_id, staff_id=staff_id, text=clean_text(text).strip(), at=cw.now()
    )
    session.add(note)
    return note


async def expire_claims(cw: Casework, conversation_id: str | None = None) -> int:
    """Give conversations whose holder fell silent back to the queue, each with a system note; how many.

    Called by the worker's sweeper and before a claim; safe to run anywhere at any time.
    """
    query = select(Conversation.id).where(Conversation.claimed_by.is_not(None))
    if conversation_id is not None:
        query = query.where(Conversation.id == conversation_id)
    async with cw.database.read() as session:
        silent = list(await session.scalars(query.where(Conversation.claim_until < lease_clock(cw))))
    return sum([await _expire(cw, one) for one in silent])


async def _expire(cw: Casework, conversation_id: str) -> bool:
    async with cw.database.write() as session:
        conversation = await locked_conversation(session, conversation_id)
        still = select(Conversation.claimed_by).where(
            Conversation.id == conversation_id, Conversation.claim_until < lease_clock(cw)
        )
        holder = await session.scalar(still)
        if holder is None:
            return False
        name = await holder_name(session, holder)
        add_note(cw, session, conversation_id, holder, f"{SYSTEM_NOTE}{name}的页面没有回应，会话已退回队列。")
        await _back_to_queue(cw, session, conversation)
        await append_audit(
            cw, session, actor_kind="system", actor_id="lease", action="claim.expired", object_kind="conversation",
            object_id=conversation_id, detail={"holder": holder},
        )  # fmt: skip
        return True


async def claimed_view(cw: Casework, actor: Actor, conversation_id: str) -> Claimed:
    """Mode and holder of a conversation as they stand."""
    query = select(Conversation, Staff.display_name).outerjoin(Staff, Staff.id == Conversation.claimed_by)
    async with cw.database.read() as session:
        conversation, name = (await session.execute(query.where(Conversation.id == conversation_id))).one()
    return Claimed.model_validate({
        "conversation_id": conversation.id, "mode": conversation.mode, "last_seq": conversation.last_seq,
        "holder": holder_view(conversation, name, actor),
    })  # fmt: skip


def holder_view(conversation: Conversation, name: str | None, actor: Actor) -> Holder | None:
    """Who has a conversation, as this staff member sees it."""
    if conversation.claimed_by is None or conversation.claim_until is None:
        return None
    return Holder(
        id=conversation.claimed_by, display_name=name or "", until=conversation.claim_until,
        me=conversation.claimed_by == actor.id,
    )  # fmt: skip
