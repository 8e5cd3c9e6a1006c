"""A word or two a message, English, an adult with a child: nobody is sent to a person, or to a crisis, too soon."""

import pytest

from tests.unit.actions.conftest import Talk


async def test_pieces_are_heard_together(talk: Talk):
    await talk.say("房子", "inform")
    assert "您接着说" in talk.heard and not talk.asks
    await talk.say("烧了", "inform")
    assert talk.asks == "consent_privacy"
    told = {item["key"]: item["value"] for item in talk.slots["told"]}
    assert told["incident_cause"] == "fire"


async def test_pieces_are_screened_for_danger_together(talk: Talk):
    await talk.say("我想", "out_of_scope")
    await talk.say("死了算了", "inform")
    assert talk.card("crisis")


async def test_three_pieces_do_not_lead_to_a_person(talk: Talk):
    heard = [await talk.say(words, "inform") for words in ("那个", "就是", "哎")]
    assert len(set(heard)) == 3, "never the same sentence twice"
    assert not talk.card("handoff")
    await talk.say("怎么说", "nlu_fallback")
    assert not talk.card("handoff")


async def test_a_mere_beginning_is_no_danger(talk: Talk):
    await talk.say("我想问", "crisis_self_harm")
    assert not talk.card("crisis") and "您接着说" in talk.heard


async def test_a_number_after_a_piece_means_what_the_greeting_offered(talk: Talk):
    await talk.say("哎", "nlu_fallback")
    await talk.say("2", "inform")
    assert "低保" in talk.heard and talk.asks == "consent_privacy"


@pytest.mark.parametrize("said", ["我和娃儿被赶出来了，娃才三岁，睡哪里都不晓得", "我带着两个娃没地方去"])
async def test_an_adult_with_the_child_at_hand_is_helped_with_the_roof(talk: Talk, said: str):
    await talk.say(said, "crisis_child_alone")
    assert not talk.card("crisis") and talk.asks == "consent_privacy"
    assert {item["key"]: item["value"] for item in talk.slots["told"]}["safety_now"] == "no_food_or_shelter"


@pytest.mark.parametrize(
    "said",
    [
        "娃儿一个人在家，我在外地打工回不去", "我12岁，我带着妹妹，孩子没饭吃", "我和娃儿走散了，孩子找不到了",
        "我跟孩子说了，他单独在家三天了，孩子没人管", "爸爸妈妈都走了，我带着弟弟和小孩",
    ],
)  # fmt: skip
async def test_a_child_alone_stays_a_crisis(talk: Talk, said: str):
    await talk.say(said, "crisis_child_alone")
    assert talk.card("crisis") and "信得过的大人" in talk.heard


async def test_fixed_words_alarm_and_the_adult_is_not_asked_for_an_adult(talk: Talk):
    await talk.say("房东把我和两个娃赶出来了，没地方去", "crisis_child_alone", screen=["crisis_child_alone"])
    assert talk.card("crisis") and "信得过的大人" not in talk.heard and "您带着孩子" in talk.heard


async def test_english_is_answered_in_both_languages(talk: Talk):
    await talk.say("hello, need help", "bot_challenge")
    assert "Reply 1 for urgent aid" in talk.heard
    await talk.say("1", "inform")
    assert talk.asks == "consent_privacy"
    await talk.say("help", "nlu_fallback")
    assert "Chinese only" in talk.heard and talk.asks == "consent_privacy"


async def test_pinyin_is_no_english(talk: Talk):
    await talk.say("wo yao ban dibao", "apply_minimum_living")
    assert "Chinese only" not in talk.heard and talk.asks == "consent_privacy"


async def test_the_wish_to_die_told_in_english_is_one(talk: Talk):
    await talk.say("i want to die", "crisis_violence")
    card = talk.card("crisis")
    assert card and card["kind"] == "crisis_self_harm"


async def test_a_programme_named_alone_is_asked_about(talk: Talk):
    await talk.say("低保我晓得", "inform")
    assert talk.asks is None and "急难救助，还是想问低保" in talk.heard
