"""What an extractor found: the words, where they stand, and their normal form."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entity:
    """One fact in a text; `start` and `end` are positions in the original text.

    `role` says more where it matters: a region is `origin` (我是云南的, 户口在…) or `here` (在福泉),
    a cause that lies before another one is `earlier`.
    `whose` is the relation of the one a sum, disability, paper, programme or cause belongs to, `self` for the speaker,
    None where that was not told; `negated` says that it was denied (没得残疾证). Both are for our own actions only.
    """

    entity: str
    text: str
    value: Any
    start: int
    end: int
    role: str | None = None
    whose: str | None = None
    negated: bool = False
