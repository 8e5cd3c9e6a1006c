"""What a delivery means: scenes, menu keys, codes and words, without any record."""

from typing import Any

import pytest

from connectors.wechat.deliveries import Event, Image, Location, Text, Unknown
from connectors.wechat.reading import Farewell, Report, Return, Visit, Words, read, read_scene
from contracts.messages import Command

HEAD: dict[str, Any] = {"openid": "o1", "app": "gh_1", "at": 1, "key": "m:1"}


@pytest.mark.parametrize(("scene", "found"), [
    ("522702-shichang", ("522702", "shichang")), ("522702.shichang", ("522702", "shichang")),
    ("522702101-cun-3", ("522702101", "cun-3")), ("522702", ("522702", "")), ("522702-", ("522702", "")),
    ("5227021-x", (None, "5227021-x")), ("shichang", (None, "shichang")), ("", (None, "")),
    ("５２２７０２-x", (None, "５２２７０２-x")), ("522702-" + "长" * 100, ("522702", "长" * 64)),
])  # fmt: skip
def test_scenes(scene: str, found: tuple[str | None, str]) -> None:
    assert read_scene(scene) == found


@pytest.mark.parametrize(("text", "code"), [
    ("ACDEF-23467", "ACDEF-23467"), (" acdef-23467 ", "acdef-23467"), ("ACDEF－23467", "ACDEF-23467"),
    ("ACDEF - 23467", "ACDEF-23467"), ("ACDEF—23467", "ACDEF-23467"),
])  # fmt: skip
def test_codes(text: str, code: str) -> None:
    reading = read(Text(**HEAD, text=text))
    assert isinstance(reading, Return) and reading.code == code and code not in reading.text


@pytest.mark.parametrize(
    "text", ["ACDEF23467", "ACDEF-2346", "OOOOO-11111", "12345-67890 请帮我", "1985-10", "139-1234"]
)
def test_what_only_looks_like_a_code_is_words(text: str) -> None:
    assert read(Text(**HEAD, text=text)) == Words(text)


@pytest.mark.parametrize(("key", "intent"), [("intent:check_status", "check_status"), ("intent:a", "a")])
def test_menu_keys(key: str, intent: str) -> None:
    reading = read(Event(**HEAD, event="click", event_key=key))
    assert isinstance(reading, Words) and reading.command == Command(intent=intent) and reading.tap


@pytest.mark.parametrize("key", ["intent:X", "intent:", "intent:a{}", "intent:a\n", "x", "", "intent:" + "a" * 99])
def test_foreign_menu_keys_are_no_commands(key: str) -> None:
    assert isinstance(read(Event(**HEAD, event="click", event_key=key)), Visit)


@pytest.mark.parametrize(("event", "kind"), [
    ("subscribe", Visit), ("scan", Visit), ("unsubscribe", Farewell), ("location", Report), ("view", Report),
    ("templatesendjobfinish", Report), ("subscribe_msg_sent_event", Report), ("kf_create_session", Report),
])  # fmt: skip
def test_events(event: str, kind: type) -> None:
    assert isinstance(read(Event(**HEAD, event=event, event_key="")), kind)


def test_a_tapped_answer_is_no_message_to_the_platform() -> None:
    assert read(Text(**HEAD, text="查进度", menu_id="7")) == Words("查进度", tap=True)


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "【收到不支持的消息类型，暂无法显示】"])
def test_no_words_are_told_as_such(text: str) -> None:
    reading = read(Text(**HEAD, text=text))
    assert isinstance(reading, Words) and reading.kind == "other" and reading.command is not None


def test_places_and_photos() -> None:
    assert read(Location(**HEAD, label=" 金山街道 ")) == Words("我的位置：金山街道")
    nameless = read(Location(**HEAD, label=""))
    assert isinstance(nameless, Words) and nameless.command is not None
    photo = read(Image(**HEAD, media_id="M"))
    assert isinstance(photo, Words) and (photo.kind, photo.media_id) == ("image", "M")
    assert read(Unknown(**HEAD, kind="hologram")) == Report("unknown")
