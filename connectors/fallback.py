"""Answers without the dialogue: a crisis and the call for a person are served, everything else is apologised for."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.services import handoffs
from casework.services.context import Casework
from casework.services.events import STAFF
from connectors import fixed_words
from connectors.screen import asks_for_person
from contracts.messages import Bubble, Command


@dataclass(frozen=True)
class Fallback:
    """What the gateway can say itself; `settled` when no dialogue is needed any more."""

    bubbles: list[Bubble]
    settled: bool


def wants_person(text: str, command: Command | None) -> bool:
    """Whether this is the call for a person, typed or tapped."""
    return command.intent == "request_human" if command else asks_for_person(text)


async def answer_alone(
    cw: Casework, conversation_id: str, region: str | None, *, text: str, command: Command | None, screen: Sequence[str]
) -> Fallback:
    """The gateway's own answer to one message; asks for the hand-off when a person was called."""
    if screen:
        return Fallback(fixed_words.crisis(cw, region, screen[0]), settled=True)
    if wants_person(text, command):
        brief = await handoffs.request_handoff(cw, conversation_id, reason="requested")
        cw.events.publish(STAFF)
        return Fallback(fixed_words.handed_off(cw, region, brief), settled=True)
    return Fallback(fixed_words.apology(cw, region), settled=False)
