"""What was read on papers, as staff see it: in words, numbers masked until revealed with a reason."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.paper_facts import WHOLE
from casework.domain.paper_words import (
    MASKED_FIELDS,
    field_label,
    kind_words,
    masked_field,
    paper_words,
    quality_words,
)
from casework.services.reading_views import PaperFieldRow, ReadingView
from casework.storage.paper_models import PaperAnswer, PaperRecord
from contracts.papers import PaperReading, ReadField

# what `reveal` is asked for to see one field in full: `paper:<attachment>:<page>:<field>`
PAPER_KEY: Final = "paper"
_PARTS: Final = 4


async def readings_of(session: AsyncSession, conversation_id: str) -> dict[str, ReadingView]:
    """The readings of a conversation by attachment; one without a row is no paper (a recording, a video)."""
    rows = list(await session.scalars(select(PaperRecord).where(PaperRecord.conversation_id == conversation_id)))
    query = select(PaperAnswer).where(PaperAnswer.attachment_id.in_([row.attachment_id for row in rows]))
    said = {(one.attachment_id, one.page, one.field): one.state for one in await session.scalars(query)}
    return {row.attachment_id: _view(row, said) for row in rows}


def _view(row: PaperRecord, said: dict[tuple[str, int, str], str]) -> ReadingView:
    words = paper_words()
    pages = [PaperReading.model_validate(page) for page in row.pages]
    known = next((page for page in pages if page.kind == row.kind), None)
    whole = said.get((row.attachment_id, 0, WHOLE))
    return ReadingView(
        state=row.state, state_text=str(words["states"][row.state]), kind=row.kind,
        kind_text=kind_words(row.kind) if row.state == "read" else "", confidence=known.confidence if known else 0.0,
        quality=quality_words(row.quality), same_as=row.same_as, problem=row.problem if row.state == "failed" else None,
        fields=[
            _field(row.attachment_id, number, one, whole or said.get((row.attachment_id, number, one.name), "open"))
            for number, page in enumerate(pages) for one in page.fields
        ],
    )  # fmt: skip


def _field(attachment_id: str, page: int, one: ReadField, state: str) -> PaperFieldRow:
    is_masked = one.name in MASKED_FIELDS and bool(one.value)
    return PaperFieldRow(
        name=one.name, label=field_label(one.name), value=masked_field(one.name, one.value), masked=is_masked,
        reveal_key=f"{PAPER_KEY}:{attachment_id}:{page}:{one.name}" if is_masked else None, page=page,
        confidence=one.confidence, certain=one.certain, place=one.place, state=state,
        state_text=str(paper_words()["answers"][state]),
    )  # fmt: skip


async def paper_value(session: AsyncSession, conversation_id: str, key: str) -> Any:
    """One field of a paper in full, by its `reveal_key`; None when there is no such masked field here."""
    parts = key.split(":")
    if len(parts) != _PARTS or parts[0] != PAPER_KEY or parts[3] not in MASKED_FIELDS or not parts[2].isdecimal():
        return None
    row = await session.get(PaperRecord, parts[1])
    if row is None or row.conversation_id != conversation_id or int(parts[2]) >= len(row.pages):
        return None
    fields = PaperReading.model_validate(row.pages[int(parts[2])]).fields
    return next((one.value for one in fields if one.name == parts[3]), None)
