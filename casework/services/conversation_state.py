"""What the dialogue needs to know of a conversation, read in a few queries whatever its length."""

from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from casework.domain.case_moves import ENDED
from casework.domain.draft_fold import Folded
from casework.domain.interviews import INTERVIEWS, Given, Interview, standing
from casework.domain.member_words import members_table
from casework.domain.paper_facts import Case as PaperCase
from casework.domain.sensitive import notices
from casework.domain.summaries import summary
from casework.services.case_views import case_brief
from casework.services.consent_decisions import decisions_of, refused_kinds
from casework.services.context import Casework
from casework.services.handoffs import handoff_brief
from casework.services.paper_state import papers_state, to_talk_about
from casework.storage.models import Case, Consent, Conversation, Draft
from casework.storage.paper_models import PaperRecord
from contracts.casework import ConversationState, DraftState
from contracts.errors import NotFound
from contracts.gazetteer import Gazetteer
from contracts.messages import Progress
from contracts.paper_talk import PapersState

WECHAT: Final = "wechat"
WEB: Final = "web"


@dataclass
class Loaded:
    """The rows of one conversation, read once per transaction."""

    conversation: Conversation
    consent: str | None
    draft: Draft | None
    cases: list[Case]
    has_papers: bool = False
    # the decisions on each text but the privacy notice
    decided: dict[str, str] = field(default_factory=dict)


def consent_query(conversation_id: Any, kind: str) -> Select[tuple[str]]:
    """The decision in force: the last one, by order and not by clock; `conversation_id` may be a column."""
    last = select(Consent.decision).where(Consent.conversation_id == conversation_id, Consent.kind == kind)
    return last.order_by(Consent.seq.desc()).limit(1)


async def load_conversation(
    session: AsyncSession, conversation_id: str, *, lock: bool
) -> tuple[Conversation, str | None]:
    """The conversation and its privacy decision; with `lock`, other writers of this conversation wait."""
    if lock:
        await _wait_for_writers(session, conversation_id)
    consent = consent_query(conversation_id, "privacy").scalar_subquery()
    row = (await session.execute(select(Conversation, consent).where(Conversation.id == conversation_id))).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


