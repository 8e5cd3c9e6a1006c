"""Recovery, going back, pausing, handing back, lost memory, failures."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from actions import casework_client
from tests.unit.actions.conftest import Talk

STORY = "昨天在福泉金山街道摔断了腿，没钱看病"


async def begin(talk: Talk) -> None:
    await talk.say(STORY, "report_hardship")
    await talk.say("同意", "affirm")


async def test_recovery_rephrases_then_offers_then_calls_a_person(talk: Talk):
    await begin(talk)
    heard = [await talk.say("呜哩哇啦", "nlu_fallback") for _ in range(3)]
    sentences = [sentence for text in heard for sentence in text.split("\n")]
    assert len(set(sentences)) == len(sentences)
    assert talk.card("handoff") and "不让您再猜" in heard[2]
    state = await casework_client.client().read_state(talk.conversation)
    assert state.mode == "queued"


async def test_a_good_answer_forgets_the_misses(talk: Talk):
    await begin(talk)
    await talk.say("呜哩哇啦", "nlu_fallback")
    await talk.say("呜哩哇啦", "nlu_fallback")
    await talk.say("1", "inform")
    assert not talk.slots.get("misses")


async def test_going_back_asks_the_question_before(talk: Talk):
    await begin(talk)
    await talk.say("1", "inform")
    assert talk.asks == "contact_phone"
    await talk.say("上一步", "go_back")
    assert talk.asks == "safety_now" and "safety_now" not in await talk.answers()


async def test_hand_back_asks_exactly_the_next_missing_item(talk: Talk):
    await begin(talk)
    await talk.say("人工", "request_human")
    await talk.command("resume")
    assert talk.asks == "safety_now"


async def test_a_reopened_review_shows_what_is_noted_and_asks_what_is_missing(talk: Talk):
    await begin(talk)
    await talk.command("resume", {"then": "review"})
    assert talk.card("summary")["items"] and talk.asks == "safety_now"
    await talk.command("resume")
    assert talk.card("summary") is None


async def test_a_lost_memory_goes_on_where_the_record_stands(talk: Talk):
    await begin(talk)
    talk.slots.clear()
    await talk.say("1", "inform")
    assert talk.asks == "contact_phone" and (await talk.answers())["safety_now"] == "safe"


async def test_pausing_stops_the_questions_and_an_answer_goes_on(talk: Talk):
    await begin(talk)
    await talk.say("等哈再说", "pause")
    assert talk.asks is None
    await talk.say("好多钱", "ask_amount")
    assert talk.asks is None
    await talk.say("安全的", "inform")
    assert talk.asks == "contact_phone"


async def test_a_digit_answers_what_was_offered_last_only(talk: Talk):
    await begin(talk)
    await talk.say("删除我的信息", "delete_my_data")
    await talk.say("2", "inform")
    await talk.say("1", "inform")
    assert (await talk.answers()) != {}


async def test_filing_twice_repeats_the_number(talk: Talk):
    await begin(talk)
    for _ in range(3):
        await talk.say("1", "inform")
    card = talk.card("case")
    assert card
    await talk.command("inform", {"key": "review_confirm", "value": True})
    again = talk.card("case")
    assert again and again["case_number"] == card["case_number"] and "您已提交过" in talk.heard
    assert not talk.slots.get("offers")


async def test_somebody_elses_number_is_as_good_as_none(talk: Talk):
    await talk.say("福-2346A-789CD办到哪了", "check_status")
    unknown = talk.heard
    await talk.say("我的办到哪了", "check_status")
    assert talk.heard == unknown


async def test_crisis_comes_before_every_question_and_keeps_the_story(talk: Talk):
    await talk.say("我屋头起火了火还在烧，在福泉金山街道", "crisis_physical_danger", screen=["crisis_physical_danger"])
    assert talk.bubbles[0]["text"].startswith("先救人") and talk.asks is None
    assert talk.card("crisis")["lines"][0]["number"]
    await talk.say("火灭了，想接着办", "resume")
    assert talk.asks == "consent_privacy"
    await talk.say("同意", "affirm")
    answers = await talk.answers()
    assert answers["incident_cause"] == "fire" and answers["incident_township"] == "522702001"


async def test_violence_is_answered_with_hardly_a_word_afterwards(talk: Talk):
    await talk.say("他又打我", "crisis_violence", screen=["crisis_violence"])
    assert talk.heard.startswith("先保安全")
    await talk.say("嗯", "affirm")
    assert talk.heard == "我在。"


async def test_a_child_is_never_asked_a_form(talk: Talk):
    await talk.say("我十三岁，爸妈不在，没饭吃", "crisis_child_alone", screen=["crisis_child_alone"])
    for text, intent in (("我要临时救助", "apply_temporary_aid"), ("我没饭吃", "report_hardship"), ("同意", "affirm")):
        await talk.say(text, intent)
        assert talk.asks is None and "同意" not in talk.heard
    assert await talk.answers() == {}


@pytest.mark.parametrize("status", [500, 503])
async def test_a_failing_casework_ends_in_an_apology_and_changes_nothing(talk: Talk, status: int):
    await begin(talk)
    slots = dict(talk.slots)
    broken = web.Application()
    broken.router.add_route("*", "/{anything:.*}", lambda request: web.Response(status=status, text="<html>"))
    server = TestServer(broken)
    await server.start_server()
    client = casework_client.install(str(server.make_url("/")), "x" * 16)
    with capture_logs() as logs:
        await talk.say("13800138000 我叫王秀英", "inform")
    await client.close()
    await server.close()
    assert talk.bubbles == [talk.bubbles[0]] and talk.bubbles[0]["custom"] == {"failed": True}
    assert talk.slots == slots
    assert "已提交" not in talk.heard
    assert logs and not [entry for entry in logs if "王秀英" in str(entry) or "13800138000" in str(entry)]


async def test_an_unreachable_casework_ends_in_an_apology(talk: Talk):
    await begin(talk)
    client = casework_client.install("http://127.0.0.1:9", "x" * 16)
    await talk.say("1", "inform")
    await client.close()
    assert talk.bubbles[0]["custom"] == {"failed": True}


async def test_a_consent_taken_back_elsewhere_is_asked_again(talk: Talk):
    await begin(talk)
    await talk.say("删除我的信息", "delete_my_data")
    await talk.say("都删掉", "affirm")
    talk.slots["asks"] = "safety_now"
    await talk.command("inform", {"key": "safety_now", "value": "safe"})
    assert talk.asks == "consent_privacy" and await talk.answers() == {}


async def test_a_doubtful_crisis_in_an_answer_is_an_answer(talk: Talk):
    await begin(talk)
    await talk.say("没有危险，有吃的", "crisis_self_harm", confidence=0.3)
    assert talk.asks == "contact_phone" and not talk.card("crisis")


async def test_a_certain_crisis_in_an_answer_is_a_crisis(talk: Talk):
    await begin(talk)
    await talk.say("没意思，不想活了", "crisis_self_harm", screen=["crisis_self_harm"], confidence=0.3)
    assert talk.card("crisis")


async def test_a_hardship_not_understood_is_still_heard(talk: Talk):
    await talk.say("我男人昨天死了", "nlu_fallback", confidence=0.2)
    assert "节哀" in talk.heard and talk.asks == "consent_privacy"


async def test_no_fault_in_the_summary_is_a_yes(talk: Talk):
    await begin(talk)
    await talk.say("1", "inform")
    await talk.say("1", "inform")
    assert talk.asks == "review_confirm"
    await talk.say("在", "affirm")
    assert not talk.card("case"), "a stray word must not file"
    await talk.say("莫得问题", "deny")
    assert talk.card("case")


async def test_a_fact_beside_the_question_is_kept_and_the_question_comes_again(talk: Talk):
    await begin(talk)
    await talk.say("家里还有两个老人", "inform")
    assert talk.asks == "safety_now"
    assert (await talk.answers())["vulnerable_members"] == ["elder"]


async def test_the_same_turn_twice_files_once(talk: Talk):
    await begin(talk)
    await talk.say("1", "inform")
    await talk.say("1", "inform")
    slots = dict(talk.slots)
    await talk.say("对", "affirm", turn_id="f" * 32)
    first = talk.card("case")
    talk.slots = slots
    await talk.say("对", "affirm", turn_id="f" * 32)
    again = talk.card("case")
    assert first and again and first["case_number"] == again["case_number"]
    state = await casework_client.client().read_state(talk.conversation)
    assert len(state.cases) == 1


async def test_who_refused_is_told_the_helplines_not_the_police(talk: Talk):
    await talk.say(STORY, "report_hardship")
    await talk.say("不同意", "deny")
    lines = (await casework_client.client().read_lines("help", None)).lines
    assert lines[0]["number"] in talk.heard and "110" not in talk.heard


async def test_a_town_of_the_known_county_is_no_county_elsewhere(talk: Talk):
    await talk.say("昨天在福泉摔断了腿", "report_hardship")
    await talk.say("同意", "affirm")
    await talk.say("1", "inform")
    assert talk.asks == "incident_region"
    await talk.say("凤山", "inform")
    answers = await talk.answers()
    assert answers["incident_region"] == "522702" and answers["incident_township"].startswith("522702")
