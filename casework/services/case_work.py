"""Moves of a case: only along the table, each one an event, an audit line and a word to the resident."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.domain.case_moves import Actor, CaseView, Move, after_move, find_move
from casework.domain.case_notices import notice_of
from casework.services.audit import append_audit
from casework.services.case_clocks import follow_clock
from casework.services.case_facts import add_case_event
from casework.services.checklists import list_not_told
from casework.services.context import Casework
from casework.services.conversation_state import takes_files
from casework.services.conversations import append_outbound
from casework.storage.locks import lock_conversation
from casework.storage.models import Case, Conversation
from contracts.errors import NotFound
from contracts.messages import Bubble, Card


def view_of(case: Case) -> CaseView:
    """The case as the table of moves looks at it."""
    return CaseView(case.state, case.programme, case.kind, case.returns_to, case.aid_first)


async def move_case_in(
    cw: Casework, session: AsyncSession, case_id: str, to: str, *, actor_kind: Actor, actor_id: str, reason: str = ""
) -> Case:
    """Move a case inside the caller's transaction; `IllegalMove` says in words why it cannot go there.

    Whoever filed it hears of a move they did not make themselves, in the same commit: once per event.
    """
    # the conversation's row first, as everywhere: two orders of locking would deadlock
    owner = await session.scalar(select(Case.conversation_id).where(Case.id == case_id))
    conversation = await lock_conversation(session, owner) if owner else None
    query = select(Case).where(Case.id == case_id).with_for_update()
    case = (await session.execute(query, execution_options={"populate_existing": True})).scalar_one_or_none()
    if case is None or conversation is None:
        raise NotFound
    move = find_move(view_of(case), to, actor_kind, reason)
    before, after = case.state, after_move(view_of(case), move)
    case.state, case.returns_to, case.aid_first = after.state, after.returns_to, after.aid_first
    case.version += 1
    await add_case_event(
        cw, session, case, move=move.name, from_state=before, actor_kind=actor_kind, actor_id=actor_id, reason=reason
    )
    await follow_clock(cw, session, case, move.name)
    if actor_kind != "resident":
        await _tell_resident(cw, session, conversation, case, move, reason)
    await append_audit(
        cw, session, actor_kind=actor_kind, actor_id=actor_id, action="case.moved", object_kind="case",
        object_id=case.id, detail={"move": move.name, "from": before, "to": case.state},
    )  # fmt: skip
    return case


async def _tell_resident(
    cw: Casework, session: AsyncSession, conversation: Conversation, case: Case, move: Move, reason: str
) -> None:
    """A line of the system in the talk; each channel delivers it by its own rules, in quiet at the next contact."""
    words = notice_of(
        move.name, number=case.number, office=str((case.office or {}).get("name") or ""), reason=reason,
        takes_files=takes_files(cw, conversation),
    )  # fmt: skip
    papers = await list_not_told(cw, session, case) if move.name == "ask_supplement" else []
    # 补正一次性告知: everything that is missing, in the message that asks for it
    card = Card(type="checklist", data={"documents": papers}) if papers else None
    if words:
        bubble = Bubble(text=words, card=card, discreet=True)
        await append_outbound(cw, session, conversation.id, [bubble], origin="system")
