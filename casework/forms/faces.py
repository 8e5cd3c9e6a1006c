"""The fonts of a printed form: which face has a character, how wide a text runs, and the few glyphs to embed.

A character that no face has is shown as its code point, `〔U+2B740〕`: a name must not lose a character unseen.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import Final

import uharfbuzz as hb
import yaml

FOLDER: Final = Path("/usr/share/fonts")
_VARIATION: Final = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_WIDE_SPACE: Final = "\u3000"
_FACES_IN_A_FILE: Final = 16
_UNUSED_TABLES: Final = tuple(int.from_bytes(tag, "big") for tag in (b"vhea", b"vmtx", b"VORG", b"BASE"))
# for a machine without the font of the boxes
_STAND_INS: Final = {"☐": "□", "☑": "■"}


class FontsMissing(Exception):
    """The font without which no form can be printed is not on this machine; the argument names its package."""


@dataclass(frozen=True)
class FaceFile:
    """One line of `faces.yml`; paths are relative to the folder of the system's fonts."""

    name: str
    family: str
    regular: str
    package: str
    bold: str | None = None
    needed: bool = False
    shaped: bool = False


class Face:
    """One face of one weight, opened by HarfBuzz; the file is mapped, never read as a whole."""

    def __init__(self, name: str, path: Path, family: str, *, shaped: bool) -> None:
        self.name, self.shaped = name, shaped
        self._face = _named(hb.Blob.from_file_path(str(path)), family)
        self._font = hb.Font(self._face)

    @cached_property
    def codes(self) -> hb.Set:
        """The code points it has glyphs for."""
        return self._face.unicodes

    def width(self, text: str) -> float:
        """How far a text runs, in multiples of the type size."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(self._font, buffer)
        return float(sum(one.x_advance for one in buffer.glyph_positions)) / float(self._face.upem)

    def advance(self, char: str) -> float:
        """How far one character runs by itself, in multiples of the type size."""
        glyph = self._font.get_nominal_glyph(ord(char))
        return float(self._font.get_glyph_h_advance(glyph)) / float(self._face.upem)

    def subset(self, characters: Iterable[str]) -> bytes:
        """A font file with the glyphs of these characters alone."""
        wanted = hb.SubsetInput()
        # hints, shared strokes and upright columns are nothing to a page, and cost most of the time it takes to write
        wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
        wanted.drop_table_tag_set.update(_UNUSED_TABLES)
        wanted.unicode_set.update({ord(char) for char in characters})
        return bytes(hb.subset(self._face, wanted).blob.data)


def _named(blob: hb.Blob, family: str) -> hb.Face:
    for index in range(_FACES_IN_A_FILE):
        face = hb.Face(blob, index)
        if face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) == family:
            return face
    raise FontsMissing(family)


@cache
def face_files() -> tuple[FaceFile, ...]:
    """The fonts a form may use."""
    listed = yaml.safe_load(Path(__file__).with_name("faces.yml").read_text(encoding="utf-8"))
    return tuple(FaceFile(**one) for one in listed)


def missing_faces(folder: Path = FOLDER) -> list[FaceFile]:
    """The fonts that are not on this machine."""
    return [one for one in face_files() if not (folder / one.regular).is_file()]


class Faces:
    """The faces of one weight that this machine has. Every text but that of `shown` has been through `shown`."""

    def __init__(self, *, bold: bool = False, folder: Path = FOLDER) -> None:
        self._faces = {one.name: _open(one, folder, bold) for one in face_files() if (folder / one.regular).is_file()}
        if needed := next((one for one in missing_faces(folder) if one.needed), None):
            raise FontsMissing(needed.package)
        self._shown_as: dict[str, str] = {}
        self._home_of: dict[str, tuple[str, float]] = {}

    def face(self, name: str) -> Face:
        """One of them by its name."""
        return self._faces[name]

    def shown(self, text: str) -> str:
        """The text as it can be printed: what has no glyph is its code point, what is invisible is left out."""
        return "".join(map(self._shown, unicodedata.normalize("NFC", text)))

    def runs(self, text: str) -> Iterator[tuple[str, str]]:
        """The text in pieces of one face each, as (name of the face, text)."""
        for name, group in groupby(text, key=lambda char: self._home(char)[0]):
            yield name, "".join(group)

    def width(self, text: str, size: float) -> float:
        """How far a text runs at a type size, in the unit of the size."""
        homes = [self._home(char) for char in text]
        if any(self._faces[name].shaped for name, _ in homes):
            return size * sum(self._faces[name].width(part) for name, part in self.runs(text))
        return size * sum(advance for _, advance in homes)

    def _shown(self, char: str) -> str:
        if char not in self._shown_as:
            self._shown_as[char] = self._seen(char)
        return self._shown_as[char]

    def _seen(self, char: str) -> str:
        if char.isspace():
            return char if char == _WIDE_SPACE else " "
        if ord(char) in _VARIATION or unicodedata.category(char) in ("Cf", "Cc"):
            return ""
        return char if self._covering(char) else _STAND_INS.get(char, f"〔U+{ord(char):04X}〕")

    def _covering(self, char: str) -> str | None:
        return next((name for name, face in self._faces.items() if ord(char) in face.codes), None)

    def _home(self, char: str) -> tuple[str, float]:
        """The face a character is set in, and how far it runs there."""
        if char not in self._home_of:
            name = self._covering(char) or next(iter(self._faces))
            self._home_of[char] = name, self._faces[name].advance(char)
        return self._home_of[char]


def _open(file: FaceFile, folder: Path, bold: bool) -> Face:
    heavy = folder / file.bold if bold and file.bold else None
    path = heavy if heavy and heavy.is_file() else folder / file.regular
    return Face(file.name, path, file.family, shaped=file.shaped)


@cache
def faces(*, bold: bool = False) -> Faces:
    """The faces of one weight on this machine, opened once; `FontsMissing` without the one that is needed."""
    return Faces(bold=bold)
