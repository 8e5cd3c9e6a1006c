"""What happens to a photo: light, lens, file, fingers. `damaged` stays readable to a person, `hopeless` does not.

Readable means, with h the height in the photo of a digit of the smallest key field (number, name; a Chinese character is a
quarter higher): h is at least 12 pixels, blur (as the sigma of a Gaussian) at most 0.15 h, ink against paper at least 25 % of the range and three sigma of the noise,
and no glare, finger or edge touches a key field. Hopeless means: blur of at least 0.4 h, or h of at most 3.2 pixels, or
contrast below the noise, or the middle of the most important field covered, burnt out or outside the frame.
"""

from collections.abc import Callable
from random import Random

import cv2
import numpy as np

from tests.papers.camera import Photo, Pixels, Place, cloud, grain

READABLE_GLYPH, READABLE_BLUR = 12.0, 0.15
HOPELESS_GLYPH, HOPELESS_BLUR = 3.2, 0.40
KEY_ORDER = ("id_number", "card_number", "valid_until", "name", "head_name", "number", "people")


def add_noise(pixels: Pixels, sigma: float, rng: Random) -> Pixels:
    """Sensor noise of a sigma in grey levels."""
    high, wide = pixels.shape[:2]
    tile = grain()
    tile = np.roll(tile, (rng.randrange(1024), rng.randrange(1024)), (0, 1))
    repeats = (-(-high // 1024), -(-wide // 1024), 1)
    noise = np.tile((tile * sigma).astype(np.int16), repeats)[:high, :wide]
    return cv2.add(pixels.astype(np.int16), noise).clip(0, 255).astype(np.uint8)


def _lit(pixels: Pixels, light: Pixels) -> Pixels:
    """Multiplied by a map of light (0..1) given at any size."""
    light = cv2.resize((np.clip(light, 0, 1) * 255).astype(np.uint8), pixels.shape[1::-1])
    return cv2.multiply(pixels, cv2.merge([light] * 3), None, 1 / 255)


def even_light(photo: Photo, rng: Random) -> None:
    """The light of any photo: never quite even, never quite without noise."""
    photo.pixels = _lit(photo.pixels, 0.9 + 0.1 * cloud(rng, (64, 48), (3, 3)))
    photo.pixels = add_noise(photo.pixels, rng.uniform(1, 4), rng)


def motion_blur(photo: Photo, rng: Random, share: float | None = None) -> None:
    """The hand moved: the glyph smears over up to half of its height."""
    length = max(3.0, photo.glyph * (share or rng.uniform(0.25, 0.5)))
    angle, side = rng.uniform(0, np.pi), int(length) // 2 * 2 + 3
    kernel = np.zeros((side * 4, side * 4), np.float32)
    centre, reach = side * 2, length * 2
    ends = [
        (int(centre + sign * reach * np.cos(angle)), int(centre + sign * reach * np.sin(angle))) for sign in (-1, 1)
    ]
    cv2.line(kernel, ends[0], ends[1], 1.0, 4)
    smear = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    photo.pixels = cv2.filter2D(photo.pixels, -1, smear / smear.sum())
    photo.blur = float(np.hypot(photo.blur, length / np.sqrt(12)))


def focus_blur(photo: Photo, rng: Random, share: float | None = None) -> None:
    """Out of focus by a share of the glyph's height."""
    sigma = photo.glyph * (share or rng.uniform(0.07, 0.15))
    photo.pixels = cv2.GaussianBlur(photo.pixels, (0, 0), sigma)
    photo.blur = float(np.hypot(photo.blur, sigma))


def low_light(photo: Photo, rng: Random) -> None:
    """A room in the evening: a fifth of the light, warm, noisy."""
    gain = rng.uniform(0.14, 0.3)
    warm = np.array([gain * 1.08, gain, gain * 0.82])
    photo.pixels = add_noise((photo.pixels * warm).clip(0, 255).astype(np.uint8), rng.uniform(4, 8), rng)


def shadow(photo: Photo, rng: Random) -> None:
    """The shadow of the hand and the phone over part of the paper."""
    edge, slope, soft = rng.uniform(0.3, 0.7), rng.uniform(-0.8, 0.8), rng.uniform(0.02, 0.1)
    y, x = np.mgrid[0:96, 0:128] / np.array([96, 128])[:, None, None]
    fade = 1 / (1 + np.exp(-(x - edge + slope * (y - 0.5)) / soft))
    photo.pixels = _lit(photo.pixels, 0.28 + 0.72 * fade * (0.85 + 0.15 * cloud(rng, (128, 96), (3, 3))))


def noise(photo: Photo, rng: Random) -> None:
    """A cheap sensor."""
    photo.pixels = add_noise(photo.pixels, rng.uniform(18, 34), rng)


def jpeg(photo: Photo, rng: Random, quality: int | None = None) -> None:
    """Passed on and compressed again and again."""
    for _ in range(2):
        _, coded = cv2.imencode(".jpg", photo.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality or rng.randint(12, 24)])
        photo.pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def _shrink(photo: Photo, glyph: float) -> None:
    scale = glyph / photo.glyph
    if scale < 1:
        photo.pixels = cv2.resize(photo.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        photo.glyph, photo.blur, photo.sheet_corners = glyph, photo.blur * scale, photo.sheet_corners * scale


def low_resolution(photo: Photo, rng: Random) -> None:
    """A thumbnail was sent, or an old phone took it."""
    _shrink(photo, rng.uniform(READABLE_GLYPH, 15))


def moire(photo: Photo, rng: Random) -> None:
    """A photo of a screen: stripes where two grids meet, and the grid itself."""
    high, wide = photo.pixels.shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    angle, pitch = rng.uniform(0.1, 1.4), rng.uniform(9, 22)
    bands = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 6.283 / pitch + 2 * np.sin(y / rng.uniform(90, 200)))
    bands = (bands * rng.uniform(10, 22)).astype(np.int16)[..., None] * np.array([1, -1, 1], np.int16)
    photo.pixels = cv2.add(photo.pixels.astype(np.int16), bands).clip(0, 255).astype(np.uint8)
    photo.pixels[::3] = (photo.pixels[::3] * 0.82).astype(np.uint8)


def wrinkles(photo: Photo, rng: Random) -> None:
    """Folded and carried in a pocket: creases that bend the lines and throw small shadows."""
    high, wide = photo.pixels.shape[:2]
    y, x = np.mgrid[0:high:4, 0:wide:4].astype(np.float32)
    height = np.zeros_like(x)
    for _ in range(rng.randint(4, 8)):
        angle, offset = rng.uniform(0, np.pi), rng.uniform(0.2, 0.8)
        across = (x / wide - offset) * np.cos(angle) + (y / high - rng.uniform(0.3, 0.7)) * np.sin(angle)
        height += rng.uniform(0.5, 1) * np.exp(-((across / rng.uniform(0.006, 0.02)) ** 2))
    bend = cv2.GaussianBlur(height, (0, 0), 3) * photo.glyph * 0.2
    full = (wide, high)
    map_x = cv2.resize(x + bend, full) + np.tile(np.arange(wide, dtype=np.float32) % 4, (high, 1)) * 0
    map_y = cv2.resize(y + bend * 0.6, full)
    photo.pixels = cv2.remap(photo.pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shade = 1 - 0.5 * np.clip(np.gradient(cv2.GaussianBlur(height, (0, 0), 1.5))[1] * 4, -0.3, 1)
    photo.pixels = _lit(photo.pixels, shade * 0.95)


def _touches(one: Place, other: Place) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _spot_beside(photo: Photo, rng: Random, keys: list[Place], half: tuple[float, float]) -> tuple[float, float] | None:
    low, high = photo.sheet_corners.min(0), photo.sheet_corners.max(0)
    size = np.array(photo.pixels.shape[1::-1])
    low, high = low / size, high / size
    for _ in range(40):
        x, y = rng.uniform(low[0], high[0]), rng.uniform(low[1], high[1])
        if not any(_touches((x - half[0], y - half[1], x + half[0], y + half[1]), key) for key in keys):
            return x, y
    return None


def main_key(photo: Photo) -> str:
    """The most important field on the paper."""
    return next((name for name in KEY_ORDER if name in photo.places), next(iter(photo.places), ""))


def _key_places(photo: Photo) -> list[Place]:
    return [place for name, place in photo.places.items() if name in KEY_ORDER]


def _burn(photo: Photo, at: tuple[float, float], half: tuple[float, float]) -> None:
    small = (256, 192)
    y, x = np.mgrid[0 : small[1], 0 : small[0]] / np.array([small[1], small[0]])[:, None, None]
    reach = np.hypot((x - at[0]) / half[0], (y - at[1]) / half[1])
    spot = cv2.resize((np.clip(1.9 - 1.9 * reach, 0, 1) * 255).astype(np.uint8), photo.pixels.shape[1::-1])
    photo.pixels = cv2.add(photo.pixels, cv2.merge([spot] * 3))


def glare(photo: Photo, rng: Random) -> None:
    """The lamp mirrored in the plastic, beside the key fields."""
    half = (rng.uniform(0.07, 0.14), rng.uniform(0.06, 0.12))
    at = _spot_beside(photo, rng, _key_places(photo), half)
    _burn(photo, at or (0.02, 0.02), half)


def _finger_at(photo: Photo, tip: tuple[float, float], start: tuple[float, float], thick: int, rng: Random) -> None:
    size = photo.pixels.shape[1::-1]
    skin = rng.choice(((206, 160, 132), (176, 128, 100), (222, 182, 156)))
    points = [(int(x * size[0]), int(y * size[1])) for x, y in (start, tip)]
    cv2.line(photo.pixels, points[0], points[1], [int(part * 0.8) for part in skin], thick + 8, cv2.LINE_AA)
    cv2.line(photo.pixels, points[0], points[1], skin, thick, cv2.LINE_AA)
    nail = tuple(min(255, part + 24) for part in skin)
    cv2.circle(photo.pixels, points[1], thick // 3, nail, -1, cv2.LINE_AA)


def finger(photo: Photo, rng: Random) -> None:
    """A thumb holds the paper at a corner or an edge, beside the key fields."""
    size = np.array(photo.pixels.shape[1::-1])
    keys, thick = _key_places(photo), int(min(size) * 0.1)
    half = thick * 0.62 / size
    for _ in range(40):
        one, two = rng.sample(range(4), 2)
        edge = (photo.sheet_corners[one] * 0.8 + photo.sheet_corners[two] * 0.2) / size
        middle = photo.sheet_corners.mean(0) / size
        tip = edge + (middle - edge) * rng.uniform(0.02, 0.12)
        start = edge + (edge - middle) * 0.9
        path = [tip * (1 - part) + start * part for part in np.linspace(0, 1, 12)]
        if not any(_touches((*(p - half), *(p + half)), key) for p in path for key in keys):
            _finger_at(photo, tuple(tip), tuple(start), thick, rng)
            return


def _crop(photo: Photo, left: float, top: float, right: float, bottom: float) -> None:
    high, wide = photo.pixels.shape[:2]
    x0, y0, x1, y1 = int(left * wide), int(top * high), int(right * wide), int(bottom * high)
    photo.pixels = np.ascontiguousarray(photo.pixels[y0:y1, x0:x1])
    span_x, span_y = (x1 - x0) / wide, (y1 - y0) / high
    photo.places = {
        name: (
            (p[0] - x0 / wide) / span_x,
            (p[1] - y0 / high) / span_y,
            (p[2] - x0 / wide) / span_x,
            (p[3] - y0 / high) / span_y,
        )
        for name, p in photo.places.items()
    }
    photo.sheet_corners = photo.sheet_corners - np.array([x0, y0], np.float32)


def cut_edge(photo: Photo, rng: Random) -> None:
    """An edge of the paper is outside the frame, up to the first key field."""
    size = np.array(photo.pixels.shape[1::-1])
    low, high = photo.sheet_corners.min(0) / size, photo.sheet_corners.max(0) / size
    keys = _key_places(photo) or [(0.4, 0.4, 0.6, 0.6)]
    near = [min(k[0] for k in keys), min(k[1] for k in keys), max(k[2] for k in keys), max(k[3] for k in keys)]
    room = [near[0] - low[0], near[1] - low[1], high[0] - near[2], high[1] - near[3]]
    edge, share = max(range(4), key=lambda i: room[i] + rng.uniform(0, 0.2)), rng.uniform(0.25, 0.75)
    frame = [0.0, 0.0, 1.0, 1.0]
    outer = (low[0], low[1], high[0], high[1])[edge]
    most = 0.25 * (high - low)[edge % 2]
    frame[edge] = outer + float(np.clip((near[edge] - outer) * share, -most, most))
    _crop(photo, *frame)


def combined(photo: Photo, rng: Random) -> None:
    """Several at once, each milder."""
    for one in rng.sample((shadow, noise, lambda p, r: focus_blur(p, r, 0.09), lambda p, r: jpeg(p, r, 28),
                           lambda p, r: motion_blur(p, r, 0.25), wrinkles), 2):  # fmt: skip
        one(photo, rng)


def hopeless_blur(photo: Photo, rng: Random) -> None:
    """Nothing but smears."""
    focus_blur(photo, rng, rng.uniform(HOPELESS_BLUR, 0.6))


def hopeless_dark(photo: Photo, rng: Random) -> None:
    """Less light than noise."""
    photo.pixels = add_noise((photo.pixels * 0.02).astype(np.uint8), 10, rng)


def hopeless_small(photo: Photo, rng: Random) -> None:
    """Taken from the other side of the room."""
    _shrink(photo, rng.uniform(2.2, HOPELESS_GLYPH))


def hopeless_glare(photo: Photo, rng: Random) -> None:
    """The lamp right over the number."""
    place = photo.places[main_key(photo)]
    middle = ((place[0] + place[2]) / 2, (place[1] + place[3]) / 2)
    _burn(photo, middle, ((place[2] - place[0]) * 0.55 + 0.05, (place[3] - place[1]) + 0.08))


def hopeless_cut(photo: Photo, rng: Random) -> None:
    """Half of the number is outside the frame."""
    place = photo.places[main_key(photo)]
    _crop(photo, 0, 0, place[0] + (place[2] - place[0]) * rng.uniform(0.3, 0.7), 1)


def hopeless_covered(photo: Photo, rng: Random) -> None:
    """A thumb on the number."""
    place = photo.places[main_key(photo)]
    thick = int(
        max((place[3] - place[1]) * photo.pixels.shape[0] * 1.7, (place[2] - place[0]) * photo.pixels.shape[1] * 0.3)
    )
    across = place[0] + (place[2] - place[0]) * rng.uniform(0.35, 0.65)
    _finger_at(photo, (across, (place[1] + place[3]) / 2), (across, 1.2), thick, rng)


OPTICS: dict[str, Callable[[Photo, Random], None]] = {
    "motion_blur": motion_blur, "focus_blur": focus_blur, "low_light": low_light, "shadow": shadow, "glare": glare,
    "noise": noise, "jpeg": jpeg, "low_resolution": low_resolution, "cut_edge": cut_edge, "finger": finger,
    "wrinkles": wrinkles, "moire": moire, "combined": combined,
}  # fmt: skip
HOPELESS: dict[str, Callable[[Photo, Random], None]] = {
    "hopeless_blur": hopeless_blur, "hopeless_dark": hopeless_dark, "hopeless_small": hopeless_small,
    "hopeless_glare": hopeless_glare, "hopeless_cut": hopeless_cut, "hopeless_covered": hopeless_covered,
}  # fmt: skip
