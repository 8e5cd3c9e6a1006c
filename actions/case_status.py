"""A filed case: where it stands, taking it back, what to do when something is wrong with it."""

import re
from typing import ClassVar

from actions import interview, texts
from actions.answers import take
from actions.base import BaseAction
from actions.questions import answer_topic
from actions.readers import answer, read_phone
from actions.routes import answers_to
from actions.turn import Turn
from contracts.casework import Answer, CaseBrief
from contracts.messages import Choice, Command

_OF_PHONE = re.compile(r"电话|手机|号|联系")
OVER = frozenset({"withdrawn", "closed", "terminated", "confirmed", "not_confirmed"})


@answers_to("check_status")
class CheckStatus(BaseAction):
    """Where is my application."""

    action_name: ClassVar[str] = "action_check_status"

    async def reply(self, turn: Turn) -> None:
        """Own conversation only; a number from elsewhere gets the same sentence as one that does not exist."""
        number = next((_number(item.value) for item in turn.found("case_number")), None)
        found = await turn.casework.read_status(turn.conversation, turn.turn_id, number)
        if found.closed:
            turn.reply.say("utter_status_closed")
        elif found.cases:
            for case in found.cases:
                _say_case(turn, case)
        elif number is None and _has_draft(turn):
            turn.reply.say("utter_status_draft")
        else:
            turn.reply.say("utter_status_none")
        if interview.is_open(turn) or turn.memory.offers:
            await interview.ask_again(turn)


def _number(value: object) -> str:
    return str(value.get("number") if isinstance(value, dict) else value)


def _has_draft(turn: Turn) -> bool:
    return bool(turn.state.draft or turn.memory.told)


def _say_case(turn: Turn, case: CaseBrief) -> None:
    office = case.card["office"]["name"]
    name = f"utter_state_{case.state}"
    state = texts.words(name if texts.has(name) else "utter_state_other", office=office)
    turn.reply.say("utter_status_found", number=case.case_number, state=state)
    for step in (case.card.get("next_steps") or [])[:2]:
        turn.reply.say_text(step)
    turn.reply.show("case", case.card)
    if case.state == "not_confirmed":
        turn.reply.say("utter_rights_after_result")


@answers_to("withdraw_application")
class Withdraw(BaseAction):
    """Takes a filed application back."""

    action_name: ClassVar[str] = "action_withdraw"

    async def reply(self, turn: Turn) -> None:
        """Ask once, naming the number; with several cases, which."""
        number = turn.values.get("case_number") or next((_number(i.value) for i in turn.found("case_number")), None)
        running = [case for case in turn.state.cases if case.state not in OVER]
        chosen = [case for case in running if number in (None, case.case_number)]
        if len(chosen) == 1:
            turn.memory.flags["withdraws"] = chosen[0].case_number
            turn.reply.say("utter_confirm_withdraw_number", number=chosen[0].case_number)
            interview.offer(turn, "withdraw", "utter_confirm_withdraw")
        elif chosen:
            _ask_which(turn, chosen)
        elif interview.is_open(turn) and not interview.is_filed(turn):
            turn.reply.say("utter_withdraw_draft")
        else:
            turn.reply.say("utter_nothing_to_withdraw")


def _ask_which(turn: Turn, cases: list[CaseBrief]) -> None:
    turn.reply.say("utter_which_to_withdraw")
    offered = [
        Choice(
            title=case.case_number,
            command=Command(intent="withdraw_application", values={"case_number": case.case_number}),
        )
        for case in cases
    ]
    turn.reply.ask(None, offered)
    turn.memory.asks, turn.memory.choices = None, [choice.model_dump() for choice in offered]


@answers_to("report_payment_problem", "report_change", "object_decision")
class AnswerCaseMatter(BaseAction):
    """Money late, something changed, or the result is disputed."""

    action_name: ClassVar[str] = "action_answer_case_matter"

    async def reply(self, turn: Turn) -> None:
        """The rule and the rights from the data, then a person; a new number is simply kept."""
        if turn.intent == "report_change" and (number := _new_number(turn)):
            await take(turn, number, changed=True)
            return
        turn.reply.say(f"utter_{_SAYS[turn.intent]}")
        await answer_topic(turn, turn.intent, silent=True)
        turn.memory.flags["person_for"] = turn.intent
        interview.offer(turn, "person", "utter_offer_person")


def _new_number(turn: Turn) -> list[Answer]:
    """The number under which the resident is reached from now on; staff would ring the old one."""
    phone = read_phone(turn) if turn.state.draft and _OF_PHONE.search(turn.text) else None
    if not phone or not phone[1]:
        return []
    return [answer(turn, "contact_phone", phone[0]), answer(turn, "contact_way", "phone")]


_SAYS = {
    "report_payment_problem": "payment_problem",
    "report_change": "report_change",
    "object_decision": "object_decision",
}
