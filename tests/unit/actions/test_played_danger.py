"""What was heard while residents in danger, greeting residents and neighbours were played."""

import pytest

from casework.storage.models import Conversation
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_telling import told


async def crisis_of(talk: Talk) -> str | None:
    async with talk.casework.database.read() as session:
        conversation = await session.get(Conversation, talk.conversation)
        return conversation.crisis if conversation else None


@pytest.mark.parametrize("text", ["在若尔盖红星镇", "我在红原县，电话13812345678", "我叫王勇，在茂县凤仪镇"])
@pytest.mark.parametrize("kind", ["crisis_physical_danger", "crisis_self_harm"])
async def test_where_somebody_in_danger_is_goes_to_who_comes(talk: Talk, text: str, kind: str):
    await talk.say("救命，屋里都是烟，人晕倒了", kind)
    await talk.say(text, "inform")
    assert talk.asks is None and "急难救助" not in talk.heard and "低保" not in talk.heard
    assert "知道了" in talk.heard and not any(bubble["custom"].get("choices") for bubble in talk.bubbles)
    assert talk.slots["flags"]["crisis"] == kind


async def test_the_place_told_in_danger_is_not_asked_again(talk: Talk):
    await talk.say("家里着火了，火还在烧", "crisis_physical_danger")
    await talk.say("在福泉金山街道", "inform")
    await talk.say("继续", "resume")
    await talk.say("同意", "affirm")
    assert (await talk.answers())["incident_township"] == "522702001"


async def test_a_child_named_does_not_hide_that_somebody_wants_to_die(talk: Talk):
    await talk.say("我不想活了", "crisis_self_harm")
    await talk.say("我有两个娃舍不得", "crisis_child_alone")
    assert "信得过的大人" not in talk.heard and talk.slots["flags"]["crisis"] == "crisis_self_harm"
    assert await crisis_of(talk) == "crisis_self_harm"


async def test_poison_taken_raises_the_alarm_and_keeps_the_record(talk: Talk):
    await talk.say("我不想活了", "crisis_self_harm")
    await talk.say("我把药吃了，肚子痛得很", "crisis_physical_danger")
    assert "120" in talk.heard and await crisis_of(talk) == "crisis_self_harm"


@pytest.mark.parametrize(("text", "intent"), [("没人管我", "complain"), ("你就是个机器懂啥子", "bot_challenge")])
async def test_who_wants_to_die_hears_no_menu_and_no_law(talk: Talk, text: str, intent: str):
    await talk.say("我不想活了", "crisis_self_harm")
    await talk.say(text, intent)
    assert not any(word in talk.heard for word in ("投诉", "依据", "想问政策", "急难救助"))
    assert not any(bubble["custom"].get("choices") for bubble in talk.bubbles)


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        (
            "喂喂你好我是那个黑水县西尔镇的我们这里昨天晚上涨水了把我家一楼全部都淹了现在没有地方住呢",
            "greet",
            {"incident_township": "513228103"},
        ),
        ("你好，我前天在福泉牛场镇摔断了手", "greet", {"incident_cause": "injury", "incident_township": "522702106"}),
        ("谢谢你们，我家昨天着火了", "thank", {"incident_cause": "fire", "incident_date": "2026-11-22"}),
        (
            "我是外地的，在双河镇打工，前天从梯子上摔断了腿，九寨沟县这边",
            "ask_nonlocal",
            {"incident_cause": "injury", "incident_date": "2026-11-21"},
        ),
        (
            "昨天在福泉牛场镇让车撞了，要带身份证不",
            "ask_documents",
            {"incident_cause": "traffic_accident", "incident_township": "522702106"},
        ),
        ("我屋头房子烧了，能补好多钱", "ask_amount", {"incident_cause": "fire"}),
        ("我男人昨天手被机器压断了，能不能给他申请", "report_person_in_need", {"incident_cause": "injury"}),
        ("你们啥子都不管，老子腿都摔断了没得人管", "report_person_in_need", {"incident_cause": "injury"}),
        ("你们啥子都不管，我前天腿摔断了没得人管", "complain", {"incident_cause": "injury"}),
    ],
)
async def test_a_story_is_heard_beside_whatever_else_is_said(talk: Talk, text: str, intent: str, expected: dict):
    await talk.say(text, intent)
    assert talk.asks == "consent_privacy"
    answers = await told(talk)
    assert expected.items() <= answers.items()


async def test_the_question_beside_the_story_is_answered_too(talk: Talk):
    await talk.say("昨天在福泉牛场镇让车撞了，要带身份证不", "ask_documents")
    assert "身份证" in talk.heard and talk.asks == "consent_privacy"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("要是房子烧了能补多少钱", "ask_amount"),
        ("摔断腿了能申请吗", "ask_eligibility"),
        ("生病住院要哪些材料", "ask_documents"),
        ("你好", "greet"),
        ("外地人出车祸能不能申请", "ask_nonlocal"),
    ],
)
async def test_a_question_alone_begins_nothing(talk: Talk, text: str, intent: str):
    await talk.say(text, intent)
    assert talk.asks is None and not talk.slots.get("told")


async def leads(talk: Talk) -> bool:
    return talk.card("lead") is not None


async def test_a_lead_with_everything_in_it_still_waits_for_a_yes(talk: Talk):
    text = "我们村隔壁有个老人瘫在床上没人管，在福泉牛场镇"
    await talk.say(text, "report_person_in_need")
    assert not await leads(talk) and "福泉市牛场镇" in talk.heard
    await talk.say("1", "inform")
    assert await leads(talk)


@pytest.mark.parametrize(("text", "intent"), [("2", "inform"), ("先不说", "deny")])
async def test_a_no_keeps_the_lead_here(talk: Talk, text: str, intent: str):
    await talk.say("隔壁有个老人瘫在床上没人管，在福泉牛场镇", "report_person_in_need")
    await talk.say(text, intent)
    assert not await leads(talk) and "先不报" in talk.heard and "lead" not in talk.slots["flags"]


async def test_the_place_asked_for_and_told_sends_the_lead(talk: Talk):
    await talk.say("隔壁阿婆几天没人管了，没得吃的", "report_person_in_need")
    assert "哪个县" in talk.heard and "转告" in talk.heard
    await talk.say("福泉牛场镇", "inform")
    assert await leads(talk)


async def test_leaving_a_lead_speaks_of_the_lead(talk: Talk):
    await talk.say("村里有个疯子没人管，大冬天光脚", "report_person_in_need")
    await talk.say("算了", "pause")
    assert "先不报" in talk.heard and "答过的" not in talk.heard


@pytest.mark.parametrize("text", ["我耳聋。听不见。电话不能打。", "我是聋哑人，咋个弄", "本人听障，不能说话"])
async def test_who_cannot_hear_is_not_told_to_wait_for_a_call(talk: Talk, text: str):
    await talk.say(text, "ask_accessibility")
    assert "打给您" not in talk.heard and "打字" in talk.heard
    await talk.say("人工", "request_human")
    assert talk.card("handoff") and "打" not in talk.heard.split("\n")[-1]


async def test_who_asks_to_be_rung_gets_a_person(talk: Talk):
    await talk.say("我不会打字，你们打电话给我嘛", "ask_accessibility")
    assert talk.card("handoff")
