"""Cases as staff work them: the list, one case, its moves; every reading and every attempt is audited."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from casework.domain.case_moves import ENDED, allowed_moves
from casework.domain.case_notices import tells_reason
from casework.domain.case_words import STATE_WORDS
from casework.services.access import access_case_for_staff
from casework.services.case_views import case_brief
from casework.services.case_work import move_case_in, view_of
from casework.services.checklists import papers_of_case
from casework.services.claims import tell
from casework.services.context import Casework
from casework.services.queue import case_clock, region_name
from casework.services.reproduction import reproduce_assessment
from casework.services.sessions import Actor
from casework.services.staff_case_views import AssessmentCheck, CaseEventRow, CaseOut, CaseRow, CasesOut, MoveChoice
from casework.services.staff_channel import attachment_rows
from casework.services.staff_drafts import assessment_card, draft_view
from casework.services.staff_scope import case_in_scope, locked_conversation
from casework.services.staff_views import AnswerRow, CasePaper
from casework.storage.models import Case, CaseEvent, Conversation, Draft, Staff
from contracts.errors import Conflict
from contracts.messages import Card


async def list_cases(
    cw: Casework, actor: Actor, *, state: str | None = None, programme: str | None = None,
    overdue: bool | None = None, before: datetime | None = None, limit: int = 50,
) -> CasesOut:  # fmt: skip
    """Cases of a staff member's region, newest first; a list shows no personal value."""
    query = select(Case).where(case_in_scope(actor)).options(defer(Case.facts), defer(Case.assessment))
    if state:
        query = query.where(Case.state == state)
    if programme:
        query = query.where(Case.programme == programme)
    if overdue:
        query = query.where(Case.due_at < cw.now(), Case.state.not_in(ENDED))
    if before:
        query = query.where(Case.submitted_at < before)
    async with cw.database.read() as session:
        cases = await session.scalars(query.order_by(Case.submitted_at.desc(), Case.id).limit(limit))
        return CasesOut(cases=[_case_row(cw, case) for case in cases])


def _case_row(cw: Casework, case: Case) -> CaseRow:
    return CaseRow(
        case_number=case.number, conversation_id=case.conversation_id, programme=case.programme, kind=case.kind,
        state=case.state, state_text=STATE_WORDS.get(case.state, case.state), aid_first=case.aid_first,
        region=case.region, region_name=region_name(cw, case.region), submitted_at=case.submitted_at,
        clock=case_clock(case.state, case.due_name, case.due_at, cw.now()),
    )  # fmt: skip


async def read_case(cw: Casework, actor: Actor, number: str) -> CaseOut:
    """One case with answers, assessment as filed, history and the moves open now; `NotFound` out of scope."""
    case = await access_case_for_staff(cw, actor, number, action="read.case")
    return await _case_view(cw, case)


async def _case_view(cw: Casework, case: Case) -> CaseOut:
    async with cw.database.read() as session:
        answers = await _answers(cw, session, case)
        events = await _events(session, case.id)
        papers = await papers_of_case(cw, session, case)
        files = await attachment_rows(session, case.conversation_id, case.draft_id)
    return CaseOut(
        case=_case_row(cw, case), card=Card(type="case", data=case_brief(case).card), answers=answers,
        assessment=assessment_card(case.assessment) if case.assessment else None, as_of=case.as_of,
        policy_version=case.policy_version, assessment_check=_check(cw, case), events=events, version=case.version,
        papers=[CasePaper.model_validate(one) for one in papers], attachments=files,
        moves=[
            MoveChoice(
                to=_target(move.to, case), title=move.label, reason_needed=move.needs_reason,
                told=tells_reason(move.name),
            )
            for move in allowed_moves(view_of(case), "staff")
        ],
    )  # fmt: skip


def _check(cw: Casework, case: Case) -> AssessmentCheck | None:
    if not case.assessment:
        return None
    again = reproduce_assessment(cw, case)
    return AssessmentCheck(same=again.same, same_version=again.same_version, text=again.text)


def _target(to: str, case: Case) -> str:
    """A move's state; the one back to where a supplement came from is named by that state."""
    return to if to.isascii() else case.returns_to or to


async def _answers(cw: Casework, session: AsyncSession, case: Case) -> list[AnswerRow]:
    draft = await session.get(Draft, case.draft_id)
    conversation = await session.get(Conversation, case.conversation_id)
    if draft is None or conversation is None:
        return []
    return (await draft_view(cw, session, draft, conversation)).answers


async def _events(session: AsyncSession, case_id: str) -> list[CaseEventRow]:
    query = select(CaseEvent, Staff.display_name).outerjoin(Staff, Staff.id == CaseEvent.actor_id)
    rows = await session.execute(query.where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq))
    kinds = {"resident": "居民", "system": "系统"}
    return [
        CaseEventRow(
            move=event.move, from_state=event.from_state, to_state=event.to_state,
            who=name or kinds.get(event.actor_kind, event.actor_kind), reason=event.reason, at=event.at,
        )
        for event, name in rows
    ]  # fmt: skip


async def move_case(
    cw: Casework, actor: Actor, number: str, to: str, reason: str, version: int | None = None
) -> CaseOut:
    """Move a case along the table; `IllegalMove` says why it cannot, `Conflict` when the screen was stale."""
    case = await access_case_for_staff(cw, actor, number, action="move.case")
    async with cw.database.write() as session:
        await locked_conversation(session, case.conversation_id)
        current = await session.scalar(select(Case.version).where(Case.id == case.id).with_for_update())
        if version is not None and current != version:
            raise Conflict("别人刚刚改动过这个申请，请刷新后再办。")
        case = await move_case_in(cw, session, case.id, to, actor_kind="staff", actor_id=actor.id, reason=reason)
        tell(cw, session, case.conversation_id)
    return await _case_view(cw, case)
