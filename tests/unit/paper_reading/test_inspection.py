"""What leaves inspection: upright, no larger than needed, without a word about where it was taken; or a reason."""

import random
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image

from paper_reading.inspect_child import frame
from paper_reading.inspection import LONGEST_SIDE, THUMBNAIL_SIDE, inspect_paper
from tests.paper_files import GPS, ZIP, encoded, jpeg, located_jpeg, pdf, picture
from tests.unit.paper_reading.test_pages import stands_upright

PDF = "application/pdf"


def test_a_photo_leaves_its_place_and_its_camera_behind() -> None:
    sent = located_jpeg()
    assert Image.open(BytesIO(sent)).getexif().get_ifd(GPS) and b"CameraMaker" in sent
    found = inspect_paper(sent, "image/jpeg")
    for body in (found.body, found.thumbnail):
        kept = Image.open(BytesIO(body))
        assert not kept.getexif() and {"exif", "icc_profile", "comment", "xmp"}.isdisjoint(kept.info)
        assert b"Exif" not in body and b"CameraMaker" not in body
        assert stands_upright(kept)
    assert (found.content_type, found.width, found.height, found.pages) == ("image/jpeg", 640, 480, 1)


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("HEIF", "image/heic")])
def test_whatever_came_a_jpeg_is_kept(kind: str, content_type: str) -> None:
    found = inspect_paper(encoded(picture(), kind), content_type)
    assert found.content_type == "image/jpeg" and Image.open(BytesIO(found.body)).format == "JPEG"


def test_a_large_photo_is_made_smaller_and_a_small_one_is_left() -> None:
    found = inspect_paper(jpeg("large", 6000, 4000), "image/jpeg")
    assert (found.width, found.height) == (LONGEST_SIDE, 2000) == Image.open(BytesIO(found.body)).size
    assert max(Image.open(BytesIO(found.thumbnail)).size) == THUMBNAIL_SIDE
    small = inspect_paper(jpeg("small", 200, 100), "image/jpeg")
    assert Image.open(BytesIO(small.thumbnail)).size == (small.width, small.height) == (200, 100)


def test_a_pdf_stays_as_it_is() -> None:
    sent = pdf(7)
    found = inspect_paper(sent, PDF)
    assert (found.body, found.pages, found.problem) == (sent, 7, None)
    assert max(Image.open(BytesIO(found.thumbnail)).size) == THUMBNAIL_SIDE


def hidden_in_objects(name: bytes) -> bytes:
    """A PDF that keeps an action in a compressed object stream, where a plain search does not see it."""
    packed = zlib.compress(b"9 0 << /S " + name + b" /F (x) >>")
    stream = b"8 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    head, _, tail = pdf().partition(b"\n1 0 obj")
    return head + b"\n" + stream + packed + b"\nendstream\nendobj\n1 0 obj" + tail


ACTIVE = {
    "script": pdf(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>"),
    "script in names": pdf(catalog=b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>"),
    "escaped": pdf(catalog=b"/OpenAction << /S /#4a#61vaScript >>"),
    "launch": pdf(catalog=b"/AA << /WC << /S /Launch /F (cmd.exe) >> >>"),
    "opens an address": pdf(catalog=b"/OpenAction << /S /URI /URI (http://example.org) >>"),
    "embedded": pdf(embed=ZIP),
    "sends a form": pdf(catalog=b"/AA << /WC << /S /SubmitForm /F (http://example.org) >> >>"),
    "rendition": pdf(catalog=b"/AA << /WC << /S /Rendition /JS (x) >> >>"),
    "in objects": hidden_in_objects(b"/Launch"),
    "in objects, escaped": hidden_in_objects(b"/L#61unch"),
}


@pytest.mark.parametrize("what", list(ACTIVE))
def test_a_pdf_that_acts_by_itself_is_refused(what: str) -> None:
    assert inspect_paper(ACTIVE[what], PDF).problem == "active"


def test_a_pdf_that_only_shows_is_kept() -> None:
    for body in (pdf(catalog=b"/OpenAction [3 0 R /Fit]"), hidden_in_objects(b"/GoTo")):
        assert inspect_paper(body, PDF).problem is None


def test_an_object_stream_nobody_can_open_is_not_trusted() -> None:
    body = hidden_in_objects(b"/GoTo").replace(zlib.compress(b"9 0 << /S /GoTo /F (x) >>")[:8], b"\x00" * 8)
    assert inspect_paper(body, PDF).problem == "unreadable"


def test_noise_in_pictures_is_no_action() -> None:
    """Bytes of a scan that happen to spell something short are not taken for a script."""
    found = encoded(Image.frombytes("RGB", (900, 900), random.Random(5).randbytes(900 * 900 * 3)), "PDF")
    assert inspect_paper(found + b"", PDF).problem is None


def test_the_child_answers_in_three_frames() -> None:
    asked = frame(b'{"content_type": "image/jpeg"}') + frame(jpeg())
    child = [sys.executable, "-m", "paper_reading.inspect_child"]
    said = subprocess.run(child, input=asked, capture_output=True, check=True).stdout
    frames = []
    while said:
        size = int.from_bytes(said[:4], "big")
        frames.append(said[4 : 4 + size])
        said = said[4 + size :]
    assert len(frames) == 3 and b'"problem": null' in frames[0]
    assert [Image.open(BytesIO(body)).size for body in frames[1:]] == [(640, 480), (320, 240)]
