"""The reading process with real photos: frames in, pages out, limits of time, rubbish that must not end it."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from PIL import Image

from contracts.papers import PaperReading
from paper_reading import reader
from paper_reading.read_child import LENGTH_BYTES, NICENESS, read_limited
from tests.papers import make_paper

# a child that gives way to everybody needs the machine for itself
pytestmark = [pytest.mark.alone, pytest.mark.usefixtures("fonts")]
HEADER = {"content_type": "image/jpeg", "today": "2026-11-23"}


class Child:
    """The process and its two pipes."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "paper_reading.read_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.ready = self.answer()

    def _pipe(self, pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe

    def answer(self) -> dict[str, Any]:
        out = self._pipe(self.process.stdout)
        length = int.from_bytes(out.read(LENGTH_BYTES), "big")
        return json.loads(out.read(length))

    def read(self, body: bytes, header: dict[str, str] | bytes = HEADER) -> list[PaperReading]:
        into = self._pipe(self.process.stdin)
        for frame in (header if isinstance(header, bytes) else json.dumps(header).encode(), body):
            into.write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)
        into.flush()
        return [PaperReading.model_validate(one) for one in self.answer()["pages"]]


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    one = Child()
    yield one
    one.process.stdin.close()
    assert one.process.wait(20) == 0


def jpeg(image: Image.Image) -> bytes:
    body = io.BytesIO()
    image.save(body, "JPEG", quality=90)
    return body.getvalue()


def status(child: Child) -> str:
    return Path(f"/proc/{child.process.pid}/stat").read_text()


@pytest.mark.parametrize(("damage", "turned"), [("none", 0), ("turned_90", 90), ("turned_180", 180)])
def test_a_photo_of_an_id_card(child, damage, turned):
    paper = make_paper("id_card_front", 17, damage)
    (page,) = child.read(paper.jpeg())
    assert (page.kind, page.problem, page.turned) == ("id_card_front", None, turned)
    fields = {one.name: one for one in page.fields}
    assert {name: one.value for name, one in fields.items()} == paper.truth
    assert fields["id_number"].certain
    left, top, right, bottom = fields["id_number"].place
    true = paper.places["id_number"]
    assert left < (true[0] + true[2]) / 2 < right and top < (true[1] + true[3]) / 2 < bottom


def test_it_gives_way_to_others(child):
    assert "ready" in child.ready
    assert int(status(child).rsplit(")", 1)[1].split()[16]) == NICENESS
    threads = Path(f"/proc/{child.process.pid}/status").read_text().split("Threads:")[1].split()[0]
    assert threads == "1"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "image/jpeg"),
        (b"<html>", "image/png"),
        (b"\xff\xd8\xff" + bytes(range(256)) * 40, "image/jpeg"),
        (b"%PDF-1.7 nothing %%EOF", "application/pdf"),
        (b"x" * 99, "text/html"),
    ],
)
def test_rubbish_is_a_page_with_a_problem(child, body, content_type):
    (page,) = child.read(body, HEADER | {"content_type": content_type})
    assert page.problem and not page.fields and page.kind == "other"


def test_a_header_that_is_none(child):
    assert child.read(b"", b"not json")[0].problem == "unreadable"


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (34, 34), (3000, 40)])
def test_pictures_of_odd_sizes(child, size):
    (page,) = child.read(jpeg(Image.new("RGB", size, (90, 200, 90))))
    assert (page.kind, page.problem, page.fields) == ("other", None, [])


def test_a_scan_of_two_papers_gives_two_pages(child):
    one, other = make_paper("id_card_front", 3).image, make_paper("id_card_back", 3).image
    body = io.BytesIO()
    one.save(body, "PDF", save_all=True, append_images=[other], resolution=200)
    pages = child.read(body.getvalue(), HEADER | {"content_type": "application/pdf"})
    assert [(page.page, page.kind) for page in pages] == [(0, "id_card_front"), (1, "id_card_back")]


def test_a_file_that_takes_too_long_ends_in_time_with_what_was_read(monkeypatch):
    def slow(*_: Any) -> Iterator[PaperReading]:
        yield PaperReading(kind="invoice")
        while True:
            sum(range(1000))

    monkeypatch.setattr(reader, "read_file", slow)
    pages = read_limited(None, json.dumps(HEADER).encode(), b"", seconds=0.2)
    assert [(page.kind, page.problem, page.page) for page in pages] == [("invoice", None, 0), ("other", "too_long", 1)]


def test_what_a_decoder_raises_never_reaches_the_owner(monkeypatch):
    def broken(*_: Any) -> Iterator[PaperReading]:
        raise ZeroDivisionError
        yield PaperReading()

    monkeypatch.setattr(reader, "read_file", broken)
    assert read_limited(None, json.dumps(HEADER).encode(), b"")[0].problem == "unreadable"
