"""What there is to say to a resident about their papers: news, and questions made anew from what stands there now."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.member_words import members_table
from casework.domain.paper_facts import Case, Paper
from casework.domain.paper_offers import Offer, offer_view, offers_of, will_do
from casework.domain.paper_words import kind_words
from casework.domain.sensitive import kind_of_photo
from casework.storage.channel_models import Attachment
from casework.storage.paper_models import PaperAnswer, PaperRecord
from contracts.paper_talk import PaperNews, PapersState
from contracts.papers import PaperReading


def to_talk_about() -> ColumnElement[bool]:
    """Papers there may be something to say about."""
    return PaperRecord.talk.in_(("news", "open"))


async def papers_state(
    session: AsyncSession, conversation_id: str, case: Case | None, refused: Collection[str] = ()
) -> PapersState:
    """The news and the open questions; without a draft nothing is asked. `refused`: kinds that are not to be kept."""
    rows = await talk_rows(session, conversation_id)
    papers = await papers_of(session, rows)
    offers = open_offers(case, rows, papers) if case else []
    people = [row.text for row in members_table(case.given)] if case else []
    views = [offer_view(offer, people) for offer in offers]
    return PapersState(news=_news(rows, papers, refused), offers=views)


async def talk_rows(session: AsyncSession, conversation_id: str) -> list[PaperRecord]:
    """The papers to talk about, in the order they came; one still waiting on the page for its message is not sent."""
    query = select(PaperRecord).join(Attachment, Attachment.id == PaperRecord.attachment_id)
    query = query.where(
        PaperRecord.conversation_id == conversation_id, to_talk_about(), Attachment.inbound_id.is_not(None)
    )
    return list(await session.scalars(query.order_by(PaperRecord.created_at, PaperRecord.attachment_id)))


async def papers_of(session: AsyncSession, rows: Sequence[PaperRecord]) -> dict[str, Paper]:
    """What was read and what was said to it, by attachment."""
    said: dict[str, dict[tuple[int, str], str]] = {}
    query = select(PaperAnswer).where(PaperAnswer.attachment_id.in_([row.attachment_id for row in rows]))
    for one in await session.scalars(query):
        said.setdefault(one.attachment_id, {})[(one.page, one.field)] = one.state
    return {
        row.attachment_id: Paper(
            row.attachment_id, row.kind, tuple(PaperReading.model_validate(page) for page in row.pages),
            said.get(row.attachment_id, {}),
        )
        for row in rows
    }  # fmt: skip


def _news(rows: Sequence[PaperRecord], papers: Mapping[str, Paper], refused: Collection[str]) -> list[PaperNews]:
    return [
        PaperNews(
            id=row.attachment_id, title=kind_words(row.kind), known=row.kind not in ("", "other"),
            will_do=will_do(papers[row.attachment_id]), failed=row.state == "failed", same=row.same_as is not None,
            quality=list(row.quality), sensitive=kind_of_photo(row.kind), held=kind_of_photo(row.kind) in refused,
        )
        for row in rows if row.talk == "news"
    ]  # fmt: skip


def open_offers(case: Case, rows: Sequence[PaperRecord], papers: Mapping[str, Paper]) -> list[Offer]:
    """The open questions; nothing is asked about a paper that was sent before."""
    return offers_of([papers[row.attachment_id] for row in rows if row.same_as is None], case)
