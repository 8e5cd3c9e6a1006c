"""What `jiuji doctor` has to say: one line a finding."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is; only `BROKEN` makes the command fail."""

    GOOD = "好 "
    NOTE = "·  "
    WARNING = "！"
    BROKEN = "✗ "


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, what it is, what to do."""

    level: Level
    about: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.level} {self.about}" + (f"\n     → {self.advice}" if self.advice else "")
