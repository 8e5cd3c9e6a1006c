"""What happened and when, out of long stories, and what the answer to the safety question is not."""

import pytest

from tests.unit.actions.conftest import Talk

DEATH, ILL, FIRE, INJURED = "death", "acute_illness", "fire", "injury"


@pytest.mark.parametrize(
    ("text", "cause", "day"),
    [
        # an old grief beside what happened lately
        ("我婆娘前年死了，昨天我在田坎上摔断了手", INJURED, "2026-11-22"),
        ("他妈死了爸跑了，前天我突发脑溢血住院", ILL, "2026-11-21"),
        ("我男人去年走了，上个礼拜屋头遭火烧了，没地方住", FIRE, "2026-11-16/2026-11-22"),
        # the first cause stands where nothing says it is old, and where the death is what happened
        ("屋头遭火烧了，昨天送医院说是烧伤", FIRE, "2026-11-22"),
        ("昨天我爸去世了，没钱办后事", DEATH, "2026-11-22"),
        # how long it has been, in the clause of what happened
        ("老子手断了两天了没人管", INJURED, "2026-11-21"),
        ("我手杆摔断五天了", INJURED, "2026-11-18"),
    ],
)
async def test_what_happened_and_when(talk: Talk, text: str, cause: str, day: str):
    await talk.say(text, "report_hardship")
    await talk.say("同意", "affirm")
    answers = await talk.answers()
    assert (answers.get("incident_cause"), answers.get("incident_date")) == (cause, day)


async def test_three_days_without_food_are_no_day_of_an_injury(talk: Talk):
    await talk.say("我手断了，三天没吃饭了", "report_hardship")
    await talk.say("同意", "affirm")
    assert "incident_date" not in await talk.answers()


async def test_no_roof_tonight_is_no_cause(talk: Talk):
    await talk.say("我没钱了，你们帮哈忙", "report_hardship")
    await talk.say("同意", "affirm")
    assert talk.asks == "safety_now"
    await talk.say("没地方住", "inform")
    answers = await talk.answers()
    assert answers["safety_now"] == "no_food_or_shelter" and "incident_cause" not in answers


async def test_a_no_with_a_hardship_in_it_begins_one(talk: Talk):
    await talk.say("屋 火 烧 没得", "deny")
    assert talk.asks == "consent_privacy"
    await talk.say("同意", "affirm")
    assert (await talk.answers())["incident_cause"] == FIRE


async def test_a_yes_in_traditional_writing_files(talk: Talk):
    await talk.say("昨天在福泉牛场镇摔断了腿", "report_hardship")
    for text, intent in (("同意", "affirm"), ("安全", "inform"), ("13808523344", "inform")):
        await talk.say(text, intent)
    assert talk.asks == "review_confirm"
    await talk.say("對", "affirm")
    assert talk.card("case")


async def test_a_word_of_what_happened_is_kept_while_consent_is_asked(talk: Talk):
    await talk.say("没钱", "report_hardship")
    await talk.say("失业", "ask_other_aid", confidence=0.4)
    assert talk.asks == "consent_privacy"
    await talk.say("同意", "affirm")
    assert (await talk.answers())["incident_cause"] == "unemployment"


async def test_a_yes_said_thrice_files(talk: Talk):
    await talk.say("昨天在福泉牛场镇摔断了腿", "report_hardship")
    for text, intent in (("同意", "affirm"), ("安全", "inform"), ("13808523344", "inform")):
        await talk.say(text, intent)
    await talk.say("对对对", "ask_procedure")
    assert talk.card("case")
