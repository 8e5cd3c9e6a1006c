"""Greetings, thanks, who is this, slower please, another language, and what is none of our business."""

import re
from typing import ClassVar

from actions import interview
from actions.base import BaseAction
from actions.desk import call_person, cannot_phone, say_person_comes
from actions.routes import answers_to, reply_to
from actions.turn import Turn

_WANTS_CALL = re.compile(
    r"(?:打|来|回)(?:一?个|下|哈)?电话(?:给|跟|过来|来|嘛|吧)|给我(?:们)?(?:打|来|回)(?:一?个|下|哈)?电话|打给我|电话(?:里|上|头)(?:说|讲|问)"
)


def _is_busy(turn: Turn) -> bool:
    return bool(turn.asked or turn.memory.offers)


@answers_to("greet", "goodbye", "thank", "out_of_scope")
class MakeSmallTalk(BaseAction):
    """A few words, then the question that was open."""

    action_name: ClassVar[str] = "action_make_small_talk"

    async def reply(self, turn: Turn) -> None:
        """Short, and on with what matters."""
        if turn.intent == "greet":
            await _greet(turn)
        elif turn.intent == "goodbye":
            _part(turn)
        elif _is_busy(turn):
            turn.reply.say(f"utter_{turn.intent}")
            await interview.ask_again(turn)
        elif turn.intent == "thank":
            turn.reply.say("utter_thank")
        else:
            turn.reply.say("utter_out_of_scope")
            interview.open_doors(turn, "utter_what_now")


async def _greet(turn: Turn) -> None:
    if _is_busy(turn) or turn.state.draft:
        turn.reply.say("utter_greet_again")
        await (interview.ask_again(turn) if _is_busy(turn) else interview.go_on(turn))
    elif turn.memory.flags.get("met"):
        turn.reply.say("utter_greet_again")
        interview.open_doors(turn, "utter_what_now")
    else:
        interview.open_doors(turn, "utter_greet")


def _part(turn: Turn) -> None:
    unfinished = interview.is_open(turn) and not interview.is_filed(turn)
    interview.forget_question(turn)
    turn.memory.flags["paused"] = True
    turn.reply.say("utter_goodbye_draft" if unfinished else "utter_goodbye")


@answers_to("ask_capability", "bot_challenge")
class Introduce(BaseAction):
    """What can you do; are you a person."""

    action_name: ClassVar[str] = "action_introduce"

    async def reply(self, turn: Turn) -> None:
        """A robot, and how to reach a person; in danger no list of what can be applied for."""
        if kind := turn.memory.flags.get("crisis"):
            turn.reply.say("utter_crisis_robot")
            if kind != "crisis_violence":
                await reply_to(turn, str(kind))
            return
        turn.reply.say("utter_introduce")
        turn.reply.say("utter_introduce_person")
        if _is_busy(turn):
            await interview.ask_again(turn)
        else:
            interview.open_doors(turn, "utter_what_now")


@answers_to("ask_accessibility")
class AnswerAccessibility(BaseAction):
    """Large text, slower, cannot type."""

    action_name: ClassVar[str] = "action_answer_accessibility"

    async def reply(self, turn: Turn) -> None:
        """What makes it easier here; who cannot hear or speak is not told to wait for a call."""
        if _WANTS_CALL.search(turn.text) and not cannot_phone(turn):
            # a number left next is where to ring
            turn.memory.flags["callback"] = True
            await reply_to(turn, "request_human")
            return
        turn.reply.say("utter_accessibility")
        turn.reply.say("utter_accessibility_deaf" if cannot_phone(turn) else "utter_accessibility_page")
        await interview.ask_again(turn)


@answers_to("switch_language")
class SwitchLanguage(BaseAction):
    """Tibetan or another language."""

    action_name: ClassVar[str] = "action_switch_language"

    async def reply(self, turn: Turn) -> None:
        """A person who speaks it calls back."""
        turn.reply.say("utter_switch_language")
        await say_person_comes(turn, await call_person(turn, "switch_language"))
        if interview.is_open(turn):
            turn.reply.say("utter_handoff_go_on")
