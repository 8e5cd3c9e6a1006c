"""Fault 28: whatever is written is shown as written, on both sides; nothing runs, nothing is fetched."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenChat, OpenConsole

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    '"><svg onload=alert(3)>',
    "javascript:alert(4) {{constructor.constructor('alert(5)')()}}",
    '=HYPERLINK("http://evil.example","点我")',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_resident_page_shows_it_as_written(chat: OpenChat, text: str):
    page = chat()
    page.say(text)
    expect(page.page.locator(".line.resident .bubble")).to_have_text(text)
    page.page.reload()
    expect(page.page.locator(".line.resident .bubble")).to_have_text(text)


def test_console_shows_it_as_written_everywhere(chat: OpenChat, console: OpenConsole):
    resident = chat(query="?region=522702")
    hostile = " ".join(HOSTILE)
    resident.say(f"我在福泉工地摔伤了腿，住院没钱 {hostile}")
    resident.say("1")
    desk = console()
    resident.write("人工")
    row = desk.row(resident.conversation_id)
    row.wait_for()
    desk.look_at(resident.conversation_id)
    expect(desk.page.locator(".chat-line.resident .chat-bubble").first).to_contain_text(hostile)
    desk.claim()
    desk.reply(hostile)
    expect(resident.page.locator(".line.staff .bubble").last).to_have_text(hostile)
    resident.write(hostile)
    expect(row).to_contain_text(HOSTILE[0])
    desk.page.get_by_role("tab", name="备注").click()
    desk.page.fill("#note", hostile)
    desk.page.get_by_role("button", name="存备注").click()
    expect(desk.page.locator(".note-text", has_text=HOSTILE[0])).to_have_text(hostile)
    assert desk.page.locator("img, iframe, object, .chat svg, .queue svg").count() == 0
