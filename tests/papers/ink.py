"""What papers are drawn with: fonts, hand, embossing, guilloche, stamps; lengths in pixels of the sheet."""

import math
from functools import lru_cache
from pathlib import Path
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
FACES = {
    "sans": ("NotoSansCJK-Regular.ttc", 2),
    "sans-bold": ("NotoSansCJK-Bold.ttc", 2),
    "serif": ("NotoSerifCJK-Regular.ttc", 2),
    "serif-bold": ("NotoSerifCJK-Bold.ttc", 2),
    "mono": ("NotoSansCJK-Regular.ttc", 7),
    "mono-bold": ("NotoSansCJK-Bold.ttc", 7),
    "hand": ("NotoSerifCJK-Regular.ttc", 2),
    "hand-thin": ("NotoSansCJK-Regular.ttc", 2),
}
Ink = tuple[int, int, int]
Box = tuple[float, float, float, float]
BLACK: Ink = (28, 28, 32)
BLUE: Ink = (28, 44, 122)
RED: Ink = (196, 34, 40)


class FontMissing(RuntimeError):
    """The Noto CJK fonts are not installed; the synthetic papers cannot be drawn."""


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    return {path.name: path for folder in FOLDERS if folder.exists() for path in folder.rglob("Noto*CJK*.ttc")}


@lru_cache(maxsize=128)
def font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """A face of FACES; raises FontMissing."""
    name, index = FACES[face]
    if name not in _files():
        raise FontMissing(f"{name} is not installed (Debian: fonts-noto-cjk)")
    return ImageFont.truetype(str(_files()[name]), size, index=index)


def write(image: Image.Image, at: tuple[float, float], text: str, size: int, face: str = "sans", ink: Ink = BLACK,
          spacing: float = 0.0, rng: Random | None = None) -> Box:  # fmt: skip
    """Writes one line with its top left at `at`; `spacing` in pixels between characters; gives the box written."""
    if face.startswith("hand"):
        return _write_by_hand(image, at, text, size, face, ink, rng or Random(text))
    draw, letters = ImageDraw.Draw(image), font(face, size)
    x, y = at
    if not spacing:
        draw.text((x, y), text, ink, letters)
        return draw.textbbox((x, y), text, letters)
    for character in text:
        draw.text((x, y), character, ink, letters)
        x += letters.getlength(character) + spacing
    box = draw.textbbox(at, text, letters)
    return (box[0], box[1], x - spacing, box[3])


def width_of(text: str, size: int, face: str = "sans") -> float:
    """How wide a line will be, without spacing."""
    return font(face, size).getlength(text)


def _write_by_hand(image: Image.Image, at: tuple[float, float], text: str, size: int, face: str, ink: Ink,
                   rng: Random) -> Box:  # fmt: skip
    """Every character leans, swells and strays a little by itself, as from a pen."""
    x, y = at
    lean, drift = rng.uniform(0.05, 0.22), rng.uniform(-0.02, 0.02)
    for character in text:
        glyph = _pen_glyph(character, size, face, lean, rng)
        strayed = y - size * 0.15 + rng.uniform(-0.05, 0.05) * size
        image.paste(ink, (round(x - size * 0.25), round(strayed)), glyph)
        x += font(face, size).getlength(character) * rng.uniform(0.9, 1.06)
        y += drift * size
    return (at[0], min(at[1], y), x, max(at[1], y) + size * 1.2)


def _pen_glyph(character: str, size: int, face: str, lean: float, rng: Random) -> Image.Image:
    side = int(size * 1.6)
    tile = Image.new("L", (side, side))
    ImageDraw.Draw(tile).text((size * 0.3, size * 0.05), character, 255, font(face, size))
    pixels = np.asarray(tile)
    if rng.random() < 0.6:
        pixels = cv2.dilate(pixels, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2, 3)))
    angle, swell = math.radians(rng.uniform(-5, 5)), rng.uniform(0.88, 1.05)
    skew = np.array([[swell, math.sin(angle) + lean], [-math.sin(angle), swell]])
    move = np.array([side / 2, side / 2]) - skew @ np.array([side / 2, side / 2])
    grid = np.mgrid[0:side, 0:side].astype(np.float32)
    wave, phase = rng.uniform(0.015, 0.04) * size, rng.uniform(0, 6)
    bent_x = grid[1] + wave * np.sin(grid[0] / size * 5 + phase)
    bent_y = grid[0] + wave * np.sin(grid[1] / size * 4 + phase)
    map_x = (skew[0, 0] * bent_x + skew[0, 1] * bent_y + move[0]).astype(np.float32)
    map_y = (skew[1, 0] * bent_x + skew[1, 1] * bent_y + move[1]).astype(np.float32)
    return Image.fromarray(cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR))


def emboss(image: Image.Image, at: tuple[float, float], text: str, size: int, ink: Ink, spacing: float) -> Box:
    """Raised digits: a light edge above left, a dark one below right, foil between."""
    for shift, shade in ((-2, (250, 250, 250)), (2, (40, 40, 44)), (0, ink)):
        box = write(image, (at[0] + shift, at[1] + shift), text, size, "mono-bold", shade, spacing)
    return box


