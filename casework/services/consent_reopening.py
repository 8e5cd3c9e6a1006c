"""病情的事可以记了: a kind refused before may be told again; its questions open, photos kept meanwhile are read."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.consequences import Consequence
from casework.domain.draft_fold import Folded, Told
from casework.domain.interviews import INTERVIEWS
from casework.domain.sensitive import PHOTOGRAPHS, unrefused_by
from casework.services.context import Casework, new_id
from casework.services.paper_queue import QUEUED
from casework.storage.models import AnswerEvent, Conversation, Draft
from casework.storage.paper_models import PaperRecord

_ALIVE: Final = ("open", "submitted")


async def reopen_kind(cw: Casework, session: AsyncSession, conversation: Conversation, kind: str) -> None:
    """Ask again in every draft what a refusal had declined, and read the photos of the kind that were only kept."""
    query = select(Draft).where(Draft.conversation_id == conversation.id, Draft.state.in_(_ALIVE))
    for draft in await session.scalars(query.with_for_update()):
        _reopen_in(cw, session, draft, kind, conversation.resident_id)
        await session.flush()
    await _read_again(cw, session, conversation.id, kind)


async def _read_again(cw: Casework, session: AsyncSession, conversation_id: str, kind: str) -> None:
    kinds = PHOTOGRAPHS[kind]
    query = select(PaperRecord).where(
        PaperRecord.conversation_id == conversation_id, PaperRecord.kind.in_(sorted(kinds)), PaperRecord.state == "read"
    )
    for row in await session.scalars(query):
        if not any(page["kind"] in kinds for page in row.pages):
            row.state, row.kind, row.talk, row.tries, row.same_as = "waiting", "", "", 0, None
    await session.flush()
    cw.events.publish_on_commit(session, QUEUED)


def _reopen_in(cw: Casework, session: AsyncSession, draft: Draft, kind: str, actor_id: str) -> None:
    folded, turn_id = Folded.read(draft.folded), new_id()
    keys = [question.key for question in INTERVIEWS[draft.lane].questions]
    for one in unrefused_by(kind, folded.answers, keys):
        _add(cw, session, draft, folded, one, turn_id, actor_id)
    draft.folded = folded.stored()


def _add(
    cw: Casework, session: AsyncSession, draft: Draft, folded: Folded, one: Consequence, turn_id: str, actor_id: str
) -> None:
    draft.last_seq += 1
    draft.updated_at = cw.now()
    session.add(
        AnswerEvent(
            id=new_id(), draft_id=draft.id, seq=draft.last_seq, turn_id=turn_id, key=one.key, value=one.value,
            replaced=folded.answers.get(one.key), cleared=one.cleared, text="", source="resident",
            actor_id=actor_id, at=cw.now(),
        )
    )  # fmt: skip
    folded.apply(Told(turn_id, one.key, one.value, one.cleared))
