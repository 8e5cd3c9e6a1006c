"""Pages made by hand, as the engine would give them: lines with their place, no image and no engine."""

import math
from collections.abc import Sequence
from datetime import date

from paper_reading.found import Found, Page
from paper_reading.lines import Line, Point
from paper_reading.sheet import Sheet, Span

TODAY = date(2026, 11, 23)
SIZE = (1600, 1100)
HEIGHT = 40


def number(first: str) -> str:
    """An ID number from its first seventeen digits."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(weights, first, strict=True)) % 11]


def line(text: str, x: float, y: float, score: float = 0.99, height: float = HEIGHT, tilt: float = 0.0) -> Line:
    """One line with its upper left corner at x, y on a page tilted by `tilt` degrees around its middle."""
    width = sum(height if ord(one) > 0x2E80 else height * 0.55 for one in text)
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    one, two, three, four = (_turned(corner, tilt) for corner in corners)
    return Line(text, score, (one, two, three, four), (score,) * len(text))


def _turned(point: Point, degrees: float) -> Point:
    turn, x, y = math.radians(degrees), point[0] - SIZE[0] / 2, point[1] - SIZE[1] / 2
    return (
        x * math.cos(turn) - y * math.sin(turn) + SIZE[0] / 2,
        x * math.sin(turn) + y * math.cos(turn) + SIZE[1] / 2,
    )


def page(lines: Sequence[Line], again: Sequence[str] | None = None) -> Page:
    """A page whose lines read the same again, or as `again` says."""

    def read(span: Span) -> Sequence[str]:
        same = "".join(dict.fromkeys(letter.line.text for letter in span.letters))
        return [same, same] if again is None else again

    return Page(Sheet(list(lines), SIZE), TODAY, read)


def values(fields: Sequence[Found]) -> dict[str, str]:
    """What was read, by field."""
    return {one.name: one.value for one in fields}


def named(fields: Sequence[Found], name: str) -> Found:
    """One field of what was read."""
    return next(one for one in fields if one.name == name)
