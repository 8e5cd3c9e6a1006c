"""From a file to upright RGB pages: every way a phone can lie, every page worth drawing, every way a file can fail."""

import time
import tracemalloc
from io import BytesIO

import pytest
from PIL import Image

from paper_reading.pages import MAX_PAGES, PageProblem, pages_of, photo_of
from tests.paper_files import ORIENTATION, bomb, encoded, jpeg, pdf, picture

# how the stored picture is turned so that the orientation's reader has to turn it back
TURNED = {
    1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}  # fmt: skip


def stands_upright(page: Image.Image) -> bool:
    """The dark corner is on top left, and nowhere else."""
    corners = [(9, 9), (page.width - 9, 9), (9, page.height - 9), (page.width - 9, page.height - 9)]
    dark = [sum(page.convert("RGB").getpixel(at)) < 120 for at in corners]
    return page.width > page.height and dark == [True, False, False, False]


@pytest.mark.parametrize("orientation", list(TURNED))
def test_a_photo_stands_upright_however_the_phone_lay(orientation: int) -> None:
    exif, turn = Image.Exif(), TURNED[orientation]
    exif[ORIENTATION] = orientation
    stored = picture() if turn is None else picture().transpose(turn)
    (page,) = pages_of(encoded(stored, "JPEG", exif=exif), "image/jpeg")
    assert stands_upright(page) and page.mode == "RGB"


@pytest.mark.parametrize(
    ("kind", "content_type"), [("PNG", "image/png"), ("HEIF", "image/heic"), ("MPO", "image/jpeg")]
)
def test_every_format_of_a_phone(kind: str, content_type: str) -> None:
    (page,) = pages_of(encoded(picture(), kind), content_type)
    assert stands_upright(page) and page.size == (640, 480)


def test_broken_exif_does_not_cost_the_photo() -> None:
    body = encoded(picture(), "JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + b"\xff" * 30)
    assert stands_upright(photo_of(body, "image/jpeg"))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_rgb(mode: str) -> None:
    made = Image.new(mode, (30, 30), 40_000) if mode == "I;16" else picture().convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    page = photo_of(encoded(made, kind), f"image/{kind.lower()}")
    assert page.mode == "RGB"
    assert page.getpixel((29, 29)) == (156, 156, 156) if mode == "I;16" else stands_upright(page)


def test_what_can_be_seen_through_lies_on_white() -> None:
    assert photo_of(encoded(Image.new("RGBA", (9, 9), (0, 0, 0, 0)), "PNG"), "image/png").getpixel((4, 4)) == (255,) * 3


def test_the_first_pages_of_a_pdf_at_two_hundred_dots_an_inch() -> None:
    pages = list(pages_of(pdf(MAX_PAGES + 2), "application/pdf"))
    assert len(pages) == MAX_PAGES
    assert {page.size for page in pages} == {(1654, 2339)} and pages[0].mode == "RGB"
    assert min(pages[0].convert("L").getextrema()) < 60


def test_a_wall_sized_page_is_drawn_no_larger_than_paper() -> None:
    poster = pdf().replace(b"/MediaBox [0 0 595.28 841.89]", b"/MediaBox [0 0 14400 14400]")
    assert b"14400" in poster
    (page,) = pages_of(poster, "application/pdf")
    assert max(page.size) <= 3000


def test_forty_megapixels_are_counted_before_anything_is_decoded() -> None:
    body, began = bomb(), time.process_time()
    tracemalloc.start()
    with pytest.raises(PageProblem) as raised:
        photo_of(body, "image/png")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert raised.value.kind == "too_many_pixels"
    assert most < 5 * 1024**2 and time.process_time() - began < 1
    assert photo_of(encoded(Image.new("1", (8000, 5000)), "PNG"), "image/png").size == (8000, 5000)
    with pytest.raises(PageProblem):
        photo_of(encoded(Image.new("1", (8001, 5000)), "PNG"), "image/png")


BODIES = {
    "image/jpeg": jpeg(), "image/png": encoded(picture(), "PNG"), "image/heic": encoded(picture(), "HEIF"),
    "application/pdf": pdf(),
}  # fmt: skip


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("content_type", list(BODIES))
def test_a_file_that_broke_off_is_said_to_be_so(content_type: str, share: float) -> None:
    body = BODIES[content_type]
    with pytest.raises(PageProblem) as raised:
        list(pages_of(body[: max(16, int(len(body) * share))], content_type))
    assert raised.value.kind == "truncated"


@pytest.mark.parametrize("content_type", list(BODIES))
def test_a_whole_file_of_nonsense_cannot_be_read(content_type: str) -> None:
    ends = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND", "image/heic": b"", "application/pdf": b"%%EOF"}
    start = BODIES[content_type][:12]
    # a box that ends with the file
    body = (600).to_bytes(4, "big") + start[4:] if content_type == "image/heic" else start
    body = body.ljust(596, b"\x55") + ends[content_type].rjust(4)
    with pytest.raises(PageProblem) as raised:
        list(pages_of(body, content_type))
    assert raised.value.kind == "unreadable"


def test_a_password_is_named() -> None:
    with pytest.raises(PageProblem) as raised:
        next(pages_of(pdf(password=b"geheim"), "application/pdf"))
    assert raised.value.kind == "locked"


def test_a_type_is_not_believed() -> None:
    for body, content_type in ((encoded(picture(), "GIF"), "image/jpeg"), (encoded(picture(), "BMP"), "image/png")):
        with pytest.raises(PageProblem):
            photo_of(body, content_type)
    assert Image.open(BytesIO(encoded(picture(), "GIF"))).format == "GIF"
