"""What only WeChat has, with the real dialogue: photos, places, the menu, posters, leaving, and what waited meanwhile."""

import time
from collections.abc import Callable

import pytest

from casework.services import conversations
from contracts.messages import Bubble
from tests.paper_files import jpeg
from tests.wechat_resident import Line, WeChatResident, has_number

pytestmark = pytest.mark.model
TOLD = "昨天在福泉摔断了手，没钱看病"


def beginning(line: Line, *words: str) -> WeChatResident:
    resident = line.resident()
    for text in words:
        resident.say(text)
    return resident


def click(resident: WeChatResident, intent: str) -> None:
    # two taps in one second are one to the platform
    resident.platform.fake.clock.advance(1)
    resident.do(resident.phone.click(f"intent:{intent}"))


SENDS: dict[str, Callable[[WeChatResident], object]] = {
    "a photo": lambda r: r.do(r.phone.send_image(jpeg())),
    "a recording": lambda r: r.do(r.phone.send_voice(b"#!AMR\n" + b"\x00" * 300)),
    "a film": lambda r: r.do(r.phone.send_video(b"\x00" * 500)),
    "a sticker": lambda r: r.do(r.phone.send_sticker()),
    "an article": lambda r: r.do(r.phone.send_link("标题", "说明", "http://127.0.0.1/")),
    "a bare place": lambda r: r.do(r.phone.send_location(26.7, 107.5, "")),
}


@pytest.mark.parametrize("what", list(SENDS))
def test_something_without_words_is_answered_and_the_question_stays(what: str, line: Line) -> None:
    resident = beginning(line, TOLD, "同意")
    assert resident.asked == "safety_now"
    SENDS[what](resident)
    assert len(resident.new) == 1 and resident.asked == "safety_now" and has_number(resident.heard, 1), resident.heard
    resident.say("1")
    assert resident.asked == "incident_region", "the number still means what it meant"


def test_a_place_is_an_answer(line: Line) -> None:
    resident = beginning(line, TOLD, "同意", "安全")
    assert resident.asked == "incident_region"
    resident.do(resident.phone.send_location(26.7, 107.5, "贵州省黔南布依族苗族自治州福泉市金山街道洒金南路"))
    assert "金山街道" in resident.heard and resident.asked == "contact_phone"


def test_five_photos_are_not_five_lectures(line: Line) -> None:
    resident = beginning(line, TOLD, "同意")
    for number in range(5):
        resident.do(resident.phone.send_image(jpeg(str(number))))
    assert "5" in resident.heard and len(resident.heard) < 30
    resident.say("重复")
    assert resident.asked == "safety_now"


def test_the_menu_begins_things_and_a_menu_of_another_release_does_no_harm(line: Line) -> None:
    resident = beginning(line)
    click(resident, "report_hardship")
    assert resident.asked == "consent_privacy"
    click(resident, "ask_documents")
    assert "材料" in resident.heard and resident.asked == "consent_privacy"
    for intent in ("no_such_thing", "submit_draft"):
        click(resident, intent)
        assert len(resident.new) == 1 and len(resident.last) <= 3, resident.heard
        assert resident.asked == "consent_privacy" and has_number(resident.heard, 1)
    resident.say("1")
    assert resident.asked == "safety_now"


def test_a_poster_names_the_place_and_a_second_one_does_not_disturb(line: Line) -> None:
    resident = line.resident(scene="513201-poster")
    for text in ("屋头昨晚遭火烧了", "同意", "安全"):
        resident.say(text)
    assert resident.asked == "incident_region" and "1 马尔康市" in resident.heard
    resident.do(resident.phone.scan("522702-wall"))
    assert "继续" in resident.heard and resident.asked is None
    resident.say("继续")
    assert resident.asked == "incident_region" and "1 马尔康市" in resident.heard


def test_who_leaves_is_forgotten_and_welcome_again(line: Line) -> None:
    resident = beginning(line, TOLD, "同意")
    shown = len(resident.phone.shown)
    resident.platform.run(resident.phone.unfollow())
    resident.platform.fake.clock.advance(1)
    resident.conversation_id = ""
    resident.do(resident.phone.follow())
    assert "我是机器人" in resident.heard and len(resident.phone.shown) == shown + 1
    resident.say("继续")
    assert "没有办到一半的事" in resident.heard and "摔断" not in resident.heard


def test_what_staff_said_meanwhile_comes_first_and_the_numbers_stay_last(line: Line) -> None:
    resident = beginning(line, TOLD)
    resident.phone.windows.close()
    words = [Bubble(text="您好，我是街道的小王。"), Bubble(text="明天我来看您。")]
    resident.platform.run(conversations.say(line.cw, resident.conversation_id, words, origin="staff"))
    # the sweep finds it within two seconds, the platform refuses it
    time.sleep(3)
    resident.say("同意")
    heard = resident.heard
    assert len(resident.new) == 1
    assert (
        heard.index("工作人员：您好")
        < heard.index("工作人员：明天")
        < heard.index("您现在人安全吗")
        < heard.index("\n1 ")
    )
    resident.say("1")
    assert resident.asked == "incident_region"


def test_a_long_story_is_read_and_answered_in_one_text(line: Line) -> None:
    resident = beginning(
        line, "我来说一下我屋头的情况。" + "我家住在福泉市牛场镇，去年我查出来有病，今年包谷又遭水淹了。" * 40
    )
    assert len(resident.new) == 1 and "全文已存好" in resident.heard and resident.asked == "consent_privacy"
