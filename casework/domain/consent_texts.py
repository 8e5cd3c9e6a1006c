"""The texts people agree to or declare, by version: the same words in the talk, on the form and under the hash."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from contracts.errors import NotFound


@dataclass(frozen=True)
class ConsentText:
    """One text in one version; `text` may hold `{controller}` (privacy) or `{whom}` (proxy)."""

    id: str
    version: str
    title: str
    text: str

    def filled(self, **values: str) -> str:
        """The words as they are shown; a placeholder without a value is an error."""
        return self.text.format(**values)


@cache
def _all() -> dict[str, tuple[ConsentText, ...]]:
    """Every version of every text, oldest first."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
    return {
        name: tuple(ConsentText(name, one["version"], entry["title"], one["text"]) for one in entry["versions"])
        for name, entry in loaded.items()
    }


def consent_texts() -> dict[str, ConsentText]:
    """The texts in use, by id."""
    return {name: versions[-1] for name, versions in _all().items()}


def consent_text(name: str, version: str | None = None) -> ConsentText:
    """A text in use, or an earlier version of it; `NotFound` when there is none."""
    found = (one for one in reversed(_all().get(name, ())) if version in (None, one.version))
    text = next(found, None)
    if text is None:
        raise NotFound("没有这份文字。")
    return text


def text_hash(shown: str) -> str:
    """SHA-256 in hex over exactly the words that were shown."""
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()