async def _wait_for_writers(session: AsyncSession, conversation_id: str) -> None:
    """Lock the row in a statement of its own: what is read in the locking statement is older than the wait.

    On SQLite `Database.write()` already holds the only write lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(Conversation.id).where(Conversation.id == conversation_id).with_for_update())


async def load_cases(session: AsyncSession, conversation: Conversation) -> list[Case]:
    """Cases filed from this conversation, oldest first, without their facts: nobody decrypts what is not shown."""
    query = select(Case).where(Case.conversation_id == conversation.id).order_by(Case.submitted_at, Case.id)
    rows = await session.execute(query.options(defer(Case.facts), defer(Case.assessment)))
    return list(rows.scalars())


def _in_hand(lane: str | None) -> ScalarSelect[str]:
    """The draft in hand: an open one before a filed one ('open' sorts before 'submitted'), then the latest."""
    query = select(Draft.id).where(Draft.conversation_id == Conversation.id, Draft.state.in_(("open", "submitted")))
    if lane is not None:
        query = query.where(Draft.lane == lane)
    return query.order_by(Draft.state, Draft.updated_at.desc()).limit(1).correlate(Conversation).scalar_subquery()


async def load(session: AsyncSession, conversation_id: str, *, lock: bool = False, lane: str | None = None) -> Loaded:
    """Everything `build_state` needs, in one statement; a second one only where cases were filed or more decided."""
    if lock:
        await _wait_for_writers(session, conversation_id)
    consent = consent_query(conversation_id, "privacy").scalar_subquery()
    has_cases = exists().where(Case.conversation_id == conversation_id)
    has_papers = exists().where(PaperRecord.conversation_id == conversation_id, to_talk_about())
    has_more = exists().where(Consent.conversation_id == conversation_id, Consent.kind != "privacy")
    query = select(Conversation, consent, Draft, has_cases, has_papers, has_more)
    query = query.outerjoin(Draft, Draft.id == _in_hand(lane)).where(Conversation.id == conversation_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound
    cases = await load_cases(session, row[0]) if row[3] else []
    return Loaded(row[0], row[1], row[2], cases, row[4], await decisions_of(session, conversation_id) if row[5] else {})


def is_served(cw: Casework, code: str) -> bool:
    """Whether cases of a place may be filed here."""
    region = cw.policy.region(code)
    return region is not None and region.served


def given_of(cw: Casework, draft: Draft, conversation: Conversation) -> Given:
    """The draft as the interview plan looks at it."""
    folded = Folded.read(draft.folded)
    return Given(
        folded.answers, folded.turns, filed=draft.state == "submitted", region=conversation.region, spent=folded.spent,
        served=lambda code: is_served(cw, code),
    )  # fmt: skip


def place_name(cw: Casework, code: str) -> str | None:
    """A county or township in words: from the policy data, else from the gazetteer of the whole country."""
    county = cw.policy.region(code[:6])
    if county is None:
        return place_anywhere(code[:6])
    township = county.townships.get(code) if len(code) > 6 else None
    return f"{county.name}{township}" if township else county.name


def place_anywhere(code: str) -> str | None:
    """A place the policy data does not know, with what it lies in: `530602` as 云南省昭通市昭阳区."""
    gazetteer = Gazetteer.load()
    around = (gazetteer.division(code[:digits] + "0" * (6 - digits)) for digits in (2, 4, 6))
    return "".join(dict.fromkeys(division.name for division in around if division)) or None


def draft_state(cw: Casework, draft: Draft, conversation: Conversation, cases: list[Case]) -> DraftState | None:
    """The draft with its next question; None when its case has come to an end or its lane has no interview."""
    case = next((case for case in cases if case.draft_id == draft.id), None)
    interview = INTERVIEWS.get(draft.lane)
    if interview is None or (case is not None and case.state in ENDED):
        return None
    return _plan(cw, draft, interview, given_of(cw, draft, conversation), case.number if case else None)


def _plan(cw: Casework, draft: Draft, interview: Interview, given: Given, number: str | None) -> DraftState:
    now = standing(interview, given)
    folded = Folded.read(draft.folded)
    asked = [key for key in folded.order if interview.question(key)]
    return DraftState.model_validate({
        "draft_id": draft.id,
        "lane": draft.lane,
        "phase": now.phase,
        "answers": dict(given.answers),
        "last_key": asked[-1] if asked else None,
        "next_key": now.next_key,
        "missing": list(now.missing),
        "progress": Progress(chapter=now.chapter, done=now.done, total=now.total),
        "summary": summary(interview, given, cw.today(), lambda code: place_name(cw, code)),
        "case_number": number,
        "detail": now.detail,
        "table": members_table(given),
    })  # fmt: skip


_DECISIONS = {"given": True, "refused": False}


async def build_state(cw: Casework, session: AsyncSession, loaded: Loaded) -> ConversationState:
    """The state as the dialogue receives it."""
    conversation, draft = loaded.conversation, loaded.draft
    handoff = None
    if conversation.mode in ("queued", "staff"):
        handoff = await handoff_brief(cw, session, conversation.id)
    is_open, opens_at = False, None
    if conversation.region:
        is_open, opens_at = cw.policy.office_hours(conversation.region, cw.now())
    now = draft_state(cw, draft, conversation, loaded.cases) if draft else None
    return ConversationState.model_validate({
        "conversation_id": conversation.id,
        "mode": conversation.mode,
        "channel": conversation.channel,
        "region": conversation.region,
        "today": cw.today(),
        "consent_privacy": _DECISIONS.get(loaded.consent or ""),
        "draft": now,
        "consents": loaded.decided,
        "notices": notices(now.next_key, now.detail, now.answers, loaded.decided) if now else [],
        "cases": [case_brief(case) for case in loaded.cases],
        "handoff": handoff,
        "office_open": is_open,
        "office_opens_at": None if is_open else opens_at,
        "quiet": conversation.quiet,
        "papers": await _papers(cw, session, loaded),
        **_of_account(cw, conversation),
    })  # fmt: skip


async def _papers(cw: Casework, session: AsyncSession, loaded: Loaded) -> PapersState | None:
    if not loaded.has_papers or loaded.consent != "given":
        return None
    refused = refused_kinds(loaded.decided)
    return await papers_state(session, loaded.conversation.id, paper_case(cw, loaded), refused)


def paper_case(cw: Casework, loaded: Loaded) -> PaperCase | None:
    """A draft as what its papers say is held against; None without one, or when its lane has no interview."""
    draft = loaded.draft
    interview = INTERVIEWS.get(draft.lane) if draft else None
    if draft is None or interview is None:
        return None
    keys, refused = frozenset(question.key for question in interview.questions), refused_kinds(loaded.decided)
    given = given_of(cw, draft, loaded.conversation)
    return PaperCase(given, keys, cw.today(), lambda code: place_name(cw, code), refused)


def _of_account(cw: Casework, conversation: Conversation) -> dict[str, object]:
    """What depends on the door a conversation came by; an official account names its controller."""
    controller = cw.controllers.get(conversation.account) if conversation.channel == WECHAT else None
    return {"controller": controller, "takes_files": takes_files(cw, conversation)}


def takes_files(cw: Casework, conversation: Conversation) -> bool:
    """Whether a photo sent in this conversation reaches us."""
    if conversation.channel == WEB:
        return cw.files is not None
    return conversation.channel == WECHAT and conversation.account in cw.fetching_accounts


async def read_state(cw: Casework, conversation_id: str) -> ConversationState:
    """All that casework knows of a conversation; `NotFound` when there is none."""
    async with cw.database.read() as session:
        return await build_state(cw, session, await load(session, conversation_id))
