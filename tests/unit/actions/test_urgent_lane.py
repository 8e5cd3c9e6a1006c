"""The urgent lane through the actions, with intents given by hand."""

from tests.unit.actions.conftest import Talk

STORY = "我是云南的，在福泉修路，前天从架子上摔下来腿断了，老板跑了，住院押金都交不起"


async def test_story_is_filed_in_six_turns_with_what_was_told_and_nothing_else(talk: Talk):
    heard = await talk.say(STORY, "report_hardship")
    assert "外地户口一样可以报" in heard and "先救治" in heard
    assert len(talk.bubbles) <= 2 and talk.asks == "consent_privacy"
    assert await talk.answers() == {}
    await talk.say("1", "inform")
    assert "前天（11月21日）" in talk.heard and talk.asks == "safety_now"
    await talk.say("安全的，在医院", "inform")
    assert talk.asks == "incident_region"
    await talk.say("市医院", "nlu_fallback")
    assert talk.asks == "contact_phone"
    await talk.say("1", "inform")
    assert talk.asks == "review_confirm" and talk.card("summary")
    await talk.say("对", "affirm")
    card = talk.card("case")
    assert card and card["case_number"] in talk.heard and "已提交" in talk.heard
    assert talk.turns == 6
    answers = await talk.answers()
    told = {key: value for key, value in answers.items() if key not in ("review_confirm", "declaration")}
    assert told == {
        "incident_cause": "injury",
        "incident_text": STORY,
        "incident_date": "2026-11-21",
        "urgent_need": ["treatment"],
        "incident_region": "522702",
        "incident_place": "市医院",
        "hukou_region": "530000",
        "safety_now": "safe",
        "contact_way": "here",
    }
