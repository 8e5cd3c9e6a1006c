"""What the platform tells us, as frozen records: one kind for each message type, one for all events."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from connectors.wechat.envelope import Opened
from connectors.wechat.xml import BrokenXml, Fields, read_fields

_OPENID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_ACCOUNT: Final = re.compile(r"[A-Za-z0-9_@.-]{1,64}", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{1,32}", re.ASCII)
_INSTANT: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_SCENE_OF_SUBSCRIBE: Final = "qrscene_"
_LONGEST_TYPE: Final = 64
# what the platform puts in place of a sticker or anything else it does not pass on
_UNSUPPORTED: Final = re.compile(r"[\[【]收到不支持的消息类型.{0,12}[\]】]")


class Unreadable(Exception):
    """A verified packet without the fields its kind must have: kept as it came, acknowledged, counted."""


@dataclass(frozen=True)
class Received:
    """What every delivery has: who, to which account (`ToUserName`), when, and the key that is the same for copies."""

    openid: str = field(repr=False)
    app: str
    at: int
    key: str


@dataclass(frozen=True)
class Text(Received):
    """Words; `menu_id` when they came by tapping an offered answer, `article` when from below an article."""

    text: str = field(repr=False)
    menu_id: str = ""
    article: str = ""
    place: str = ""

    @property
    def unsupported(self) -> bool:
        """Whether the words are the platform's own, in place of a sticker or the like."""
        return bool(_UNSUPPORTED.fullmatch(self.text))


@dataclass(frozen=True)
class Image(Received):
    """A photo. Its address in the packet is never used: media are fetched by id only."""

    media_id: str


@dataclass(frozen=True)
class Voice(Received):
    """A recording; `recognition` holds the platform's own words where it still gives them."""

    media_id: str
    format: str = ""
    recognition: str = field(default="", repr=False)


@dataclass(frozen=True)
class Video(Received):
    """A video, or a short one taken in the talk."""

    media_id: str
    thumb_media_id: str = ""
    short: bool = False


@dataclass(frozen=True)
class Location(Received):
    """A place somebody picked, by its words alone: coordinates are not needed and not kept."""

    label: str = field(repr=False)


@dataclass(frozen=True)
class Link(Received):
    """A page that was shared."""

    title: str = field(repr=False)
    description: str = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True)
class Event(Received):
    """Something that happened; `event` in lower case, `event_key` as sent, `fields` all else the packet has."""

    event: str
    event_key: str = field(default="", repr=False)
    fields: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def scene(self) -> str:
        """The parameter of the QR code that was scanned; empty when there was none."""
        if self.event == "scan":
            return self.event_key
        if self.event == "subscribe" and self.event_key.startswith(_SCENE_OF_SUBSCRIBE):
            return self.event_key.removeprefix(_SCENE_OF_SUBSCRIBE)
        return ""

    @property
    def subscriptions(self) -> list[dict[str, str]]:
        """The entries of a subscription event (accepted, refused, sent), each with its `TemplateId`."""
        for name in ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent"):
            inside = self.fields.get(name)
            if isinstance(inside, dict):
                entries = inside.get("List")
                listed = entries if isinstance(entries, list) else [entries]
                return [_texts(entry) for entry in listed if isinstance(entry, dict)]
        return []


@dataclass(frozen=True)
class Unknown(Received):
    """A type of message this version does not know."""

    kind: str


Delivery = Text | Image | Voice | Video | Location | Link | Event | Unknown


def _texts(fields: Fields) -> dict[str, str]:
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def _text(fields: Fields, name: str) -> str:
    """A field as text; empty when missing. A repeated or nested one is no documented packet."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(name)
    return value


def _needed(fields: Fields, name: str, form: re.Pattern[str]) -> str:
    value = _text(fields, name)
    if not form.fullmatch(value):
        raise Unreadable(name)
    return value


def _media(fields: Fields, name: str = "MediaId") -> str:
    value = _text(fields, name)
    if not value or len(value) > 256:
        raise Unreadable(name)
    return value


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _key(fields: Fields, kind: str) -> str:
    """The same for every copy of one delivery: MsgId, else sender, second, event and its key. Holds no openid."""
    number = _text(fields, "MsgId")
    if kind != "event" and _NUMBER.fullmatch(number):
        return f"m:{number}"
    parts = [_text(fields, name) for name in ("FromUserName", "CreateTime", "Event", "EventKey", "MsgID")]
    return "e:" + _digest(kind, *parts)


def read_delivery(opened: Opened) -> Delivery:
    """The record of a verified packet; `Unknown` for a type we do not know, `Unreadable` for a broken one."""
    try:
        fields = read_fields(opened.xml)
    except BrokenXml as error:
        raise Unreadable(str(error)) from None
    kind = _text(fields, "MsgType").lower()
    if not kind or len(kind) > _LONGEST_TYPE:
        raise Unreadable("MsgType")
    head: dict[str, Any] = {
        "openid": _needed(fields, "FromUserName", _OPENID), "app": _needed(fields, "ToUserName", _ACCOUNT),
        "at": int(_needed(fields, "CreateTime", _INSTANT)), "key": _key(fields, kind),
    }  # fmt: skip
    reader = _READERS.get(kind)
    return reader(head, fields) if reader else Unknown(**head, kind=kind)


def _read_text(head: Fields, fields: Fields) -> Text:
    if "Content" not in fields:
        raise Unreadable("Content")
    return Text(
        **head, text=_text(fields, "Content"), menu_id=_text(fields, "bizmsgmenuid"),
        article=_text(fields, "MsgDataId"), place=_text(fields, "Idx"),
    )  # fmt: skip


def _read_image(head: Fields, fields: Fields) -> Image:
    return Image(**head, media_id=_media(fields))


def _read_voice(head: Fields, fields: Fields) -> Voice:
    words = _text(fields, "Recognition")
    return Voice(**head, media_id=_media(fields), format=_text(fields, "Format").lower(), recognition=words)


def _read_video(head: Fields, fields: Fields) -> Video:
    short = _text(fields, "MsgType").lower() == "shortvideo"
    return Video(**head, media_id=_media(fields), thumb_media_id=_text(fields, "ThumbMediaId"), short=short)


def _read_location(head: Fields, fields: Fields) -> Location:
    return Location(**head, label=_text(fields, "Label"))


def _read_link(head: Fields, fields: Fields) -> Link:
    title, description, url = (_text(fields, name) for name in ("Title", "Description", "Url"))
    return Link(**head, title=title, description=description, url=url)


def _read_event(head: Fields, fields: Fields) -> Event:
    event = _text(fields, "Event").lower()
    if not event or len(event) > _LONGEST_TYPE:
        raise Unreadable("Event")
    known = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "EventKey")
    rest = MappingProxyType({name: value for name, value in fields.items() if name not in known})
    return Event(**head, event=event, event_key=_text(fields, "EventKey"), fields=rest)


_READERS: Final[dict[str, Callable[[Fields, Fields], Delivery]]] = {
    "text": _read_text, "image": _read_image, "voice": _read_voice, "video": _read_video,
    "shortvideo": _read_video, "location": _read_location, "link": _read_link, "event": _read_event,
}  # fmt: skip
