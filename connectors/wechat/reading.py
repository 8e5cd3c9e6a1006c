"""What a delivery says to us: words and commands for the dialogue, a visit, a farewell, or nothing to answer."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml

from connectors.screen import strip_blank
from connectors.wechat.deliveries import Delivery, Event, Image, Link, Location, Text, Unknown, Video, Voice
from contracts.messages import Bubble, Command

Kind = Literal["image", "voice", "video", "link", "other"]
_SCENE: Final = re.compile(r"(\d{9}|\d{6})(?:[-.](.*))?", re.ASCII | re.DOTALL)
# as `casework.services.resume_codes` makes them: two groups of five signs without look-alikes
_RESUME: Final = re.compile(
    r"([2346789ACDEFGHJKMNPQRTVWXY]{5})\s*[-－—–]\s*([2346789ACDEFGHJKMNPQRTVWXY]{5})", re.IGNORECASE
)
_MENU: Final = re.compile(r"intent:([a-z_]{1,48})", re.ASCII)
_SOURCE_LENGTH: Final = 64
# events that tell of something done elsewhere; nobody waits for words
REPORTS: Final = ("templatesendjobfinish", "subscribe_msg_popup_event", "subscribe_msg_change_event",
                  "subscribe_msg_sent_event")  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What a resident said, sent or tapped: a turn is due. `media_id` names what is to be fetched."""

    text: str
    command: Command | None = None
    kind: Kind | None = None
    media_id: str = ""
    # a tap opens three sends for a minute, words open five for two days
    tap: bool = False


@dataclass(frozen=True)
class Return:
    """A resume code from the page: what was told there is to go on here."""

    text: str
    code: str
    words: str


@dataclass(frozen=True)
class Visit:
    """Somebody followed or scanned: greeted once. `code` is the region of the poster, as written there."""

    text: str
    code: str | None = None
    source: str = ""


@dataclass(frozen=True)
class Farewell:
    """The resident left the account."""


@dataclass(frozen=True)
class Report:
    """Something to count; `outcome` is a fixed word."""

    outcome: str


Reading = Words | Return | Visit | Farewell | Report


@cache
def _words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("inbound_words.yml").read_text("utf-8"))
    return {name: text.strip() for name, text in loaded.items()}


def said_by_us(name: str) -> Bubble:
    """One of the channel's own sentences: `hello`, `moved`, `not_moved`."""
    return Bubble(text=_words()[name])


def read_scene(scene: str) -> tuple[str | None, str]:
    """Region code and source of a QR code's parameter; a parameter without a region is all source."""
    found = _SCENE.fullmatch(scene)
    return (found[1], (found[2] or "")[:_SOURCE_LENGTH]) if found else (None, scene[:_SOURCE_LENGTH])


def attachment_command(kind: Kind, attachment_id: str | None = None) -> Command:
    """The command of a message that has no words."""
    values = {"kind": kind} | ({"attachment_id": attachment_id} if attachment_id else {})
    return Command(intent="send_attachment", values=values)


def _wordless(kind: Kind, media_id: str = "") -> Words:
    return Words(_words()[kind], attachment_command(kind), kind, media_id)


def read(delivery: Delivery) -> Reading:
    """What is to be done about one delivery."""
    match delivery:
        case Text():
            return _text(delivery)
        case Image():
            return _wordless("image", delivery.media_id)
        case Voice():
            return _voice(delivery)
        case Video():
            return _wordless("video", delivery.media_id)
        case Link():
            return _wordless("link")
        case Location():
            return _place(delivery)
        case Event():
            return _event(delivery)
        case Unknown():
            return Report("unknown")


def _text(delivery: Text) -> Words | Return:
    plain = strip_blank(delivery.text)
    if delivery.unsupported or not plain:
        return _wordless("other")
    if found := _RESUME.fullmatch(plain):
        return Return(_words()["code"], "-".join(found.groups()), delivery.text)
    return Words(delivery.text, tap=bool(delivery.menu_id))


def _voice(delivery: Voice) -> Words:
    """The platform's own recognition where it still gives one; else the recording is fetched, and heard by us."""
    words = strip_blank(delivery.recognition)
    return Words(words) if words else _wordless("voice", delivery.media_id)


def _place(delivery: Location) -> Words:
    """The words of a place; its coordinates are not taken in at all."""
    label = strip_blank(delivery.label)
    if not label:
        return Words(_words()["place"], attachment_command("other"))
    return Words(_words()["placed"].format(label=label))


def _event(delivery: Event) -> Reading:
    match delivery.event:
        case "subscribe":
            return Visit(_words()["follow"], *read_scene(delivery.scene))
        case "scan":
            return Visit(_words()["scan"], *read_scene(delivery.scene))
        case "unsubscribe":
            return Farewell()
        case "click":
            return _click(delivery.event_key)
        case event if event in REPORTS:
            return Report("report")
        case _:
            return Report("event")


def _click(key: str) -> Words | Visit:
    found = _MENU.fullmatch(key)
    if not found:
        # a menu of before, still on somebody's phone
        return Visit(_words()["menu"])
    return Words(_words()["menu"], Command(intent=found[1]), tap=True)
