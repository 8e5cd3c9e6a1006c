"""Whether something may hide a part of a value: the edge of the photo, a thumb, a burnt-out spot, a hole in a name."""

from typing import Any, Final

import numpy as np

from paper_reading.engine import Image, cut
from paper_reading.lines import Line, Quad, longer
from paper_reading.quality import BURNT, touches_edge
from paper_reading.sheet import Sheet, Span

# a step in colour from the paper under a value; shadows and stamps stay below
_OTHER_COLOUR: Final = 48.0
# how far beside a value is looked, and how wide what hides something is, in line heights
_BESIDE: Final = 1.0
_WIDE: Final = 0.4
# of the pixels of a column so many are print or lines at most
_PRINT_PERCENT: Final = 50


def hidden(sheet: Sheet, image: Image, span: Span) -> bool:
    """Whether a value may go on, or have a hole, where it cannot be seen."""
    lines = {id(letter.line): letter.line for letter in span.letters}
    if any(touches_edge(line, sheet.size) for line in lines.values()):
        return True
    return any(_covered(image, quad, lines[key]) for key, quad in zip(lines, span.quads, strict=True))


def _covered(image: Image, quad: Quad, line: Line) -> bool:
    """Whether a stretch of a value, or of what lies right beside it, has another colour than its paper."""
    reach = _BESIDE * line.height
    crop = cut(image, longer(quad, reach / max(1.0, Line("", 0.0, quad).width)))
    if crop is None:
        return False
    columns: Any = np.percentile(crop, _PRINT_PERCENT, axis=0)
    beside = min(round(reach), len(columns) // 3)
    paper = np.median(columns[beside : len(columns) - beside], axis=0)
    strange = np.abs(columns - paper).max(axis=1) > _OTHER_COLOUR
    if paper.min() < BURNT - 4:
        strange |= columns.min(axis=1) >= BURNT
    return _longest_run(strange) >= _WIDE * crop.shape[0]


def _longest_run(flags: Any) -> int:
    """The most flags in a row that are set."""
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest
