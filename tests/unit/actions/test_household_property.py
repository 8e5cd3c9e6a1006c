"""Savings told as a sum, property told for another question, the cents where a yuan would hide the difference."""

import uuid
from datetime import date
from typing import Any

import pytest

from actions import casework_client
from actions.household.assessment_talk import say_assessed
from actions.turn import Memory, Turn
from casework.services.conversations import open_conversation
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_household_talk import COUPLE, TO_INCOMES, TO_MEMBERS, begin, tell

TO_HOUSING = (("没有", "deny"), ("没有", "deny"))
MARKED = {"low": "不多", "mid": "有一些", "high": "比较多"}


async def to_housing(talk: Talk) -> None:
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES, *TO_HOUSING)
    assert talk.asks == "housing"


@pytest.mark.parametrize(
    ("said", "intent", "band", "words"),
    [
        ("有三万存款", "ask_asset_rule", "mid", "存款30000元"),
        ("就几千块钱", "ask_amount", "low", "存款2000到9000元"),
        ("存了二十来万", "inform", "high", "存款200000"),
        ("一万", "inform", "mid", "存款10000元"),
        ("九千九", "inform", "low", "存款9900元"),
    ],
)
async def test_a_sum_of_savings_is_placed_in_its_band_and_read_back(
    talk: Talk, said: str, intent: str, band: str, words: str
):
    await to_housing(talk)
    await tell(talk, ("一处", "inform"), ("没有", "deny"))
    assert talk.asks == "savings_band"
    await talk.say(said, intent)
    assert (await talk.answers())["savings_band"] == band
    assert words in talk.heard and f"算{MARKED[band]}" in talk.heard and talk.asks == "business"


async def test_a_band_in_words_is_not_read_back_as_a_sum(talk: Talk):
    await to_housing(talk)
    await tell(talk, ("一处", "inform"), ("没有", "deny"), ("很少", "inform"))
    assert (await talk.answers())["savings_band"] == "low" and "存款" not in talk.heard


async def test_property_told_for_another_question_is_kept_and_the_question_put_again(talk: Talk):
    await to_housing(talk)
    await talk.say("就一辆摩托", "inform")
    assert talk.asks == "housing" and "这个也记下了" in talk.heard
    await talk.say("老屋三间", "inform")
    answers = await talk.answers()
    assert answers["vehicles"] == [{"kind": "motorcycle"}] and answers["housing"]["owned"] == 1
    assert talk.asks == "savings_band", "the vehicles are not asked for again"


async def test_no_car_says_nothing_of_savings(talk: Talk):
    await to_housing(talk)
    await tell(talk, ("一处", "inform"), ("不清楚", "dont_know"))
    assert talk.asks == "savings_band"
    await talk.say("没车", "deny")
    assert "savings_band" not in await talk.answers()
    await talk.say("莫得", "deny")
    assert (await talk.answers())["savings_band"] == "low"


async def test_what_stands_beside_the_answer_is_kept_too(talk: Talk):
    await to_housing(talk)
    await talk.say("就一处老房，没车没存款", "inform")
    answers = await talk.answers()
    assert answers["housing"]["owned"] == 1 and answers["vehicles"] == [] and answers["savings_band"] == "low"
    assert talk.asks == "business"


def card(income: float, standard: float, unit: str = "CNY/month") -> dict[str, Any]:
    return {
        "programme": "minimum_living", "outcome": "likely", "reasons": [{"rule": "income_below"}] if income < standard else [], "missing": [], "alternatives": [],
        "income": {"low": income, "high": income},
        "standard": {"region": "522702", "area": "urban", "amount": standard, "unit": unit, "effective_from": None},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("income", "standard", "unit", "words"),
    [
        (807.99, 808, "CNY/month", "大概807.99元"), (808.01, 808, "CNY/month", "大概808.01元"),
        (808, 808.001, "CNY/month", "大概不到808元"), (808, 808, "CNY/month", "大概808元"),
        (500.4, 808, "CNY/month", "大概500元"), (441.66, 5300, "CNY/year", "大概441.66元"),
    ],
)  # fmt: skip
async def test_the_cents_are_said_where_rounding_would_hide_the_difference(
    talk: Talk, income: float, standard: float, unit: str, words: str
):
    turn = await a_turn(talk)
    say_assessed(turn, card(income, standard, unit))
    assert words in turn.reply.bubbles[0].text


async def test_another_way_is_named_once(talk: Talk):
    turn = await a_turn(talk)
    told = card(100, 808) | {"outcome": "alternative", "alternatives": ["destitute_support"]}
    say_assessed(turn, told)
    assert "\n".join(bubble.text for bubble in turn.reply.bubbles).count("特困供养") == 1


async def a_turn(talk: Talk) -> Turn:
    client = casework_client.client()
    state = await client.read_state(talk.conversation)
    return Turn(
        turn_id="t", conversation=talk.conversation, text="", intent="inform", confidence=1.0, entities=[],
        command=None, screen=[], said_on=date(2026, 11, 23), memory=Memory(), casework=client, state=state,
    )  # fmt: skip


async def test_an_answer_given_to_the_offer_of_a_person_goes_on_with_the_form(talk: Talk):
    await to_housing(talk)
    await talk.say("没得人管我", "complain")
    assert "转给工作人员" in talk.heard
    await talk.say("老屋三间", "inform")
    assert (await talk.answers())["housing"]["owned"] == 1 and talk.asks == "vehicles"


async def test_who_lives_alone_tells_their_own_age(talk: Talk):
    await talk.say("办低保，屋头就我一个，六十八了，做不动", "apply_minimum_living")
    told = {item["key"]: item["value"] for item in talk.slots["told"]}
    assert told["household_size"] == 1 and told["members"][0]["age"] == 68


@pytest.mark.parametrize(("region", "offered"), [("513200", None), ("513201", "马尔康市")])
async def test_the_account_of_a_prefecture_offers_no_county(talk: Talk, region: str, offered: str | None):
    opened = await open_conversation(
        talk.casework, channel="web", account="", identity_hash=uuid.uuid4().hex, region=region
    )
    mine = Talk(talk.casework, opened.id)
    await tell(mine, ("我要申请临时救助", "apply_temporary_aid"), ("同意", "affirm"), ("1", "inform"))
    assert mine.asks == "incident_region"
    titles = [choice["title"] for bubble in mine.bubbles for choice in bubble["custom"].get("choices", [])]
    assert titles == ([offered] if offered else [])


async def test_a_sum_told_with_its_kind_of_income_is_not_asked_again(talk: Talk):
    await begin(talk, COUPLE, *TO_MEMBERS, *TO_INCOMES)
    assert talk.asks == "income_kinds"
    await talk.say("养老金一个月一百一", "inform")
    answers = await talk.answers()
    assert answers["income_pension"] == 1320 and answers["income_wages"] == 0
    assert talk.asks == "necessary_expenses"


async def test_no_phone_is_no_word_about_a_car(talk: Talk):
    await to_housing(talk)
    await tell(talk, ("一处", "inform"), ("我没电话", "inform"))
    assert talk.asks == "vehicles" and "vehicles" not in await talk.answers()
