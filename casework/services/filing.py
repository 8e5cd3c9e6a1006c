"""Filing: a confirmed draft becomes a case, exactly once, with office, clock and assessment, in one transaction."""

import secrets
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_numbers import mint_number
from casework.domain.draft_fold import Folded
from casework.domain.filing_place import filing_place
from casework.domain.interviews import INTERVIEWS, Interview, missing
from casework.services.audit import append_audit
from casework.services.blind_indexes import index_personal
from casework.services.case_facts import add_case_event, facts_of
from casework.services.case_views import case_brief
from casework.services.checklists import resident_list
from casework.services.conflicts import look_again_on_conflict
from casework.services.context import Casework, new_id
from casework.services.conversation_state import given_of, load_conversation
from casework.services.handoffs import request_handoff_in
from casework.services.outbox import enqueue
from casework.services.same_id import note_same_id
from casework.storage.models import Case, Conversation, Draft
from contracts.casework import Filed, SubmitIn
from contracts.errors import BadRequest, Conflict, ConsentMissing, NotFound, RegionNotServed
from policy.model import Clock, Region

URGENT_REASON = "urgent_case"


async def submit_draft(cw: Casework, conversation_id: str, body: SubmitIn) -> Filed:
    """File a draft of this conversation; the same draft again is the same case, with `already`.

    `NotFound` for a draft of somebody else, `BadRequest` naming the keys still open, `RegionNotServed` where no
    office uses this service, `ConsentMissing` when the consent was taken back.
    """

    async def action() -> Filed:
        async with cw.database.write() as session:
            return await _submit_in(cw, session, conversation_id, body)

    return await look_again_on_conflict(action)


async def _submit_in(cw: Casework, session: AsyncSession, conversation_id: str, body: SubmitIn) -> Filed:
    conversation, consent = await load_conversation(session, conversation_id, lock=True)
    query = select(Draft).where(Draft.id == body.draft_id, Draft.conversation_id == conversation_id)
    draft = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if draft is None:
        raise NotFound("没有找到这份申请。")
    case = await session.scalar(select(Case).where(Case.draft_id == draft.id))
    if case is not None:
        return await _filed(cw, session, case, already=True)
    if draft.state != "open":
        raise Conflict("这份申请已经撤回或删除。")
    if consent != "given":
        raise ConsentMissing
    case = await _file(cw, session, conversation, draft)
    return await _filed(cw, session, case, already=False)


async def _filed(cw: Casework, session: AsyncSession, case: Case, *, already: bool) -> Filed:
    assessment = {key: value for key, value in (case.assessment or {}).items() if key not in ("documents", "clock")}
    documents = await resident_list(cw, session, case)
    return Filed(already=already, case=case_brief(case), checklist=documents, assessment=assessment or None)


async def _file(cw: Casework, session: AsyncSession, conversation: Conversation, draft: Draft) -> Case:
    interview = _ready(cw, draft, conversation)
    region, place = _place(cw, draft, conversation)
    case = _new_case(cw, conversation, draft, interview, region, place)
    session.add(case)
    draft.state, draft.region, draft.updated_at = "submitted", region.code, cw.now()
    conversation.region, conversation.topic = region.code, draft.lane
    await session.flush()
    await add_case_event(
        cw, session, case, move="submit", from_state="draft", actor_kind="resident", actor_id=conversation.resident_id
    )
    answers = Folded.read(draft.folded).answers
    await index_personal(cw, session, "case", case.id, answers)
    await note_same_id(cw, session, case, answers)
    await _announce(cw, session, conversation, case)
    return case


def _ready(cw: Casework, draft: Draft, conversation: Conversation) -> Interview:
    interview = INTERVIEWS[draft.lane]
    open_keys = missing(interview, given_of(cw, draft, conversation))
    if open_keys:
        raise BadRequest("还有几样没说，说了就能提交。", fields=dict.fromkeys(open_keys, "还没有回答"))
    return interview


def _place(cw: Casework, draft: Draft, conversation: Conversation) -> tuple[Region, str]:
    """The county that takes the case, and the code of its receiving office: the township where it is known."""
    code, township = filing_place(draft.lane, given_of(cw, draft, conversation))
    region = cw.policy.region(code) if code else None
    if region is None or not region.served:
        raise RegionNotServed
    inside = township is not None and township.startswith(region.code)
    return region, str(township) if inside else region.code


def _office(cw: Casework, place: str, on: date) -> dict[str, Any]:
    office = cw.policy.office(place, on)
    return {**office.card(), "code": office.code, "fallback": [asdict(line) for line in office.fallback]}


def _new_case(
    cw: Casework, conversation: Conversation, draft: Draft, interview: Interview, region: Region, place: str
) -> Case:
    now, today = cw.now(), cw.today()
    facts = facts_of(draft.lane, region.code, today.isoformat(), Folded.read(draft.folded).answers)
    clock: Clock | None = cw.policy.fast_aid_clock(place, now) if interview.kind == "urgent" else None
    return Case(
        id=new_id(), number=mint_number(region.case_prefix, secrets.choice), draft_id=draft.id,
        conversation_id=conversation.id, resident_id=conversation.resident_id, programme=interview.programme,
        kind=interview.kind, region=region.code, office=_office(cw, place, today), state="submitted",
        aid_first=False, origin="applied", facts=facts, assessment=cw.policy.assess(facts),
        policy_version=cw.policy.version, as_of=today, submitted_at=now, due_name=clock.name if clock else None,
        due_at=clock.due_at if clock else None, version=1,
    )  # fmt: skip


async def _announce(cw: Casework, session: AsyncSession, conversation: Conversation, case: Case) -> None:
    """The township hears of it: queue, outgoing notice, audit; all or nothing with the case itself."""
    if case.kind == "urgent":
        await request_handoff_in(cw, session, conversation.id, reason=URGENT_REASON, urgent=True)
    payload = {
        "case_number": case.number, "programme": case.programme, "kind": case.kind, "region": case.region,
        "submitted_at": case.submitted_at.isoformat(),
    }  # fmt: skip
    await enqueue(cw, session, "case.filed", f"case.filed:{case.id}", payload, conversation.id)
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id, action="case.submitted",
        object_kind="case", object_id=case.id, detail={"region": case.region, "policy_version": case.policy_version},
    )  # fmt: skip
