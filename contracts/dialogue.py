"""One turn between the gateway and a dialogue process: `POST /turn`, header `X-Jiuji-Secret`."""

from datetime import date
from typing import Literal

from pydantic import Field

from contracts.messages import Bubble, Command, Contract


class TurnRequest(Contract):
    """A resident's words or a verified command; the same `turn_id` again returns the stored reply."""

    turn_id: str
    conversation_id: str
    text: str = ""
    command: Command | None = None
    said_on: date
    deadline_seconds: float = 12.0
    screen: list[str] = Field(default_factory=list, description="crisis intents the lexicon saw in the whole text")
    truncated: bool = False
    may_be_silent: bool = Field(default=False, description="a turn of ours, in which there may be nothing to say")


class TurnReply(Contract):
    """All the bot says in answer; never empty when the turn succeeded, but for one that may be silent."""

    turn_id: str
    bubbles: list[Bubble]
    model_id: str


class DialogueReadiness(Contract):
    """Answer of `GET /readyz` of a dialogue process."""

    state: Literal["loading", "ready", "wrong_model", "failed"]
    model_id: str | None = None
    expected_model_id: str | None = None
    reason: str | None = None
