"""Recordings to be listened to: claimed by a worker, settled in one commit with the turn that waits for the words."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update

from casework.services.attachment_work import PROBLEM_LENGTH, store_of
from casework.services.context import Casework
from casework.services.held_turns import Released, release_held_turn_in
from casework.services.leases import changed
from casework.storage.channel_models import Attachment

# how long a turn waits for the words of its recording; then the dialogue asks for typing instead
HOLD: Final = timedelta(seconds=30)
# longer than listening may take
LEASE: Final = timedelta(seconds=45)
# nobody listens to what came before there was anything to listen with
FRESH: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Recording:
    """A stored recording this worker may listen to."""

    id: str
    inbound_id: str
    lease: datetime


def _to_hear(cw: Casework) -> list[ColumnElement[bool]]:
    now = cw.now()
    return [
        Attachment.state == "stored", Attachment.kind == "voice", Attachment.created_at > now - FRESH,
        Attachment.heard == "", Attachment.problem.is_(None),
        or_(Attachment.lease_until.is_(None), Attachment.lease_until < now),
    ]  # fmt: skip


async def claim_recording(cw: Casework) -> Recording | None:
    """The next recording nobody has listened to, leased to us; None when there is none."""
    query = select(Attachment).where(*_to_hear(cw)).order_by(Attachment.created_at).limit(1)
    async with cw.database.read() as session:
        # asked twice a second: a look does not take the write lock
        if await session.scalar(query.with_only_columns(Attachment.id)) is None:
            return None
    async with cw.database.write() as session:
        row: Attachment | None = await session.scalar(query.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease_until = cw.now() + LEASE
        assert row.inbound_id is not None  # a recording always comes with its message
        return Recording(row.id, row.inbound_id, row.lease_until)


async def read_recording(cw: Casework, recording: Recording) -> bytes:
    """The sound; `NotFound` when it was erased meanwhile."""
    return await asyncio.to_thread(store_of(cw).read, recording.id)


async def settle_recording(
    cw: Casework, recording: Recording, *, words: str | None, problem: str | None = None,
    screen: Sequence[str] = (),
) -> Released | None:  # fmt: skip
    """Keep what was heard (or why nothing was) and let the turn go on, once; None when it was erased or settled."""
    mine = (Attachment.id == recording.id, Attachment.state == "stored", Attachment.lease_until == recording.lease)
    values = {"heard": words or "", "problem": (problem or "")[:PROBLEM_LENGTH] or None, "lease_until": None}
    async with cw.database.write() as session:
        released = await release_held_turn_in(cw, session, recording.inbound_id, text=words, screen=screen)
        if not await changed(session, update(Attachment).where(*mine).values(**values)):
            await session.rollback()
            return None
        return released
