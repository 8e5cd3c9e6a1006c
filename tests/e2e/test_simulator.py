"""WeChat end to end: phones on the simulator's desk, the web page inside WeChat, the console at the other side."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.chat_page import HURT, ChatPage
from tests.e2e.conftest import DESK, PASSWORD, PHONE, add_staff, watched_contexts
from tests.e2e.console_page import ConsolePage
from tests.e2e.phone import CASE_NUMBER, SimulatedPhone
from tests.paper_files import jpeg
from tests.service_fixtures import ROLES, Service, make_service

WECHAT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/107 Mobile Safari/537.36 MicroMessenger/8.0.44"
# by day, and when the office is closed
WAITING = re.compile("已请工作人员来|已经给工作人员留了话")
NOT_RECOGNISED = "没能认出您的微信"
Open = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, trained_model: Path) -> Iterator[Service]:
    """A demo: the service with the simulator beside it."""
    running = make_service(tmp_path_factory.mktemp("demo"), trained_model, JIUJI_DEMO="1")
    try:
        for role in ROLES:
            running.start(role)
        running.wait_ready()
        yield running
    finally:
        running.stop()


@pytest.fixture
def browsers(browser: Browser, demo: Service) -> Iterator[Open]:
    """Fresh browser profiles, watched as everywhere."""
    yield from watched_contexts(browser, demo.base)


@pytest.fixture
def desk(browsers: Open, demo: Service) -> Iterator[Page]:
    """The simulator's page; afterwards its phones are put away and its switches are as they were."""
    page = browsers(viewport=DESK).new_page()
    page.goto(demo.base + "/simulator/")
    page.locator("#account option[value=fuquan]").wait_for(state="attached")
    yield page
    switch(demo, dialogue_delay=0, customer_service=True, api_delay=0)
    for phone in requests.get(f"{demo.base}/simulator/api/state", timeout=20).json()["phones"]:
        requests.post(f"{demo.base}/simulator/api/phones/{phone['id']}/remove", json={}, timeout=20)


def switch(demo: Service, **switches: object) -> None:
    """Turn switches of the platform."""
    answer = requests.post(f"{demo.base}/simulator/api/switches", json=switches, timeout=20)
    assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def clerk(demo: Service) -> tuple[str, str]:
    """A clerk of Fuquan and the cookie of the session: a demo asks for no second factor."""
    name, once = add_staff(demo)
    session, origin = requests.Session(), {"Origin": demo.base}
    url = f"{demo.base}/api/staff"
    for path, body in (
        ("login", {"name": name, "password": once}),
        ("password", {"current_password": once, "new_password": PASSWORD}),
    ):
        answer = session.post(f"{url}/{path}", json=body, headers=origin, timeout=20)
        assert answer.status_code == 200, answer.text
    assert answer.json()["me"]["ready"]
    return name, session.cookies.get("jiuji_staff") or ""


@pytest.fixture
def console(browsers: Open, demo: Service, clerk: tuple[str, str]) -> ConsolePage:
    """The console of that clerk."""
    context = browsers(viewport=DESK)
    context.add_cookies([{"name": "jiuji_staff", "value": clerk[1], "url": f"{demo.base}/api/staff"}])
    return ConsolePage.open(context.new_page(), demo, clerk[0])


def take(console: ConsolePage, why: str = "要找人工") -> None:
    """Claim the WeChat conversation that waits for this reason and is nobody's yet."""
    console.page.reload()
    row = console.page.locator(".queue-row", has_text="微信").filter(has_text=why, has_not_text="我在接待")
    row.last.click()
    console.page.wait_for_selector(".chat-line")
    console.claim()


def test_a_phone_talks_from_first_words_to_a_filed_case(desk: Page):
    phone = SimulatedPhone.add(desk, "fuquan")
    assert "同意" in phone.say(HURT)
    for answer in ("1", "1", "福泉市金山街道", "1"):
        phone.say(answer)
    assert "这是要报的" in phone.last()
    filed = phone.say("1")
    assert CASE_NUMBER.search(filed) and "已提交" in filed
    fates = phone.place.locator(".line.account [data-fate]").all_inner_texts()
    assert all("被动回复 · 第 1 次" in fate for fate in fates)
    # passive answers cost nothing: the window opened by the last words is whole
    expect(phone.place.locator("[data-ledger]")).to_contain_text("剩 5/5")
    # the words are shown as WeChat shows them: line by line
    assert (
        phone.place.locator(".line.account .bubble").last.evaluate("e => getComputedStyle(e).whiteSpace") == "pre-wrap"
    )


