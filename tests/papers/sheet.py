"""A paper as printed, flat and clean: its picture, its truth and where each field stands."""

from dataclasses import dataclass, field
from random import Random

from PIL import Image

from tests.papers import ink
from tests.papers.ink import BLACK, Box, Ink

KEYS = ("name", "id_number", "head_name", "card_number", "number", "people", "valid_until")


@dataclass
class Sheet:
    """`glyph`: height in pixels of the smallest digit or character of a key field; `layout` names the variant, `slip` is how far off all is filled in."""

    image: Image.Image
    rng: Random
    by_hand: bool = False
    layout: str = ""
    pen: Ink = BLACK
    slip: tuple[float, float] = (0.0, 0.0)
    truth: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, Box] = field(default_factory=dict)
    glyph: float = 40.0

    def slipped(self, across: float, down: float) -> "Sheet":
        """The form lay askew in the printer: everything filled in stands off by up to so many pixels."""
        self.slip = (self.rng.uniform(-across, across), self.rng.uniform(-down, down))
        return self

    def __post_init__(self) -> None:
        self.pen = ink.BLUE if self.rng.random() < 0.4 else BLACK

    @property
    def hand(self) -> str:
        """The face of what is filled in: a hand when the paper is filled in by hand, else empty."""
        return self.rng.choice(("hand", "hand-thin")) if self.by_hand else ""

    def print(self, at: tuple[float, float], text: str, size: int, face: str = "sans", colour: Ink = BLACK,
              spacing: float = 0.0) -> Box:  # fmt: skip
        """Words of the form itself."""
        return ink.write(self.image, at, text, size, face, colour, spacing, self.rng)

    def fill(self, name: str, value: str, at: tuple[float, float], text: str, size: int, face: str = "sans",
             colour: Ink = BLACK, spacing: float = 0.0) -> Box:  # fmt: skip
        """A field: `value` in normal form, `text` as printed (several calls make one box)."""
        if face.startswith("hand"):
            colour = self.pen
        at = (at[0] + self.slip[0], at[1] + self.slip[1])
        box = ink.write(self.image, at, text, size, face, colour, spacing, self.rng)
        self.note(name, value, box, size)
        return box

    def note(self, name: str, value: str, box: Box, size: int) -> None:
        """Records a field that was drawn otherwise."""
        self.truth[name] = value
        if name in self.boxes:
            old = self.boxes[name]
            box = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))
        self.boxes[name] = box
        if name in KEYS:
            self.glyph = min(self.glyph, size * 0.74)

    def lines(self, name: str, value: str, at: tuple[float, float], size: int, wide: int, face: str = "sans",
              colour: Ink = BLACK) -> float:  # fmt: skip
        """A field broken after `wide` characters; gives the y below it."""
        x, y = at
        for start in range(0, len(value), wide):
            self.fill(name, value, (x, y), value[start : start + wide], size, face, colour)
            y += size * 1.35
        return y
