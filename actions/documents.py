"""Papers: what this case needs, what may come later, how to hand them in."""

from typing import ClassVar

from actions import interview
from actions.base import BaseAction
from actions.questions import answer_topic, programme_of
from actions.routes import answers_to
from actions.turn import Turn


@answers_to("ask_documents")
class AnswerDocuments(BaseAction):
    """Which papers."""

    action_name: ClassVar[str] = "action_answer_documents"

    async def reply(self, turn: Turn) -> None:
        """Urgent aid first: nothing has to be at hand before it is told."""
        if interview.is_filed(turn):
            await _show_papers_of_case(turn)
            return
        if turn.memory.lane or not turn.found("programme"):
            turn.reply.say("utter_papers_general")
        await answer_topic(turn, turn.intent, programme_of(turn))
        await interview.ask_again(turn)


async def _show_papers_of_case(turn: Turn) -> None:
    """Filing again answers with the same case and its checklist."""
    draft = turn.state.draft
    filed = await turn.casework.submit(turn.conversation, turn.turn_id, draft.draft_id) if draft else None
    if filed and filed.checklist:
        turn.reply.say("utter_papers_of_case")
        turn.reply.show("checklist", {"documents": filed.checklist})
    else:
        await answer_topic(turn, turn.intent)
    await interview.ask_again(turn)


@answers_to("supplement_documents")
class OfferDocuments(BaseAction):
    """Wants to hand in papers."""

    action_name: ClassVar[str] = "action_offer_documents"

    async def reply(self, turn: Turn) -> None:
        """Where they can go: nothing is pretended."""
        case = turn.state.cases[-1] if turn.state.cases else None
        if case:
            turn.reply.say("utter_offer_documents", office=case.card["office"]["name"])
            turn.memory.flags["person_for"] = turn.intent
            interview.offer(turn, "person", "utter_offer_person")
        elif interview.is_open(turn):
            turn.reply.say("utter_offer_documents_draft")
            await interview.ask_again(turn)
        else:
            turn.reply.say("utter_papers_general")
            interview.open_doors(turn, "utter_offer_apply")