@lru_cache(maxsize=24)
def _guilloche(size: tuple[int, int], paper: Ink, thread: Ink, style: int) -> Image.Image:
    canvas = np.full((size[1], size[0], 3), paper, np.uint8)
    x = np.arange(0, size[0] + 8, 8)
    for line in range(44):
        base = size[1] * line / 43
        y = base + size[1] * 0.05 * np.sin(x / (60 + 11 * style) + line * 0.35) + 9 * np.sin(x / 23 + line * style)
        cv2.polylines(canvas, [np.stack([x, y], 1).astype(np.int32)], False, thread, 1, cv2.LINE_AA)
    for turn in range(24):
        angle = turn * 15
        cv2.ellipse(canvas, (int(size[0] * 0.33), int(size[1] * 0.5)), (size[1] // 3, size[1] // 9), angle, 0, 360,
                    thread, 1, cv2.LINE_AA)  # fmt: skip
    return Image.fromarray(canvas)


def guilloche(size: tuple[int, int], paper: Ink, thread: Ink, style: int = 1) -> Image.Image:
    """A card with the fine curved lines that cards have behind their print."""
    return _guilloche(size, paper, thread, style).copy()


def portrait(image: Image.Image, box: Box, rng: Random) -> None:
    """A placeholder of head and shoulders: nobody's face."""
    left, top, right, bottom = (int(edge) for edge in box)
    wide, high = right - left, bottom - top
    coat = rng.choice(((52, 60, 84), (90, 40, 44), (40, 44, 46), (96, 104, 96)))
    skin = rng.choice(((206, 168, 142), (188, 146, 118), (220, 186, 160)))
    tile = Image.new("RGB", (wide, high), (226, 232, 238))
    draw = ImageDraw.Draw(tile)
    draw.ellipse((wide * 0.06, high * 0.68, wide * 0.94, high * 1.35), coat)
    draw.rectangle((wide * 0.4, high * 0.55, wide * 0.6, high * 0.75), skin)
    draw.ellipse((wide * 0.24, high * 0.1, wide * 0.76, high * 0.64), (30, 26, 24))
    draw.ellipse((wide * 0.28, high * 0.2, wide * 0.72, high * 0.66), skin)
    image.paste(tile, (left, top))


@lru_cache(maxsize=64)
def _stamp(text: str, radius: int, tilt: int) -> Image.Image:
    side = radius * 2 + 8
    mask = Image.new("L", (side, side))
    draw, centre = ImageDraw.Draw(mask), side / 2
    draw.ellipse((4, 4, side - 4, side - 4), outline=230, width=max(3, radius // 22))
    points = []
    for corner in range(10):
        reach = radius * (0.28 if corner % 2 == 0 else 0.11)
        turn = math.radians(corner * 36 - 90)
        points.append((centre + reach * math.cos(turn), centre + reach * math.sin(turn)))
    draw.polygon(points, 225)
    size = max(12, min(int(radius * 0.3), int(radius * 3.6 / max(len(text), 1))))
    sweep = min(250, len(text) * 27)
    for index, character in enumerate(text):
        angle = -sweep / 2 + sweep * (index + 0.5) / len(text)
        tile = Image.new("L", (size * 2, size * 2))
        ImageDraw.Draw(tile).text((size, size), character, 230, font("serif-bold", size), anchor="mm")
        tile = tile.rotate(-angle, Image.Resampling.BILINEAR)
        x = centre + radius * 0.76 * math.sin(math.radians(angle))
        y = centre - radius * 0.76 * math.cos(math.radians(angle))
        mask.paste(230, (int(x - size), int(y - size)), tile)
    return mask.rotate(tilt, Image.Resampling.BILINEAR)


def stamp(image: Image.Image, centre: tuple[float, float], text: str, radius: int, rng: Random) -> None:
    """A round red stamp of an office over what is printed, unevenly inked."""
    mask = np.asarray(_stamp(text, radius, rng.randint(-25, 25))).astype(np.float32) / 255
    patchy = cv2.resize(
        np.array([[rng.uniform(0.45, 1) for _ in range(5)] for _ in range(5)], np.float32), mask.shape[::-1]
    )
    alpha = (mask * patchy * 0.85)[..., None]
    left, top = int(centre[0] - mask.shape[1] / 2), int(centre[1] - mask.shape[0] / 2)
    box = (left, top, left + mask.shape[1], top + mask.shape[0])
    under = np.asarray(image.crop(box)).astype(np.float32)
    inked = under * (1 - alpha) + under * (np.array(RED, np.float32) / 255) * alpha
    image.paste(Image.fromarray(inked.astype(np.uint8)), box[:2])


def table(
    image: Image.Image, box: Box, columns: list[float], rows: list[float], ink: Ink = BLACK, width: int = 2
) -> None:
    """Ruled lines; columns and rows are shares of the box, the outer frame included."""
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = box
    for share in (0, *columns, 1):
        x = left + (right - left) * share
        draw.line((x, top, x, bottom), ink, width)
    for share in (0, *rows, 1):
        y = top + (bottom - top) * share
        draw.line((left, y, right, y), ink, width)


def mark_sample(image: Image.Image, at: tuple[float, float], size: int) -> None:
    """样本, in grey, where no field is."""
    write(image, at, "样本", size, "sans-bold", (150, 150, 156))
