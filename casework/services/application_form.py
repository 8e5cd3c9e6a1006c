"""The filled form of a case as a PDF file: for the resident who filed it, and for staff of its region.

Whole numbers stand on it only for the one who told them and for staff who may reveal them (decision 14).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.staff_roles import may
from casework.forms.application import Application, Decision
from casework.forms.application_form import application_sheet
from casework.forms.faces import FontsMissing
from casework.forms.press import print_sheet
from casework.services.access import access_case_for_resident, access_case_for_staff
from casework.services.context import CHINA, Casework
from casework.services.conversation_state import place_name
from casework.services.rate_limits import RateLimit, allow, count_use
from casework.services.sessions import Actor
from casework.services.staff_drafts import shown_value
from casework.storage.models import AnswerEvent, Case, Consent, Conversation
from contracts.errors import NotFound, TooMany, Unavailable

TOO_MANY: Final = "申请表打印得太频繁了，请过一会儿再试。"
NO_FONTS: Final = "申请表现在打印不出来，请稍后再试，或者到办事窗口领表。"
# one at a time: turns never wait for more than one form
_PRESS: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="form")
log = structlog.get_logger()


@dataclass(frozen=True)
class FormFile:
    """A printed form and the name it is saved under."""

    name: str
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """How a browser takes it: shown, under our name, as what it is, kept by no cache."""
        return {
            "Content-Disposition": f"inline; filename=form.pdf; filename*=UTF-8''{quote(self.name)}",
            "Content-Type": "application/pdf",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }


async def form_for_resident(cw: Casework, conversation: Conversation, number: str) -> FormFile:
    """The form of the resident's own case, whole; `NotFound` for any other number, `TooMany` over the limit."""
    if not await allow(cw, RateLimit.FORM, conversation.resident_id):
        raise TooMany(TOO_MANY)
    try:
        case = await access_case_for_resident(cw, conversation.id, number, action="print.form")
    except NotFound:
        await _count_wrong(cw, conversation)
        raise
    return await _printed(cw, case, masked=False)


async def linkable_case(cw: Casework, conversation: Conversation, number: str) -> Case:
    """The resident's own case, for a link to its form that works without their token; `NotFound` for any other."""
    try:
        return await access_case_for_resident(cw, conversation.id, number, action="link.form")
    except NotFound:
        await _count_wrong(cw, conversation)
        raise


async def form_by_link(cw: Casework, case_id: str) -> FormFile:
    """The form a link was made for; the caller has checked the link. Counted and audited as its owner's own print."""
    async with cw.database.read() as session:
        # by its id alone: the caller has checked the signature over it
        case = await session.get(Case, case_id)
        conversation = await session.get(Conversation, case.conversation_id) if case else None
    if case is None or conversation is None:
        raise NotFound
    return await form_for_resident(cw, conversation, case.number)


async def _count_wrong(cw: Casework, conversation: Conversation) -> None:
    """A wrong number tried here counts as one tried in the talk."""
    async with cw.database.write() as session:
        await count_use(session, RateLimit.STATUS_WRONG, conversation.resident_id, cw.now())


async def form_for_staff(cw: Casework, actor: Actor, number: str) -> FormFile:
    """The form of a case of the region; ID and phone numbers are masked for roles that may not reveal them."""
    whole = may(actor.role, "reveal")
    action = "print.form" if whole else "print.form_masked"
    case = await access_case_for_staff(cw, actor, number, action=action)
    return await _printed(cw, case, masked=not whole)


async def _printed(cw: Casework, case: Case, *, masked: bool) -> FormFile:
    async with cw.database.read() as session:
        sheet = application_sheet(await _application(cw, session, case, masked=masked))
    try:
        body = await asyncio.get_running_loop().run_in_executor(_PRESS, print_sheet, sheet)
    except FontsMissing as missing:
        log.error("form.no_fonts", package=str(missing))
        raise Unavailable(NO_FONTS, retryable=False) from None
    return FormFile(f"{sheet.title} {case.number}.pdf", body)


async def _application(cw: Casework, session: AsyncSession, case: Case, *, masked: bool) -> Application:
    show: Callable[[str, Any], Any] = shown_value if masked else lambda _, value: value
    answers = {key: show(key, value) for key, value in case.facts.items()}
    return Application(
        number=case.number, lane=case.facts["aid"], submitted_on=case.submitted_at.astimezone(CHINA).date(),
        printed_on=cw.now().astimezone(CHINA).date(), answers=answers, sources=await _sources(session, case),
        decisions=await _decisions(session, case), place_name=lambda code: place_name(cw, code),
        office=(case.office or {}).get("name"), withdrawn=case.state == "withdrawn", aid_first=case.aid_first,
        masked=masked,
    )  # fmt: skip


async def _sources(session: AsyncSession, case: Case) -> dict[str, str]:
    """Who gave each answer last."""
    told = select(AnswerEvent.key, AnswerEvent.source).where(AnswerEvent.draft_id == case.draft_id)
    rows = await session.execute(told.order_by(AnswerEvent.seq))
    return dict(rows.tuples().all())


async def _decisions(session: AsyncSession, case: Case) -> dict[str, Decision]:
    """The last decision on each text, by its order and not by the clock."""
    decided = select(Consent).where(Consent.conversation_id == case.conversation_id).order_by(Consent.seq)
    rows = await session.scalars(decided)
    return {one.kind: Decision(one.decision, one.text_version, one.at.astimezone(CHINA)) for one in rows}
