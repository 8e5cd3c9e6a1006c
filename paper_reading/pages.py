"""From a file to pages: upright RGB pictures of a photo or of the first pages of a PDF.

The size is read from the header before anything is decoded. Strangers' files: call it in a limited child process.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final, Literal

import pillow_heif
import pypdfium2
from PIL import Image, ImageOps

Problem = Literal["truncated", "too_many_pixels", "locked", "unreadable"]

MAX_PIXELS: Final = 40_000_000
MAX_PAGES: Final = 5
PDF_DPI: Final = 200
# a page larger than paper is drawn no larger than this
LONGEST_PAGE: Final = 3000
_POINTS_PER_INCH: Final = 72
_FORMATS: Final = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/heic": ("HEIF",)}
# where a file of this type ends; a PDF may have a little after it
_ENDS: Final = {
    "image/jpeg": (b"\xff\xd9", 2048),
    "image/png": (b"IEND", 2048),
    "application/pdf": (b"%%EOF", 4096),
}

pillow_heif.register_heif_opener()
# our own limit is lower and is checked first
Image.MAX_IMAGE_PIXELS = None


class PageProblem(Exception):
    """Why a file gives no pages: `kind` is one of `Problem`."""

    def __init__(self, kind: Problem) -> None:
        super().__init__(kind)
        self.kind: Problem = kind


def pages_of(body: bytes, content_type: str) -> Iterator[Image.Image]:
    """The pages of a JPEG, PNG, HEIC or PDF, upright and in RGB; of a PDF the first `MAX_PAGES` at `PDF_DPI`.

    Raises `PageProblem` while they are drawn.
    """
    if content_type == "application/pdf":
        yield from _pdf_pages(body)
    else:
        yield photo_of(body, content_type)


def photo_of(body: bytes, content_type: str, longest: int | None = None) -> Image.Image:
    """A photo, upright and in RGB. `longest` lets a JPEG be decoded smaller, never below so many pixels a side."""
    try:
        with Image.open(BytesIO(body), formats=_FORMATS[content_type]) as photo:
            if photo.width * photo.height > MAX_PIXELS:
                raise PageProblem("too_many_pixels")
            if longest:
                photo.draft("RGB", (longest, longest))
            photo.load()
            return _in_rgb(_upright(photo))
    except PageProblem:
        raise
    except Exception as error:  # a decoder given a broken file raises nearly anything
        raise PageProblem("truncated" if is_cut(body, content_type) else "unreadable") from error


def _upright(photo: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(photo)
    except Exception:  # broken EXIF must not cost the photo
        return photo


def _in_rgb(photo: Image.Image) -> Image.Image:
    if photo.mode.startswith("I;16"):
        # scanners: Pillow would cut sixteen bits off at 255
        photo = photo.point(lambda value: value * (1 / 256)).convert("L")
    if not photo.has_transparency_data:
        return photo.convert("RGB")
    paper = Image.new("RGBA", photo.size, "white")
    paper.alpha_composite(photo.convert("RGBA"))
    return paper.convert("RGB")


def open_pdf(body: bytes) -> pypdfium2.PdfDocument:
    """A PDF that can be opened and has pages; close it afterwards. Raises `PageProblem`."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        kind: Problem = "truncated" if is_cut(body, "application/pdf") else "unreadable"
        raise PageProblem("locked" if "password" in str(error).lower() else kind) from error
    if len(document) == 0:
        document.close()
        raise PageProblem("unreadable")
    return document


def _pdf_pages(body: bytes) -> Iterator[Image.Image]:
    document = open_pdf(body)
    try:
        for number in range(min(len(document), MAX_PAGES)):
            yield _drawn(document, number)
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    try:
        page = document[number]
        scale = min(PDF_DPI / _POINTS_PER_INCH, LONGEST_PAGE / max(1.0, *page.get_size()))
        drawn: Image.Image = page.render(scale=scale).to_pil()
        return drawn.convert("RGB")
    except Exception as error:  # as for photos
        raise PageProblem("unreadable") from error


def is_cut(body: bytes, content_type: str) -> bool:
    """Whether the end of a file is missing, as after an upload that broke off."""
    if content_type == "image/heic":
        return _boxes_end(body) > len(body)
    end, within = _ENDS[content_type]
    return end not in body[-within:]


def _boxes_end(body: bytes) -> int:
    """Where the last top-level box of an ISO media file says it ends, in bytes from the start."""
    at = 0
    while at + 16 <= len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        if size == 1:
            size = int.from_bytes(body[at + 8 : at + 16], "big")
        if size < 8:
            break  # 0: to the end of the file
        at += size
    return at
