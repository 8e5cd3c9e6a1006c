"""Drafts as staff see them: every answer with who, when, from what; phone and ID number masked."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.answer_words import LABELS, value_words
from casework.domain.draft_fold import Folded
from casework.domain.interviews import INTERVIEWS, standing
from casework.domain.masking import mask_text
from casework.domain.summaries import masked, summary
from casework.services.case_facts import assess_answers
from casework.services.context import Casework
from casework.services.conversation_state import given_of, place_name
from casework.services.staff_views import AnswerRow, DraftView
from casework.storage.models import AnswerEvent, Conversation, Draft, Staff
from contracts.keys import DECLINED
from contracts.messages import Card

# Staff call people by name; what identifies them towards a third party stays masked until revealed.
MASKED: Final = frozenset({"contact_phone", "id_number"})
_LABELS: Final = {
    **LABELS, "incident_text": "经过（原话）", "incident_place": "地点（原话）", "incident_township": "乡镇街道",
    "contact_way": "怎么联系", "proxy_relation": "代办人关系", "hukou_township": "户口所在乡镇街道",
    "hukou_place": "户口所在地（原话）", "usual_township": "住处的乡镇街道", "review_confirm": "核对无误",
    "declaration": "如实说明", "verification_consent": "核对授权", "members_confirmed": "家里人核对无误",
}  # fmt: skip
_YES_NO: Final = {"True": "是", "False": "否"}
_WAYS: Final = {"here": "在这里回复", "phone": "打电话"}
_SOURCES: Final = {"resident": "居民", "helper": "帮办人", "ocr": "识别"}


def label_of(key: str) -> str:
    """A key in Chinese; an unknown one as it is."""
    return _LABELS.get(key, key)


def shown_value(key: str, value: Any) -> Any:
    """The value as staff see it unasked."""
    if key in MASKED:
        return masked(key, value)
    return _masked_within(value)


def _masked_within(value: Any) -> Any:
    """Words inside a value, e.g. how somebody of the household is called, without numbers that identify them."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, list):
        return [_masked_within(one) for one in value]
    return {name: _masked_within(one) for name, one in value.items()} if isinstance(value, dict) else value


def staff_words(cw: Casework, key: str, value: Any) -> str:
    """A value in words; names and stories are not shortened."""
    if isinstance(value, str) and value != DECLINED:
        if key in ("contact_name", "incident_text", "incident_place", "hukou_place", "proxy_relation"):
            return mask_text(value)
        if key == "contact_way":
            return _WAYS.get(value, value)
        if key.endswith("_township"):
            return place_name(cw, value) or value
    words = value_words(key, {key: value}, cw.today(), lambda code: place_name(cw, code))
    # a yes or no that residents never see has no words of its own
    return _YES_NO.get(words, mask_text(words))


def _answer_row(cw: Casework, event: AnswerEvent, names: dict[str, str]) -> AnswerRow:
    who = names.get(event.actor_id, "工作人员") if event.source == "staff" else _SOURCES.get(event.source, "")
    return AnswerRow.model_validate({
        "key": event.key, "label": label_of(event.key), "value": shown_value(event.key, event.value),
        "text": staff_words(cw, event.key, event.value), "said": mask_text(event.text), "source": event.source,
        "who": who, "at": event.at, "replaced": shown_value(event.key, event.replaced),
        "masked": event.key in MASKED and isinstance(event.value, str) and event.value != DECLINED,
    })  # fmt: skip


async def _names(session: AsyncSession, events: Sequence[AnswerEvent]) -> dict[str, str]:
    ids = {event.actor_id for event in events if event.source == "staff"}
    if not ids:
        return {}
    rows = await session.execute(select(Staff.id, Staff.display_name).where(Staff.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


async def draft_view(cw: Casework, session: AsyncSession, draft: Draft, conversation: Conversation) -> DraftView:
    """One draft with its answers, their history and what is missing."""
    query = select(AnswerEvent).where(AnswerEvent.draft_id == draft.id).order_by(AnswerEvent.seq)
    events = list(await session.scalars(query))
    names = await _names(session, events)
    present = {event.key: event for event in events if event.key in Folded.read(draft.folded).answers}
    current = set(map(id, present.values()))
    interview, given = INTERVIEWS.get(draft.lane), given_of(cw, draft, conversation)
    now = standing(interview, given) if interview else None
    return DraftView(
        draft_id=draft.id, lane=draft.lane, state=draft.state, region=draft.region, updated_at=draft.updated_at,
        answers=[_answer_row(cw, event, names) for event in present.values()],
        history=[_answer_row(cw, event, names) for event in events if id(event) not in current],
        missing=list(now.missing) if now else [], next_key=now.next_key if now else None,
        summary=summary(interview, given, cw.today(), lambda code: place_name(cw, code)) if interview else [],
    )  # fmt: skip


async def drafts_of(session: AsyncSession, conversation_id: str) -> list[Draft]:
    """A conversation's drafts that still hold something, the one in hand first."""
    query = select(Draft).where(Draft.conversation_id == conversation_id, Draft.state != "erased")
    return list(await session.scalars(query.order_by(Draft.state, Draft.updated_at.desc())))


def assess_draft(cw: Casework, draft: Draft, conversation: Conversation) -> Card:
    """The assessment of a draft as it stands, with its citations."""
    return assessment_card(assess_answers(cw, draft, conversation))


def assessment_card(data: dict[str, Any]) -> Card:
    """An assessment's data as an `assessment` card; the papers that follow have a card of their own."""
    return Card(
        type="assessment", data={key: value for key, value in data.items() if key not in ("documents", "clock")}
    )
