"""Reading papers: claimed with a lease by any worker, read, tried again later or given up in sight of everybody.

`waiting → reading → read | failed`. Nothing is read before the privacy consent; what was erased meanwhile is dropped.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from casework.domain.paper_sameness import is_same_paper, kind_of, problems_of
from casework.domain.sensitive import kind_of_photo
from casework.services.attachment_work import PROBLEM_LENGTH, store_of
from casework.services.consent_decisions import decisions_of, refused_kinds
from casework.services.context import CHINA, Casework
from casework.services.conversation_state import consent_query
from casework.services.events import STAFF, conversation_topic
from casework.services.leases import changed
from casework.services.turns import enqueue_papers
from casework.storage.channel_models import Attachment
from casework.storage.locks import lock_conversation
from casework.storage.models import Conversation, InboundMessage, Turn
from casework.storage.paper_models import PaperRecord
from contracts.papers import PaperReading

# renewed while a file is being read, however long that takes on a busy machine
LEASE: Final = timedelta(seconds=60)
# between tries, seconds; one that fails after the last of them is given up
DELAYS: Final = (5, 30, 120)
_BOTS: Final = ("bot", "queued")
BATCH: Final = 50


@dataclass(frozen=True)
class ToRead:
    """A paper this worker may read now: the try with this number is its own. `today` is what dates are held against."""

    id: str
    conversation_id: str
    content_type: str
    tries: int
    today: date


def _next(cw: Casework) -> Select[tuple[PaperRecord]]:
    now = cw.now()
    given = consent_query(PaperRecord.conversation_id, "privacy").correlate(PaperRecord).scalar_subquery() == "given"
    free = or_(
        and_(PaperRecord.state == "waiting", or_(PaperRecord.try_after.is_(None), PaperRecord.try_after <= now)),
        # whoever had it has died over it or was killed
        and_(PaperRecord.state == "reading", PaperRecord.lease_until < now),
    )
    stored = exists().where(Attachment.id == PaperRecord.attachment_id, Attachment.state == "stored")
    return select(PaperRecord).where(free, stored, given).order_by(PaperRecord.created_at).limit(1)


async def claim_reading(cw: Casework) -> ToRead | None:
    """The next paper whose time has come, leased to us; None when there is none.

    One that was claimed so often without an end is given up here: it may be what kills the reader.
    """
    query = _next(cw)
    async with cw.database.read() as session:
        # a look does not take the write lock
        if await session.scalar(query.with_only_columns(PaperRecord.attachment_id)) is None:
            return None
    async with cw.database.write() as session:
        row: PaperRecord | None = await session.scalar(query.with_for_update(skip_locked=True))
        if row is None:
            return None
        kind = await session.scalar(select(Attachment.content_type).where(Attachment.id == row.attachment_id))
        row.state, row.lease_until, row.tries = "reading", cw.now() + LEASE, row.tries + 1
        today = cw.policy_date or cw.now().astimezone(CHINA).date()
        claimed = ToRead(row.attachment_id, row.conversation_id, kind or "", row.tries, today)
    if claimed.tries > len(DELAYS) + 1:
        await fail_reading(cw, claimed, "never_ended", final=True)
        return await claim_reading(cw)
    return claimed


async def paper_body(cw: Casework, paper: ToRead) -> bytes:
    """The file as it was kept; `NotFound` when it was erased meanwhile."""
    return await asyncio.to_thread(store_of(cw).read, paper.id)


async def renew_reading(cw: Casework, paper: ToRead) -> None:
    """Hold a paper for another while: it is still being read."""
    async with cw.database.write() as session:
        await changed(session, update(PaperRecord).where(*_own(paper)).values(lease_until=cw.now() + LEASE))


def _own(paper: ToRead) -> tuple[ColumnElement[bool], ...]:
    """Every claim counts a try: the number says whether the claim is still ours."""
    return (
        PaperRecord.attachment_id == paper.id, PaperRecord.state == "reading", PaperRecord.tries == paper.tries
    )  # fmt: skip


async def return_reading(cw: Casework, paper: ToRead) -> None:
    """Give the lease back untried: this worker is stopping, another one goes on."""
    await _settle(cw, paper, state="waiting", tries=paper.tries - 1)


async def settle_reading(cw: Casework, paper: ToRead, pages: Sequence[PaperReading]) -> bool:
    """Keep what was read and let the dialogue speak about it; False when it was erased or settled by another."""
    earlier = await _same_as(cw, paper, pages)
    return await _settle(
        cw, paper, pages, state="read", kind=kind_of(pages), quality=problems_of(pages), same_as=earlier, problem=None,
        read_at=cw.now(), talk="news",
    )  # fmt: skip


async def fail_reading(cw: Casework, paper: ToRead, problem: str, *, final: bool = False) -> bool:
    """Try again later, or give up: the resident is told in one sentence, staff see it. `problem` is a short code."""
    problem = problem[:PROBLEM_LENGTH]
    if final or paper.tries > len(DELAYS):
        return await _settle(cw, paper, state="failed", problem=problem, read_at=cw.now(), talk="news")
    after = cw.now() + timedelta(seconds=DELAYS[paper.tries - 1])
    return await _settle(cw, paper, state="waiting", problem=problem, try_after=after)


async def _settle(cw: Casework, paper: ToRead, pages: Sequence[PaperReading] = (), **values: Any) -> bool:
    """Compare and set: only whoever still has the paper, and only what was not erased or refused meanwhile."""
    async with cw.database.write() as session:
        # the conversation's row first, as everywhere
        await lock_conversation(session, paper.conversation_id)
        if pages:
            refused = refused_kinds(await decisions_of(session, paper.conversation_id))
            kept = [page for page in pages if kind_of_photo(page.kind) not in refused]
            values["pages"] = [page.model_dump(mode="json") for page in kept]
        if not await changed(session, update(PaperRecord).where(*_own(paper)).values(lease_until=None, **values)):
            return False
        cw.events.publish_on_commit(session, conversation_topic(paper.conversation_id), STAFF)
        return True


async def let_speak(cw: Casework) -> int:
    """Queue the turn that says what became of papers, one for all that were sent together; how many were queued.

    Not while another of them is being read, where staff have the talk, or where nothing may pop up on the phone; never
    before the message a file belongs to, and once only: what could not be said then comes with the next question.
    """
    async with cw.database.read() as session:
        found = list(await session.scalars(_with_news()))
    for conversation_id in found:
        async with cw.database.write() as session:
            conversation = await lock_conversation(session, conversation_id)
            if conversation is not None and _may_speak(conversation):
                await enqueue_papers(cw, session, conversation_id)
    return len(found)


def _may_speak(conversation: Conversation) -> bool:
    return conversation.mode in _BOTS and not conversation.quiet


def _with_news() -> Select[tuple[str]]:
    other = aliased(PaperRecord)
    same_talk = other.conversation_id == PaperRecord.conversation_id
    # what failed once and is tried again later holds nobody up
    at_it = exists().where(same_talk, or_(other.state == "reading", and_(other.state == "waiting", other.tries == 0)))
    spoken = exists().where(
        Turn.conversation_id == PaperRecord.conversation_id, Turn.kind == "papers",
        Turn.created_at >= PaperRecord.read_at, Turn.created_at >= InboundMessage.received_at,
    )  # fmt: skip
    return (
        select(PaperRecord.conversation_id)
        .join(Attachment, Attachment.id == PaperRecord.attachment_id)
        .join(InboundMessage, InboundMessage.id == Attachment.inbound_id)
        .join(Conversation, Conversation.id == PaperRecord.conversation_id)
        .where(PaperRecord.talk == "news", Conversation.mode.in_(_BOTS), Conversation.quiet.is_(False))
        .where(~at_it, ~spoken)
        .distinct()
        .limit(BATCH)
    )


async def _same_as(cw: Casework, paper: ToRead, pages: Sequence[PaperReading]) -> str | None:
    """An earlier attachment of the conversation that shows the same paper at least as well."""
    query = select(PaperRecord).where(
        PaperRecord.conversation_id == paper.conversation_id, PaperRecord.state == "read",
        PaperRecord.attachment_id != paper.id, PaperRecord.same_as.is_(None), PaperRecord.kind == kind_of(pages),
    )  # fmt: skip
    async with cw.database.read() as session:
        for row in await session.scalars(query.order_by(PaperRecord.created_at)):
            if is_same_paper(pages, [PaperReading.model_validate(page) for page in row.pages]):
                return row.attachment_id
    return None


async def readings_waiting(cw: Casework) -> tuple[int, datetime | None]:
    """How many papers wait to be read, and since when the first of them, for `jiuji doctor`."""
    query = _next(cw).with_only_columns(PaperRecord.created_at).limit(None)
    async with cw.database.read() as session:
        found = list(await session.scalars(query))
    return len(found), found[0] if found else None
