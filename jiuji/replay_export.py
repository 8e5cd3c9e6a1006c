"""A conversation of the record as a scripted resident: what was said, asked, shown, and what stood there at the end."""

import getpass
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.draft_fold import Folded
from casework.services.audit import append_audit
from casework.services.context import Casework
from casework.storage.models import AnswerEvent, Case, Conversation, Draft, InboundMessage, OutboundMessage, Turn
from contracts.errors import BadRequest, Conflict, NotFound
from contracts.extraction import extract
from contracts.messages import Bubble, Command
from jiuji.replay_masking import Mask

CHINA: Final = ZoneInfo("Asia/Shanghai")
PLACE: Final = "incident_region"
# written by the confirmation itself, not told
CONFIRMATIONS: Final = frozenset({"review_confirm", "declaration"})
HEADER: Final = (
    "# Masked by machine. Read it before it leaves this office: free words may still tell who somebody is.\n"
)
_NUMBER: Final = r"[\d一二三四五六七八九十〇零]"
_A_DAY: Final = re.compile(rf"(?:{_NUMBER}{{2,4}}[年./-])?{_NUMBER}{{1,3}}[月./-]{_NUMBER}{{1,3}}[日号]?")
_OTHER_DAYS: Final = (date(2026, 3, 3), date(2026, 8, 14), date(2027, 1, 30))


@dataclass
class Rows:
    """What the record holds of one conversation, oldest first."""

    conversation: Conversation
    heard: list[InboundMessage]
    said: list[OutboundMessage]
    drafts: list[Draft]
    events: list[AnswerEvent]
    cases: list[Case]
    resumed: bool = False


@dataclass
class Told:
    """Steps of a conversation and where it had to be cut: what staff or photos did cannot be played again."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    cut: str | None = None


async def read_rows(session: AsyncSession, conversation_id: str) -> Rows:
    """Everything of a conversation; `NotFound`, or `Conflict` when its resident had it erased."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound("没有这段对话 / no such conversation")
    if conversation.erased_at is not None:
        raise Conflict("这段对话已按本人要求删除，不能导出 / erased at the resident's wish")

    async def rows(table: Any, *order: Any) -> list[Any]:
        query = select(table).where(table.conversation_id == conversation_id).order_by(*order)
        return list((await session.scalars(query)).all())

    heard = await rows(InboundMessage, InboundMessage.seq)
    if not heard:
        raise BadRequest("这段对话里居民还没说过话 / nothing was said in it yet")
    drafts = await rows(Draft, Draft.created_at)
    mine = select(AnswerEvent).where(AnswerEvent.draft_id.in_([draft.id for draft in drafts]))
    events = list((await session.scalars(mine.order_by(AnswerEvent.at, AnswerEvent.seq))).all())
    turns = await rows(Turn, Turn.seq)
    said, cases = await rows(OutboundMessage, OutboundMessage.seq), await rows(Case, Case.submitted_at)
    return Rows(conversation, heard, said, drafts, events, cases, any(turn.kind == "resume" for turn in turns))


def local_day(at: datetime) -> date:
    """The day in China."""
    return at.astimezone(CHINA).date()


def learn(mask: Mask, rows: Rows) -> None:
    """Show the mask all that was told, before anything is written."""
    for event in rows.events:
        mask.learn_fact(event.key, event.value, local_day(event.at))
    for draft in rows.drafts:
        for key, value in Folded.read(draft.folded).answers.items():
            mask.learn_fact(key, value, local_day(draft.created_at))
    for message in rows.heard:
        mask.learn_text(message.text, local_day(message.received_at))


def describe(rows: Rows, mask: Mask, who: str) -> dict[str, Any]:
    """The conversation in the form of a scripted resident."""
    told = _steps(rows, mask)
    found: dict[str, Any] = {"who": who}
    if region := _opened_with(rows):
        found["region"] = region
    found["steps"] = told.steps
    if cut := told.cut or ("staff" if _by_staff(rows) else None):
        return found | {"cut": cut}
    conversation = rows.conversation
    found |= {"mode": conversation.mode, "drafts": len(rows.drafts), "draft": _last_draft(rows, mask)}
    if conversation.crisis:
        found["crisis"] = conversation.crisis
    if rows.cases:
        found["case_state"] = [case.state for case in rows.cases]
    return found


def _steps(rows: Rows, mask: Mask) -> Told:
    told = Told()
    offered: list[Bubble] = []
    for message in rows.heard:
        answers = [Bubble.model_validate(row.body) for row in rows.said if row.turn_id == (message.turn_id or "-")]
        before = [Bubble.model_validate(row.body) for row in rows.said if row.seq < message.seq]
        offered = before or offered
        said = _said(message, offered, mask)
        if said is None or message.turn_id is None or _by_staff(rows, before=message.seq):
            told.cut = "staff" if said else "not words"
            break
        told.steps.append(said | _heard(answers))
    return told


