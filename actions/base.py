"""The base of every action: reads the turn, finds what was meant, and ends every failure in a sentence."""

import asyncio
import re
from abc import ABC, abstractmethod
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import casework_client, choices, corrections, interview, notices, texts
from actions.context import steer
from actions.recovery import forget_misses, keep_for_review, pending
from actions.turn import Reply, Turn, read_turn
from contracts.errors import ConsentMissing, JiujiError, RegionNotServed, TooMany
from contracts.messages import Choice, Command

log = structlog.get_logger()

# inner deadline of a turn's work; the turn itself has 12 s
ACTION_SECONDS = 2.5
_CHANGE_ITEM = re.compile(
    rf"^(?:我)?(?:要|想)?(?:改|修改|更正|换)(?:一?下)?第?\s*({choices.LINE_NUMBER})\s*[条项个样]?$"
)
# a choice's digit and the sign after it stand before the words of `1 要好久哦`
_DIGIT_AND_SIGN = 2
_ITEM_WRONG = re.compile(rf"^第\s*({choices.LINE_NUMBER})\s*[条项个样]")


def _offered(turn: Turn) -> list[Choice]:
    if turn.memory.choices:
        return [Choice.model_validate(choice) for choice in turn.memory.choices]
    if turn.asked:
        return interview.choices_of(turn, turn.asked)
    # the opening is said by the gateway; its choices are those of the greeting
    is_first = not turn.memory.flags and not turn.memory.offers and turn.state.draft is None
    return choices.doors("utter_greet") if is_first else []


def _item_command(plain: str) -> Command | None:
    """A line of the review named by number: 改第2条."""
    match = _CHANGE_ITEM.match(plain) or _ITEM_WRONG.match(plain)
    if not match:
        return None
    return Command(intent="correct_answer", values={"number": choices.number_of(match[1])})


def _set_digit_aside(turn: Turn, rest: str) -> None:
    """A digit that chose something is no number of people; typed, a choice means what a tap on it means."""
    turn.entities = [one for one in turn.entities if rest and one.start >= _DIGIT_AND_SIGN]


def read_meaning(turn: Turn) -> None:
    """What the turn is about: crisis words first, then a command, a typed choice, then understanding."""
    if turn.screen:
        turn.intent = turn.screen[0]
        return
    if turn.command:
        turn.intent = turn.command.intent
        return
    if corrections.names_line(turn):
        return
    resolved = choices.resolve(turn.plain, _offered(turn))
    command = resolved.command if resolved else _item_command(turn.plain)
    if command is None:
        return
    if resolved:
        _set_digit_aside(turn, resolved.rest)
    if resolved and resolved.rest and turn.intent.startswith("ask_"):
        turn.aside = turn.intent
    turn.command, turn.intent = command, command.intent


class BaseAction(Action, ABC):  # type: ignore[misc]  # rasa_sdk is untyped
    """An action of ours; subclasses say in `reply` what to answer."""

    action_name: ClassVar[str] = ""

    def name(self) -> str:
        """Name in the domain."""
        return self.action_name

    @abstractmethod
    async def reply(self, turn: Turn) -> None:
        """Answer the turn: fill `turn.reply`, change `turn.memory`."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer, or say that it did not work and leave every slot as it was."""
        metadata = tracker.latest_message.get("metadata") or {}
        try:
            async with asyncio.timeout(ACTION_SECONDS):
                turn = await self._answer(tracker)
        except JiujiError as error:
            log.warning("action.failed", action=self.action_name, turn_id=metadata.get("turn_id"), code=error.code)
        except TimeoutError:
            log.warning("action.deadline", action=self.action_name, turn_id=metadata.get("turn_id"))
        # whatever went wrong, the resident is owed a sentence; the type alone is logged, never the words
        except Exception as error:
            log.error(
                "action.broken", action=self.action_name, turn_id=metadata.get("turn_id"), error=repr(type(error))
            )
        else:
            return self._utter(dispatcher, turn, tracker)
        dispatcher.utter_message(text=texts.words("utter_apology"), json_message={"failed": True})
        return []

    async def _answer(self, tracker: Tracker) -> Turn:
        casework = casework_client.client()
        state = await casework.read_or_open(tracker.sender_id)
        turn = read_turn(tracker, casework, state)
        read_meaning(turn)
        before = pending(turn)
        try:
            await steer(turn)
            notices.offer_declining(turn)
        except ConsentMissing:
            # withdrawn meanwhile, on another device or by staff: nothing was written, so it is asked
            turn.reply = Reply()
            await interview.speak(turn, interview.CONSENT)
        except (RegionNotServed, TooMany) as error:
            turn.reply = Reply()
            turn.reply.say_text(error.message)
        forget_misses(turn, before)
        await keep_for_review(turn, tracker.latest_message.get("intent_ranking") or [], before)
        return turn

    @staticmethod
    def _utter(dispatcher: CollectingDispatcher, turn: Turn, tracker: Tracker) -> list[EventType]:
        for bubble in turn.reply.bubbles:
            dispatcher.utter_message(text=bubble.text, json_message=bubble.as_custom())
        offers = any(bubble.choices for bubble in turn.reply.bubbles) or turn.reply.keeps_choices
        if not turn.memory.asks and not offers:
            # a digit answers what was offered last, never something older
            turn.memory.choices = []
        turn.memory.flags["met"] = True
        return turn.memory.events(tracker.slots)
