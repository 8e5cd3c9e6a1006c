"""Downloading attachments: claimed with a lease by any process, stored, tried again later or given up in words."""

import asyncio
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.conversations import append_outbound
from casework.services.events import STAFF, conversation_topic
from casework.services.held_turns import lift_hold
from casework.services.leases import changed
from casework.storage.channel_models import Attachment
from casework.storage.files import FileStore
from casework.storage.locks import lock_conversation
from contracts.errors import Unavailable
from contracts.messages import Bubble

# topic: something waits to be downloaded
ARRIVED: Final = "attachments"
# longer than one download may take
LEASE: Final = timedelta(seconds=60)
DELAYS: Final = (5, 20, 60, 180, 600, 1800)
LATER_DELAY: Final = 3600
# WeChat keeps what a user sent for three days
KEPT_BY_SENDER: Final = timedelta(days=3)
# what was sent within this time and is lost is asked for once
STRETCH: Final = timedelta(days=1)
PROBLEM_LENGTH: Final = 64


@dataclass(frozen=True)
class Waiting:
    """An attachment this process may download now; `lease` is part of the proof."""

    id: str
    conversation_id: str
    inbound_id: str
    kind: str
    account: str
    media_id: str
    tries: int
    created_at: datetime
    lease: datetime


def store_of(cw: Casework) -> FileStore:
    """The file store of this process; `Unavailable` in one that has none."""
    if cw.files is None:
        raise Unavailable(retryable=False)
    return cw.files


async def claim_attachment(cw: Casework, accounts: Collection[str]) -> Waiting | None:
    """The next attachment of these accounts whose time has come, leased to us; None when there is none."""
    now = cw.now()
    query = (
        select(Attachment)
        .where(
            Attachment.state == "waiting", Attachment.account.in_(list(accounts)),
            or_(Attachment.try_after.is_(None), Attachment.try_after <= now),
            or_(Attachment.lease_until.is_(None), Attachment.lease_until < now),
        )
        .order_by(Attachment.created_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    async with cw.database.write() as session:
        row: Attachment | None = await session.scalar(query)
        if row is None:
            return None
        row.lease_until, row.tries = now + LEASE, row.tries + 1
        return Waiting(
            row.id, row.conversation_id, row.inbound_id, row.kind, row.account, row.media_id, row.tries,
            row.created_at, row.lease_until,
        )  # fmt: skip


async def return_attachment(cw: Casework, waiting: Waiting) -> None:
    """Give the lease back untried: this process is stopping, another one goes on."""
    async with cw.database.write() as session:
        await _settle(cw, session, waiting, tries=waiting.tries - 1)
        cw.events.publish_on_commit(session, ARRIVED)


async def store_attachment(cw: Casework, waiting: Waiting, body: bytes, content_type: str) -> bool:
    """Keep the bytes and say so in the row; False when it was erased or taken over meanwhile, and nothing is kept.

    The file gets its name before the row is committed, and only by whoever holds the lease. `Unavailable` when the
    disk takes no more.
    """
    prepared = await asyncio.to_thread(store_of(cw).prepare, waiting.id, body)
    digest = hashlib.sha256(body).hexdigest()
    async with cw.database.write() as session:
        kept = await _settle(
            cw, session, waiting, state="stored", content_type=content_type, size=len(body), digest=digest,
            stored_at=cw.now(), problem=None, media_id="",
        )  # fmt: skip
        await asyncio.to_thread(prepared.publish if kept else prepared.discard)
    return kept


async def fail_attachment(
    cw: Casework, waiting: Waiting, problem: str, *, final: bool = False, gone: bool = False,
    slow: bool = False, says: Sequence[Bubble] = (),
) -> str | None:  # fmt: skip
    """Try again later, or give up: when told so (`final`), when the sender no longer has it (`gone` or too old).

    Giving up says `says`, unless staff have the talk or the same was said for another one lost lately. The message's
    held turn goes on when there is no hope soon: given up, or `slow`. Returns the state it has now; None when it was
    erased or taken over meanwhile.
    """
    delay = DELAYS[waiting.tries - 1] if waiting.tries <= len(DELAYS) else LATER_DELAY
    following = cw.now() + timedelta(seconds=delay)
    async with cw.database.write() as session:
        # the conversation's row first, as everywhere: two photos lost at once are asked for once
        conversation = await lock_conversation(session, waiting.conversation_id)
        gone = gone or following - waiting.created_at > KEPT_BY_SENDER
        state = "failed" if final else "gone" if gone else "waiting"
        told = state == "waiting" or (state == "gone" and await _lost_before(session, waiting))
        if not await _settle(cw, session, waiting, state=state, problem=problem[:PROBLEM_LENGTH], try_after=following):
            return None
        if slow or state != "waiting":
            await lift_hold(cw, session, waiting.inbound_id)
        if not told and conversation is not None and conversation.mode != "staff":
            await append_outbound(cw, session, waiting.conversation_id, says, origin="bot")
        return state


async def _lost_before(session: AsyncSession, waiting: Waiting) -> bool:
    """Whether something sent at about the same time is gone too: its resident was asked then."""
    lost = select(Attachment.id).where(
        Attachment.conversation_id == waiting.conversation_id, Attachment.state == "gone",
        Attachment.created_at > waiting.created_at - STRETCH,
    )  # fmt: skip
    return await session.scalar(lost.limit(1)) is not None


async def _settle(cw: Casework, session: AsyncSession, waiting: Waiting, **values: Any) -> bool:
    """Compare and set: only whoever still has the lease, and only what was not erased."""
    mine = (Attachment.id == waiting.id, Attachment.state == "waiting", Attachment.lease_until == waiting.lease)
    done = await changed(session, update(Attachment).where(*mine).values(lease_until=None, **values))
    cw.events.publish_on_commit(session, conversation_topic(waiting.conversation_id), STAFF)
    return bool(done)
