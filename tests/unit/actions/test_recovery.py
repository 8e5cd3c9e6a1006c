"""Three steps when something was not understood: per question, once each, answers kept; words kept masked."""

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from actions import casework_client, recovery, texts
from casework.storage.keeping_models import NotUnderstood
from contracts.errors import Unavailable
from tests.unit.actions.conftest import Talk

STORY = "昨天在福泉金山街道摔断了腿，没钱看病"
NOISE = "呜哩哇啦"
QUESTIONS = [name.removeprefix("utter_choose_") for name in texts.responses() if name.startswith("utter_choose_")]


async def begin(talk: Talk) -> None:
    await talk.say(STORY, "report_hardship")
    await talk.say("同意", "affirm")


async def miss(talk: Talk, times: int = 1) -> list[str]:
    return [await talk.say(NOISE, "nlu_fallback", confidence=0.2) for _ in range(times)]


async def miss_whole(talk: Talk) -> str:
    """More than a piece of a story: where nothing is asked, four characters are listened to first."""
    return await talk.say(NOISE * 2, "nlu_fallback", confidence=0.2)


def offered(talk: Talk) -> list[str]:
    return [choice["title"] for bubble in talk.bubbles for choice in bubble["custom"].get("choices", [])]


async def kept(talk: Talk) -> list[NotUnderstood]:
    async with talk.casework.database.read() as session:
        return list((await session.scalars(select(NotUnderstood).order_by(NotUnderstood.first_at))).all())


async def test_step_two_offers_the_choices_of_the_question_that_is_open(talk: Talk):
    await begin(talk)
    await miss(talk, 2)
    assert talk.asks == "safety_now" and offered(talk) == ["安全，有吃住", "没吃的或没住处", "现在不安全"]
    await talk.say("1", "inform")
    await miss(talk, 2)
    assert talk.asks == "contact_phone" and offered(talk) == ["就在这里联系", "人工"]


async def test_step_three_calls_a_person_names_a_number_and_keeps_answers_and_question(talk: Talk):
    await begin(talk)
    before = await talk.answers()
    await miss(talk, 3)
    lines = (await casework_client.client().read_lines("help", "522702")).lines
    assert talk.card("handoff") and lines[0]["number"] in talk.heard and "都还在" in talk.heard
    assert await talk.answers() == before
    assert offered(talk) == ["安全，有吃住", "没吃的或没住处", "现在不安全"]
    await talk.say("1", "inform")
    assert (await talk.answers())["safety_now"] == "safe" and talk.asks == "contact_phone"


async def test_no_sentence_of_the_three_steps_comes_twice_and_none_right_after_itself(talk: Talk):
    await begin(talk)
    heard = await miss(talk, 7)
    three = [sentence for text in heard[:3] for sentence in text.split("\n")]
    assert len(three) == len(set(three))
    for first, second in pairwise(heard):
        assert not set(first.split("\n")) & set(second.split("\n"))
    assert not set(heard[0].split("\n")) & {line for text in heard[1:] for line in text.split("\n")}


async def test_every_question_counts_its_own_misses(talk: Talk):
    await talk.say(STORY, "report_hardship")
    await miss(talk, 2)
    await talk.say("同意", "affirm")
    assert talk.asks == "safety_now"
    assert await miss(talk) == [texts.words("utter_rephrase_safety_now")]
    await talk.say("1", "inform")
    assert not talk.slots.get("misses")
    assert await miss(talk) == [texts.words("utter_rephrase_contact_phone")]


async def test_a_question_aside_does_not_bring_the_same_wording_again(talk: Talk):
    await begin(talk)
    first = await miss(talk)
    await talk.say("为啥要问", "explain_question")
    assert await miss(talk) == [texts.words("utter_choose_safety_now")] != first


async def test_a_fact_beside_the_question_does_not_either(talk: Talk):
    await begin(talk)
    first = await miss(talk)
    await talk.say("家里还有两个老人", "inform")
    assert talk.asks == "safety_now"
    assert await miss(talk) == [texts.words("utter_choose_safety_now")] != first


async def test_a_question_said_again_at_wish_is_not_said_so_a_third_time(talk: Talk):
    await begin(talk)
    again = await talk.say("再说一遍", "repeat_question")
    assert again not in await miss(talk, 2)


async def test_an_offer_keeps_its_own_choices(talk: Talk):
    await begin(talk)
    await talk.say("重新来", "restart")
    first, second = await miss(talk, 2)
    assert offered(talk) == ["从头来", "接着办", "人工"] and not set(first.split("\n")) & set(second.split("\n"))
    await talk.say("2", "inform")
    assert talk.asks == "safety_now" and await talk.answers()


