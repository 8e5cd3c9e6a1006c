"""To a person: always open, never delayed."""

from typing import ClassVar

from actions import interview
from actions.base import BaseAction
from actions.desk import call_person, hotline, say_person_comes
from actions.questions import answer_topic
from actions.routes import answers_to, reply_to
from actions.turn import Turn


@answers_to("request_human")
class RequestHuman(BaseAction):
    """人工."""

    action_name: ClassVar[str] = "action_request_human"

    async def reply(self, turn: Turn) -> None:
        """Queue, place in it, hours, hotline; the interview can be gone on with meanwhile."""
        reason = str(turn.memory.flags.pop("person_for", "request_human"))
        await say_person_comes(turn, await call_person(turn, reason))
        if interview.is_open(turn):
            turn.reply.say("utter_handoff_go_on")


@answers_to("complain", "report_fraud")
class AnswerComplaint(BaseAction):
    """Conduct of staff, or somebody who draws aid wrongly."""

    action_name: ClassVar[str] = "action_answer_complaint"

    async def reply(self, turn: Turn) -> None:
        """Heard without judging; then a person. Of somebody in danger, 没人管我 is no complaint about an office."""
        if kind := turn.memory.flags.get("crisis"):
            await reply_to(turn, str(kind))
            return
        if turn.intent == "complain":
            turn.reply.say("utter_complaint_heard")
        else:
            turn.reply.say("utter_fraud_heard", hotline=await hotline(turn))
        await answer_topic(turn, turn.intent, silent=True)
        turn.memory.flags["person_for"] = turn.intent
        interview.offer(turn, "person", "utter_offer_person")
