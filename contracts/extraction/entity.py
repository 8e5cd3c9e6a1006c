"""What an extractor found: the words, where they stand, and their normal form."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entity:
    """One fact in a text; `start` and `end` are positions in the original text.

    `role` says more where it matters: a region is `origin` (我是云南的, 户口在…) or `here` (在福泉).
    """

    entity: str
    text: str
    value: Any
    start: int
    end: int
    role: str | None = None
