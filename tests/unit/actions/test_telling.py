"""What messages tell, through the actions: places by what they are, dates, people, contacts, corrections."""

import pytest

from tests.unit.actions.conftest import Talk


async def told(talk: Talk, *messages: tuple[str, str]) -> dict:
    for text, intent in messages:
        await talk.say(text, intent)
    await talk.say("同意", "affirm")
    answers = await talk.answers()
    answers.pop("incident_text", None)
    return answers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我是云南的，在福泉遭车撞了", {"hukou_region": "530000", "incident_region": "522702"}),
        ("户口在昭通，到福泉打工摔断了腿", {"hukou_region": "530600", "incident_region": "522702"}),
        ("在马尔康沙尔宗镇房子着火了", {"incident_region": "513201", "incident_township": "513201103"}),
        ("我是贵州人，摔断腿了", {"hukou_region": "520000"}),
        ("儿子在广东打工，我在福泉摔断了腿", {"incident_region": "522702"}),
        ("摔断了腿，没钱看病", {}),
    ],
)
async def test_hukou_and_place_of_the_incident_are_not_mixed_up(talk: Talk, text: str, expected: dict):
    answers = await told(talk, (text, "report_hardship"))
    keys = ("hukou_region", "incident_region", "incident_township")
    assert {key: answers[key] for key in keys if key in answers} == expected


async def test_the_bosses_number_is_not_the_residents(talk: Talk):
    answers = await told(talk, ("在工地摔断了腿，老板电话13911112222，我的是13822223333", "report_hardship"))
    assert answers["contact_phone"] == "13822223333"


async def test_nobody_is_safe_because_nothing_was_said(talk: Talk):
    answers = await told(talk, ("昨晚房子着火，人都没事", "report_hardship"))
    assert "safety_now" not in answers


async def test_a_week_is_kept_as_a_week(talk: Talk):
    answers = await told(talk, ("上个礼拜我摔断了腿", "report_hardship"))
    assert answers["incident_date"] == "2026-11-16/2026-11-22"


async def test_two_stories_before_consent_are_both_kept(talk: Talk):
    await talk.say("我摔断了腿没钱看病", "report_hardship")
    await talk.say("屋头还有两个娃儿要读书", "report_hardship")
    await talk.say("同意", "affirm")
    assert (await talk.answers())["incident_text"] == "我摔断了腿没钱看病；屋头还有两个娃儿要读书"


async def test_refusing_erases_what_was_told(talk: Talk):
    await talk.say("我摔断了腿没钱看病", "report_hardship")
    assert talk.slots["told"]
    await talk.say("不同意", "deny")
    assert not talk.slots["told"] and await talk.answers() == {}
    await talk.say("我同意", "affirm")
    assert await talk.answers() == {}


async def test_a_lack_told_while_consent_is_asked_is_no_refusal(talk: Talk):
    await talk.say("我摔断了腿", "report_hardship")
    await talk.say("活路也没得", "deny")
    assert talk.asks == "consent_privacy" and "我不记" not in talk.heard


async def test_a_new_county_forgets_the_hospital_of_the_old_one(talk: Talk):
    await told(talk, ("我在福泉市医院，腿摔断了", "report_hardship"))
    await talk.say("1", "inform")
    await talk.say("地方错了，是在马尔康", "correct_answer")
    answers = await talk.answers()
    assert answers["incident_region"] == "513201"
    assert not answers.get("incident_place") and not answers.get("incident_township")


async def test_not_yesterday_but_the_day_before(talk: Talk):
    await told(talk, ("昨天在福泉金山街道摔断了腿", "report_hardship"))
    await talk.say("不是昨天，是前天", "correct_answer")
    assert (await talk.answers())["incident_date"] == "2026-11-21"
    assert "改好了" in talk.heard


async def test_a_day_ahead_is_asked_about(talk: Talk):
    await told(talk, ("在福泉金山街道摔断了腿", "report_hardship"))
    await talk.say("1", "inform")
    assert talk.asks == "incident_date"
    await talk.say("明天", "inform")
    assert talk.asks == "incident_date" and "还没到" in talk.heard
    assert "incident_date" not in await talk.answers()


async def test_a_place_beside_another_answer_does_not_move_the_case(talk: Talk):
    for text, intent in (("昨天在福泉金山街道摔断了腿", "report_hardship"), ("同意", "affirm"), ("1", "inform"),
                         ("1", "inform"), ("1", "inform"), ("1", "inform")):  # fmt: skip
        await talk.say(text, intent)
    await talk.say("阿坝县", "inform")
    assert (await talk.answers())["incident_region"] == "522702"
