"""What is said in a conversation: bubbles, cards, quick replies and the message a page receives."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Contract(BaseModel):
    """Base of every message between processes: unknown keys are an error, not a silent loss."""

    model_config = ConfigDict(extra="forbid")


class Command(Contract):
    """What a quick reply does: an intent and values, e.g. `{"key": "safety_now", "value": "safe"}`."""

    intent: str
    values: dict[str, Any] = Field(default_factory=dict)


class Choice(Contract):
    """A quick reply as the dialogue offers it: what the resident reads and what it does."""

    title: str
    command: Command


class QuickReply(Contract):
    """A quick reply as a channel shows it: the payload is a signed command, opaque to the page."""

    title: str
    payload: str


class Progress(Contract):
    """How far the interview is: chapter in words, questions done and in total."""

    chapter: str
    done: int
    total: int


CardType = Literal["assessment", "checklist", "summary", "case", "handoff", "lead", "referral", "crisis"]


class Card(Contract):
    """A structured part of a message; the shape of `data` by `type` is in `contracts.cards`."""

    type: CardType
    data: dict[str, Any]


class Bubble(Contract):
    """One thing the bot says, before a channel has numbered, signed and stored it."""

    text: str
    choices: list[Choice] = Field(default_factory=list)
    asks: str | None = None
    progress: Progress | None = None
    card: Card | None = None
    # about a case: a channel whose messages show on a locked screen points at it, and says it when its owner is there
    discreet: bool = False


class MessageFile(Contract):
    """A file a resident sent with a message: `kind` image · pdf · voice · video, `state` as the record has it."""

    id: str
    kind: str
    state: str


class Message(Contract):
    """One message of a conversation as a page receives it; `seq` orders all parties in one line."""

    id: str
    seq: int
    at: datetime
    from_: Literal["bot", "staff", "system", "resident"] = Field(alias="from")
    staff_name: str | None = None
    text: str
    quick_replies: list[QuickReply] = Field(default_factory=list)
    asks: str | None = None
    progress: Progress | None = None
    card: Card | None = None
    attachments: list[MessageFile] | None = Field(default=None, description="of the resident's own messages")

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
