"""Looks into one photo or PDF: what comes out is safe to store and to show, and says nothing about where it was taken.

Call it in the limited child process of `inspect_child` only.
"""

from io import BytesIO
from typing import Final

import pillow_heif
from PIL import Image

from contracts.content_types import paper_kind
from contracts.files import Inspected
from paper_reading.pages import PageProblem, open_pdf, pages_of, photo_of
from paper_reading.pdf_actions import is_active, is_encrypted

LONGEST_SIDE: Final = 3000
QUALITY: Final = 90
THUMBNAIL_SIDE: Final = 320
_THUMBNAIL_QUALITY: Final = 80

pillow_heif.options.DECODE_THREADS = 1


def inspect_paper(body: bytes, content_type: str) -> Inspected:
    """A photo as an upright JPEG, a PDF as it is, each with a thumbnail; else the word why not."""
    try:
        if paper_kind(content_type) == "pdf":
            return _inspect_pdf(body, content_type)
        return _inspect_photo(body, content_type)
    except PageProblem as problem:
        return Inspected(problem=problem.kind)
    except Exception:  # out of memory in the middle of it, say
        return Inspected(problem="unreadable")


def _inspect_photo(body: bytes, content_type: str) -> Inspected:
    photo = photo_of(body, content_type, LONGEST_SIDE)
    photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    kept = _as_jpeg(photo, QUALITY)
    return Inspected("image/jpeg", kept, _thumbnail(photo), 1, photo.width, photo.height)


def _inspect_pdf(body: bytes, content_type: str) -> Inspected:
    if is_encrypted(body):
        return Inspected(problem="locked")
    document = open_pdf(body)
    try:
        if is_active(document, body):
            return Inspected(problem="active")
        pages = len(document)
    finally:
        document.close()
    first = next(pages_of(body, content_type))
    return Inspected(content_type, body, _thumbnail(first), pages, first.width, first.height)


def _thumbnail(page: Image.Image) -> bytes:
    small = page.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _as_jpeg(small, _THUMBNAIL_QUALITY)


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """The pixels alone: EXIF, colour profile and comments stay behind."""
    bare = BytesIO()
    picture.info = {}
    picture.save(bare, "JPEG", quality=quality)
    return bare.getvalue()
