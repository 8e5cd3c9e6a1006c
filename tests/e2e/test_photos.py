"""Photos from the page: several at once, made small, over a line that breaks, across a reload, and what is refused."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, Request, Route, expect

from casework.services.uploads import CHUNK
from tests.e2e.chat_page import ChatPage
from tests.e2e.conftest import OpenChat

Photo = Callable[[str, int, int], Path]


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    """A photo of this size on the phone, each with a pattern of its own."""

    def make(name: str, width: int, height: int) -> Path:
        image = Image.effect_noise((width, height), 60).convert("RGB")
        ImageDraw.Draw(image).text((40, 40), name, fill="black")
        image.save(tmp_path / name, quality=95)
        return tmp_path / name

    return make


def consented(chat: OpenChat) -> ChatPage:
    page = chat()
    page.say("我在福泉修房子摔断了腿，没钱治")
    page.say("1")
    return page


def choose(page: Page, *paths: Path) -> None:
    page.get_by_label("发照片或文件").click()
    page.locator("[data-attach=files]").set_input_files([str(path) for path in paths])


def test_several_at_once_are_one_message_with_their_pictures(chat: OpenChat, photo: Photo):
    page = consented(chat)
    before = page._answers()
    choose(page.page, photo("一.jpg", 800, 600), photo("二.jpg", 640, 640))
    page.wait_answer(before)
    mine = page.page.locator(".line.resident").last
    expect(mine.locator(".photo img")).to_have_count(2)
    assert "收到" in page.heard(before)
    # the pictures speak for themselves; the words that stand for them are for who hears the page
    expect(mine.locator(".bubble")).to_have_count(0)
    expect(mine).to_contain_text("（图片 2 张）")
    assert page.page.evaluate("document.querySelectorAll('.photo img')[0].naturalWidth") > 100
    page.page.reload()
    expect(page.page.locator(".line.resident").last.locator(".photo img")).to_have_count(2)


def test_a_big_photo_is_made_small_on_the_phone(chat: OpenChat, photo: Photo):
    page = consented(chat)
    big = photo("大.jpg", 4000, 3000)
    pieces: list[Request] = []
    page.page.on("requestfinished", lambda request: pieces.append(request) if request.method == "PATCH" else None)
    before = page._answers()
    choose(page.page, big)
    page.wait_answer(before)
    expect(page.page.locator(".line.resident").last.locator(".photo img")).to_have_count(1)
    # the browser does not tell the size of a piece; none is larger than this
    assert 0 < len(pieces) * CHUNK < big.stat().st_size / 2


def test_a_line_that_breaks_in_the_middle_goes_on_where_it_was(chat: OpenChat, photo: Photo):
    page = consented(chat)
    offsets: list[str] = []

    def break_once(route: Route) -> None:
        offsets.append(route.request.headers["upload-offset"])
        if len(offsets) == 2:
            route.abort()
        else:
            route.continue_()

    page.page.route("**/api/chat/uploads/*", break_once)
    before = page._answers()
    choose(page.page, photo("证.jpg", 2000, 1500))
    page.wait_answer(before)
    expect(page.page.locator(".line.resident").last.locator(".photo img")).to_have_count(1)
    # the piece that was lost was sent again, the one before it was not
    assert offsets[0] == "0" and offsets.count("0") == 1 and offsets[1] == offsets[2]


def test_a_reload_in_the_middle_loses_no_photo(chat: OpenChat, photo: Photo):
    page = consented(chat)
    page.page.route("**/api/chat/uploads/*", lambda route: route.abort())
    choose(page.page, photo("证.jpg", 900, 700))
    expect(page.page.locator(".line.resident").last).to_contain_text("会自动再发")
    page.page.unroute("**/api/chat/uploads/*")
    before = page._answers()
    page.page.reload()
    expect(page.page.locator(".line.resident").last.locator(".photo img")).to_have_count(1)
    page.wait_answer(before)
    assert "收到" in page.heard(before)


def test_words_do_not_wait_for_a_photo(chat: OpenChat, photo: Photo):
    page = consented(chat)
    page.page.route("**/api/chat/uploads/*", lambda route: route.abort())
    choose(page.page, photo("证.jpg", 900, 700))
    assert page.say("安全，有吃住")
    expect(page.page.locator(".line.resident", has_text="会自动再发")).to_have_count(1)


def test_what_is_no_photo_is_refused_in_words_and_the_rest_goes(chat: OpenChat, photo: Photo, tmp_path: Path):
    page = consented(chat)
    fake = tmp_path / "假.jpg"
    fake.write_bytes(b"<html><script>alert(1)</script></html>" * 40)
    before = page._answers()
    choose(page.page, photo("真.jpg", 900, 700), fake)
    page.wait_answer(before)
    expect(page.page.locator(".fate.problem")).to_contain_text("没发出去")
    expect(page.page.locator(".line.resident .photo img")).to_have_count(1)


def test_a_pdf_is_taken(chat: OpenChat, tmp_path: Path):
    page = consented(chat)
    paper = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(paper, "PDF")
    (tmp_path / "诊断.pdf").write_bytes(paper.getvalue())
    before = page._answers()
    page.page.route("**/api/chat/uploads", lambda route: route.abort(), times=1)
    choose(page.page, tmp_path / "诊断.pdf")
    expect(page.page.locator(".photo-blank")).to_have_text("PDF")
    page.wait_answer(before)
    expect(page.page.locator(".line.resident").last.locator(".photo")).to_have_count(1)
