"""The bot's words: the `utter_*` responses and choice titles of `bot/domain`, read once, filled with values."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DOMAIN = Path(__file__).resolve().parent.parent / "bot" / "domain"


@cache
def responses() -> dict[str, list[dict[str, Any]]]:
    """Every response of every topic file by name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(DOMAIN.glob("*.yml")):
        found.update(yaml.safe_load(path.read_text(encoding="utf-8")).get("responses") or {})
    return found


def has(name: str) -> bool:
    """Whether such a response is written."""
    return name in responses()


def words(name: str, **values: Any) -> str:
    """The text of a response with its placeholders filled; an unknown name or placeholder is an error."""
    text: str = responses()[name][0]["text"]
    return text.strip().format(**values)


def buttons(name: str) -> list[tuple[str, str]]:
    """Title and payload of each choice of a response."""
    if not has(name):
        return []
    return [(button["title"], button["payload"]) for button in responses()[name][0].get("buttons") or []]
