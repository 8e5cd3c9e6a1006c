"""Bills told as a question open the expense lane with what was told; answered in a word, nothing promised."""

import pytest

from tests.unit.actions.conftest import Talk


@pytest.mark.parametrize(
    ("said", "intent", "spent", "back"),
    [
        ("娃儿看病花了十二万 报了七万 能不能补助点", "ask_amount", 120000, 70000),
        ("住院用了八万多报了三万，国家管不管", "report_hardship", {"low": 80000, "high": 90000}, 30000),
        ("老汉住院花了五万，报了两万，可以申请救助吗", "ask_eligibility", 50000, 20000),
        ("老汉儿住院花起十二万 报了七万 剩到的都是借的 哪个管嘛", "report_hardship", 120000, 70000),
        ("娃儿看病花了十二万，报了七万，有没得补助", "ask_other_aid", 120000, 70000),
    ],
)
async def test_bills_told_as_a_question_open_the_lane(talk: Talk, said: str, intent: str, spent: object, back: object):
    await talk.say(said, intent)
    assert talk.asks == "consent_privacy" and "支出型" in talk.heard
    assert talk.heard.startswith("可以报") and "由乡镇、民政核定" in talk.heard
    await talk.say("同意", "affirm")
    answers = await talk.answers()
    assert answers["expense_total_12m"] == spent and answers["expense_reimbursed_12m"] == back
    assert answers["expense_kind"] == ["medical"]


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("要是看病花了十万能补好多", "ask_amount"),
        ("隔壁老王看病花了十万，能不能补助", "ask_eligibility"),
        ("看病花了十二万，能不能办低保", "ask_eligibility"),
        ("我爸在ICU花了十几万，医院催缴费，能不能帮帮", "ask_eligibility"),
        ("昨天住院花了三万，能不能补助", "report_hardship"),
    ],
)
async def test_what_is_supposed_or_pressing_or_another_programme_does_not(talk: Talk, said: str, intent: str):
    await talk.say(said, intent)
    assert "支出型" not in talk.heard


async def test_two_questions_in_one_message_are_both_answered(talk: Talk):
    heard = await talk.say("低保好多钱一个月？要好久才批得下来？", "ask_processing_time")
    assert "30个工作日" in heard and "低保标准" in heard
    heard = await talk.say("要些啥子材料？好久办得下来？", "ask_documents")
    assert "身份证" in heard and "天内" in heard


async def test_one_question_is_answered_in_full(talk: Talk):
    await talk.say("低保要好久才批得下来", "ask_processing_time")
    assert "依据" in talk.heard and "低保标准" not in talk.heard


async def test_a_question_about_a_place_not_served_names_it_and_who_to_turn_to(talk: Talk):
    heard = await talk.say("遵义低保好多钱", "ask_amount")
    assert "遵义市还没有接入这里" in heard and "12345" in heard and "告诉我您在哪个县市" not in heard
    heard = await talk.say("福泉低保好多钱", "ask_amount")
    assert "没有接入" not in heard and "福泉" in heard
