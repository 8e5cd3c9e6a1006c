"""低保: for now an honest answer and the ways that are open; questions about its rules."""

import re
from typing import ClassVar

from actions import interview
from actions.base import BaseAction
from actions.questions import answer_topic, programme_of
from actions.routes import answers_to, reply_to
from actions.turn import Turn

_NAMED = re.compile(r"[低底抵]保|最低生活|吃保|单人|五保|特困|保障")


@answers_to("apply_minimum_living", "apply_single_person_minimum_living")
class OpenMinimumLiving(BaseAction):
    """低保 is wanted, for the household or one member."""

    action_name: ClassVar[str] = "action_open_minimum_living"

    async def reply(self, turn: Turn) -> None:
        """Say plainly that the interview is not here yet, answer from the data, offer a person or the urgent lane."""
        urgent = turn.memory.lane == "temporary_urgent" or bool(turn.state.cases)
        if urgent and not turn.command and not turn.found("programme") and not _NAMED.search(turn.text):
            # 我又想办了 after an urgent case: that again, nobody spoke of 低保
            await reply_to(turn, "apply_temporary_aid")
            return
        turn.reply.say("utter_open_minimum_living")
        if turn.intent == "apply_single_person_minimum_living":
            turn.reply.say("utter_single_person_possible")
        await answer_topic(turn, "ask_procedure", "minimum_living", silent=True)
        turn.memory.flags["person_for"] = turn.intent
        held = turn.memory.asks
        interview.open_doors(turn, "utter_minimum_living_ways")
        turn.memory.asks = held


@answers_to("ask_asset_rule", "ask_income_rule", "ask_household_rule", "ask_verification", "ask_publicity")
class AnswerHouseholdQuestion(BaseAction):
    """A question about the rules of 低保."""

    action_name: ClassVar[str] = "action_answer_household_question"

    async def reply(self, turn: Turn) -> None:
        """Answer it, then the question that was open."""
        await answer_topic(turn, turn.intent, programme_of(turn))
        await interview.ask_again(turn)
