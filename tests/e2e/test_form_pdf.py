"""The filled form from both pages: saved by one tap on the phone, opened by the print link of the console."""

from pathlib import Path

from playwright.sync_api import expect

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
