"""低保: begun for the household or for one member alone; questions about its rules."""

import re
from typing import ClassVar

from actions import interview
from actions.base import BaseAction
from actions.household.opening import EXPENSE, SINGLE, open_household
from actions.questions import answer_topic, programme_of
from actions.readers import names_self
from actions.routes import answers_to, reply_to
from actions.turn import Turn

_NAMED = re.compile(r"[低底抵]保|最低生活|吃保|单人|五保|特困|保障")


@answers_to("apply_minimum_living", "apply_single_person_minimum_living")
class OpenMinimumLiving(BaseAction):
    """低保 is wanted, for the household or one member."""

    action_name: ClassVar[str] = "action_open_minimum_living"

    async def reply(self, turn: Turn) -> None:
        """Open the interview with all that was told; words that answer the question asked are no second wish."""
        if turn.asked == "applicant_role" and names_self(turn):
            # 给我自己家办, asked for whom
            await reply_to(turn, "inform")
            return
        urgent = turn.memory.lane == "temporary_urgent" or bool(turn.state.cases)
        if urgent and not turn.command and not turn.found("programme") and not _NAMED.search(turn.text):
            # 我又想办了 after an urgent case: that again, nobody spoke of 低保
            await reply_to(turn, "apply_temporary_aid")
        elif turn.asked and turn.intent == "apply_minimum_living" and self._goes_on(turn):
            await interview.ask_again(turn)
        else:
            await open_household(turn, _lane(turn))

    @staticmethod
    def _goes_on(turn: Turn) -> bool:
        """Whether the same is asked for in the middle of it, and nothing new is told."""
        draft = turn.state.draft
        return bool(draft and draft.lane == "minimum_living" and not draft.case_number and turn.asked)


def _lane(turn: Turn) -> str:
    if any(item.value == EXPENSE for item in turn.found("programme")):
        return EXPENSE
    return SINGLE if turn.intent == "apply_single_person_minimum_living" else "minimum_living"


@answers_to("ask_asset_rule", "ask_income_rule", "ask_household_rule", "ask_verification", "ask_publicity")
class AnswerHouseholdQuestion(BaseAction):
    """A question about the rules of 低保."""

    action_name: ClassVar[str] = "action_answer_household_question"

    async def reply(self, turn: Turn) -> None:
        """Answer it, then the question that was open."""
        await answer_topic(turn, turn.intent, programme_of(turn))
        await interview.ask_again(turn)
