"""What a page says, before it means anything: lines with text, certainty of every character and four corners."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from contracts.papers import Place

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]

# what stands between the parts of a name, however it was printed or read
_DOTS: Final = str.maketrans(dict.fromkeys("・•‧∙⋅･˙●", "·"))
_WIDE_CHARACTER: Final = 2.0


@dataclass(frozen=True)
class Line:
    """One line as the engine read it; `quad` in pixels of the upright page, clockwise from the upper left."""

    text: str
    score: float
    quad: Quad
    scores: tuple[float, ...] = field(default=())

    @property
    def height(self) -> float:
        """Pixels from the upper to the lower edge."""
        return _length(self.quad[0], self.quad[3])

    @property
    def width(self) -> float:
        """Pixels along the upper edge."""
        return _length(self.quad[0], self.quad[1])

    @property
    def centre(self) -> Point:
        """The middle of the four corners."""
        return sum(x for x, _ in self.quad) / 4, sum(y for _, y in self.quad) / 4


def _length(start: Point, end: Point) -> float:
    return float(((start[0] - end[0]) ** 2 + (start[1] - end[1]) ** 2) ** 0.5)


def plain(text: str) -> str:
    """Text with one form for each sign: half-width letters, one middle dot, no blanks."""
    unspaced = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_DOTS))
    # an accent that stood alone, with a blank, now stands on the letter before it
    return unicodedata.normalize("NFKC", unspaced)


def part_of(line: Line, first: int, last: int) -> Quad:
    """The corners of the characters `first` to `last` (exclusive) of a line, as far as their widths tell."""
    weights = [_WIDE_CHARACTER if ord(character) > 0x2E80 else 1.0 for character in line.text] or [1.0]
    total = sum(weights)
    start, end = sum(weights[:first]) / total, sum(weights[:last]) / total
    upper, lower = (line.quad[0], line.quad[1]), (line.quad[3], line.quad[2])
    return _along(upper, start), _along(upper, end), _along(lower, end), _along(lower, start)


def longer(quad: Quad, share: float) -> Quad:
    """A quadrilateral made longer at both ends by a share of its length."""
    upper, lower = (quad[0], quad[1]), (quad[3], quad[2])
    return _along(upper, -share), _along(upper, 1 + share), _along(lower, 1 + share), _along(lower, -share)


def _along(edge: tuple[Point, Point], share: float) -> Point:
    (x0, y0), (x1, y1) = edge
    return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share


def place_of(quads: list[Quad], size: tuple[int, int]) -> Place | None:
    """The upright box around some quadrilaterals as a share of the page (`size`: width, height in pixels)."""
    points = [point for quad in quads for point in quad]
    if not points:
        return None
    xs, ys = [x / size[0] for x, _ in points], [y / size[1] for _, y in points]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return _share(left), _share(top), _share(right), _share(bottom)


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
