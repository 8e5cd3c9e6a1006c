"""The console with the real service: sign-in, claims, words both ways, the way back to the bot, what is hidden."""

import re
from pathlib import Path

import pyotp
import pytest
import requests
from playwright.sync_api import Route, expect

from tests.e2e.chat_page import HURT, ChatPage
from tests.e2e.conftest import DESK, PASSWORD, OpenChat, OpenConsole, add_staff, set_up
from tests.papers import TUNING_SEEDS, make_paper
from tests.service_fixtures import Service

URGENT = "他又打我，我躲在厕所"


def waiting(chat: OpenChat) -> ChatPage:
    """A resident of Fuquan in mid-interview who has asked for a person."""
    resident = chat(query="?region=522702")
    resident.say(HURT)
    resident.say("1")
    resident.say("人工")
    return resident


def test_first_sign_in_sets_password_and_second_factor(contexts, service: Service):
    name, once = add_staff(service)
    page = contexts(viewport=DESK).new_page()
    page.goto(service.base + "/staff/")
    page.fill("#sign-in-name", name)
    page.fill("#sign-in-password", once + "wrong")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("不对")
    page.fill("#sign-in-password", once)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("img", name="验证器二维码")).to_be_visible()
    secret = page.locator(".secret").inner_text()
    page.fill("#setup-new", PASSWORD)
    page.fill("#setup-again", PASSWORD)
    page.fill("#setup-totp", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="完成").click()
    expect(page.locator(".queue")).to_be_visible()
    page.reload()
    expect(page.locator(".queue")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    expect(page.locator("#sign-in-name")).to_be_visible()
    page.reload()
    expect(page.locator("#sign-in-name")).to_be_visible()


def test_two_claim_at_once_one_wins_the_other_sees_who(chat: OpenChat, console: OpenConsole):
    """Fault 29."""
    resident = waiting(chat)
    desks = [console(0), console(1)]
    for desk in desks:
        desk.look_at(resident.conversation_id)
    for desk in desks:
        desk.page.evaluate("document.querySelector('.chat-actions button').click()")
    for desk in desks:
        expect(desk.page.locator("[data-mode]")).to_have_text("人工接待中")
    winners = [desk for desk in desks if desk.page.locator("#reply").count()]
    assert len(winners) == 1
    loser = next(desk for desk in desks if desk not in winners)
    expect(loser.page.locator(".el-message")).to_contain_text("手上")
    expect(loser.page.locator(".chat-title")).to_contain_text("在")
    assert loser.page.locator("#reply").count() == 0


def test_words_both_ways_then_the_bot_asks_the_next_item(chat: OpenChat, console: OpenConsole):
    resident, desk = waiting(chat), console()
    desk.look_at(resident.conversation_id)
    desk.claim()
    desk.reply("您好，我是街道的，您在哪个医院？")
    said = resident.page.locator(".line.staff .bubble")
    expect(said.last).to_have_text("您好，我是街道的，您在哪个医院？")
    expect(resident.page.locator(".line.staff .speaker").last).to_contain_text(desk.name)
    bot_before = resident.page.locator(".line.bot").count()
    resident.write("市医院三楼")
    expect(desk.page.locator(".chat-line.resident .chat-bubble").last).to_have_text("市医院三楼")
    # a person is here: the robot keeps silent
    resident.page.wait_for_timeout(1500)
    assert resident.page.locator(".line.bot").count() == bot_before
    desk.hand_back("继续问下一项")
    expect(resident.page.locator(".reply").first).to_be_visible()
    assert "安全" in resident.page.locator(".line.bot").last.inner_text()


def test_a_reply_to_what_was_not_seen_is_refused_and_kept(chat: OpenChat, console: OpenConsole):
    resident, desk = waiting(chat), console()
    desk.look_at(resident.conversation_id)
    desk.claim()
    # the desk's line is slow: it does not hear what the resident adds
    desk.page.route("**/api/staff/events", lambda route: route.abort())
    desk.page.route("**/api/staff/conversations/*?after=*", lambda route: route.abort())
    desk.page.route(
        "**/api/staff/conversations/*/reply",
        lambda route: (post_as(resident, "等一下，老板来电话了"), route.continue_())[1],
        times=1,
    )
    desk.page.fill("#reply", "那我给您登记了")
    desk.page.press("#reply", "Control+Enter")
    expect(desk.page.locator(".reply-box .problem")).to_contain_text("看过再发")
    expect(desk.page.locator(".chat-line.resident .chat-bubble").last).to_have_text("等一下，老板来电话了")
    assert desk.page.input_value("#reply") == "那我给您登记了"
    assert resident.page.locator(".line.staff .bubble", has_text="登记了").count() == 0
    desk.page.press("#reply", "Control+Enter")
    expect(resident.page.locator(".line.staff .bubble").last).to_have_text("那我给您登记了")


def post_as(resident: ChatPage, text: str) -> None:
    """One message of the resident past the page."""
    token = resident.page.evaluate("JSON.parse(localStorage.getItem('jiuji.session')).token")
    answer = requests.post(
        f"{resident.service.base}/api/chat/messages", timeout=20,
        json={"client_message_id": text, "text": text}, headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert answer.status_code == 202, answer.text


def test_urgent_comes_first_in_red_with_alarm(chat: OpenChat, console: OpenConsole):
    desk = console()
    calm = waiting(chat)
    desk.row(calm.conversation_id).wait_for()
    urgent = chat(query="?region=522702")
    urgent.say(URGENT)
    row = desk.row(urgent.conversation_id)
    row.wait_for(timeout=4000)
    expect(row).to_have_class(re.compile(r"\burgent\b"))
    order = desk.page.locator(".queue-row").evaluate_all("rows => rows.map(row => row.id)")
    assert order.index(f"q-{urgent.conversation_id}") < order.index(f"q-{calm.conversation_id}")
    assert "急难" in desk.page.title()


def test_phone_is_masked_until_a_reason_is_given(chat: OpenChat, console: OpenConsole):
    resident = chat(query="?region=522702")
    resident.say(HURT)
    while resident.asked != "contact_phone":
        resident.answer()
    resident.say("13800138000")
    resident.say("人工")
    desk = console()
    desk.look_at(resident.conversation_id)
    answer = desk.page.locator(".answer[data-key=contact_phone]")
    expect(answer).to_contain_text("*")
    assert "13800138000" not in desk.page.content()
    answer.get_by_role("button", name="看完整").click()
    desk.page.fill("#reveal-reason", "联系居民")
    desk.page.locator(".el-dialog__footer button", has_text="看").click()
    expect(answer.locator(".answer-text")).to_have_text("13800138000")


def test_keyboard_alone_claims_and_answers(chat: OpenChat, console: OpenConsole):
    resident, desk = waiting(chat), console()
    desk.row(resident.conversation_id).wait_for()
    # a whole test session leaves many rows in the queue
    for _ in range(400):
        desk.page.keyboard.press("j")
        desk.page.wait_for_timeout(40)
        if resident.conversation_id in desk.page.url:
            break
    assert resident.conversation_id in desk.page.url
    desk.page.wait_for_selector(".chat-line")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("#reply")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_function("() => document.activeElement?.id === 'reply'")
    desk.page.keyboard.type("收到，我来办")
    desk.page.keyboard.press("Control+Enter")
    expect(resident.page.locator(".line.staff .bubble").last).to_have_text("收到，我来办")


def test_case_move_with_reason(chat: OpenChat, console: OpenConsole):
    resident = chat(query="?region=522702")
    number = resident.file()
    desk = console()
    desk.page.goto(f"{desk.service.base}/staff/#/cases/{number}")
    detail = desk.page.locator(".detail-side")
    expect(detail.locator("[data-case-number]")).to_have_text(number)
    detail.get_by_role("button", name=re.compile("受理")).first.click()
    confirm = desk.page.locator(".el-dialog__footer button", has_text="确定")
    expect(confirm).to_be_disabled()
    desk.page.fill("#move-reason", "材料齐，情况属实")
    confirm.click()
    expect(detail.locator(".trail")).to_contain_text("材料齐，情况属实")
    expect(detail.locator(".tag").first).to_have_text("已受理")


@pytest.mark.parametrize("view", ["talk", "case"])
def test_a_reading_that_ends_is_shown_without_a_reload(chat: OpenChat, console: OpenConsole, tmp_path: Path, view: str):
    """The answer of the server is held at "being read" until that was seen; what the worker really made of it follows."""
    resident = chat(query="?region=522702")
    number = resident.file()
    photo = tmp_path / "card.jpg"
    photo.write_bytes(make_paper("id_card_front", TUNING_SEEDS - 7).jpeg())
    resident.page.get_by_label("发照片或文件").click()
    resident.page.locator("[data-attach=files]").set_input_files(str(photo))
    expect(resident.page.locator(".bubble", has_text="看清了").first).to_be_visible(timeout=60_000)
    resident.say("人工")
    desk, looks, holds = console(), [0], [True]

    def still_reading(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        if holds:
            for file in body["attachments"]:
                file["reading"] |= {"state": "reading", "state_text": "正在识别", "kind_text": "", "fields": []}
        looks[0] += 1
        route.fulfill(response=answer, json=body)

    if view == "case":
        desk.page.route(re.compile(r"/api/staff/cases/[^/]+$"), still_reading)
        desk.page.goto(f"{desk.service.base}/staff/#/cases/{number}")
    else:
        desk.page.route(re.compile(rf"/api/staff/conversations/{resident.conversation_id}(\\?.*)?$"), still_reading)
        desk.look_at(resident.conversation_id)
    file = desk.page.locator("[data-attachment=image]")
    expect(file).to_contain_text("正在识别")
    holds.clear()
    expect(file).to_contain_text("身份证", timeout=15_000)
    expect(file).not_to_contain_text("正在识别")
    settled = looks[0]
    desk.page.wait_for_timeout(5_000)
    assert looks[0] == settled, "nothing is asked for once everything is read"


def test_holding_is_said_again_every_half_minute(chat: OpenChat, console: OpenConsole):
    resident, desk = waiting(chat), console()
    desk.look_at(resident.conversation_id)
    desk.page.clock.install()
    desk.page.reload()
    desk.page.wait_for_selector(".chat-line")
    desk.claim()
    expect(desk.row(resident.conversation_id)).to_contain_text("我在接待")
    with desk.page.expect_response(f"**/{resident.conversation_id}/heartbeat") as beat:
        desk.page.clock.fast_forward(31_000)
    assert beat.value.status == 200


def test_open_console_shows_that_the_data_was_deleted(chat: OpenChat, console: OpenConsole):
    """Fault 30, the browser's part."""
    resident, desk = waiting(chat), console()
    desk.look_at(resident.conversation_id)
    expect(desk.page.locator(".chat-line.resident").first).to_contain_text("福泉修路")
    resident.say("删除我的信息")
    resident.say("都删掉")
    expect(desk.page.locator(".withdrawn").first).to_contain_text("已撤回")
    assert "福泉修路" not in desk.page.inner_text("body")


def test_administrator_reads_who_looked_at_what(chat: OpenChat, console: OpenConsole, contexts, service: Service):
    resident, desk = waiting(chat), console()
    desk.look_at(resident.conversation_id)
    admin = set_up(service, *add_staff(service, role="admin"))
    context = contexts(viewport=DESK)
    context.add_cookies([{"name": "jiuji_staff", "value": admin.cookie, "url": f"{service.base}/api/staff"}])
    page = context.new_page()
    page.goto(f"{service.base}/staff/#/audit")
    page.fill("#audit-object", resident.conversation_id)
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.locator(".table tbody tr", has_text=desk.name).first).to_contain_text(resident.conversation_id[:16])
    assert HURT not in page.content()
    # a clerk is not offered the page
    assert desk.page.get_by_role("link", name="审计").count() == 0


def test_staff_of_another_county_sees_nothing(chat: OpenChat, console: OpenConsole, contexts, service: Service):
    resident = waiting(chat)
    stranger = set_up(service, *add_staff(service, region="513201"))
    context = contexts(viewport=DESK)
    context.add_cookies([{"name": "jiuji_staff", "value": stranger.cookie, "url": f"{service.base}/api/staff"}])
    page = context.new_page()
    page.goto(f"{service.base}/staff/#/talk/{resident.conversation_id}")
    expect(page.locator(".chat-place")).to_contain_text("没有这个会话")
    assert page.locator(f"#q-{resident.conversation_id}").count() == 0
