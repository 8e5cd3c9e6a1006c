"""Drafts: every answer is an event with who, when, from what and what it replaced; the draft is their fold."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.answer_rules import answer_problem, normal_value
from casework.domain.case_moves import ENDED
from casework.domain.clean_text import clean_text, clean_value
from casework.domain.consequences import Consequence, consequences
from casework.domain.draft_fold import Folded, Told
from casework.domain.filing_place import filing_place, place_told
from casework.domain.interviews import INTERVIEWS
from casework.domain.reopening import MEMBERS, question_of, reopened
from casework.domain.sensitive import refused_by, without
from casework.services.attachments import adopt_attachments
from casework.services.case_facts import add_facts
from casework.services.conflicts import look_again_on_conflict
from casework.services.consent_decisions import refused_kinds
from casework.services.context import Casework, new_id
from casework.services.conversation_state import Loaded, build_state, given_of, is_served, load, read_state
from casework.services.savings import in_bands
from casework.storage.models import AnswerEvent, Draft
from contracts.casework import Answer, AnswersIn, ConversationState, ReopenIn
from contracts.errors import BadRequest, ConsentMissing, NotFound

__all__ = ["read_state", "reopen_last", "save_answers", "save_answers_in"]

_TURN_ID_LENGTH = 32


def _checked(cw: Casework, body: AnswersIn) -> list[Answer]:
    """The answers in the form they are stored in; `BadRequest` names every key that does not fit, and why."""
    clean: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for answer in body.answers:
        value = normal_value(answer.key, clean_value(answer.value))
        if problem := answer_problem(answer.key, value, cw.today()):
            problems[answer.key] = problem
        # the last word on a key within one turn is what counts
        clean[answer.key] = answer.model_copy(update={"value": value, "text": clean_text(answer.text)})
    if problems:
        raise BadRequest("；".join(f"{key}：{why}" for key, why in problems.items()) + "。", fields=problems)
    return list(clean.values())


async def save_answers(
    cw: Casework, conversation_id: str, body: AnswersIn, *, actor_id: str | None = None
) -> ConversationState:
    """Save answers to the draft of a lane, opened when there is none; no answers at all just opens it.

    The same turn twice saves once per key. After filing, what is told is added to the case. Needs the privacy
    consent (`ConsentMissing`); a value that does not fit is `BadRequest` naming its key.
    """
    first = True

    async def action() -> ConversationState:
        nonlocal first
        # a turn hardly ever runs twice: the unique key finds it, and only then is it looked up
        known_new, first = first, False
        async with cw.database.write() as session:
            return await save_answers_in(cw, session, conversation_id, body, actor_id=actor_id, new_turn=known_new)

    return await look_again_on_conflict(action)


async def save_answers_in(
    cw: Casework, session: AsyncSession, conversation_id: str, body: AnswersIn, *, actor_id: str | None = None,
    new_turn: bool = False,
) -> ConversationState:  # fmt: skip
    """`save_answers` inside the caller's transaction; `actor_id` is the staff member's when staff answer.

    With `new_turn` the caller takes it that this turn saved nothing yet; the unique key fails when it did.
    """
    answers = _checked(cw, body)
    loaded = await load(session, conversation_id, lock=True, lane=body.lane)
    if loaded.consent != "given":
        raise ConsentMissing
    draft = await _draft_in_hand(cw, session, loaded, body)
    answers = in_bands(cw, draft.region, answers)
    fresh = answers if new_turn else await _not_yet_told(session, draft, body.turn_id, answers)
    actor = actor_id or loaded.conversation.resident_id
    changed = _tell(cw, session, loaded, draft, body.turn_id, fresh, actor)
    await session.flush()
    if draft.state == "submitted" and fresh:
        await add_facts(cw, session, draft, changed, actor, bool(actor_id))
    return await build_state(cw, session, loaded)


async def _draft_in_hand(cw: Casework, session: AsyncSession, loaded: Loaded, body: AnswersIn) -> Draft:
    """The open draft; else the filed one while its case is alive; else a new one."""
    draft = loaded.draft
    if draft is not None and draft.state == "submitted":
        case = next((case for case in loaded.cases if case.draft_id == draft.id), None)
        if body.fresh or case is None or case.state in ENDED:
            draft = None
    if draft is None:
        draft = _open_draft(cw, loaded, body)
        session.add(draft)
        await session.flush()
        await adopt_attachments(session, draft.conversation_id, draft.id)
    loaded.draft = draft
    return draft


def _open_draft(cw: Casework, loaded: Loaded, body: AnswersIn) -> Draft:
    now = cw.now()
    return Draft(
        id=new_id(), conversation_id=loaded.conversation.id, resident_id=loaded.conversation.resident_id,
        lane=body.lane, region=loaded.conversation.region, state="open", created_at=now, updated_at=now, last_seq=0,
        folded={},
    )  # fmt: skip


async def _not_yet_told(session: AsyncSession, draft: Draft, turn_id: str, answers: list[Answer]) -> list[Answer]:
    """The answers this turn has not saved before: a turn that runs twice writes once."""
    told = select(AnswerEvent.key).where(
        AnswerEvent.draft_id == draft.id, AnswerEvent.turn_id == turn_id, AnswerEvent.cleared.is_(False)
    )
    known = set((await session.execute(told)).scalars()) if draft.last_seq else set()
    return [answer for answer in answers if answer.key not in known]


def _tell(
    cw: Casework, session: AsyncSession, loaded: Loaded, draft: Draft, turn_id: str, answers: Iterable[Answer],
    actor_id: str,
) -> dict[str, Any]:  # fmt: skip
    """Add the answers and what follows from them; the answers as they stand now of all keys touched."""
    folded = Folded.read(draft.folded)
    told = list(answers)
    told, declined = _as_refused(loaded, draft, folded, told)
    follows = consequences(folded.answers, {answer.key: answer.value for answer in told}) + declined
    # what follows stands before what was said: 上一步 takes back what was said last
    for one in follows:
        derived = Answer(key=one.key, value=one.value, source=told[-1].source)
        _add_event(cw, session, draft, folded, turn_id, derived, actor_id, cleared=one.cleared)
    for answer in told:
        _add_event(cw, session, draft, folded, turn_id, answer, actor_id)
    draft.folded = folded.stored()
    _follow_region(cw, loaded, draft)
    touched = [answer.key for answer in told] + [one.key for one in follows]
    return {key: folded.answers[key] for key in touched if key in folded.answers}


def _as_refused(
    loaded: Loaded, draft: Draft, folded: Folded, told: list[Answer]
) -> tuple[list[Answer], list[Consequence]]:
    """Answers without what their resident does not want kept, and what is thereby declined in this draft."""
    refused = refused_kinds(loaded.decided)
    if not refused or any(answer.source == "staff" for answer in told):
        return told, []
    kept = [_allowed(refused, answer) for answer in told]
    after = {**folded.answers, **{answer.key: answer.value for answer in kept}}
    keys = [question.key for question in INTERVIEWS[draft.lane].questions]
    return kept, [one for one in refused_by(refused, after, keys) if one.key not in after]


def _allowed(refused: Iterable[str], answer: Answer) -> Answer:
    value = answer.value
    for kind in refused:
        value = without(kind, answer.key, value)
    return answer if value == answer.value else answer.model_copy(update={"value": value, "text": ""})


def _add_event(
    cw: Casework, session: AsyncSession, draft: Draft, folded: Folded, turn_id: str, answer: Answer, actor_id: str,
    *, cleared: bool = False,
) -> None:  # fmt: skip
    draft.last_seq += 1
    draft.updated_at = cw.now()
    session.add(
        AnswerEvent(
            id=new_id(), draft_id=draft.id, seq=draft.last_seq, turn_id=turn_id, key=answer.key, value=answer.value,
            replaced=folded.answers.get(answer.key), cleared=cleared, text=answer.text, source=answer.source,
            actor_id=actor_id, at=cw.now(),
        )
    )  # fmt: skip
    folded.apply(Told(turn_id, answer.key, answer.value, cleared))


def _follow_region(cw: Casework, loaded: Loaded, draft: Draft) -> None:
    """The place the case belongs to, not the channel's, decides whose staff see the conversation."""
    conversation, given = loaded.conversation, given_of(cw, draft, loaded.conversation)
    if not place_told(draft.lane, given):
        told = given.answers.get("incident_region")
        # told beside the interview: it decides nothing, but its staff see who is waiting
        if conversation.region is None and isinstance(told, str) and is_served(cw, told):
            conversation.region = told
        return
    draft.region, _ = filing_place(draft.lane, given)
    if draft.region is not None and is_served(cw, draft.region):
        conversation.region = draft.region
    if not conversation.topic:
        conversation.topic = draft.lane


