"""The staff queue: urgent first, then longest waiting, in a fixed number of queries however long it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from casework.domain.case_moves import ENDED
from casework.domain.handoff_words import reason_words
from casework.domain.masking import mask_text
from casework.services.claims import expire_claims
from casework.services.context import Casework
from casework.services.sessions import Actor
from casework.services.staff_channel import mute_accounts, send_window
from casework.services.staff_scope import conversation_in_scope
from casework.services.staff_views import Clock, Column, ColumnKey, Papers, Person, QueueOut, QueueRow
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Case, Conversation, Handoff, InboundMessage, OutboundMessage, Staff

COLUMNS: Final[dict[ColumnKey, str]] = {
    "urgent": "急难", "waiting": "待接", "mine": "我的", "resident": "等居民", "overdue": "超时", "taken": "同事在办",
    "closed": "已结",
}  # fmt: skip
CLOSED_FOR: Final = timedelta(days=7)
CLOSED_ROWS: Final = 100
OPEN_ROWS: Final = 1000
_EXCERPT: Final = 60
_GIVEN: Final = frozenset({"received", "checking", "accepted", "replaced"})


@dataclass
class _Around:
    """What belongs to the rows of one page: last words, cases, accounts that cannot push."""

    heard: dict[str, InboundMessage] = field(default_factory=dict)
    said: dict[str, OutboundMessage] = field(default_factory=dict)
    cases: dict[str, Any] = field(default_factory=dict)
    mute: set[str] = field(default_factory=set)


async def read_queue(cw: Casework, actor: Actor) -> QueueOut:
    """The open conversations of a staff member's region and those closed lately."""
    await expire_claims(cw)
    async with cw.database.read() as session:
        handoffs = await _handoffs(cw, session, actor)
        around = await _around(session, [row.Conversation.id for row in handoffs])
    around.mute = await mute_accounts(cw, [row.WeChatContact for row in handoffs if row.WeChatContact])
    now = cw.now()
    rows = [_row(cw, actor, found, around, now) for found in handoffs]
    rows.sort(key=_priority)
    counts = {key: sum(key in row.columns for row in rows) for key in COLUMNS}
    columns = [Column(key=key, title=title, count=counts[key]) for key, title in COLUMNS.items()]
    return QueueOut(columns=columns, rows=rows, at=now)


async def _handoffs(cw: Casework, session: AsyncSession, actor: Actor) -> list[Row[Any]]:
    base = (
        select(Conversation, Handoff, Staff.display_name, WeChatContact)
        .options(defer(WeChatContact.openid))
        .join(Handoff, Handoff.conversation_id == Conversation.id)
        .outerjoin(Staff, Staff.id == Conversation.claimed_by)
        .outerjoin(WeChatContact, WeChatContact.conversation_id == Conversation.id)
        .where(conversation_in_scope(actor))
    )
    open_rows = base.where(Handoff.state != "closed").order_by(Handoff.urgent.desc(), Handoff.created_at)
    closed = base.where(Handoff.state == "closed", Handoff.closed_at > cw.now() - CLOSED_FOR)
    found = list((await session.execute(open_rows.limit(OPEN_ROWS))).all())
    seen = {row.Conversation.id for row in found}
    for row in (await session.execute(closed.order_by(Handoff.closed_at.desc()).limit(CLOSED_ROWS))).all():
        if row.Conversation.id not in seen:
            seen.add(row.Conversation.id)
            found.append(row)
    return found


async def _around(session: AsyncSession, ids: Sequence[str]) -> _Around:
    around = _Around()
    inner_heard, inner_said = aliased(InboundMessage), aliased(OutboundMessage)
    last_heard = select(func.max(inner_heard.seq)).where(inner_heard.conversation_id == InboundMessage.conversation_id)
    inbound = select(InboundMessage).where(
        InboundMessage.conversation_id.in_(ids), InboundMessage.seq == last_heard.scalar_subquery()
    )
    around.heard = {row.conversation_id: row for row in await session.scalars(inbound)}
    last_said = select(func.max(inner_said.seq)).where(inner_said.conversation_id == OutboundMessage.conversation_id)
    outbound = select(OutboundMessage).where(
        OutboundMessage.conversation_id.in_(ids), OutboundMessage.seq == last_said.scalar_subquery()
    )
    around.said = {row.conversation_id: row for row in await session.scalars(outbound)}
    cases = select(
        Case.conversation_id, Case.number, Case.state, Case.due_name, Case.due_at, Case.assessment, Case.submitted_at
    ).where(Case.conversation_id.in_(ids))
    for case in (await session.execute(cases.order_by(Case.submitted_at))).all():
        around.cases[case.conversation_id] = case
    return around


