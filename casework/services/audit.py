"""The audit: append-only and hash-chained, so that a changed, removed or inserted row is found."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.staff_case_views import AuditOut, AuditRow
from casework.storage.keeping_models import AuditEvent
from casework.storage.locks import lock_name
from casework.storage.models import Staff

GENESIS = "0" * 64
_BATCH = 1000


@dataclass(frozen=True)
class ChainReport:
    """What `verify_chain` found: rows read, the head's hash, and the first broken link, if any."""

    rows: int
    head: str
    broken_at: int | None = None
    problem: str | None = None


def _digest(event: AuditEvent) -> str:
    """SHA-256 over everything the row says and the hash before it."""
    body = [
        event.seq, event.at.astimezone(UTC).isoformat(), event.actor_kind, event.actor_id, event.action,
        event.object_kind, event.object_id, event.detail, event.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


async def append_audit(
    cw: Casework, session: AsyncSession, *, actor_kind: str, actor_id: str, action: str,
    object_kind: str, object_id: str, detail: dict[str, Any] | None = None,
) -> AuditEvent:  # fmt: skip
    """Add one event to the chain inside the caller's transaction; it is kept if and only if that commits.

    Call it last in a transaction: the chain's lock is held until the commit. `detail` holds codes, never contents.
    """
    await session.flush()
    await lock_name(session, "audit")
    last = (await session.execute(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1))).scalar_one_or_none()
    event = AuditEvent(
        seq=last.seq + 1 if last else 1, at=cw.now(), actor_kind=actor_kind, actor_id=actor_id, action=action,
        object_kind=object_kind, object_id=object_id, detail=detail or {}, previous_hash=last.hash if last else GENESIS,
    )  # fmt: skip
    event.hash = _digest(event)
    session.add(event)
    await session.flush()
    return event


def _problem(event: AuditEvent, seq: int, previous: str) -> str | None:
    if event.seq != seq:
        return f"event {seq} is missing"
    if event.previous_hash != previous:
        return f"event {seq} does not follow event {seq - 1}"
    if event.hash != _digest(event):
        return f"event {seq} was changed after it was written"
    return None


async def verify_chain(cw: Casework) -> ChainReport:
    """Walk the whole chain; the report names the first link that does not hold."""
    seq, head = 0, GENESIS
    async with cw.database.read() as session:
        while True:
            query = select(AuditEvent).where(AuditEvent.seq > seq).order_by(AuditEvent.seq).limit(_BATCH)
            batch: Sequence[AuditEvent] = (await session.execute(query)).scalars().all()
            for event in batch:
                if problem := _problem(event, seq + 1, head):
                    return ChainReport(seq, head, seq + 1, problem)
                seq, head = event.seq, event.hash
            session.expunge_all()
            if len(batch) < _BATCH:
                return ChainReport(seq, head)


async def list_audit(
    cw: Casework,
    *,
    before: int | None = None,
    action: str | None = None,
    object_id: str | None = None,
    limit: int = 100,
) -> AuditOut:
    """The newest events first, with the actors' names."""
    query = select(AuditEvent, Staff.display_name).outerjoin(Staff, Staff.id == AuditEvent.actor_id)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    if action:
        query = query.where(AuditEvent.action == action)
    if object_id:
        query = query.where(AuditEvent.object_id == object_id)
    async with cw.database.read() as session:
        rows = (await session.execute(query.order_by(AuditEvent.seq.desc()).limit(limit))).all()
    return AuditOut(events=[_audit_row(event, name) for event, name in rows])


def _audit_row(event: AuditEvent, name: str | None) -> AuditRow:
    return AuditRow(
        seq=event.seq, at=event.at, actor_kind=event.actor_kind, actor_id=event.actor_id, actor_name=name or "",
        action=event.action, object_kind=event.object_kind, object_id=event.object_id, detail=event.detail,
    )  # fmt: skip


async def record_denial(cw: Casework, staff_id: str, permission: str) -> None:
    """A staff member tried what their role does not hold."""
    async with cw.database.write() as session:
        await append_audit(
            cw, session, actor_kind="staff", actor_id=staff_id, action="denied.role", object_kind="permission",
            object_id=permission,
        )  # fmt: skip
