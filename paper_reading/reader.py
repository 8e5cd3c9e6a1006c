"""From a picture of a page to what it says: upright, kind, fields with their place, and whether the photo will do."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
from PIL import Image as Pictures

from contracts.papers import FIELDS, PaperKind, PaperReading
from paper_reading.engine import Engine, Image
from paper_reading.found import Found, Page
from paper_reading.hidden import hidden
from paper_reading.kinds import kind_of
from paper_reading.lines import Quad, plain
from paper_reading.pages import PageProblem, pages_of
from paper_reading.papers import (
    accident_certificate,
    bank_card,
    diagnosis,
    disability_card,
    fire_certificate,
    household_register,
    id_card_back,
    id_card_front,
    invoice,
    residence_permit,
)
from paper_reading.quality import measure, problems_of
from paper_reading.sheet import Sheet, Span
from paper_reading.upright import read_sheet

_READERS: Final[dict[PaperKind, Callable[[Page], list[Found]]]] = {
    "id_card_front": id_card_front.read,
    "id_card_back": id_card_back.read,
    "household_register": household_register.read,
    "disability_card": disability_card.read,
    "bank_card": bank_card.read,
    "invoice": invoice.read,
    "diagnosis": diagnosis.read,
    "accident_certificate": accident_certificate.read,
    "fire_certificate": fire_certificate.read,
    "residence_permit": residence_permit.read,
}
# a larger picture shows nothing more of the print
_LONGEST: Final = 3000
# a second and a third look: with more and with less paper around the line, shares of its height
_MARGINS: Final = (0.18, -0.06)
# narrow digits that are the same run together (11 is read as 1); pulled apart they do not
_PULLED: Final = 1.5
# below this nothing of a reading may be offered as certain
_KIND_SURE: Final = 0.35
# numbers and sums that check themselves, and what its reader has looked at twice
_CHECKED: Final = ("id_number", "card_number", "total")
_READ_TWICE: Final = ("name", "head_name")


def read_file(engine: Engine, body: bytes, content_type: str, today: date) -> Iterator[PaperReading]:
    """What the pages of a file say; one page with a problem when the file gives none."""
    number = 0
    try:
        for number, picture in enumerate(pages_of(body, content_type)):
            yield read_page(engine, picture, today).model_copy(update={"page": number})
    except PageProblem as problem:
        yield PaperReading(page=number, problem=problem.kind)


def read_page(engine: Engine, picture: Pictures.Image, today: date) -> PaperReading:
    """What one page says; it never raises, a page that cannot be read is `other` without fields."""
    began = time.monotonic()
    picture.thumbnail((_LONGEST, _LONGEST))
    sheet, image = read_sheet(engine, np.asarray(picture.convert("RGB")))
    kind, confidence = kind_of(sheet)
    page = Page(sheet, today, lambda span: _read_again(engine, image, span))
    fields = _READERS[kind](page) if kind in _READERS else []
    fields = [replace(one, certain=one.certain and confidence >= _KIND_SURE) for one in fields]
    fields = [replace(one, certain=one.certain and _stands(one, engine, sheet, image)) for one in fields]
    whole = {one.name for one in fields if one.value} >= set(FIELDS[kind])
    return PaperReading(
        kind=kind,
        confidence=confidence,
        fields=[one.as_field(sheet) for one in _ordered(kind, fields)],
        quality=problems_of(measure(sheet, image, fields, whole)),
        turned=sheet.turned,
        seconds=round(time.monotonic() - began, 3),
    )


def _stands(one: Found, engine: Engine, sheet: Sheet, image: Image) -> bool:
    """Whether nothing hides a part of a value and it reads the same again; some have been looked at twice before."""
    if one.name in _CHECKED:
        return True
    if hidden(sheet, image, one.span):
        return False
    return one.name in _READ_TWICE or _reads_the_same(engine, image, one.span)


def _reads_the_same(engine: Engine, image: Image, span: Span) -> bool:
    """Whether each line of a span, read at another scale, holds the same characters; digits are pulled apart."""
    parts: dict[Quad, str] = {}
    for letter in span.letters:
        parts[letter.line.quad] = parts.get(letter.line.quad, "") + letter.text
    if any(letter.text.isdecimal() for letter in span.letters):
        read = {quad: engine.read(image, [quad], _PULLED) for quad in parts}
    else:
        read = {quad: engine.read(image, [_widened(quad, _MARGINS[0])]) for quad in parts}
    return all(lines and plain(parts[quad]) in plain(lines[0].text) for quad, lines in read.items())


def _ordered(kind: PaperKind, fields: list[Found]) -> list[Found]:
    order = FIELDS[kind]
    return sorted((one for one in fields if one.name in order), key=lambda one: order.index(one.name))


def _read_again(engine: Engine, image: Image, span: Span) -> Sequence[str]:
    """The lines a span stands in, read with other margins: another scale, so another reading."""
    quads = list(dict.fromkeys(letter.line.quad for letter in span.letters))
    readings = ([line.text for line in engine.read(image, [_widened(q, share) for q in quads])] for share in _MARGINS)
    return ["".join(texts) for texts in readings]


def _widened(quad: Quad, share: float) -> Quad:
    """A quadrilateral with more paper (or less) above and below, and as much left and right."""
    corners = np.array(quad)
    down = (corners[3] - corners[0] + corners[2] - corners[1]) / 2 * share
    along = corners[1] - corners[0]
    side = along / max(1.0, float(np.linalg.norm(along))) * float(np.linalg.norm(down)) * np.sign(share)
    moved = (corners[0] - down - side, corners[1] - down + side, corners[2] + down + side, corners[3] + down - side)
    one, two, three, four = ((float(x), float(y)) for x, y in moved)
    return one, two, three, four
