"""Whether a photo will do: sharp, lit, without glare, whole and large enough; and what to say when it will not."""

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Any, Final

import cv2
import numpy as np
import yaml

from contracts.papers import QualityProblem
from paper_reading.engine import Image, cut
from paper_reading.sheet import Sheet

_ADVICE: Final[dict[QualityProblem, str]] = yaml.safe_load((Path(__file__).parent / "quality.yml").read_text("utf-8"))[
    "advice"
]

SHARP: Final = 0.10
DARK: Final = 75.0
SMALL: Final = 17.0
GLARE: Final = 0.012
EDGE: Final = 0.004
_LOOKED_AT: Final = 1000


def advise(problems: Iterable[QualityProblem]) -> str | None:
    """One sentence for the resident about the worst problem of a photo; None when there is none."""
    present = set(problems)
    return next((words for problem, words in _ADVICE.items() if problem in present), None)


def problems_of(sheet: Sheet, image: Image) -> list[QualityProblem]:
    """What is wrong with the photo of a page."""
    figures = measure(sheet, image)
    found: list[QualityProblem] = []
    if figures["sharpness"] < SHARP:
        found.append("blur")
    if figures["glare"] > GLARE:
        found.append("glare")
    if figures["light"] < DARK:
        found.append("dark")
    if figures["touching"] > 0:
        found.append("cut_off")
    if figures["print"] < SMALL:
        found.append("small")
    return found


def measure(sheet: Sheet, image: Image) -> dict[str, float]:
    """The figures the judgement rests on: sharpness (0 to 1), light (0 to 255), shares, and pixels of print."""
    grey: Any = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return {
        "sharpness": _sharpness(sheet, grey),
        "light": _light(sheet, grey),
        "glare": _glare(sheet, image),
        "touching": _touching(sheet),
        "print": median(line.height for line in sheet.lines) if sheet.lines else float("inf"),
    }


def _sharpness(sheet: Sheet, grey: Image) -> float:
    """How steep the edges of the print are, at the height lines are read at: 1 is black beside white."""
    strengths = []
    for line in sorted(sheet.lines, key=lambda one: -one.width)[:8]:
        crop = cut(grey, line.quad)
        if crop is not None and (steepness := _steepness(crop)):
            strengths.append(steepness)
    return median(strengths) if strengths else 1.0


def _steepness(crop: Image) -> float:
    wide = max(8, round(crop.shape[1] * 48 / crop.shape[0]))
    line = cv2.resize(crop, (wide, 48), interpolation=cv2.INTER_AREA).astype(np.float32)
    low, high = np.percentile(line, (5, 95))
    if high - low < 12:
        return 0.0
    steps = np.abs(np.diff(line, axis=1)) / (high - low)
    return float(np.percentile(steps, 95))


def _light(sheet: Sheet, grey: Image) -> float:
    """How bright the paper around the print is, at its lighter end."""
    crops = [crop for line in sheet.lines[:30] if (crop := cut(grey, line.quad)) is not None]
    area = np.concatenate([crop.ravel() for crop in crops]) if crops else grey.ravel()
    return float(np.percentile(area, 75))


def _glare(sheet: Sheet, image: Image) -> float:
    """Share of the paper lost in a burnt-out spot: white, without any print, on paper that is not white itself."""
    scale = min(1.0, _LOOKED_AT / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top, right, bottom = _printed_area(sheet, small.shape, scale)
    area = small[top:bottom, left:right].min(axis=2)
    if area.size == 0 or np.median(area) > 240:
        return 0.0
    burnt = cv2.morphologyEx((area >= 250).astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    return float(burnt.mean())


def _printed_area(sheet: Sheet, shape: tuple[int, ...], scale: float) -> tuple[int, int, int, int]:
    points = [point for line in sheet.lines for point in line.quad]
    if not points:
        return 0, 0, shape[1], shape[0]
    xs, ys = [x * scale for x, _ in points], [y * scale for _, y in points]
    return int(max(0, min(xs))), int(max(0, min(ys))), int(max(xs)) + 1, int(max(ys)) + 1


def _touching(sheet: Sheet) -> float:
    """How many lines run into the edge of the photo."""
    width, height = sheet.size
    near_x, near_y = EDGE * width, EDGE * height
    return sum(
        any(x <= near_x or x >= width - 1 - near_x or y <= near_y or y >= height - 1 - near_y for x, y in line.quad)
        for line in sheet.lines
    )
