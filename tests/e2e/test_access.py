"""Small screens, keyboard only, names for screen readers, contrast, tap size, weight: on both pages."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chat_page import HURT, ChatPage
from tests.e2e.conftest import PHONE, OpenChat, OpenConsole

LIMIT = 100 * 1024
PROBES = (Path(__file__).parent / "probes.js").read_text(encoding="utf-8")


def probe(page: Page, name: str) -> object:
    """What one probe of `probes.js` finds; empty when nothing."""
    page.evaluate(PROBES)
    return page.evaluate(f"window.probes.{name}()")


def problems(page: Page) -> dict[str, object]:
    """What is wrong with the page as it stands; empty when nothing."""
    found = {name: probe(page, name) for name in ("sideways", "nameless", "faint", "pictures", "doubled")}
    found["headings"] = "" if page.locator("h1").count() == 1 else "not one h1"
    found["language"] = "" if page.get_attribute("html", "lang") == "zh-CN" else "not zh-CN"
    return {name: value for name, value in found.items() if value}


def test_the_probes_find_what_is_wrong(chat: OpenChat):
    page = chat().page
    page.evaluate("""() => {
      const bad = document.createElement('div');
      bad.id = 'write';
      bad.append(document.createElement('button'), document.createElement('img'));
      const faint = document.createElement('p');
      faint.textContent = '看不清'; faint.style.color = '#bbb'; faint.style.width = '3000px';
      bad.append(faint); document.body.append(bad);
    }""")
    assert set(problems(page)) == {"sideways", "nameless", "faint", "pictures", "doubled"}
    assert probe(page, "small")


def with_everything(page: ChatPage) -> None:
    """Questions, a crisis card, a summary, a case and its papers on one screen."""
    page.file()
    page.say("他又打我，我躲在厕所")


@pytest.mark.parametrize("mode", ["plain", "large", "contrast"])
def test_resident_page_at_320(chat: OpenChat, mode: str):
    page = chat(width=320, height=640)
    page.page.evaluate(f"localStorage.setItem('jiuji.{mode}', 'true')")
    page.page.reload()
    page.page.wait_for_selector(".line")
    assert problems(page.page) == {}
    with_everything(page)
    assert problems(page.page) == {}
    assert probe(page.page, "small") == []
    page.page.get_by_role("button", name="更多").click()
    page.page.wait_for_selector(".sheet[open]")
    assert problems(page.page) == {}
    assert probe(page.page, "small") == []


def test_log_is_announced_and_person_is_always_in_reach(chat: OpenChat):
    page = chat(width=320, height=560)
    log = page.page.get_by_role("log", name="对话")
    expect(log).to_have_attribute("aria-live", "polite")
    page.file()
    expect(page.page.get_by_role("button", name="人工")).to_be_in_viewport()
    expect(page.page.get_by_role("textbox")).to_be_in_viewport()


def test_resident_keyboard_only(chat: OpenChat):
    page = chat(width=1000, height=800)
    keys = page.page.keyboard
    keys.press("Tab")
    expect(page.page.get_by_text("跳到输入框")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    page.page.focus("#write")
    before = page.page.locator(".line:not(.resident)").count()
    keys.type(HURT)
    keys.press("Enter")
    page.wait_answer(before)
    for _ in range(20):
        keys.press("Shift+Tab")
        if page.page.evaluate("document.activeElement.classList.contains('reply')"):
            break
    before = page.page.locator(".line:not(.resident)").count()
    keys.press("1")
    page.wait_answer(before)
    # the next choices take the focus, so that a number answers again
    expect(page.page.locator(".reply").first).to_be_focused()
    before = page.page.locator(".line:not(.resident)").count()
    keys.press("Enter")
    page.wait_answer(before)
    page.page.focus("#write")
    while page.asked != "review_confirm":
        page.answer()
    page.say("1")
    assert page.cases()
    page.page.get_by_role("button", name="更多").focus()
    keys.press("Enter")
    page.page.wait_for_selector(".sheet[open]")
    keys.press("Escape")
    expect(page.page.locator(".sheet")).to_have_count(0)
    expect(page.page.get_by_role("button", name="更多")).to_be_focused()


def test_reading_modes_are_kept(chat: OpenChat):
    page = chat()
    page.page.get_by_role("button", name="大字").click()
    size = "parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    assert page.page.evaluate(size) >= 21
    page.page.reload()
    page.page.wait_for_selector(".bubble")
    assert page.page.evaluate(size) >= 21


def test_reduced_motion_is_respected(chat: OpenChat):
    page = chat()
    page.page.emulate_media(reduced_motion="reduce")
    page.page.route("**/api/chat/messages", lambda route: None)
    page.write("在吗")
    page.page.wait_for_selector(".typing-dots i")
    assert page.page.evaluate("getComputedStyle(document.querySelector('.typing-dots i')).animationName") == "none"


def test_first_load_weighs_at_most_100_kb(chat: OpenChat):
    page = chat()
    weight = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
      .map(entry => [new URL(entry.name).pathname, entry.transferSize])"""
    loaded = page.page.evaluate(weight)
    assert any(path.endswith(".js") for path, _ in loaded)
    assert sum(size for _, size in loaded) <= LIMIT, loaded


@pytest.mark.parametrize("size", [{"width": 1440, "height": 900}, PHONE], ids=["desk", "phone"])
def test_console_names_contrast_and_width(chat: OpenChat, console: OpenConsole, size: dict[str, int]):
    resident = chat(query="?region=522702")
    number = resident.file()
    resident.say("人工")
    desk = console(viewport=size)
    desk.row(resident.conversation_id).wait_for()
    assert problems(desk.page) == {}
    desk.look_at(resident.conversation_id)
    assert problems(desk.page) == {}
    if size is PHONE:
        desk.page.get_by_role("button", name="资料", exact=True).click()
    for tab in ("评估", "个案", "备注", "资料"):
        desk.page.get_by_role("tab", name=tab).click()
        desk.page.wait_for_timeout(300)
        assert problems(desk.page) == {}, tab
    desk.page.goto(f"{desk.service.base}/staff/#/cases/{number}")
    desk.page.wait_for_selector(".trail")
    assert problems(desk.page) == {}