def test_copies_show_one_reply(desk: Page):
    phone = SimulatedPhone.add(desk, "aba")
    phone.say("低保要带什么材料")
    before = phone.count()
    for times in ("同时送来三次", "同时送来五十次"):
        phone.place.locator(f"button[title={times}]").last.click()
    expect(phone.place.locator("[data-deliveries]").last).to_contain_text(
        "共 54 次：带回回答 1，success 53", timeout=20_000
    )
    assert phone.count() == before


def test_two_phones_side_by_side_hear_only_their_own(desk: Page):
    one, other = SimulatedPhone.add(desk, "fuquan"), SimulatedPhone.add(desk, "aba")
    one.say("我叫甲，屋头遭火烧了")
    assert other.count() == 1 and "火" not in other.place.inner_text()
    other.say("人工")
    assert WAITING.search(other.last()) and not WAITING.search(one.place.inner_text())


def test_a_slow_answer_comes_by_the_api_and_the_bar_is_full(desk: Page, demo: Service):
    phone = SimulatedPhone.add(desk, "fuquan")
    switch(demo, dialogue_delay=5)
    before = phone.count()
    phone.place.locator("textarea").fill("低保要带什么材料")
    phone.place.locator("textarea").press("Enter")
    expect(phone.place.locator("[data-deliveries]").last).to_contain_text("等回答")
    expect(phone.place.locator("p.grey", has_text="对方正在输入")).to_be_visible()
    phone.place.locator(".line.account").nth(before).wait_for(timeout=15_000)
    expect(phone.place.locator(".line.account [data-fate]").last).to_contain_text("客服消息")
    expect(phone.place.locator(".gauge progress")).to_have_js_property("value", 4)


def test_staff_see_the_budget_and_their_words_reach_the_phone(desk: Page, console: ConsolePage):
    phone = SimulatedPhone.add(desk, "fuquan")
    phone.say("住院押金交不起")
    phone.say("1")
    assert WAITING.search(phone.say("人工"))
    take(console)
    budget = console.page.locator("[data-budget]")
    expect(budget).to_contain_text(re.compile(r"剩余 \d+ 条 · 截止 .*\d\d:\d\d"))
    expect(console.page.locator("[data-channel]")).to_contain_text("微信")
    console.reply("您好，我是街道的，您在哪个医院？")
    expect(phone.place.locator(".line.account .bubble").last).to_contain_text("您在哪个医院", timeout=10_000)
    expect(phone.place.locator(".line.account [data-fate]").last).to_contain_text("客服消息")
    expect(console.page.locator(".undelivered")).to_have_count(0, timeout=10_000)


def test_a_closed_window_is_red_and_the_words_wait(desk: Page, console: ConsolePage):
    phone = SimulatedPhone.add(desk, "fuquan")
    phone.say("屋头遭火烧了，没得地方住")
    assert WAITING.search(phone.say("人工"))
    take(console)
    desk.get_by_role("button", name="＋49 小时").click()
    expect(phone.place.locator("[data-ledger]")).to_contain_text("说话后：已关")
    console.reply("材料我帮您看了")
    # nothing personal in the notice
    expect(phone.place.locator(".line.notice .bubble")).to_be_visible(timeout=10_000)
    assert "材料" not in phone.place.locator(".line.notice .bubble").inner_text()
    expect(console.page.locator(".chat-line", has_text="材料我帮您看了").locator(".undelivered")).to_be_visible()
    expect(console.page.locator("[data-budget]")).to_contain_text("对方下次来消息时送到", timeout=10_000)
    expect(console.page.locator("[data-budget]")).to_have_class(re.compile("late"))
    before = phone.count()
    phone.place.locator("textarea").fill("我在")
    phone.place.locator("textarea").press("Enter")
    assert "材料我帮您看了" in phone.wait_more(before)
    expect(console.page.locator(".undelivered")).to_have_count(0, timeout=10_000)


def test_quiet_mode_is_seen_and_ended_with_a_reason(desk: Page, console: ConsolePage):
    phone = SimulatedPhone.add(desk, "fuquan")
    phone.say("他又打我，我躲在厕所")
    take(console, "静默")
    expect(console.page.locator("[data-quiet]")).to_contain_text("静默")
    expect(console.page.locator("[data-budget]")).to_have_class(re.compile("late"))
    console.page.get_by_role("button", name="解除静默").click()
    confirm = console.page.locator(".el-dialog__footer button", has_text="解除静默")
    expect(confirm).to_be_disabled()
    console.page.fill("#quiet-note", "她已经到派出所，手机在自己手上")
    confirm.click()
    expect(console.page.locator("[data-quiet]")).to_have_count(0)
    console.page.get_by_role("tab", name=re.compile("备注")).click()
    expect(console.page.locator(".notes")).to_contain_text("她已经到派出所")


