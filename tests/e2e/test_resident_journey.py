"""From the first words to a case number in the browser, and what must survive a reload, a double tap, a bad line."""

import json
import re

from playwright.sync_api import expect

from tests.e2e.chat_page import CASE_NUMBER, HURT
from tests.e2e.conftest import OpenChat


def test_first_words_to_case_number(chat: OpenChat):
    page = chat()
    assert "机器人" in page.heard() and "人工" in page.heard()
    page.to_review()
    assert page.page.locator(".summary li").count() >= 4
    page.say("1")
    number = page.case_number()
    assert CASE_NUMBER.fullmatch(number) and page.cases() == [number]
    card = page.page.locator(".card.case").last
    expect(card).to_contain_text("已提交")
    # read letter by letter by a screen reader
    expect(card.locator("[data-case-number]")).to_have_attribute("aria-label", re.compile("，"))
    assert "已受理" not in card.locator(".tag").inner_text()


def test_summary_line_can_be_changed_by_its_button(chat: OpenChat):
    page = chat()
    page.to_review()
    before = page.page.locator(".line.resident").count()
    page.page.locator(".summary button").first.click()
    expect(page.page.locator(".line.resident")).to_have_count(before + 1)
    expect(page.page.locator(".line.resident").last).to_contain_text("改第1条")


def test_reload_goes_on_where_it_was(chat: OpenChat):
    page = chat()
    page.say(HURT)
    page.say("1")
    said = page.page.locator(".line").all_inner_texts()
    page.page.fill("#write", "写了一半")
    page.page.reload()
    expect(page.page.locator(".line")).to_have_count(len(said))
    assert page.page.locator(".line").all_inner_texts() == said
    assert page.page.input_value("#write") == "写了一半"
    expect(page.reply("安全，有吃住")).to_be_visible()
    assert page.tap("安全，有吃住")


def test_double_tap_on_submit_files_once(chat: OpenChat):
    """Fault 4: two taps in one breath, then the same again in words."""
    page = chat()
    page.to_review()
    before = page.page.locator(".line:not(.resident)").count()
    page.page.evaluate("const button = document.querySelector('.reply'); button.click(); button.click();")
    page.wait_answer(before)
    number = page.case_number()
    assert page.cases() == [number]
    answer = page.say("提交")
    assert page.cases() == [number]
    assert number in answer or number in page.heard()


def test_one_button_in_two_windows_is_one_message(chat: OpenChat):
    page = chat()
    page.to_review()
    other = page.page.context.new_page()
    # the second window does not hear that the first one has answered
    other.route("**/api/chat/events", lambda route: route.abort())
    other.goto(page.service.base)
    other.wait_for_selector(".reply")
    before = page.page.locator(".line:not(.resident)").count()
    said = page.page.locator(".line.resident").count()
    page.page.locator(".reply").first.click()
    other.locator(".reply").first.click()
    page.wait_answer(before)
    page.page.wait_for_timeout(1000)
    expect(page.page.locator(".line.resident")).to_have_count(said + 1)
    assert len(page.cases()) == 1


def test_words_written_offline_arrive_once_and_in_order(chat: OpenChat):
    page = chat()
    page.say(HURT)
    page.page.context.set_offline(True)
    page.write("1")
    expect(page.page.locator(".notice.weak")).to_contain_text("没有网络")
    expect(page.page.locator(".bubble.waiting")).to_have_count(1)
    assert "1" in page.page.evaluate("localStorage.getItem('jiuji.unsent')")
    before = page.page.locator(".line:not(.resident)").count()
    page.page.context.set_offline(False)
    page.wait_answer(before)
    expect(page.page.locator(".bubble.waiting")).to_have_count(0)
    assert page.page.evaluate("localStorage.getItem('jiuji.unsent')") is None
    assert page.page.locator(".line.resident").count() == 2


def test_an_answer_lost_on_the_way_is_not_a_second_message(chat: OpenChat):
    """The service stored it, the phone never heard so: it sends again under the same id."""
    page = chat()
    lost = []

    def lose_once(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort("connectionreset")

    page.page.route("**/api/chat/messages", lose_once)
    before = page.page.locator(".line:not(.resident)").count()
    page.write(HURT)
    page.wait_answer(before)
    page.page.wait_for_function("() => localStorage.getItem('jiuji.unsent') === null")
    assert lost == [202]
    expect(page.page.locator(".line.resident")).to_have_count(1)


def test_without_a_stream_answers_still_come(chat: OpenChat):
    page = chat()
    page.page.route("**/api/chat/events", lambda route: route.abort())
    page.page.reload()
    page.page.wait_for_selector(".line")
    assert page.say(HURT)


def test_expired_token_starts_afresh_and_says_so(chat: OpenChat):
    page = chat()
    page.say(HURT)
    session = json.loads(page.page.evaluate("localStorage.getItem('jiuji.session')"))
    page.page.evaluate("kept => localStorage.setItem('jiuji.session', kept)", json.dumps(session | {"token": "x" * 43}))
    page.page.reload()
    expect(page.page.locator(".notices")).to_contain_text("重新开始")
    expect(page.page.locator(".line.resident")).to_have_count(0)
    assert page.conversation_id != session["conversationId"]
    assert page.say(HURT)


def test_unknown_region_in_the_address_keeps_nobody_out(chat: OpenChat):
    page = chat(query="?region=999999")
    expect(page.page.locator(".notices")).not_to_be_empty()
    assert page.say(HURT)


def test_goes_on_on_another_phone_with_a_code(chat: OpenChat):
    first, second = chat(), chat()
    first.say(HURT)
    first.page.get_by_role("button", name="更多").click()
    first.page.get_by_text("换一部手机接着办").click()
    code = first.page.locator(".sheet .big-number").inner_text()
    second.page.get_by_role("button", name="更多").click()
    second.page.get_by_text("接着上次的办").click()
    second.page.fill("#resume-code", code)
    second.page.get_by_role("button", name="接着办", exact=True).click()
    expect(second.page.locator(".line.resident")).to_contain_text("福泉修路")
    assert second.say("1")


def test_menu_reaches_status_and_erasure(chat: OpenChat):
    page = chat()
    for path in (["查进度"], ["删除我的信息", "删除我的信息"]):
        before = page.page.locator(".line:not(.resident)").count()
        page.page.get_by_role("button", name="更多").click()
        for words in path:
            page.page.locator(".sheet button", has_text=words).first.click()
        page.wait_answer(before)
        expect(page.page.locator(".line.resident").last).to_contain_text(path[-1])


def test_crisis_shows_numbers_to_call_first(chat: OpenChat):
    page = chat()
    page.say("他又打我，我躲在厕所")
    call = page.page.locator(".card.crisis a.call").first
    expect(call).to_have_attribute("href", re.compile(r"^tel:\d+$"))
    box = call.bounding_box()
    assert box and box["height"] >= 44
