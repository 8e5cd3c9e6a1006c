"""The personal list of papers as it stands: from the answers and the law of the day, and from what has come since."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.draft_fold import Folded
from casework.domain.paper_states import for_resident, made_here, still_missing, with_states
from casework.services.consent_decisions import decisions_of
from casework.services.context import Casework, new_id
from casework.storage.channel_models import Attachment
from casework.storage.checklist_models import PaperMark, PapersTold
from casework.storage.models import Case, Conversation, Draft
from casework.storage.paper_models import PaperRecord
from contracts.messages import Card

# the office has the case in hand: what came is being looked at
WORKING = frozenset({"accepted", "verifying", "public_notice"})


async def papers_of_case(cw: Casework, session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    """Documents of the case with their states, those staff do not need included (`not_needed`).

    The list follows what was told after filing too; the law is that of the day of filing.
    """
    lane = str(case.facts.get("aid") or "")
    documents = cw.policy.checklist(lane, case.facts, case.region, case.as_of)
    marks = await session.execute(select(PaperMark.paper, PaperMark.state).where(PaperMark.case_id == case.id))
    decisions = await decisions_of(session, case.conversation_id)
    return with_states(
        documents, cw.policy.shown_by([one["type"] for one in documents], case.region, case.as_of),
        await _photos(session, case.draft_id), made=made_here(decisions, filed=True),
        marks={str(paper): str(state) for paper, state in marks}, working=case.state in WORKING,
    )  # fmt: skip


async def papers_of_draft(
    cw: Casework, session: AsyncSession, draft: Draft, conversation: Conversation
) -> list[dict[str, Any]]:
    """Documents that follow from a draft not filed yet, with what has come already."""
    region, today = draft.region or conversation.region, cw.today()
    documents = cw.policy.checklist(draft.lane, Folded.read(draft.folded).answers, region, today)
    decisions = await decisions_of(session, conversation.id)
    shown = cw.policy.shown_by([one["type"] for one in documents], region, today)
    photos = await _photos(session, draft.id)
    return with_states(documents, shown, photos, made=made_here(decisions, filed=False))


async def _photos(session: AsyncSession, draft_id: str) -> list[str]:
    """What was read on the photos of a draft, in the order they came; the same paper twice is one."""
    query = (
        select(PaperRecord.kind)
        .join(Attachment, Attachment.id == PaperRecord.attachment_id)
        .where(
            Attachment.draft_id == draft_id, Attachment.state == "stored", PaperRecord.state == "read",
            PaperRecord.kind.not_in(("", "other")), PaperRecord.same_as.is_(None),
        )
        .order_by(Attachment.created_at, Attachment.id)
    )  # fmt: skip
    return list(await session.scalars(query))


async def resident_list(cw: Casework, session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    """The documents of a `checklist` card of the case."""
    return for_resident(await papers_of_case(cw, session, case))


async def checklist_card(cw: Casework, session: AsyncSession, draft: Draft, conversation: Conversation) -> Card | None:
    """A draft's papers for staff, those of its case once it is filed; None where none are needed."""
    case = await session.scalar(select(Case).where(Case.draft_id == draft.id))
    if case is not None:
        documents = await resident_list(cw, session, case)
    else:
        documents = await papers_of_draft(cw, session, draft, conversation)
    return Card(type="checklist", data={"documents": documents}) if documents else None


async def list_not_told(cw: Casework, session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    """Everything still missing, to be sent now and in one message; empty when nothing is, or the same was sent last.

    Taken as told with the caller's transaction.
    """
    missing = still_missing(await papers_of_case(cw, session, case))
    now = hashlib.sha256("\n".join(sorted(one["type"] for one in missing)).encode()).hexdigest()
    told = await session.get(PapersTold, case.id)
    if not missing or (told is not None and told.list_hash == now):
        return []
    if told is None:
        session.add(PapersTold(case_id=case.id, list_hash=now, at=cw.now()))
    else:
        told.list_hash, told.at = now, cw.now()
    await session.flush()
    return missing


async def keep_mark(cw: Casework, session: AsyncSession, case_id: str, paper: str, state: str, staff_id: str) -> None:
    """Write what staff said of a paper over what was said before."""
    query = select(PaperMark).where(PaperMark.case_id == case_id, PaperMark.paper == paper).with_for_update()
    mark = await session.scalar(query)
    if mark is None:
        mark = PaperMark(id=new_id(), case_id=case_id, paper=paper)
        session.add(mark)
    mark.state, mark.staff_id, mark.at = state, staff_id, cw.now()
    await session.flush()
