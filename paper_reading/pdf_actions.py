"""What in a PDF would run, open or unpack something: scripts, launch actions, embedded files, forms that send."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from paper_reading.pages import PageProblem

_INFLATED_MOST: Final = 8 * 1024**2
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# long names: chance does not write them into the bytes of a picture
_NAMES: Final = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE)(?![A-Za-z])|/JS\s*[(<]|/JS\s+\d"
)
# a place in the document to begin at is harmless, whatever else is done on opening is not
_OPENS: Final = re.compile(rb"/OpenAction\s*<<(?!.{0,200}?/GoTo(?![A-Za-z]))", re.DOTALL)
_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_OBJECTS: Final = b"/ObjStm"


def is_encrypted(body: bytes) -> bool:
    """Whether a PDF hides its contents, be it only from being changed: then nobody can look into it."""
    return b"/Encrypt" in _plain(body)


def is_active(document: pypdfium2.PdfDocument, body: bytes) -> bool:
    """Whether anything in an opened PDF acts by itself. Raises `PageProblem` where it cannot be told."""
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) or pdfium.FPDFDoc_GetAttachmentCount(document):
        return True
    return any(_NAMES.search(part) or _OPENS.search(part) for part in _readable(body))


def _readable(body: bytes) -> Iterator[bytes]:
    """The file, and the objects it keeps compressed."""
    yield _plain(body)
    for begin in _STREAM.finditer(body):
        if _OBJECTS in _plain(body[max(0, begin.start() - 400) : begin.start()].rpartition(b" obj")[2]):
            yield _plain(_inflated(body[begin.end() :]))


def _plain(part: bytes) -> bytes:
    """Names as they are meant: any letter of one may be written as #xx."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _inflated(packed: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        found = inflating.decompress(packed, _INFLATED_MOST)
    except zlib.error as error:
        raise PageProblem("unreadable") from error
    if not inflating.eof:
        raise PageProblem("unreadable")
    return found
