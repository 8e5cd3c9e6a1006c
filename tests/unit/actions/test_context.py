"""Short answers, earlier answers and questions beside answers: what was asked decides what the same words mean.

The intent of a row is what a model said of the words; without one the short answers decide, else nothing was
understood. Every row is a situation: the question asked, what the resident says, what stands in the draft after it.
"""

from datetime import date
from typing import Any

import pytest

from bot.components.short_answers import ShortAnswers, read_short_answers
from contracts.extraction import extract
from tests.unit.actions.conftest import SAID_ON, Talk

SHORT = ShortAnswers(read_short_answers())
STORY = "昨天在福泉金山街道摔断了腿，老板跑了"
STORIES = {
    "incident_region": "昨天摔断了腿，老板跑了",
    "incident_date": "在福泉金山街道摔断了腿，老板跑了",
    "incident_cause": "我在福泉金山街道，急得很",
}
DEFAULTS: dict[str, Any] = {
    "safety_now": "safe", "incident_cause": "injury", "incident_date": "2026-11-20", "contact_phone": "13900139001",
    "review_confirm": True, "urgent_need": ["food"], "affected_people": 3, "vulnerable_members": [],
    "applicant_role": "self", "contact_name": "王秀英", "id_at_hand": True, "existing_status": "none",
}  # fmt: skip
SAME = "这一样前面还没说过"
LACKS, ALL_NEEDS = "no_food_or_shelter", ["food", "shelter", "treatment", "travel_home", "other"]


def intent_of(words: str) -> str:
    entities = [vars(one) | {} for one in extract(words, date.fromisoformat(SAID_ON))]
    return SHORT.intent_of(words, entities) or "nlu_fallback"


async def hear(talk: Talk, words: str, intent: str | None = None) -> str:
    understood = intent or intent_of(words)
    return await talk.say(words, understood, confidence=0.25 if understood == "nlu_fallback" else 0.9)


async def reach(talk: Talk, question: str) -> None:
    await talk.say(STORIES.get(question, STORY), "report_hardship")
    if question == "consent_privacy":
        return
    await talk.say("同意", "affirm")
    for _ in range(20):
        if talk.asks == question:
            return
        if talk.asks is None:
            await talk.say("1", "inform")
        else:
            await talk.command("inform", {"key": talk.asks, "value": DEFAULTS[talk.asks]})
    raise AssertionError(f"{question} is never asked; now {talk.asks}")


