"""What is told beside the question that is open: kept, and said to be kept."""

import pytest

from casework.storage.models import Conversation
from tests.unit.actions.conftest import Talk


async def tell(talk: Talk, *said: tuple[str, str]) -> list[str]:
    before = len(talk.said)
    for words, intent in said:
        before = len(talk.said)
        await talk.say(words, intent)
    return talk.said[before:]


OPENED = (("我想申请低保", "apply_minimum_living"), ("同意", "affirm"))


async def test_people_told_beside_the_first_question_are_counted_kept_and_said(talk: Talk):
    said = await tell(talk, *OPENED, ("三个人，我55，婆娘52二级残疾，女儿读高中17", "inform"))
    assert "3口人" in "".join(said) and talk.asks == "safety_now"
    answers = await talk.answers()
    assert answers["household_size"] == 3
    assert [one.get("age") for one in answers["members"]] == [55, 52, 17]


async def test_a_place_told_beside_it_is_offered_as_the_place_of_the_papers(talk: Talk):
    await tell(talk, *OPENED, ("福泉市牛场镇", "inform"), ("不急", "deny"), ("我自己", "inform"))
    assert talk.asks == "hukou_region"
    assert "福泉市" in [choice["title"] for choice in talk.bubbles[-1]["custom"]["choices"]]
    async with talk.casework.database.read() as session:
        assert (await session.get_one(Conversation, talk.conversation)).region == "522702"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("不急", "safe"),
        ("现在不急", "safe"),
        ("没得啥子急事", "safe"),
        ("急不急你说呢？", None),
        ("没得吃的", "no_food_or_shelter"),
    ],
)
async def test_nothing_presses(talk: Talk, words, answer):
    await tell(talk, *OPENED, (words, "inform"))
    assert (await talk.answers()).get("safety_now") == answer


async def test_a_surname_beside_the_number_and_hunger_beside_safety_are_kept(talk: Talk):
    await tell(
        talk, ("老公摔断脚杆了没钱医", "report_hardship"), ("同意", "affirm"), ("安全的，就是莫得钱买米", "inform"),
        ("茂县凤仪镇", "inform"), ("前天", "inform"), ("13881234567，姓王", "inform"),
    )  # fmt: skip
    answers = await talk.answers()
    assert answers["contact_name"] == "王（姓）" and answers["contact_phone"] == "13881234567"
    assert "food" in answers["urgent_need"]


async def test_a_yes_after_an_answer_about_a_programme_begins_it(talk: Talk):
    await tell(talk, ("低保咋个申请", "ask_procedure"))
    assert talk.asks is None and not await talk.answers()
    said = await tell(talk, ("办嘛", "affirm"))
    assert talk.asks == "consent_privacy" and "低保" in said[0]


async def test_a_yes_out_of_the_blue_begins_nothing(talk: Talk):
    await tell(talk, ("办嘛", "affirm"))
    assert talk.asks is None
