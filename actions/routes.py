"""Which action answers which intent: one table, filled by the topics, compared with the rules by a test."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from actions.turn import Turn


class Replies(Protocol):
    """An action that can answer a turn."""

    action_name: str

    async def reply(self, turn: Turn) -> None:
        """Answer the turn."""


Action = TypeVar("Action", bound=type)
_BY_INTENT: dict[str, Any] = {}


def answers_to(*intents: str) -> Callable[[Action], Action]:
    """Register an action for the intents whose rules lead to it."""

    def register(action: Action) -> Action:
        _BY_INTENT.update(dict.fromkeys(intents, action))
        return action

    return register


def intents_answered() -> dict[str, str]:
    """Intent to action name."""
    return {intent: action.action_name for intent, action in _BY_INTENT.items()}


async def reply_to(turn: Turn, intent: str | None = None) -> None:
    """Let the action of an intent, by default the turn's own, answer it."""
    turn.intent = intent or turn.intent
    action: Replies = (_BY_INTENT.get(turn.intent) or _BY_INTENT["nlu_fallback"])()
    await action.reply(turn)
