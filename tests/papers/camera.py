"""The photograph of a sheet: where it lies, on what, seen from where; and where each field comes to stand."""

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.papers.sheet import Sheet

Pixels = NDArray[Any]
Place = tuple[float, float, float, float]


@dataclass(frozen=True)
class View:
    """How the photo is taken: pixels of the long side, share of the frame the sheet fills, degrees, corner shift."""

    long_side: int = 1700
    fill: float = 0.86
    tilt: float = 0.0
    lean: float = 0.0
    ground: str = "wood"


@dataclass
class Photo:
    """`places` are shares of the frame; `glyph` is the height in pixels of the smallest key character, `blur` a sigma."""

    pixels: Pixels
    places: dict[str, Place]
    glyph: float
    blur: float = 0.0
    sheet_corners: Pixels = field(default_factory=lambda: np.zeros((4, 2), np.float32))
    turned: int = 0


@lru_cache(maxsize=1)
def grain() -> Pixels:
    """A tile of normal noise (mean 0, sigma 1) that every image cuts its own piece from."""
    return np.random.default_rng(7).standard_normal((1024, 1024, 3)).astype(np.float32)


def cloud(rng: Random, size: tuple[int, int], cells: tuple[int, int]) -> Pixels:
    """Smooth noise in 0..1 of a size (width, height), with so many cells across and down."""
    source = np.random.default_rng(rng.getrandbits(32)).random((cells[1], cells[0]), np.float32)
    grown: Pixels = cv2.resize(source, size, interpolation=cv2.INTER_CUBIC)
    return grown


def ground(rng: Random, size: tuple[int, int], kind: str) -> Pixels:
    """What the paper lies on."""
    if kind == "cloth":
        return _cloth(rng, size)
    cells = {"wood": (6, 160), "stone": (40, 40), "sheet": (5, 4)}[kind]
    colour = {"wood": (150, 108, 70), "stone": (128, 128, 122), "sheet": (206, 204, 196)}[kind]
    small = (size[0] // 2, size[1] // 2)
    shade = cloud(rng, small, cells) * 0.34 + cloud(rng, small, (4, 3)) * 0.2 + rng.uniform(0.5, 0.85)
    pixels = np.clip(shade[..., None] * np.array(colour, np.float32), 0, 255).astype(np.uint8)
    return cv2.resize(pixels, size)


def _cloth(rng: Random, size: tuple[int, int]) -> Pixels:
    """A checked table cloth with flowers, a pen, the edge of another paper and a cup."""
    pixels = np.full((size[1], size[0], 3), (226, 218, 204), np.uint8)
    step, stripe = rng.randint(50, 120), rng.choice(((176, 60, 60), (60, 90, 150), (70, 130, 90)))
    for start in range(0, size[0], step * 2):
        pixels[:, start : start + step] = (pixels[:, start : start + step] * 0.5 + np.array(stripe) * 0.5).astype(
            np.uint8
        )
    for start in range(0, size[1], step * 2):
        pixels[start : start + step] = (pixels[start : start + step] * 0.6 + np.array(stripe) * 0.4).astype(np.uint8)
    for _ in range(26):
        at = (rng.randrange(size[0]), rng.randrange(size[1]))
        cv2.circle(
            pixels, at, rng.randint(12, 36), rng.choice(((210, 70, 90), (240, 200, 80), (90, 140, 70))), -1, cv2.LINE_AA
        )
    cv2.line(pixels, (20, size[1] - 30), (size[0] // 3, size[1] - 90), (30, 30, 40), 16, cv2.LINE_AA)
    cv2.circle(pixels, (size[0] - 40, 50), 130, (244, 244, 244), -1, cv2.LINE_AA)
    cv2.circle(pixels, (size[0] - 40, 50), 100, (120, 70, 30), -1, cv2.LINE_AA)
    for line in range(6):
        cv2.putText(
            pixels, "receipt 2026 00123 45.60", (-60, 30 + 26 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (70, 70, 70), 1
        )
    return pixels


def _corners(size: tuple[int, int], frame: tuple[int, int], view: View, rng: Random) -> Pixels:
    angle = np.radians(view.tilt)
    wide, high = size
    turned_wide = abs(wide * np.cos(angle)) + abs(high * np.sin(angle))
    turned_high = abs(wide * np.sin(angle)) + abs(high * np.cos(angle))
    scale = view.fill * min(frame[0] / turned_wide, frame[1] / turned_high)
    corners = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]], np.float32) * scale / 2
    spin = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    room = [(1 - view.fill) * side * 0.3 for side in frame]
    centre = np.array([frame[i] / 2 + rng.uniform(-room[i], room[i]) for i in (0, 1)], np.float32)
    corners = corners @ spin + centre
    if view.lean:
        far = rng.randrange(4)  # the edge that is further away shrinks
        one, two = far, (far + 1) % 4
        middle = (corners[one] + corners[two]) / 2
        corners[one] += (middle - corners[one]) * view.lean
        corners[two] += (middle - corners[two]) * view.lean * rng.uniform(0.6, 1)
    found: Pixels = corners.astype(np.float32)
    return found


def take(sheet: Sheet, view: View, rng: Random) -> Photo:
    """The photo before the light, the lens and the file did anything to it."""
    upright = sheet.image.height > sheet.image.width
    long, short = view.long_side, int(view.long_side * 0.75)
    frame = (short, long) if upright else (long, short)
    alpha = sheet.image.getchannel("A") if sheet.image.mode == "RGBA" else Image.new("L", sheet.image.size, 255)
    corners = _corners(sheet.image.size, frame, view, rng)
    wide, high = sheet.image.size
    source = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    scale = float(np.sqrt(cv2.contourArea(corners) / (wide * high)))
    pixels = np.asarray(sheet.image.convert("RGB"))
    if scale < 0.7:
        pixels = cv2.GaussianBlur(pixels, (0, 0), 0.35 / scale)
    paper = cv2.warpPerspective(pixels, matrix, frame, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.asarray(alpha), matrix, frame)
    under = ground(rng, frame, view.ground)
    _cast_shadow(under, mask, rng)
    np.copyto(under, paper, where=(mask > 127)[..., None])
    places = {name: _place(box, matrix, frame) for name, box in sheet.boxes.items()}
    return Photo(under, places, sheet.glyph * scale, sheet_corners=corners)


def _cast_shadow(under: Pixels, mask: Pixels, rng: Random) -> None:
    small = cv2.resize(mask, (mask.shape[1] // 8, mask.shape[0] // 8))
    small = cv2.GaussianBlur(small, (0, 0), 2)
    shade = cv2.resize(255 - (small * 0.5).astype(np.uint8), mask.shape[::-1])
    move = np.array([[1, 0, rng.randint(-14, 14)], [0, 1, rng.randint(4, 16)]], np.float32)
    shade = cv2.warpAffine(shade, move, mask.shape[::-1], borderValue=255.0)
    cv2.multiply(under, cv2.merge([shade] * 3), under, 1 / 255)


def _place(box: tuple[float, float, float, float], matrix: Pixels, frame: tuple[int, int]) -> Place:
    left, top, right, bottom = box
    points = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float32)
    seen = cv2.perspectiveTransform(points, matrix)[0] / np.array(frame, np.float32)
    low, high = seen.min(0), seen.max(0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
