"""The filled form from both pages: saved by one tap on the phone, opened by the print link of the console."""

from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import OpenChat, OpenConsole
from tests.form_reading import form_fonts, words_of

__all__ = ["form_fonts"]


def test_the_resident_saves_the_form(chat: OpenChat):
    page = chat()
    number = page.file()
    with page.page.expect_download() as saving:
        page.page.locator(".card.case [data-form]").last.click()
    assert saving.value.suggested_filename == f"申请表 {number}.pdf"
    assert number in words_of(Path(saving.value.path()).read_bytes())
    expect(page.page.locator(".card.case [role=status]").last).to_contain_text("存好了")


def test_staff_open_the_form_from_the_case(chat: OpenChat, console: OpenConsole):
    number = chat().file()
    desk = console()
    desk.page.goto(f"{desk.service.base}/staff/#/cases/{number}")
    link = desk.page.get_by_role("link", name="打印申请表")
    expect(link).to_have_attribute("target", "_blank")
    expect(desk.page.locator("[data-form]")).to_have_count(0)
    form = desk.page.context.request.get(f"{desk.service.base}{link.get_attribute('href')}")
    assert form.status == 200 and form.headers["content-type"] == "application/pdf"
    assert number in words_of(form.body())


def test_inside_wechat_the_button_leads_to_an_address_for_another_browser(chat: OpenChat, browser: Browser):
    page = chat()
    number = page.file()
    # the very page, as WeChat's browser would have it
    page.page.add_init_script("Object.defineProperty(navigator, 'userAgent', {get: () => 'MicroMessenger/8.0.44'})")
    page.page.route("**/api/chat/doors*", lambda route: route.fulfill(json={"wechat": None}))
    page.page.set_extra_http_headers({"User-Agent": "MicroMessenger/8.0.44"})
    page.page.reload()
    page.page.locator(".card.case [data-form]").last.click()
    expect(page.page.get_by_text("选“在浏览器打开”")).to_be_visible()
    assert number not in unquote(page.page.url) and "/api/forms/" in page.page.url
    outside = browser.new_context()
    form = outside.request.get(page.page.url)
    assert form.headers["content-type"] == "application/pdf" and number in words_of(form.body())
    outside.close()
