"""Leads (主动发现): somebody else in need, told to the township; never an application in their name."""

import secrets
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_numbers import mint_number
from casework.domain.clean_text import clean_text
from casework.services.audit import append_audit
from casework.services.conflicts import look_again_on_conflict
from casework.services.context import Casework, new_id
from casework.services.conversation_state import load_conversation
from casework.services.handoffs import request_handoff_in
from casework.storage.models import Conversation, Lead
from contracts.casework import LeadIn, LeadOut
from contracts.errors import NotFound

NUMBER_PREFIX: Final = "线"
LEAD_REASON: Final = "lead"


async def record_lead(cw: Casework, conversation_id: str, body: LeadIn) -> LeadOut:
    """Keep a lead once per turn and put it before the staff of the place; data of a `lead` card."""

    async def action() -> LeadOut:
        async with cw.database.write() as session:
            conversation, _ = await load_conversation(session, conversation_id, lock=True)
            lead = await session.scalar(select(Lead).where(Lead.turn_id == body.turn_id))
            if lead is None:
                lead = await _record(cw, session, conversation, body)
            if lead.conversation_id != conversation_id:
                raise NotFound
            return LeadOut(number=lead.number, office=_office_name(cw, lead))

    return await look_again_on_conflict(action)


async def _record(cw: Casework, session: AsyncSession, conversation: Conversation, body: LeadIn) -> Lead:
    lead = Lead(
        id=new_id(), number=mint_number(NUMBER_PREFIX, secrets.choice), conversation_id=conversation.id,
        turn_id=body.turn_id, region=body.region or conversation.region, place=clean_text(body.place),
        situation=clean_text(body.situation), state="new", created_at=cw.now(),
    )  # fmt: skip
    session.add(lead)
    await session.flush()
    await request_handoff_in(cw, session, conversation.id, reason=LEAD_REASON, urgent=False)
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id, action="lead.recorded",
        object_kind="lead", object_id=lead.id, detail={"region": lead.region},
    )  # fmt: skip
    return lead


def _office_name(cw: Casework, lead: Lead) -> str:
    if lead.region is None:
        return "当地民政部门"
    return cw.policy.office(lead.region, cw.today()).name