async def reopen_last(cw: Casework, conversation_id: str, body: ReopenIn) -> ConversationState:
    """上一步, or "改第2条" with a key: the answer is cleared and asked again; its history stays.

    The same turn twice reopens once. `NotFound` when there is no open draft; nothing told yet changes nothing.
    """

    async def action() -> ConversationState:
        async with cw.database.write() as session:
            loaded = await load(session, conversation_id, lock=True, lane=body.lane)
            if loaded.draft is None or loaded.draft.state != "open":
                raise NotFound("没有正在填的申请。")
            await _clear(cw, session, loaded, loaded.draft, body)
            return await build_state(cw, session, loaded)

    return await look_again_on_conflict(action)


async def _clear(cw: Casework, session: AsyncSession, loaded: Loaded, draft: Draft, body: ReopenIn) -> None:
    done = select(AnswerEvent.id).where(
        AnswerEvent.draft_id == draft.id, AnswerEvent.turn_id == body.turn_id,
        AnswerEvent.cleared.is_(True) | (AnswerEvent.key == MEMBERS),
    )  # fmt: skip
    folded = Folded.read(draft.folded)
    interview = INTERVIEWS[draft.lane]
    asked = [key for key in folded.order if interview.question(question_of(key))]
    key = body.key or (question_of(asked[-1]) if asked else None)
    if key is None or await session.scalar(done.limit(1)):
        return
    for one in reopened(key, given_of(cw, draft, loaded.conversation)):
        answer = Answer(key=one.key, value=one.value, source="resident")
        actor = loaded.conversation.resident_id
        _add_event(cw, session, draft, folded, body.turn_id, answer, actor, cleared=one.cleared)
    draft.folded = folded.stored()