ANSWERS: list[tuple[str, str, str | None, dict[str, Any]]] = [
    # choices, typed and pointed at
    ("safety_now", "①", None, {"safety_now": "safe"}),
    ("safety_now", "1、", None, {"safety_now": "safe"}),
    ("safety_now", "第一个", "inform", {"safety_now": "safe"}),
    ("safety_now", "头一个", None, {"safety_now": "safe"}),
    ("safety_now", "前面那个", "correct_answer", {"safety_now": "safe"}),
    ("safety_now", "选第二个吧", None, {"safety_now": LACKS}),
    ("safety_now", "中间那个", None, {"safety_now": LACKS}),
    ("safety_now", "后头那个", None, {"safety_now": "unsafe"}),
    ("safety_now", "最后那个", "ask_procedure", {"safety_now": "unsafe"}),
    ("incident_date", "第二个", "inform", {"incident_date": "2026-11-22"}),
    ("incident_date", "最后一个", "repeat_question", {"incident_date": None}),
    ("incident_cause", "第一个", "inform", {"incident_cause": "fire"}),
    ("urgent_need", "第一个和第三个", "inform", {"urgent_need": ["food", "treatment"]}),
    ("urgent_need", "①③", None, {"urgent_need": ["food", "treatment"]}),
    ("urgent_need", "13", None, {"urgent_need": ["food", "treatment"]}),
    ("urgent_need", "前两个", None, {"urgent_need": ["food", "shelter"]}),
    ("urgent_need", "都要", "affirm", {"urgent_need": ALL_NEEDS}),
    ("vulnerable_members", "前面两个", "inform", {"vulnerable_members": ["elder", "child"]}),
    ("vulnerable_members", "最后一个", None, {"vulnerable_members": []}),
    ("existing_status", "第二个", "inform", {"existing_status": "minimum_living"}),
    ("applicant_role", "头一个", None, {"applicant_role": "self"}),
    # 没有, 有, 是
    ("safety_now", "没有", None, {"safety_now": LACKS}),
    ("safety_now", "吃的有，住的没有", "inform", {"safety_now": LACKS}),
    ("safety_now", "没得问题，有吃有住", "affirm", {"safety_now": "safe"}),
    ("contact_phone", "没得", None, {"contact_way": "here"}),
    ("urgent_need", "没有", None, {"urgent_need": []}),
    ("vulnerable_members", "没有", None, {"vulnerable_members": []}),
    ("vulnerable_members", "没有老人，有个娃", "deny", {"vulnerable_members": ["child"]}),
    ("vulnerable_members", "老的小的都有", "inform", {"vulnerable_members": ["elder", "child"]}),
    ("vulnerable_members", "我妈六十五了", "inform", {"vulnerable_members": ["elder"]}),
    ("id_at_hand", "没有", None, {"id_at_hand": False}),
    ("id_at_hand", "在老家没带来", "inform", {"id_at_hand": False}),
    ("id_at_hand", "没丢，在的", "inform", {"id_at_hand": True}),
    ("existing_status", "没有", None, {"existing_status": "none"}),
    ("existing_status", "啥子都没有", None, {"existing_status": "none"}),
    ("existing_status", "没吃低保", "report_fraud", {"existing_status": "none"}),
    ("existing_status", "低保", "apply_minimum_living", {"existing_status": "minimum_living"}),
    ("existing_status", "我妈有低保", "apply_minimum_living", {"existing_status": "minimum_living"}),
    ("contact_name", "没有", None, {"contact_name": "declined"}),
    ("hukou_region", "没有户口", "ask_documents", {"hukou_region": None}),
    # numbers
    ("affected_people", "两个", None, {"affected_people": 2}),
    ("affected_people", "88", "goodbye", {"affected_people": 88}),
    ("affected_people", "就我", None, {"affected_people": 1}),
    ("affected_people", "没得别的人", "deny", {"affected_people": 1}),
    ("affected_people", "两个大人一个娃儿", None, {"affected_people": 3}),
    ("affected_people", "夫妻两个带一个娃", "inform", {"affected_people": 3}),
    ("affected_people", "我和老婆", None, {"affected_people": 2}),
    ("affected_people", "爸爸妈妈和我", None, {"affected_people": 3}),
    ("affected_people", "除了我还有两个", "inform", {"affected_people": 3}),
    ("affected_people", "两个老人一个娃，一共四个人", "inform", {"affected_people": 4}),
    ("affected_people", "三个，两个大人一个小的", "inform", {"affected_people": 3}),
    ("incident_date", "三天了", "inform", {"incident_date": "2026-11-20"}),
    ("incident_date", "半个月了", "inform", {"incident_date": "2026-11-08"}),
    ("incident_date", "两个月了", "inform", {"incident_date": "2026-09-01/2026-09-30"}),
    ("incident_date", "才出的", "inform", {"incident_date": SAID_ON}),
    ("contact_phone", "138 0013 8000", None, {"contact_phone": "13800138000"}),
    # the same as before, and here
    ("hukou_region", "和上面一样", "go_back", {"hukou_region": "522702"}),
    ("hukou_region", "同上", None, {"hukou_region": "522702"}),
    ("hukou_region", "还是那个", "resume", {"hukou_region": "522702"}),
    ("hukou_region", "本地", "ask_nonlocal", {"hukou_region": "522702"}),
    ("hukou_region", "就是这里", "affirm", {"hukou_region": "522702"}),
    ("hukou_region", "和出事地方一样", "report_hardship", {"hukou_region": "522702"}),
    ("hukou_region", "不是福泉，是云南昭通", "correct_answer", {"hukou_region": "530600"}),
    # not known, not said, and known after all
    ("safety_now", "不想说", None, {"safety_now": "declined"}),
    ("urgent_need", "不清楚", None, {"urgent_need": None}),
    ("hukou_region", "我也不晓得在哪", "dont_know", {"hukou_region": None}),
    ("incident_date", "记不清了，大概上个月", "dont_know", {"incident_date": "2026-10-01/2026-10-31"}),
    # who
    ("applicant_role", "我", None, {"applicant_role": "self"}),
    ("applicant_role", "给老婆报", None, {"applicant_role": "family"}),
    ("contact_name", "喊我王大姐就行", "inform", {"contact_name": "王大姐"}),
    ("contact_name", "随便", "out_of_scope", {"contact_name": "declined"}),
    ("contact_phone", "13800138000，打不通就打13900139001", "complain", {"contact_phone": "13800138000"}),
    ("contact_name", "叫我小李嘛", None, {"contact_name": "小李"}),
    ("contact_name", "张三，电话13800138000", "inform", {"contact_name": "张三", "contact_phone": "13800138000"}),
    ("urgent_need", "钱", "report_payment_problem", {"urgent_need": ["other"]}),
    ("urgent_need", "吃的住的都没得", "deny", {"urgent_need": ["shelter", "food"]}),
    # several answers at once
    ("safety_now", "1 我叫李四，电话13800138000", "inform",
     {"safety_now": "safe", "contact_name": "李四", "contact_phone": "13800138000"}),
    ("incident_region", "福泉牛场镇，户口在云南昭通，电话13800138000", "inform",
     {"incident_township": "522702106", "hukou_region": "530600", "contact_phone": "13800138000"}),
    ("contact_phone", "13800138000，家里三口人，有个残疾人", "inform",
     {"contact_phone": "13800138000", "affected_people": 3, "vulnerable_members": ["disabled"]}),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "words", "intent", "expected"), ANSWERS)
