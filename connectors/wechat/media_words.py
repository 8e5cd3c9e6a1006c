"""The sentences about photos and videos, from `media_words.yml`."""

from functools import cache
from pathlib import Path

import yaml

from contracts.messages import Bubble


@cache
def _words() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("media_words.yml").read_text("utf-8"))
    return {name: text.strip() for name, text in loaded.items()}


def about_media(name: str) -> list[Bubble]:
    """Why nothing was stored: `gone`, `too_large` or `unreadable`."""
    return [Bubble(text=_words()[name])]
