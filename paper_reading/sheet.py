"""A page as rows: lines that stand beside each other joined, however the photo was tilted, so that labels are found."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Final

from paper_reading.lines import Line, Quad, part_of, plain

# share of a line's height by which two lines of one row may be shifted
_SAME_ROW: Final = 0.55
_FEWEST_FOR_SLOPE: Final = 4


@dataclass(frozen=True)
class Letter:
    """One character of a row and where it comes from; `gap` is the blank before it, in line heights."""

    text: str
    line: Line
    index: int
    gap: float


@dataclass(frozen=True)
class Span:
    """Some characters in a row: what is printed, how surely it was read, and where."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        """The characters, without blanks."""
        return "".join(letter.text for letter in self.letters)

    @property
    def spaced(self) -> str:
        """The characters with a blank where the print has one wider than a character."""
        return "".join((" " if letter.gap > 1.0 else "") + letter.text for letter in self.letters).strip()

    @property
    def confidence(self) -> float:
        """The mean certainty of its characters, 0 when empty."""
        scores = [letter_score(letter) for letter in self.letters]
        return sum(scores) / len(scores) if scores else 0.0

    @property
    def weakest(self) -> float:
        """The certainty of its least certain character, 0 when empty."""
        return min((letter_score(letter) for letter in self.letters), default=0.0)

    @property
    def quads(self) -> list[Quad]:
        """Where it stands, one quadrilateral a line it touches."""
        ranges: dict[int, list[int]] = {}
        lines = {id(letter.line): letter.line for letter in self.letters}
        for letter in self.letters:
            ranges.setdefault(id(letter.line), []).append(letter.index)
        return [part_of(lines[key], min(places), max(places) + 1) for key, places in ranges.items()]

    def cut(self, first: int, last: int | None = None) -> "Span":
        """A part of it, by characters of `text`."""
        return Span(self.letters[first:last])

    def __add__(self, other: "Span") -> "Span":
        return Span(self.letters + other.letters)


NOTHING: Final = Span(())


def letter_score(letter: Letter) -> float:
    """How surely one character was read."""
    return letter.line.scores[letter.index] if letter.line.scores else letter.line.score


@dataclass(frozen=True)
class Row:
    """Lines at one height of the page, left to right, as one run of characters."""

    span: Span
    top: float
    bottom: float

    @property
    def text(self) -> str:
        """The characters of the row without blanks."""
        return self.span.text


@dataclass(frozen=True)
class Sheet:
    """All lines of an upright page; `size` is its width and height in pixels."""

    lines: list[Line]
    size: tuple[int, int]
    turned: int = 0

    @cached_property
    def slope(self) -> tuple[float, float]:
        """How lines are tilted: slope at the middle of the page, and its change per pixel downwards."""
        wide = [line for line in self.lines if line.width > 3 * line.height]
        if not wide:
            return 0.0, 0.0
        slopes = [_slope(line) for line in wide]
        middle = median(slopes)
        kept = [(line, slope) for line, slope in zip(wide, slopes, strict=True) if abs(slope - middle) < 0.15]
        if len(kept) < _FEWEST_FOR_SLOPE:
            return middle, 0.0
        return _fit([(line.centre[1] - self.size[1] / 2, slope, line.width) for line, slope in kept])

    def level(self, line: Line) -> float:
        """The height of a line on the page with the tilt taken out, in pixels."""
        x, y = line.centre
        base, change = self.slope
        return y - (x - self.size[0] / 2) * (base + change * (y - self.size[1] / 2))

    def across(self, line: Line) -> tuple[float, float]:
        """The left and right end of a line with the tilt taken out, in pixels."""
        x, y = line.centre
        middle = x + (y - self.size[1] / 2) * self.slope[0]
        return middle - line.width / 2, middle + line.width / 2

    @cached_property
    def rows(self) -> list[Row]:
        """The lines as rows, from the top."""
        open_rows: list[list[Line]] = []
        for line in sorted(self.lines, key=self.level):
            if open_rows and self._beside(open_rows[-1], line):
                open_rows[-1].append(line)
            else:
                open_rows.append([line])
        return [self._joined(row) for row in open_rows]

    def _beside(self, row: list[Line], line: Line) -> bool:
        level = sum(self.level(other) for other in row) / len(row)
        height = min(line.height, median(other.height for other in row))
        return self.level(line) - level < _SAME_ROW * height

    def _joined(self, row: list[Line]) -> Row:
        row = sorted(row, key=lambda line: self.across(line)[0])
        letters: list[Letter] = []
        end = None
        for line in row:
            left, right = self.across(line)
            gap = 0.0 if end is None else max(0.0, left - end) / max(1.0, line.height)
            letters += _letters(line, gap)
            end = right
        levels = [self.level(line) for line in row]
        half = max(line.height for line in row) / 2
        return Row(Span(tuple(letters)), min(levels) - half, max(levels) + half)


def _letters(line: Line, gap: float) -> Iterable[Letter]:
    """The characters of a line, one letter each; blanks are kept as the gap before the next."""
    blank = False
    for index, printed in enumerate(line.text):
        if not printed.strip():
            blank = True
            continue
        form = plain(printed)
        yield Letter(form if len(form) == 1 else printed, line, index, gap or (1.5 if blank else 0.0))
        blank, gap = False, 0.0


def _slope(line: Line) -> float:
    (x0, y0), (x1, y1) = line.quad[0], line.quad[1]
    (x3, y3), (x2, y2) = line.quad[3], line.quad[2]
    return math.tan((math.atan2(y1 - y0, x1 - x0) + math.atan2(y2 - y3, x2 - x3)) / 2)


def _fit(points: list[tuple[float, float, float]]) -> tuple[float, float]:
    """Weighted straight line through (place, slope, weight): its value at 0 and its rise."""
    total = sum(weight for _, _, weight in points)
    mean_x = sum(x * weight for x, _, weight in points) / total
    mean_y = sum(y * weight for _, y, weight in points) / total
    spread = sum(weight * (x - mean_x) ** 2 for x, _, weight in points)
    if spread <= 0:
        return mean_y, 0.0
    rise = sum(weight * (x - mean_x) * (y - mean_y) for x, y, weight in points) / spread
    return mean_y - rise * mean_x, rise
