"""One turn as an action sees it: what was said, what is known, what is remembered, what will be answered."""

import re
import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions import texts
from actions.casework_client import CaseworkClient
from contracts.casework import ConversationState
from contracts.extraction import extract
from contracts.keys import LANES, Lane
from contracts.messages import Card, Choice, Command, Progress

CHINA = ZoneInfo("Asia/Shanghai")
BUBBLE = 120
URGENT: Lane = "temporary_urgent"
SLOTS = ("asks", "choices", "told", "misses", "lane", "offers", "flags")
_ENDS = re.compile(r"[\s。，,.!！?？~～…]+$")


@dataclass(frozen=True)
class Found:
    """One entity of the message in normal form, with the words it came from and where they stand."""

    entity: str
    value: Any
    text: str
    start: int
    end: int
    role: str | None = None
    whose: str | None = None
    negated: bool = False


@dataclass
class Said:
    """One bubble in the making."""

    text: str
    card: Card | None = None
    asks: str | None = None
    choices: list[Choice] = field(default_factory=list)
    progress: Progress | None = None

    def as_custom(self) -> dict[str, Any]:
        """What travels beside the text to the dialogue process."""
        custom: dict[str, Any] = {}
        if self.asks:
            custom["asks"] = self.asks
        if self.progress:
            custom["progress"] = self.progress.model_dump()
        if self.card:
            custom["card"] = self.card.model_dump(mode="json")
        if self.choices:
            custom["choices"] = [choice.model_dump() for choice in self.choices]
        return custom


class Reply:
    """What the bot says in this turn, merged into few bubbles."""

    def __init__(self) -> None:
        self.bubbles: list[Said] = []
        self.names: list[str] = []
        # what was offered before still stands, though it is not shown again
        self.keeps_choices = False
        # kinds of sensitive data whose notice is said in this turn: the button not to tell stands with the question
        self.noticed: list[str] = []

    def say(self, name: str, **values: Any) -> None:
        """Say a response of the domain."""
        self.names.append(name)
        self.say_text(texts.words(name, **values))

    def say_text(self, text: str) -> None:
        """Say words; short ones join the bubble before."""
        last = self.bubbles[-1] if self.bubbles else None
        if last and not last.card and not last.asks and len(last.text) + len(text) < BUBBLE:
            last.text = f"{last.text}\n{text}"
        else:
            self.bubbles.append(Said(text))

    def show(self, kind: Any, data: dict[str, Any]) -> None:
        """Put a card on the bubble said last."""
        card = Card(type=kind, data=data)
        if not self.bubbles or self.bubbles[-1].card:
            self.bubbles.append(Said(""))
        self.bubbles[-1].card = card

    def ask(self, key: str | None, choices: list[Choice], progress: Progress | None = None) -> None:
        """Make the bubble said last the question."""
        last = self.bubbles[-1]
        last.asks, last.choices, last.progress = key, choices, progress


@dataclass
class Memory:
    """The working-memory slots; what was told before consent is here and nowhere else."""

    asks: str | None = None
    choices: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    misses: int = 0
    lane: str | None = None
    offers: str | None = None
    flags: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, slots: dict[str, Any]) -> "Memory":
        """From the tracker's slots; a lost or odd slot counts as empty."""
        held: dict[str, Any] = {name: slots.get(name) for name in SLOTS if slots.get(name) is not None}
        return cls(**held)

    def events(self, before: dict[str, Any]) -> list[EventType]:
        """Events for the slots that changed."""
        now = {name: getattr(self, name) or None for name in SLOTS}
        return [SlotSet(name, value) for name, value in now.items() if value != before.get(name)]


@dataclass
class Turn:
    """Everything a reply needs; `reply` and `memory` are what it may change."""

    turn_id: str
    conversation: str
    text: str
    intent: str
    confidence: float
    entities: list[Found]
    command: Command | None
    screen: list[str]
    said_on: date
    memory: Memory
    casework: CaseworkClient
    state: ConversationState
    reply: Reply = field(default_factory=Reply)
    # what understanding alone said, before context chose another intent
    understood: str = ""
    # an ask_* intent beside an answer ("1 要好久哦"): answered before the next question
    aside: str | None = None
    # nothing of it was understood: recovery answered
    missed: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """Values of a tapped or typed choice."""
        return self.command.values if self.command else {}

    @property
    def plain(self) -> str:
        """The words without surrounding space and closing marks, full-width digits made narrow."""
        return _ENDS.sub("", unicodedata.normalize("NFKC", self.text).strip())

    def found(self, entity: str) -> list[Found]:
        """Entities of one kind in the order they were said, without what was denied (没得残疾证, 不是三千)."""
        return [item for item in self.entities if item.entity == entity and not item.negated]

    @property
    def region(self) -> str | None:
        """The place this is about: told first, else the account's."""
        told = next((a["value"] for a in self.memory.told if a["key"] == "incident_region"), None)
        draft = self.state.draft.answers.get("incident_region") if self.state.draft else None
        return draft or told or self.memory.flags.get("served") or self.state.region

    @property
    def lane(self) -> Lane:
        """The lane the talk is in: the one begun last, else that of the draft in hand."""
        draft = self.state.draft.lane if self.state.draft else URGENT
        return cast(Lane, self.memory.lane) if self.memory.lane in LANES else draft

    @property
    def asked(self) -> str | None:
        """The key asked last; after a lost tracker the one the draft would ask."""
        if self.memory.asks or self.memory.offers or self.memory.flags.get("paused"):
            return self.memory.asks
        draft = self.state.draft
        return draft.next_key if draft and draft.phase in ("before_filing", "review") else None


def extracted(text: str, said_on: date) -> list[Found]:
    """A screened message skips understanding; what it tells is read all the same."""
    return [
        Found(e.entity, e.value, e.text, e.start, e.end, e.role, e.whose, e.negated) for e in extract(text, said_on)
    ]


def _entities(message: dict[str, Any]) -> list[Found]:
    found = []
    for item in message.get("entities") or []:
        text = item.get("text") or (message.get("text") or "")[item.get("start", 0) : item.get("end", 0)]
        start, end = item.get("start") or 0, item.get("end") or 0
        more = (item.get("role"), item.get("whose"), bool(item.get("negated")))
        found.append(Found(item["entity"], item.get("value"), text, start, end, *more))
    return sorted(found, key=lambda one: (one.start, -one.end))


def _date_said(metadata: dict[str, Any]) -> date:
    given = metadata.get("said_on")
    return date.fromisoformat(given) if given else datetime.now(CHINA).date()


def read_turn(tracker: Tracker, casework: CaseworkClient, state: ConversationState) -> Turn:
    """The turn from Rasa's tracker; under `rasa shell` there is no metadata and a turn id is minted."""
    message = tracker.latest_message
    metadata = message.get("metadata") or {}
    command = metadata.get("command")
    intent = message.get("intent") or {}
    text, said_on, screen = message.get("text") or "", _date_said(metadata), list(metadata.get("screen") or [])
    return Turn(
        turn_id=metadata.get("turn_id") or uuid.uuid4().hex,
        conversation=tracker.sender_id,
        text=text,
        intent=intent.get("name") or "nlu_fallback",
        confidence=intent.get("confidence") or 0.0,
        entities=extracted(text, said_on) if screen else _entities(message),
        command=Command.model_validate(command) if command else None,
        screen=screen,
        said_on=said_on,
        memory=Memory.read(tracker.slots),
        casework=casework,
        state=state,
        understood=intent.get("name") or "nlu_fallback",
    )
