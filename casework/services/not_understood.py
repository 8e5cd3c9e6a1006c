"""What was not understood: kept masked for people to label, never after a no, gone with the conversation or by age."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.clean_text import clean_text
from casework.domain.draft_fold import Folded
from casework.domain.masking import MARKS, mask_utterance
from casework.services.context import Casework, new_id
from casework.services.conversation_state import load_conversation
from casework.services.leases import changed
from casework.storage.keeping_models import NotUnderstood
from casework.storage.models import Conversation, Draft
from contracts.casework import NotUnderstoodIn, NotUnderstoodOut
from contracts.keys import DECLINED, PERSONAL

RANKED: Final = 3
# a long story tells of a person more than it teaches a model
LONGEST: Final = 300
# somebody who types nonsense all day is no lesson either
MOST_A_CONVERSATION: Final = 40
REFUSED: Final = ("refused", "withdrawn")


@dataclass
class Heard:
    """The same masked words of all conversations together, with the guesses of the last time."""

    text: str
    ranking: list[dict[str, Any]]
    question: str | None
    region: str | None
    channel: str
    seen: int
    last_at: datetime
    rows: list[str] = field(default_factory=list)


async def note_not_understood(cw: Casework, conversation_id: str, body: NotUnderstoodIn) -> NotUnderstoodOut:
    """Keep words of a turn, masked; the same words again are counted, a turn that runs twice counts once."""
    async with cw.database.write() as session:
        conversation, consent = await load_conversation(session, conversation_id, lock=True)
        if consent in REFUSED or _is_erased(conversation):
            return NotUnderstoodOut(kept=False)
        text = mask_utterance(clean_text(body.text), cw.today(), await _told(session, conversation_id))[
            :LONGEST
        ].strip()
        if not _has_words(text):
            return NotUnderstoodOut(kept=False)
        rows = await session.execute(select(NotUnderstood).where(NotUnderstood.conversation_id == conversation_id))
        held = list(rows.scalars())
        same = next((row for row in held if row.text == text), None)
        if same is not None:
            _count_again(cw, same, body)
        elif len(held) < MOST_A_CONVERSATION:
            session.add(_row(cw, conversation, text, body))
        else:
            return NotUnderstoodOut(kept=False)
        return NotUnderstoodOut(kept=True)


def _is_erased(conversation: Conversation) -> bool:
    """Whether nothing was said since 删除我的信息: a turn that ran meanwhile must not bring words back."""
    erased, said = conversation.erased_at, conversation.last_inbound_at
    return erased is not None and (said is None or said <= erased)


def _has_words(text: str) -> bool:
    for mark in MARKS:
        text = text.replace(mark, "")
    return any(char.isalpha() for char in text)


async def _told(session: AsyncSession, conversation_id: str) -> list[str]:
    """Names and numbers told in this conversation: masked wherever they are said again."""
    drafts = await session.scalars(select(Draft).where(Draft.conversation_id == conversation_id))
    values = [Folded.read(draft.folded).answers.get(key) for draft in drafts for key in PERSONAL]
    return [value for value in values if isinstance(value, str) and value != DECLINED]


def _guesses(body: NotUnderstoodIn) -> list[dict[str, Any]]:
    return [{"intent": one.intent, "confidence": round(one.confidence, 3)} for one in body.ranking[:RANKED]]


def _row(cw: Casework, conversation: Conversation, text: str, body: NotUnderstoodIn) -> NotUnderstood:
    return NotUnderstood(
        id=new_id(), conversation_id=conversation.id, text=text, ranking=_guesses(body), why=body.why,
        question=body.question, region=body.region or conversation.region, channel=conversation.channel, seen=1,
        turn_id=body.turn_id, first_at=cw.now(), last_at=cw.now(),
    )  # fmt: skip


def _count_again(cw: Casework, row: NotUnderstood, body: NotUnderstoodIn) -> None:
    if row.turn_id == body.turn_id:
        return
    row.seen, row.last_at, row.turn_id = row.seen + 1, cw.now(), body.turn_id
    row.ranking, row.question = _guesses(body), body.question
    if body.why == "recovery":
        row.why = body.why


async def erase_not_understood(session: AsyncSession, conversation_id: str) -> None:
    """Nothing of a conversation is left; inside the caller's transaction."""
    await session.execute(delete(NotUnderstood).where(NotUnderstood.conversation_id == conversation_id))


async def expire_not_understood(cw: Casework, keep: timedelta) -> int:
    """Old ones go, reviewed or not; how many."""
    async with cw.database.write() as session:
        return await changed(session, delete(NotUnderstood).where(NotUnderstood.last_at < cw.now() - keep))


async def unreviewed(cw: Casework) -> list[Heard]:
    """What nobody has labelled yet, the same words together, most often said first; words labelled once stay out."""
    query = select(NotUnderstood).order_by(NotUnderstood.last_at.desc(), NotUnderstood.id)
    async with cw.database.read() as session:
        rows = list((await session.execute(query)).scalars())
    done = {row.text for row in rows if row.reviewed_at}
    found: dict[str, Heard] = {}
    for row in rows:
        if row.text in done:
            continue
        first = Heard(row.text, row.ranking, row.question, row.region, row.channel, 0, row.last_at)
        heard = found.setdefault(row.text, first)
        heard.seen += row.seen
        heard.rows.append(row.id)
    return sorted(found.values(), key=lambda heard: -heard.seen)


async def mark_reviewed(session: AsyncSession, cw: Casework, rows: list[str]) -> int:
    """Mark rows as labelled inside the caller's transaction; how many of them are (still) here."""
    mine = update(NotUnderstood).where(NotUnderstood.id.in_(rows)).values(reviewed_at=cw.now())
    return await changed(session, mine)
