"""Text into lines of a given width: Chinese between any two characters, words, numbers and syllables whole."""

import re
from collections.abc import Iterator
from typing import Final

from casework.forms.faces import Faces

# what may not begin a line stays with what stands before it, what may not end one with what stands after it
_CLOSING: Final = "，。、；：！？）》」』】〕〉”’…—·％%,.;:!?)]}"
_OPENING: Final = "（《「『【〔〈“‘([{"
_BOXES: Final = "☐☑□■"
_UNITS: Final = re.compile(
    r"〔U\+[0-9A-F]+〕"
    r"|[A-Za-z0-9*+_/@.,:\-]+"
    r"|[\u0f00-\u0fff]+?(?:[\u0f0b-\u0f0f]+|(?![\u0f00-\u0fff]))"
    r"|.",
    re.DOTALL,
)  # fmt: skip
_UNIT: Final = re.compile(
    rf"(?:[{_BOXES}] ?)?(?:[{re.escape(_OPENING)}]*)(?:{_UNITS.pattern})(?:[{re.escape(_CLOSING)}]*)", re.DOTALL
)


def lines_of(text: str, faces: Faces, size: float, width: float) -> list[str]:
    """The lines of a text, never wider than `width` (in the unit of `size`); no text is one empty line."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        found += _broken(faces.shown(paragraph), faces, size, width)
    return found


def _broken(text: str, faces: Faces, size: float, width: float) -> list[str]:
    lines, line, filled = [], "", 0.0
    for unit in _units(text, faces, size, width):
        room = faces.width(unit, size)
        if line and filled + faces.width(unit.rstrip(), size) > width:
            lines.append(line.rstrip())
            line, filled = "", 0.0
            unit = unit.lstrip()
            room = faces.width(unit, size)
        line, filled = line + unit, filled + room
    return [*lines, line.rstrip()]


def _units(text: str, faces: Faces, size: float, width: float) -> Iterator[str]:
    """What is not broken; a unit too wide for a whole line comes in single characters."""
    for found in _UNIT.finditer(text):
        unit = found.group()
        if faces.width(unit, size) <= width:
            yield unit
        else:
            yield from unit
