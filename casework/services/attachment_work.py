"""Downloading attachments: claimed with a lease by any process, tried again later or given up in words.

What becomes of a file that came is in `file_keeping`.
"""

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
from contracts.files import FileProblem, Inspector
from contracts.messages import Bubble

# topic: something waits to be downloaded
ARRIVED: Final = "attachments"
# longer than one download and a look into the file may take
LEASE: Final = timedelta(seconds=120)
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
    inbound_id: str | None
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


def inspector_of(cw: Casework) -> Inspector:
    """Who looks into files in this process; `Unavailable` in one that has nobody."""
    if cw.inspector is None:
        raise Unavailable(retryable=False)
    return cw.inspector


async def claim_attachment(cw: Casework, accounts: Collection[str]) -> Waiting | None:
    """The next attachment of these accounts whose time has come, leased to us; None when there is none."""
    now = cw.now()
    query = (
        select(Attachment)
        .where(
            Attachment.state == "waiting", Attachment.source == "wechat", Attachment.account.in_(list(accounts)),
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


async def fail_attachment(
    cw: Casework, waiting: Waiting, problem: str, *, final: bool = False, gone: bool = False,
    slow: bool = False, rejected: FileProblem | None = None, says: Sequence[Bubble] = (),
) -> str | None:  # fmt: skip
    """Try again later, or give up: when told so (`final`), when the sender no longer has it (`gone` or too old).

    Giving up says `says`, unless staff have the talk or the same was said for another one lost lately. The message's
    held turn goes on when there is no hope soon: given up, or `slow`. `rejected` is why inspection would not have it.
    Returns the state it has now; None when it was erased or taken over meanwhile.
    """
    delay = DELAYS[waiting.tries - 1] if waiting.tries <= len(DELAYS) else LATER_DELAY
    following = cw.now() + timedelta(seconds=delay)
    async with cw.database.write() as session:
        # the conversation's row first, as everywhere: two photos lost at once are asked for once
        conversation = await lock_conversation(session, waiting.conversation_id)
        gone = gone or following - waiting.created_at > KEPT_BY_SENDER
        state = "failed" if final else "gone" if gone else "waiting"
        told = state == "waiting" or (state == "gone" and await _lost_before(session, waiting))
        values = {"state": state, "problem": problem[:PROBLEM_LENGTH], "try_after": following}
        if rejected:
            values |= {"scan": "rejected", "scan_problem": rejected, "media_id": ""}
        if not await _settle(cw, session, waiting, **values):
            return None
        if slow or state != "waiting":
            await _lift_hold(cw, session, waiting)
        if not told and conversation is not None and conversation.mode != "staff":
            await append_outbound(cw, session, waiting.conversation_id, says, origin="bot")
        return state


async def _lift_hold(cw: Casework, session: AsyncSession, waiting: Waiting) -> None:
    if waiting.inbound_id is not None:
        await lift_hold(cw, session, waiting.inbound_id)


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
