"""Standing a page upright: which way up its lines run, then every line of it read."""

from statistics import median
from typing import Final

import numpy as np

from paper_reading.engine import Engine, Image
from paper_reading.lines import Line, Quad
from paper_reading.sheet import Sheet

# lines are looked for at this size first; again, closer, where the print is small
FIRST_LOOK: Final = 960
_SMALL_PRINT: Final = 13.0
_VOTERS: Final = 7
# below this a line is no print but a pattern that looks like it
_LEAST_SCORE: Final = 0.5
_UPRIGHT_SCORE: Final = 0.9
_MOST_LINES: Final = 120
# where nothing is printed the whole picture may be taken for a line: one or two signs, as high as half of it
_NO_LINE: Final = 2


def read_sheet(engine: Engine, image: Image) -> tuple[Sheet, Image]:
    """The lines of a page and the page itself, turned upright."""
    quads = engine.find(image, FIRST_LOOK)
    turned = 0
    if _lies_on_its_side(quads):
        turned, image = 90, _turn(image, 90)
        quads = engine.find(image, FIRST_LOOK)
    if _stands_on_its_head(engine, image, quads):
        turned, image = turned + 180, _turn(image, 180)
        quads = [_turned_over(quad, image) for quad in quads]
    quads = _looked_closer(engine, image, quads)
    height, width = image.shape[:2]
    lines = [line for line in engine.read(image, quads[:_MOST_LINES]) if _is_print(line, height)]
    return Sheet(lines, (width, height), turned), image


def _is_print(line: Line, height: int) -> bool:
    """Whether something read is a line of print, not a pattern or the whole picture taken for one."""
    whole = line.height > height / 2 and len(line.text) <= _NO_LINE
    return line.score >= _LEAST_SCORE and not whole


def _turn(image: Image, degrees: int) -> Image:
    """The image turned clockwise."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90))


def _turned_over(quad: Quad, image: Image) -> Quad:
    height, width = image.shape[:2]
    one, two, three, four = ((width - x, height - y) for x, y in quad)
    return three, four, one, two


def _lies_on_its_side(quads: list[Quad]) -> bool:
    """Whether long lines run downwards rather than across."""
    across = down = 0.0
    for quad in quads:
        line = Line("", 0.0, quad)
        if line.width > 1.5 * line.height:
            across += line.width - line.height
        elif line.height > 1.5 * line.width:
            down += line.height - line.width
    return down > across


def _stands_on_its_head(engine: Engine, image: Image, quads: list[Quad]) -> bool:
    """Whether the longest lines read better the other way up; asked only when the classifier is in doubt of them."""
    longest = sorted(quads, key=lambda quad: -Line("", 0.0, quad).width)[:_VOTERS]
    if engine.upside_down(image, longest) < 0.25:
        return False
    upright = _reading_score(engine, image, longest)
    if upright >= _UPRIGHT_SCORE:
        return False
    over = _turn(image, 180)
    return _reading_score(engine, over, [_turned_over(quad, over) for quad in longest]) > upright


def _reading_score(engine: Engine, image: Image, quads: list[Quad]) -> float:
    """How surely lines are read, weighted by their length."""
    lines = engine.read(image, quads)
    letters = sum(len(line.text) for line in lines)
    return sum(line.score * len(line.text) for line in lines) / letters if letters else 0.0


def _looked_closer(engine: Engine, image: Image, quads: list[Quad]) -> list[Quad]:
    """The lines found once more within the part of the page that has print, when that print was small."""
    if not quads:
        return quads
    height, width = image.shape[:2]
    scale = min(1.0, FIRST_LOOK / max(height, width))
    if scale == 1.0 or median(Line("", 0.0, quad).height for quad in quads) * scale >= _SMALL_PRINT:
        return quads
    xs, ys = [x for quad in quads for x, _ in quad], [y for quad in quads for _, y in quad]
    margin = 0.03 * max(height, width)
    left, right = int(max(0, min(xs) - margin)), int(min(width, max(xs) + margin))
    top, bottom = int(max(0, min(ys) - margin)), int(min(height, max(ys) + margin))
    if max(right - left, bottom - top) > 0.9 * max(height, width):
        return quads
    closer = engine.find(image[top:bottom, left:right], FIRST_LOOK)
    return [_moved(quad, left, top) for quad in closer]


def _moved(quad: Quad, dx: float, dy: float) -> Quad:
    one, two, three, four = ((x + dx, y + dy) for x, y in quad)
    return one, two, three, four
