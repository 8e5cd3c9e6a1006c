"""Reading a printed form back: its words page by page, its fonts, and applications to print."""

import ctypes
from datetime import date
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from casework.forms.application import Application
from casework.forms.faces import missing_faces

PLACES = {
    "522702": "贵州省福泉市", "522702100": "福泉市牛场镇", "513201": "四川省阿坝州马尔康市",
    "530602": "云南省昭通市昭阳区",
}  # fmt: skip
NUMBER = "福-7K3M9-2QXAC"


def application(lane: str, told: dict[str, Any], **more: Any) -> Application:
    """A filed application of the 20th, printed on the 23rd."""
    filled = {"sources": {}, "decisions": {}, "place_name": PLACES.get, **more}
    return Application(
        number=NUMBER, lane=lane, submitted_on=date(2026, 11, 20), printed_on=date(2026, 11, 23), answers=told, **filled
    )


@pytest.fixture(autouse=True)
def form_fonts() -> None:
    """Forms are looked at where their fonts are; the rare characters' own font may be missing."""
    packages = {one.package for one in missing_faces() if one.name != "rare"}
    if packages:
        pytest.skip(f"forms need fonts: apt-get install {' '.join(sorted(packages))} (.ci/run does)")


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, without the white between them."""
    document = pdfium.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return ["".join(text.split()) for text in texts]


def words_of(pdf: bytes) -> str:
    """The words of all pages, without white."""
    return "".join(pages_of(pdf))


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """The name of each font that is used, and whether the file holds it."""
    document, found = pdfium.PdfDocument(pdf), {}
    for page in document:
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(one.raw)
            name = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, name, len(name))
            found[name.value.decode()] = raw.FPDFFont_GetIsEmbedded(font) == 1
    document.close()
    return found