def _row(cw: Casework, actor: Actor, found: Row[Any], around: _Around, now: datetime) -> QueueRow:
    conversation, handoff = found.Conversation, found.Handoff
    heard, said = around.heard.get(conversation.id), around.said.get(conversation.id)
    case = around.cases.get(conversation.id)
    clock = case_clock(case.state, case.due_name, case.due_at, now) if case else None
    last_from, last_text, last_at = _last(heard, said)
    contact = found.WeChatContact
    return QueueRow.model_validate({
        "conversation_id": conversation.id, "channel": conversation.channel, "region": conversation.region,
        "region_name": region_name(cw, conversation.region), "mode": conversation.mode, "topic": conversation.topic,
        "reason": handoff.reason, "reason_text": reason_words(handoff.reason), "urgent": handoff.urgent,
        "crisis": conversation.crisis, "waiting_since": _waiting_since(handoff, heard, said),
        "last_text": last_text, "last_from": last_from, "last_at": last_at, "last_seq": conversation.last_seq,
        "clock": clock, "papers": _papers(case.assessment) if case else None,
        "claimed_by": _person(conversation.claimed_by, found.display_name),
        "case_number": case.number if case else None,
        "columns": _columns(actor, conversation, handoff, last_from, clock),
        "window": send_window(contact, now, around.mute) if contact else None, "quiet": conversation.quiet,
        "source": contact.source if contact else "",
    })  # fmt: skip


def _columns(
    actor: Actor, conversation: Conversation, handoff: Handoff, last_from: str | None, clock: Clock | None
) -> list[ColumnKey]:
    if handoff.state == "closed":
        return ["closed"]
    claimed = handoff.state == "claimed"
    mine = claimed and conversation.claimed_by == actor.id
    tests: list[tuple[ColumnKey, bool]] = [
        ("urgent", handoff.urgent),
        ("waiting", not claimed and not handoff.urgent),
        ("mine", mine),
        ("resident", claimed and last_from == "staff"),
        ("overdue", clock is not None and clock.overdue),
        ("taken", claimed and not mine),
    ]
    return [key for key, stands in tests if stands]


def _priority(row: QueueRow) -> tuple[bool, bool, bool, bool, datetime]:
    closed = "closed" in row.columns
    return (closed, not row.urgent, row.crisis is None, row.claimed_by is not None, row.waiting_since)


def _waiting_since(handoff: Handoff, heard: InboundMessage | None, said: OutboundMessage | None) -> datetime:
    """Since when nobody has answered: the request for a person, or the resident's last words to one."""
    if handoff.state != "claimed" or heard is None or (said is not None and said.seq > heard.seq):
        return handoff.claimed_at if handoff.state == "claimed" and handoff.claimed_at else handoff.created_at
    return heard.received_at


def _last(heard: InboundMessage | None, said: OutboundMessage | None) -> tuple[str | None, str, datetime | None]:
    if heard is not None and (said is None or heard.seq > said.seq):
        return "resident", excerpt(heard.text), heard.received_at
    if said is not None:
        return said.origin, excerpt(str(said.body.get("text", ""))), said.created_at
    return None, "", None


def excerpt(text: str) -> str:
    """The first words of a message on one line, phone and ID numbers masked."""
    flat = " ".join(mask_text(text).split())
    return flat if len(flat) <= _EXCERPT else flat[:_EXCERPT] + "…"


def _person(staff_id: str | None, name: str | None) -> Person | None:
    return Person(id=staff_id, display_name=name or "") if staff_id else None


def _papers(assessment: Any) -> Papers | None:
    documents: Iterable[Any] = assessment.get("documents") or () if isinstance(assessment, dict) else ()
    states = [document.get("state") for document in documents if isinstance(document, dict)]
    return Papers(received=sum(state in _GIVEN for state in states), total=len(states)) if states else None


def case_clock(state: str, due_name: str | None, due_at: datetime | None, now: datetime) -> Clock | None:
    """A case's running clock; it stops when the case has ended."""
    if due_at is None or state in ENDED:
        return None
    return Clock(name=due_name or "", due_at=due_at, overdue=due_at < now)


def region_name(cw: Casework, code: str | None) -> str:
    """A region's name, township included where it is known; the code itself for a place not in the data."""
    region = cw.policy.region(code)
    if code is None or region is None:
        return code or "地区还不清楚"
    township = cw.policy.township(code) if len(code) == 9 else None
    return f"{region.name}{township}" if township else region.name