async def test_the_question_decides_what_an_answer_means(
    talk: Talk, asked: str, words: str, intent: str | None, expected: dict[str, Any]
):
    await reach(talk, asked)
    await hear(talk, words, intent)
    answers = await talk.answers()
    assert {key: answers.get(key, "never told") for key in expected} == expected, talk.heard
    assert talk.asks != asked or asked == "incident_region", talk.heard


# nothing is guessed: the question comes again, in other words
NOTHING: list[tuple[str, str, str | None, str]] = [
    ("safety_now", "两个", None, "safety_now"),
    ("safety_now", "和上面一样", "go_back", SAME),
    ("contact_phone", "和上面一样", "go_back", SAME),
    ("contact_phone", "还是上次那个号", "inform", SAME),
    ("contact_phone", "就是我现在用的这个号", "ask_capability", "手机号"),
    ("contact_phone", "88", "goodbye", "2位"),
    ("incident_date", "就是那天", "affirm", SAME),
    ("incident_date", "好几天了", "nlu_fallback", "哪天"),
    ("incident_region", "同上", None, SAME),
    ("affected_people", "没有", None, "数"),
    ("affected_people", "都受影响", "ask_asset_rule", "数"),
    ("vulnerable_members", "有", None, "有哪样选哪样"),
    ("existing_status", "是", None, "哪一样"),
    ("applicant_role", "是", None, "三样里选一个"),
    ("applicant_role", "不是", None, "三样里选一个"),
    ("contact_name", "我先前说过了", "pause", SAME),
    ("contact_name", "刚才说了", "correct_answer", SAME),
    ("hukou_region", "外地的", "ask_nonlocal", "省名"),
    ("review_confirm", "第一个", None, "都对吗"),
    ("review_confirm", "前面那个", None, "都对吗"),
    ("review_confirm", "和上面一样", None, "都对吗"),
    ("consent_privacy", "前面那个", None, "点个头"),
    ("consent_privacy", "没有", None, "点个头"),
]


@pytest.mark.parametrize(("asked", "words", "intent", "hears"), NOTHING)
async def test_what_does_not_answer_is_asked_again(talk: Talk, asked: str, words: str, intent: str | None, hears: str):
    await reach(talk, asked)
    before = await talk.answers()
    await hear(talk, words, intent)
    assert await talk.answers() == before and talk.asks == asked, talk.heard
    assert hears in talk.heard or hears == asked


