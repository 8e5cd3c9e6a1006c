"""What the console's event stream compares: the marks of every open conversation a staff member may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from casework.services.context import Casework
from casework.services.queue import region_name
from casework.services.sessions import Actor
from casework.services.staff_scope import conversation_in_scope
from casework.services.staff_views import Alarm, ConversationChanged, Mode, QueueChanged, StaffModel
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Conversation, Draft, Handoff, Note


@dataclass(frozen=True)
class Mark:
    """What a change of which a page must hear about."""

    last_seq: int
    mode: Mode
    claimed_by: str | None
    urgent: bool
    crisis: str | None
    state: str
    region: str | None
    erased: datetime | None
    notes: int
    answered: datetime | None
    quiet: bool
    # how far words have arrived on the phone, and why they do not
    delivered: int | None
    unreachable: str | None


Marks = dict[str, Mark]
Event = tuple[str, StaffModel]


async def read_marks(cw: Casework, actor: Actor) -> Marks:
    """The open conversations in scope, in one query."""
    notes = select(func.count()).select_from(Note).where(Note.conversation_id == Conversation.id).scalar_subquery()
    answered = select(func.max(Draft.updated_at)).where(Draft.conversation_id == Conversation.id).scalar_subquery()
    query = (
        select(
            Conversation.id, Conversation.last_seq, Conversation.mode, Conversation.claimed_by, Handoff.urgent,
            Conversation.crisis, Handoff.state, Conversation.region, Conversation.erased_at, notes, answered,
            Conversation.quiet, WeChatContact.delivered_seq, WeChatContact.unreachable,
        )
        .join(Handoff, Handoff.conversation_id == Conversation.id)
        .outerjoin(WeChatContact, WeChatContact.conversation_id == Conversation.id)
        .where(Handoff.state != "closed", conversation_in_scope(actor))
    )  # fmt: skip
    async with cw.database.read() as session:
        return {row[0]: Mark(*row[1:]) for row in (await session.execute(query)).all()}


def queue_counts(marks: Marks) -> QueueChanged:
    """How many wait, urgent and not."""
    waiting = [mark for mark in marks.values() if mark.state == "queued"]
    return QueueChanged(urgent=sum(mark.urgent for mark in waiting), waiting=sum(not mark.urgent for mark in waiting))


def changes(cw: Casework, before: Marks, after: Marks) -> list[Event]:
    """The events that lead from one look to the next: alarms first, then conversations, then the queue."""
    alarms: list[Event] = []
    changed: list[Event] = []
    for conversation_id, mark in after.items():
        old = before.get(conversation_id)
        if old == mark:
            continue
        if _alarming(old, mark):
            alarm = Alarm(conversation_id=conversation_id, crisis=mark.crisis, region_name=region_name(cw, mark.region))
            alarms.append(("alarm", alarm))
        changed.append(("conversation", _changed(conversation_id, mark, mark.mode)))
    for conversation_id in before.keys() - after.keys():
        changed.append(("conversation", _changed(conversation_id, before[conversation_id], "closed")))
    queue: list[Event] = [("queue", queue_counts(after))] if changed else []
    return alarms + changed + queue


def _alarming(old: Mark | None, new: Mark) -> bool:
    if old is None:
        return new.urgent
    return (new.urgent and not old.urgent) or (new.crisis is not None and new.crisis != old.crisis)


def _changed(conversation_id: str, mark: Mark, mode: Any) -> ConversationChanged:
    return ConversationChanged(
        conversation_id=conversation_id, last_seq=mark.last_seq, mode=mode, claimed_by=mark.claimed_by
    )