def _by_staff(rows: Rows, before: int | None = None) -> bool:
    """Whether staff spoke or answered (by then): what they did cannot be played again."""
    spoke = any(row.origin == "staff" and (before is None or row.seq < before) for row in rows.said)
    return spoke or (before is None and (rows.resumed or any(event.source == "staff" for event in rows.events)))


def _said(message: InboundMessage, before: list[Bubble], mask: Mask) -> dict[str, Any] | None:
    """The title of a tapped button, else the words as typed; None for what is neither (a photo, a menu entry)."""
    titles: list[str] = []
    if message.command is not None:
        command = Command.model_validate(message.command)
        titles = [one.title for bubble in before[::-1] for one in bubble.choices if one.command == command]
        if not titles:
            return None
    if titles and not _typed(message.text, titles[0]):
        return {"tap": mask.text(titles[0])}
    return {"say": _with_days(message.text, local_day(message.received_at), mask)} if message.text.strip() else None


def _typed(text: str, title: str) -> bool:
    """Whether a button was named by its number or in other words; a tap leaves its own title behind."""
    return text.strip() not in ("", title) and not text.startswith("（点")


def _heard(answers: list[Bubble]) -> dict[str, Any]:
    """What was asked and shown; the sentences stay free."""
    asks = next((bubble.asks for bubble in reversed(answers) if bubble.asks), None)
    cards = [bubble.card.type for bubble in answers if bubble.card]
    found: dict[str, Any] = {"asks": asks} if asks else {"quiet": True}
    return found | ({"card": cards[0] if len(cards) == 1 else cards} if cards else {})


def _with_days(text: str, day: date, mask: Mask) -> str:
    """Masked, with days of the calendar said as days from today: 11月20日 becomes {words-3}."""
    parts, end = [], 0
    for entity in extract(text, day):
        offset = _offset(entity.value, day) if entity.entity == "date" and _A_DAY.fullmatch(entity.text) else None
        if offset is not None:
            parts += [mask.text(text[end : entity.start]), f"{{words{offset:+d}}}"]
            end = entity.end
    return "".join([*parts, mask.text(text[end:])])


def _offset(value: Any, day: date) -> int | None:
    try:
        return (date.fromisoformat(str(value)) - day).days
    except ValueError:
        return None


def _opened_with(rows: Rows) -> str | None:
    """The region a page or poster brought along, where no answer of the resident can have set it."""
    told = [event for event in rows.events if event.key == PLACE and not event.cleared]
    return None if told or rows.conversation.channel == "wechat" else rows.conversation.region


def _last_draft(rows: Rows, mask: Mask) -> dict[str, Any]:
    """The facts of the newest draft, days told as days from today."""
    if not rows.drafts:
        return {}
    draft = rows.drafts[-1]
    words = {event.key: event for event in rows.events if event.draft_id == draft.id and not event.cleared}
    return {
        key: "told" if key == "incident_text" and value else _day_fact(value, words.get(key)) or mask.fact(key, value)
        for key, value in Folded.read(draft.folded).answers.items()
        if key not in CONFIRMATIONS
    }


def _day_fact(value: Any, event: AnswerEvent | None) -> str | None:
    """`{day-2}`; words that mean another distance every day are to be read again: `{read 上个礼拜五}`."""
    if event is None or not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d(/\d{4}-\d\d-\d\d)?", value):
        return None
    day, words = local_day(event.at), re.sub(r"[{}]", "", event.text)
    if words and not _A_DAY.fullmatch(words) and _read(words, day) == value and not _same_distance(words, value, day):
        return f"{{read {words}}}"
    return "/".join(f"{{day{_offset(part, day) or 0:+d}}}" for part in value.split("/"))


def _read(words: str, day: date) -> Any:
    return next((entity.value for entity in extract(words, day) if entity.entity == "date"), None)


def _same_distance(words: str, value: str, day: date) -> bool:
    offset = _offset(value, day)
    return offset is not None and all(_offset(_read(words, other), other) == offset for other in _OTHER_DAYS)


def as_yaml(found: Mapping[str, Any]) -> str:
    """The file's text."""
    return HEADER + yaml.safe_dump(dict(found), allow_unicode=True, sort_keys=False, width=1000)


async def export_conversation(cw: Casework, conversation_id: str, also: list[str], who: str) -> str:
    """The masked file of a conversation; that it was read out is in the audit before anybody holds it."""
    async with cw.database.write() as session:
        rows = await read_rows(session, conversation_id)
        mask = Mask([case.number for case in rows.cases], also)
        learn(mask, rows)
        found = describe(rows, mask, who)
        await append_audit(
            cw, session, actor_kind="operator", actor_id=_operator(), action="conversation.exported",
            object_kind="conversation", object_id=conversation_id,
            detail={"steps": len(found["steps"]), "masked": len(mask.originals), "cut": found.get("cut", "")},
        )  # fmt: skip
    return as_yaml(found)


def _operator() -> str:
    """Who is at the terminal, as the system knows them."""
    try:
        return getpass.getuser()[:32]
    except (KeyError, OSError):
        return "unknown"