@pytest.mark.parametrize("words", ["88", "886"])
async def test_a_goodbye_in_figures_is_one_where_no_number_is_asked(talk: Talk, words: str):
    await reach(talk, "safety_now")
    await hear(talk, words)
    assert talk.asks is None and "safety_now" not in await talk.answers()


BESIDE: list[tuple[str, str, str, dict[str, Any]]] = [
    ("safety_now", "人倒是安全，要好久才能拿到钱？", "ask_processing_time", {"safety_now": "safe"}),
    ("contact_phone", "我的电话是13800138000，多久能有人来", "ask_processing_time", {"contact_phone": "13800138000"}),
    ("affected_people", "2个人，好久有人来？", "ask_processing_time", {"affected_people": 2}),
    ("affected_people", "四口人，好久能下来", "inform", {"affected_people": 4}),
    ("id_at_hand", "有的，要复印件吗", "ask_documents", {"id_at_hand": True}),
    ("incident_cause", "房子烧了！可以给好多钱", "ask_amount", {"incident_cause": "fire"}),
    ("incident_date", "上个月吧，能补好多", "ask_amount", {"incident_date": "2026-10-01/2026-10-31"}),
    ("contact_name", "王建国，四川人能办吗", "nlu_fallback", {"contact_name": "王建国"}),
    ("hukou_region", "贵州福泉的，好久有钱？", "ask_processing_time", {"hukou_region": "522702"}),
    ("review_confirm", "地点是牛场镇不是金山街道，多久给钱", "correct_answer", {"incident_township": "522702106"}),
    ("review_confirm", "对，报上去，好久有结果", "affirm", {"review_confirm": True}),
    ("consent_privacy", "要得，好久有人来", "ask_processing_time", {"incident_cause": "injury"}),
]


@pytest.mark.parametrize(("asked", "words", "intent", "expected"), BESIDE)
async def test_answer_and_question_in_one_message_are_both_served(
    talk: Talk, asked: str, words: str, intent: str, expected: dict[str, Any]
):
    await reach(talk, asked)
    await hear(talk, words, intent)
    answers = await talk.answers()
    assert {key: answers.get(key, "never told") for key in expected} == expected, talk.heard
    assert "依据《" in talk.heard, "the question was not answered"
    assert sum(bool(bubble["custom"].get("asks")) for bubble in talk.bubbles) <= 1


async def test_a_first_message_that_tells_and_asks_gets_both(talk: Talk):
    await hear(talk, "我昨天在福泉牛场镇摔断了腿，能领多少钱？", "ask_amount")
    assert "依据《" in talk.heard and talk.asks == "consent_privacy"
    await hear(talk, "同意，我电话13800138000", "affirm")
    answers = await talk.answers()
    assert answers["incident_township"] == "522702106" and answers["contact_phone"] == "13800138000"


async def test_a_question_alone_tells_nothing(talk: Talk):
    await hear(talk, "家里着火能领多少钱？", "ask_amount")
    assert talk.asks is None and not talk.slots.get("told")


async def test_what_was_told_early_is_never_asked(talk: Talk):
    await talk.say(
        "我叫王秀英，我们是低保户，一家五口，户口在云南昭通，前天在福泉牛场镇房子着火，身份证也烧了，电话13800138000",
        "report_hardship",
    )
    await talk.say("同意", "affirm")
    asked = set()
    for _ in range(8):
        asked.add(talk.asks)
        if talk.asks is None and "都补上了" in talk.heard:
            break
        if talk.asks is None:
            await talk.say("1", "inform")
        else:
            await talk.command("inform", {"key": talk.asks, "value": DEFAULTS[talk.asks]})
    assert asked <= {None, "safety_now", "review_confirm", "vulnerable_members", "applicant_role", "urgent_need"}
    answers = await talk.answers()
    assert answers["existing_status"] == "minimum_living" and answers["id_at_hand"] is False
