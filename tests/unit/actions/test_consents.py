"""Consents in the talk: a notice with the first question of its kind, a button to decline, taken back in words."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from actions import notices, texts
from casework.domain.consent_texts import consent_text
from casework.storage.models import AnswerEvent, Consent, InboundMessage
from contracts.keys import DECLINED
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_household_talk import TO_MEMBERS, begin, tell

FAMILY = (("三个人", "inform"), ("我40岁打工，老婆38岁在家务农，儿子10岁读书", "inform"))
# nobody ill, the table is right, in the country
TO_INCOMES = (("没有", "deny"), ("对", "affirm"), ("农村", "inform"))
# beside wages nothing comes in, and nothing is owned
NOTHING_ELSE = (("1", "inform"), ("一年三万", "inform"), *(("没有", "deny"),) * 5)


async def decided(talk: Talk) -> list[tuple[str, str]]:
    async with talk.casework.database.read() as session:
        rows = await session.scalars(select(Consent).where(Consent.kind != "privacy").order_by(Consent.seq))
        return [(row.kind, row.decision) for row in rows]


async def hash_of(talk: Talk, kind: str) -> str:
    async with talk.casework.database.read() as session:
        rows = await session.scalars(select(Consent.text_hash).where(Consent.kind == kind).order_by(Consent.seq))
        return list(rows)[-1]


def digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def titles(talk: Talk) -> list[str]:
    return [choice["title"] for bubble in talk.bubbles for choice in bubble["custom"].get("choices", [])]


async def test_the_privacy_question_bundles_no_sensitive_kind_and_keeps_the_whole_notice_under_its_hash(talk: Talk):
    await talk.say("我想办低保", "apply_minimum_living")
    question = texts.words("utter_ask_consent_privacy")
    assert "含健康" not in question
    await talk.say("看详细说明", "ask_privacy")
    notice = consent_text("privacy").filled(controller=texts.words("utter_controller_unknown"))
    assert notice in talk.heard
    await talk.say("同意", "affirm")
    assert await hash_of(talk, "privacy") == digest(f"{question}\n{notice}")


async def test_the_notice_comes_with_the_first_question_of_its_kind_once_and_the_answer_agrees(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    assert talk.asks == "members"
    assert consent_text("sensitive_health").text in talk.heard and consent_text("sensitive_minor").text in talk.heard
    assert titles(talk)[-2:] == ["不说这些", "孩子的不记"]
    assert await decided(talk) == []
    await talk.say("老婆肢体残疾二级", "inform")
    assert await decided(talk) == [("sensitive_health", "given"), ("sensitive_minor", "given")]
    assert await hash_of(talk, "sensitive_health") == digest(consent_text("sensitive_health").text)
    assert "不说这些" not in talk.heard
    await tell(talk, ("对", "affirm"), ("农村", "inform"))
    assert talk.asks == "income_kinds" and consent_text("sensitive_finance").text in talk.heard
    await talk.say("1", "inform")
    assert (await decided(talk))[-1] == ("sensitive_finance", "given")
    assert consent_text("sensitive_finance").text not in talk.heard


async def test_not_knowing_decides_nothing_and_the_notice_is_not_said_again(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    await talk.say("不想说", "decline_to_answer")
    assert await decided(talk) == []
    await tell(talk, ("对", "affirm"), ("农村", "inform"))
    before = len(talk.said)
    await talk.say("不晓得", "dont_know")
    assert not any(consent_text("sensitive_finance").text in one for one in talk.said[before:])
    assert ("sensitive_finance", "given") not in await decided(talk)


async def test_declining_finances_asks_none_of_them_and_goes_on_to_filing(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY, *TO_INCOMES)
    turns = talk.turns
    await talk.tap("不说这些")
    assert talk.asks == "verification_consent"
    assert await decided(talk) == [
        ("sensitive_health", "given"), ("sensitive_minor", "given"), ("sensitive_finance", "refused"),
    ]  # fmt: skip
    answers = await talk.answers()
    declined = ("income_kinds", "income_wages", "housing", "vehicles", "savings_band", "business", "necessary_expenses")
    assert {answers[key] for key in declined} == {DECLINED}
    await tell(talk, ("入户时签", "inform"), ("13900001111", "inform"))
    # an offer or two may stand before the review
    while talk.asks != "review_confirm":
        await talk.say("不用", "deny")
    await talk.say("对", "affirm")
    assert talk.card("case") and talk.turns - turns <= 8
    assert "不问也不记" in "\n".join(talk.said)


async def test_declining_the_children_keeps_how_many_there_are_and_nothing_else(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    await talk.tap("孩子的不记")
    child = (await talk.answers())["members"][2]
    assert child["relation"] == "child" and child.get("age") is None and not child.get("called")
    assert talk.asks == "members" and consent_text("sensitive_minor").text not in talk.heard
    async with talk.casework.database.read() as session:
        events = (await session.scalars(select(AnswerEvent).where(AnswerEvent.key == "members"))).all()
    assert all(one.get("age") != 10 for event in events for one in event.value)


async def test_health_withdrawn_in_words_is_erased_from_draft_history_and_talk(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    await talk.say("老婆肢体残疾二级", "inform")
    assert (await talk.answers())["members"][1]["disability"] == {"category": "physical", "level": 2}
    # what was replaced holds it too
    await talk.say("第2个是39岁", "correct_answer")
    await talk.say("健康的事不要记了", "deny")
    assert "删掉了" in talk.heard and talk.asks == "members_confirmed"
    assert (await decided(talk))[-1] == ("sensitive_health", "withdrawn")
    assert [one["disability"] for one in (await talk.answers())["members"]] == [None, None, None]
    async with talk.casework.database.read() as session:
        events = (await session.scalars(select(AnswerEvent))).all()
        heard = (await session.scalars(select(InboundMessage.text))).all()
    held: list[Any] = [event.value for event in events] + [event.replaced for event in events] + [*heard]
    assert not any("physical" in str(one) or "二级" in str(one) for one in held)
    await talk.say("病情不要记了", "deny")
    assert talk.heard.startswith(texts.words("utter_withdrawn_before"))
    assert [one for one in await decided(talk) if one[0] == "sensitive_health"] == [
        ("sensitive_health", "given"), ("sensitive_health", "withdrawn"),
    ]  # fmt: skip


async def test_what_was_declined_is_not_kept_when_it_slips_out_later(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY, *TO_INCOMES)
    await talk.tap("不说这些")
    await talk.say("我家存款有五万，房子一处", "inform")
    answers = await talk.answers()
    assert answers["savings_band"] == DECLINED and answers["housing"] == DECLINED


async def test_the_authorisation_is_shown_in_full_given_and_taken_back(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS, *FAMILY, *TO_INCOMES, *NOTHING_ELSE)
    assert talk.asks == "verification_consent"
    scope = consent_text("verification").text
    assert scope in talk.heard and "微信支付宝" in scope
    await talk.say("现在同意", "affirm")
    asked = texts.words("utter_ask_verification_consent")
    assert await hash_of(talk, "verification") == digest(f"{scope}\n{asked}")
    await talk.say("撤回授权", "withdraw_application")
    assert "核对授权撤回了" in talk.heard
    assert (await decided(talk))[-1] == ("verification", "withdrawn")
    assert (await talk.answers())["verification_consent"] == "later"


async def test_withdrawing_without_an_authorisation_means_the_record_and_is_asked_once_more(talk: Talk):
    await begin(talk, "我想办低保", *TO_MEMBERS)
    await talk.say("撤回同意", "withdraw_application")
    assert titles(talk) == ["都删掉", "先不删"]
    await talk.tap("都删掉")
    assert await talk.answers() == {}


async def test_honesty_is_said_once_before_the_review_and_declared_by_the_confirmation(talk: Talk):
    await talk.say("我家着火了，在福泉牛场镇，昨天", "report_hardship")
    await tell(talk, ("同意", "affirm"), ("安全", "inform"), ("就在这里联系", "inform"))
    assert talk.asks == "review_confirm"
    words = consent_text("honesty").text
    assert "\n".join(talk.said).count(words) == 1
    await talk.say("改第1条", "correct_answer")
    await talk.say("房子烧了", "inform")
    assert "\n".join(talk.said).count(words) == 1
    assert ("honesty", "given") not in await decided(talk)
    await talk.say("对", "affirm")
    assert talk.card("case") and ("honesty", "given") in await decided(talk)
    assert await hash_of(talk, "honesty") == digest(words)


async def test_a_proxy_hears_once_that_the_signature_may_come_later(talk: Talk):
    await talk.say("我替我妈办低保，她七十六了，一个人住", "apply_on_behalf")
    await tell(talk, ("同意", "affirm"), ("1", "inform"), ("福泉市陆坪镇", "inform"))
    said = [one for one in talk.said if "委托书可以后补" in one]
    assert len(said) == 1 and await decided(talk) == [("proxy", "later")]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("健康的事不要记了", "sensitive_health"), ("别记我家病情", "sensitive_health"),
        ("收入不想让你们记", "sensitive_finance"), ("存款这些不要记", "sensitive_finance"), ("娃儿的情况莫记", "sensitive_minor"),
        ("身份证号不要留", "sensitive_id"), ("撤回核对授权", "verification"), ("不同意查了", "verification"),
        ("撤回同意", "privacy"), ("都莫记了", "privacy"), ("我病了三个月没收入", None), ("工资没给，老板不记账", None),
        ("不要查我家的银行", "verification"), ("查一下办到哪了", None), ("钱不要记错了", None), ("我身体不好，记性差", None), ("身份证没带", None),
    ],
)  # fmt: skip
async def test_which_words_take_what_back(talk: Talk, words: str, kind: str | None):
    from actions.withdrawals import withdraws

    await begin(talk, "我想办低保", *TO_MEMBERS)
    turn = await turn_of(talk, words)
    assert withdraws(turn) == kind


async def turn_of(talk: Talk, words: str) -> Any:
    from rasa_sdk import Tracker

    from actions import casework_client
    from actions.turn import read_turn

    client = casework_client.client()
    message = {"text": words, "intent": {"name": "inform", "confidence": 0.9}, "entities": [], "metadata": {}}
    tracker = Tracker(talk.conversation, dict(talk.slots), message, [], False, None, {}, None)
    return read_turn(tracker, client, await client.read_state(talk.conversation))


@pytest.mark.parametrize(
    ("told", "said"),
    [("parent", "父母"), ("邻居", "邻居"), ("self", "别人"), (None, "别人"), ("declined", "别人"), (7, "别人")],
)
def test_who_is_helped_is_said_in_words_never_as_a_code(told, said):
    assert notices._whom({"proxy_relation": told}) == said