def test_a_photo_stands_beside_the_talk(desk: Page, console: ConsolePage):
    phone = SimulatedPhone.add(desk, "fuquan")
    phone.say("住院押金交不起")
    phone.say("人工")
    before = phone.count()
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg() + bytes(30_000)}
    phone.place.get_by_role("button", name="更多").click()
    phone.place.locator("input[type=file]").set_input_files(photo)
    assert "照片" in phone.wait_more(before)
    take(console)
    file = console.page.locator("[data-attachment=image]")
    expect(file).to_contain_text("已存好", timeout=10_000)
    with console.page.expect_download() as download:
        file.get_by_role("link", name="下载").click()
    kept = Path(download.value.path()).read_bytes()
    # written anew: what stood behind the picture is gone
    assert Image.open(io.BytesIO(kept)).size == Image.open(io.BytesIO(jpeg())).size
    assert len(kept) < 30_000


def test_the_page_opened_from_the_phone_goes_on_with_the_same_talk(desk: Page):
    phone = SimulatedPhone.add(desk, "fuquan")
    phone.say("我在微信里先说了一句")
    with desk.expect_popup() as popup:
        phone.more("打开网页")
    page = popup.value
    expect(page.locator(".line.resident .bubble").last).to_contain_text("我在微信里先说了一句")
    heard = phone.count()
    page.fill("#write", "人工")
    page.press("#write", "Enter")
    expect(page.locator(".line.bot .bubble").last).to_contain_text(WAITING)
    # answered where it was said, not on the phone
    page.wait_for_timeout(1500)
    assert phone.count() == heard


def inside_wechat(browsers: Open, demo: Service, phone: SimulatedPhone | None) -> tuple[Page, list[str]]:
    """WeChat's own browser, and the sign-in addresses it went to."""
    context = browsers(viewport=PHONE, user_agent=WECHAT)
    if phone:
        openid = phone.place.locator(".phone-title span").get_attribute("title") or ""
        context.add_cookies([{"name": "simulated_openid", "value": openid, "url": f"{demo.base}/simulator"}])
    page, went = context.new_page(), []
    page.on("request", lambda asked: went.append(asked.url) if asked.url.endswith("/page") else None)
    return page, went


def test_inside_wechat_the_plain_address_signs_in_once(desk: Page, browsers: Open, demo: Service):
    phone = SimulatedPhone.add(desk, "fuquan")
    phone.say("还是同一段对话")
    page, went = inside_wechat(browsers, demo, phone)
    page.goto(f"{demo.base}/?region=522702")
    expect(page.locator(".line.resident .bubble").last).to_contain_text("还是同一段对话")
    assert [url.removeprefix(demo.base) for url in went] == ["/wechat/fuquan/page"]
    # and is remembered: no second sign-in
    page.reload()
    expect(page.locator(".line.resident .bubble").last).to_contain_text("还是同一段对话")
    assert len(went) == 1


def test_a_sign_in_that_fails_opens_the_page_and_does_not_go_round(desk: Page, browsers: Open, demo: Service):
    phone = SimulatedPhone.add(desk, "fuquan")
    switch(demo, force_error={"path": "/sns/oauth2/access_token", "code": 40029})
    page, went = inside_wechat(browsers, demo, phone)
    page.goto(f"{demo.base}/?region=522702")
    expect(page.locator(".line.bot .bubble").first).to_contain_text(NOT_RECOGNISED)
    page.reload()
    page.wait_for_selector(".line")
    assert len(went) == 1
    ChatPage(page, demo).say("人工")


def test_outside_wechat_nothing_asks_for_a_sign_in(browsers: Open, demo: Service):
    page = browsers(viewport=PHONE).new_page()
    went: list[str] = []
    page.on("request", lambda asked: went.append(asked.url))
    ChatPage.open(page, demo)
    assert not [url for url in went if "/wechat" in url or "/doors" in url]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1440"])
def test_the_desk_fits_the_screen_and_every_control_has_a_name(browsers: Open, demo: Service, desk: Page, viewport):
    SimulatedPhone.add(desk, "fuquan").more("位置")
    desk.set_viewport_size(viewport)
    assert desk.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    nameless = (
        "[...document.querySelectorAll('button, input, select, textarea')].filter(e => !(e.innerText || e.title ||"
    )
    nameless += " e.getAttribute('aria-label') || e.labels?.length)).map(e => e.outerHTML)"
    assert desk.evaluate(nameless) == []
