"""Whether a photo will do: sharp, lit, without glare, whole and large enough; and what to say when it will not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import cv2
import numpy as np
import yaml

from contracts.papers import QualityProblem
from paper_reading.engine import Image, cut
from paper_reading.found import Found
from paper_reading.lines import Line
from paper_reading.sheet import Sheet

_ADVICE: Final[dict[QualityProblem, str]] = yaml.safe_load((Path(__file__).parent / "quality.yml").read_text("utf-8"))[
    "advice"
]

# set on photos drawn with known damage: what a person can read stays above, what nobody can lies below
# good photos from 0.38, blurred but readable ones from 0.14, hopeless ones up to 0.03
SHARP: Final = 0.07
# anywhere on a picture without print: a wall, a meal, a house from 0.21, a paper blurred beyond reading up to 0.14
_SHARP_ANYWHERE: Final = 0.17
# good photos from 210, an evening room that still reads 49 to 67
DARK: Final = 40.0
# good photos from 38 pixels of line, the smallest readable ones 22
SMALL: Final = 15.0
SMALL_PICTURE: Final = 400
# good photos 0, a lamp beside the fields from 0.007
GLARE: Final = 0.004
EDGE: Final = 0.004
# between the light and the dark of a picture; below this there is no print in it
_FLAT: Final = 12
_LOOKED_AT: Final = 1000
BURNT: Final = 252
# the smallest spot that hides print, in pixels of the size it is looked for at
_SPOT: Final = 15
_LINES_LOOKED_AT: Final = 12


@dataclass(frozen=True)
class Figures:
    """What the judgement of a photo rests on: `sharpness` 0 to 1, `light` 0 to 255, `glare` a share, `print` pixels."""

    sharpness: float
    light: float
    glare: float
    touching: int
    print: float
    longest: int


def advise(problems: Iterable[QualityProblem]) -> str | None:
    """One sentence for the resident about the worst problem of a photo; None when there is none."""
    present = set(problems)
    return next((words for problem, words in _ADVICE.items() if problem in present), None)


def problems_of(figures: Figures) -> list[QualityProblem]:
    """What is wrong with the photo of a page."""
    wrong: dict[QualityProblem, bool] = {
        "blur": figures.sharpness < SHARP,
        "glare": figures.glare > GLARE,
        "dark": figures.light < DARK,
        "cut_off": figures.touching > 0,
        "small": figures.print < SMALL or figures.longest < SMALL_PICTURE,
    }
    return [problem for problem, present in wrong.items() if present]


def measure(sheet: Sheet, image: Image, fields: Sequence[Found], whole: bool = True) -> Figures:
    """The figures of a page: its fields' lines count; at the edge every line when not the `whole` page was found."""
    used = {id(letter.line): letter.line for one in fields for letter in one.span.letters}
    lines = list(used.values()) or sheet.lines
    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    crops = [crop for line in lines[:_LINES_LOOKED_AT] if (crop := cut(grey, line.quad)) is not None]
    return Figures(
        sharpness=_sharpness(crops, grey),
        light=_light(crops, grey),
        glare=_glare(sheet, image),
        touching=sum(touches_edge(line, sheet.size) for line in (lines if whole else sheet.lines)),
        print=median(line.height for line in lines) if lines else float("inf"),
        longest=max(sheet.size),
    )


def _sharpness(crops: list[Image], grey: Image) -> float:
    """How steep the edges of the print are, at the height lines are read at: 1 is black beside white."""
    strengths = [steepness for crop in crops if (steepness := _steepness(crop, 48, 95)) is not None]
    if strengths:
        return median(strengths)
    # a picture without print is no worse for it, unless nothing on it has an edge: a paper may be lost in there
    steepest = _steepness(grey, min(grey.shape[0], 700), 99.9)
    return 0.0 if steepest is not None and steepest < _SHARP_ANYWHERE else 1.0


def _steepness(crop: Image, height: int, percent: float) -> float | None:
    wide = max(8, round(crop.shape[1] * height / crop.shape[0]))
    line = cv2.resize(crop, (wide, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    low, high = np.percentile(line, (5, 95))
    if high - low < _FLAT:
        return None
    return float(np.percentile(np.abs(np.diff(line, axis=1)) / (high - low), percent))


def _light(crops: list[Image], grey: Image) -> float:
    """How bright the paper around the print is, at its lighter end."""
    area = np.concatenate([crop.ravel() for crop in crops]) if crops else grey.ravel()
    return float(np.percentile(area, 75))


def _glare(sheet: Sheet, image: Image) -> float:
    """Share of the paper lost in burnt-out spots, white in every colour, on paper that is not so white itself."""
    scale = min(1.0, _LOOKED_AT / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top, right, bottom = _printed_area(sheet, small.shape, scale)
    area = small[top:bottom, left:right].min(axis=2)
    if area.size == 0 or np.median(area) >= BURNT - 4:
        return 0.0
    burnt = cv2.morphologyEx((area >= BURNT).astype(np.uint8), cv2.MORPH_OPEN, np.ones((_SPOT, _SPOT), np.uint8))
    return float(burnt.mean())


def _printed_area(sheet: Sheet, shape: tuple[int, ...], scale: float) -> tuple[int, int, int, int]:
    points = [point for line in sheet.lines for point in line.quad]
    if not points:
        return 0, 0, shape[1], shape[0]
    xs, ys = [x * scale for x, _ in points], [y * scale for _, y in points]
    return int(max(0, min(xs))), int(max(0, min(ys))), int(max(xs)) + 1, int(max(ys)) + 1


def touches_edge(line: Line, size: tuple[int, int]) -> bool:
    """Whether a line runs into the edge of the photo."""
    width, height = size
    near = EDGE * max(size)
    return any(x <= near or x >= width - 1 - near or y <= near or y >= height - 1 - near for x, y in line.quad)
