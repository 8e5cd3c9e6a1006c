"""Synthetic papers, marked 样本, drawn by a seed with the truth beside them; never committed as images.

`make_paper(kind, seed, damage)` gives a `SyntheticPaper`: the photo as RGB image, `truth` (field of `contracts.papers.FIELDS`
→ normal form), `places` (share of the upright photo), and by how much it is spoilt (`glyph`, `blur`; damage.py says what is
readable). Same arguments, same image.

Seeds: whoever works on the reader may look at and tune on seeds below TUNING_SEEDS. The tests use TEST_SEEDS and above, which
nobody tunes on; a finding there is passed on in general words, or reproduced with a tuning seed.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

import numpy as np
from PIL import Image

from contracts.papers import PaperKind
from tests.papers import cards, certificates, documents, others, reports
from tests.papers.camera import Photo, Place, View, take
from tests.papers.damage import HOPELESS, OPTICS, even_light, main_key
from tests.papers.people import READING_DAY
from tests.papers.sheet import Sheet

TUNING_SEEDS: Final = 10_000
TEST_SEEDS: Final = 50_000

DRAW: Final[dict[str, Callable[..., Sheet]]] = {
    "id_card_front": cards.id_card_front,
    "id_card_back": cards.id_card_back,
    "household_register": documents.household_register,
    "disability_card": cards.disability_card,
    "bank_card": cards.bank_card,
    "invoice": documents.invoice,
    "diagnosis": reports.diagnosis,
    "accident_certificate": certificates.accident_certificate,
    "fire_certificate": certificates.fire_certificate,
    "residence_permit": cards.residence_permit,
    "other": others.other,
}
BY_HAND: Final = ("household_register", "disability_card", "diagnosis", "accident_certificate", "fire_certificate")
POSITIONS: Final = ("turned_90", "turned_180", "turned_270", "tilted", "perspective", "clutter")
UNDAMAGED: Final = "none"
DAMAGES: Final = (*POSITIONS, *OPTICS, "handwriting")


@dataclass(frozen=True)
class SyntheticPaper:
    """A photographed paper; `glyph` in pixels, `blur` as sigma in pixels, `main_key` the field that matters most."""

    image: Image.Image
    truth: dict[str, str]
    kind: PaperKind
    damage: str
    seed: int
    layout: str = ""
    places: dict[str, Place] = field(default_factory=dict)
    glyph: float = 0.0
    blur: float = 0.0
    turned: int = 0
    main_key: str = ""

    def jpeg(self, quality: int = 90) -> bytes:
        """The photo as it is sent."""
        buffer = io.BytesIO()
        self.image.save(buffer, "JPEG", quality=quality)
        return buffer.getvalue()


def damages_of(kind: PaperKind) -> tuple[str, ...]:
    """What can happen to a paper of this kind: only forms are filled in by hand."""
    return DAMAGES if kind in BY_HAND else DAMAGES[:-1]


def make_paper(kind: PaperKind, seed: int, damage: str = UNDAMAGED) -> SyntheticPaper:
    """One paper; `damage` is UNDAMAGED, one of DAMAGES or one of HOPELESS (damage.py)."""
    rng = Random(f"{kind} {damage} {seed}")
    sheet = DRAW[kind](rng, True) if damage == "handwriting" else DRAW[kind](rng)
    photo = take(sheet, _view(damage, rng), rng)
    if damage == "low_light" or damage == "hopeless_dark":
        (OPTICS | HOPELESS)[damage](photo, rng)
    else:
        _spoil(photo, damage, rng)
    turned = int(damage[7:]) if damage.startswith("turned_") else 0
    pixels = np.rot90(photo.pixels, turned // 90) if turned else photo.pixels
    return SyntheticPaper(
        Image.fromarray(np.ascontiguousarray(pixels)), sheet.truth, kind, damage, seed, sheet.layout,
        photo.places, photo.glyph, photo.blur, turned, main_key(photo),
    )  # fmt: skip


def _spoil(photo: Photo, damage: str, rng: Random) -> None:
    even_light(photo, rng)
    spoil = (OPTICS | HOPELESS).get(damage)
    if spoil:
        spoil(photo, rng)


def _view(damage: str, rng: Random) -> View:
    long_side, ground = rng.choice((1500, 1600, 1700)), rng.choice(("wood", "stone", "sheet"))
    fill, tilt, lean = rng.uniform(0.8, 0.96), rng.uniform(-2, 2), rng.uniform(0, 0.02)
    if damage == "tilted":
        tilt = rng.choice((-1, 1)) * rng.uniform(6, 15)
    if damage in ("perspective", "combined"):
        lean = rng.uniform(0.12, 0.28)
    if damage == "clutter":
        ground, fill = "cloth", rng.uniform(0.6, 0.75)
    return View(long_side, fill, tilt, lean, ground)


__all__ = [
    "BY_HAND", "DAMAGES", "HOPELESS", "READING_DAY", "TEST_SEEDS", "TUNING_SEEDS", "UNDAMAGED", "SyntheticPaper",
    "damages_of", "make_paper",
]  # fmt: skip