async def test_where_nothing_is_asked_understood_words_begin_the_count_anew(talk: Talk):
    first = await miss_whole(talk)
    await talk.say("谢谢", "thank")
    assert await miss_whole(talk) == first
    assert await miss_whole(talk) == texts.words("utter_recover_2")
    await miss_whole(talk)
    assert talk.card("handoff") and "都还在" not in talk.heard


async def test_the_numbers_of_the_greeting_still_count_after_a_first_miss(talk: Talk):
    await miss(talk)
    titles = [title for title, _ in texts.buttons("utter_greet")]
    await talk.say(str(titles.index("急难救助") + 1), "inform")
    assert talk.asks == "consent_privacy"


async def test_after_a_person_gave_the_talk_back_it_begins_anew(talk: Talk):
    await begin(talk)
    heard = await miss(talk, 3)
    await talk.command("resume")
    assert talk.asks == "safety_now"
    assert await miss(talk) == heard[:1]


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_question_has_a_choice_to_tap_when_words_fail(key: str):
    taps = texts.buttons(f"utter_choose_{key}") + texts.buttons(f"utter_ask_{key}")
    assert taps, key


async def test_what_was_missed_is_kept_masked_with_what_was_open_and_guessed(talk: Talk):
    await begin(talk)
    guesses = [{"name": name, "confidence": 0.3} for name in ("nlu_fallback", "deny", "inform", "greet", "thank")]
    await talk.say("呜哩哇啦，我叫王秀英", "nlu_fallback", confidence=0.2, ranking=guesses)
    await talk.say("13812345678呜哩哇啦", "nlu_fallback", confidence=0.2)
    first, second = await kept(talk)
    assert first.text == "呜哩哇啦，我叫某某" and second.text == "〔电话〕呜哩哇啦"
    assert [one["intent"] for one in first.ranking] == ["deny", "inform", "greet"]
    assert (first.why, first.question, first.region, first.channel) == ("recovery", "safety_now", "522702", "web")
    assert (second.why, second.seen) == ("unsure", 1), "the number was understood"


async def test_a_doubtful_reading_is_kept_a_sure_one_and_a_tap_are_not(talk: Talk):
    await talk.say("咋个整这个嘛", "ask_procedure", confidence=0.4)
    await talk.say("低保好多钱", "ask_amount", confidence=0.9)
    await talk.say("人工", "request_human", confidence=0.1, command={"intent": "request_human", "values": {}})
    assert [(row.text, row.why) for row in await kept(talk)] == [("咋个整这个嘛", "unsure")]


async def test_words_said_in_danger_are_never_kept(talk: Talk):
    await talk.say("他又打我", "crisis_violence", screen=["crisis_violence"], confidence=0.2)
    await talk.say("我躲起来了", "inform", confidence=0.2)
    assert await kept(talk) == []


async def test_after_a_no_nothing_is_kept_nor_even_sent(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    await talk.say(STORY, "report_hardship", confidence=0.3)
    assert len(await kept(talk)) == 1
    await talk.say("不同意", "deny")
    assert await kept(talk) == []
    sent: list[Any] = []

    async def note(*told: Any) -> None:
        sent.append(told)

    monkeypatch.setattr(casework_client.CaseworkClient, "note_not_understood", note)
    await miss(talk)
    assert sent == []


async def test_nothing_is_kept_of_the_turn_that_erases(talk: Talk):
    await begin(talk)
    await miss(talk)
    await talk.say("删除我的信息", "delete_my_data")
    await talk.say("全部都给我弄掉", "affirm", confidence=0.3)
    assert await kept(talk) == []


async def test_that_keeping_fails_is_no_matter_of_the_residents(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    async def away(*_: Any) -> None:
        raise Unavailable

    monkeypatch.setattr(casework_client.CaseworkClient, "note_not_understood", away)
    assert await miss_whole(talk) == texts.words("utter_recover_1")


async def test_that_keeping_takes_too_long_is_none_either(talk: Talk, monkeypatch: pytest.MonkeyPatch):
    async def slow(*_: Any) -> None:
        import asyncio

        await asyncio.sleep(5)

    monkeypatch.setattr(recovery, "NOTE_SECONDS", 0.05)
    monkeypatch.setattr(casework_client.CaseworkClient, "note_not_understood", slow)
    assert await miss_whole(talk) == texts.words("utter_recover_1")
