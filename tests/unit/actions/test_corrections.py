"""Corrections find the right earlier answer, are read back in figures, and the talk goes on where it was."""

from datetime import date
from typing import Any

import pytest

from actions.changes import mend_digits, read_change
from actions.counting import ago
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_context import SAID_ON, hear, reach

TOLD = "我妈五十岁，昨天在福泉金山街道摔了，花了六百，家里四口人，有个残疾人"


async def review(talk: Talk, story: str = TOLD) -> None:
    """All told, the summary on the screen."""
    await talk.say(story, "report_hardship")
    await talk.say("同意", "affirm")
    await talk.command("inform", {"key": "safety_now", "value": "safe"})
    await talk.say("13900139001", "inform")
    assert talk.asks == "review_confirm"


# words, what a model said of them, what must stand in the draft, what must be heard
CHANGES: list[tuple[str, str, dict[str, Any], str]] = [
    ("刚才电话说错了最后是7不是1", "correct_answer", {"contact_phone": "13900139007"}, "139 0013 9007"),
    ("最后是7不是1", "correct_answer", {"contact_phone": "13900139007"}, "139 0013 9007"),
    ("最后一位不是1是7", "deny", {"contact_phone": "13900139007"}, "139 0013 9007"),
    ("后四位是9107", "inform", {"contact_phone": "13900139107"}, "139 0013 9107"),
    ("电话尾号错了，是0017", "correct_answer", {"contact_phone": "13900130017"}, "139 0013 0017"),
    ("第三位是8不是9", "nlu_fallback", {"contact_phone": "13800139001"}, "138 0013 9001"),
    ("号码写错了，13800138000", "correct_answer", {"contact_phone": "13800138000"}, "138 0013 8000"),
    ("对，电话改成13800138000", "affirm", {"contact_phone": "13800138000"}, "138 0013 8000"),
    ("不是昨天是前天", "correct_answer", {"incident_date": "2026-11-21"}, "11月21日"),
    ("日子不对，大前天的事", "deny", {"incident_date": "2026-11-20"}, "11月20日"),
    ("第二条改成前天", "correct_answer", {"incident_date": "2026-11-21"}, "11月21日"),
    ("改第2条，是上个月15号", "correct_answer", {"incident_date": "2026-10-15"}, "10月15日"),
    ("我说错了地方，是茂县", "correct_answer", {"incident_region": "513223", "incident_township": None}, "茂县"),
    ("不是金山街道，是马场坪", "correct_answer", {"incident_township": "522702002"}, "马场坪"),
    ("在马场坪不在金山街道", "inform", {"incident_township": "522702002"}, "马场坪"),
    ("地方错了，是茂县，时间是前天", "correct_answer",
     {"incident_region": "513223", "incident_date": "2026-11-21"}, "11月21日"),
    ("五口不是四口", "correct_answer", {"affected_people": 5}, "5个人"),
    ("不是四口，是五口人", "deny", {"affected_people": 5}, "5个人"),
    ("人数搞错了，六个人", "correct_answer", {"affected_people": 6}, "6个人"),
    ("不是四个人是五个人，还有我妈", "correct_answer", {"affected_people": 5}, "5个人"),
    ("人数不对，多了一个", "correct_answer", {"affected_people": 3}, "3个人"),
    ("人数少算了两个人", "correct_answer", {"affected_people": 6}, "6个人"),
    ("不是摔的是车撞的", "deny", {"incident_cause": "traffic_accident"}, "交通事故"),
    ("说错了，没有残疾人", "correct_answer", {"vulnerable_members": []}, "没有老小病残"),
    ("不是残疾人，是个老人", "correct_answer", {"vulnerable_members": ["elder"]}, "老人"),
    ("对，我叫王秀英", "affirm", {"contact_name": "王秀英"}, "王秀英"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "intent", "expected", "hears"), CHANGES)
async def test_a_correction_finds_its_answer_and_is_read_back(
    talk: Talk, words: str, intent: str, expected: dict[str, Any], hears: str
):
    await review(talk)
    await hear(talk, words, intent)
    answers = await talk.answers()
    assert {key: answers.get(key) for key in expected} == expected, talk.heard
    assert "改好了" in talk.heard or "记下了" in talk.heard
    assert hears in talk.heard and not talk.card("case")


async def test_a_correction_and_an_answer_in_one_message_are_both_taken(talk: Talk):
    await reach(talk, "affected_people")
    await hear(talk, "3个人，我刚才地方说错了，是牛场镇", "correct_answer")
    answers = await talk.answers()
    assert answers["affected_people"] == 3 and answers["incident_township"] == "522702106"
    assert "3个人" in talk.heard and "牛场镇" in talk.heard


async def test_not_now_at_the_review_pauses_and_keeps_all(talk: Talk):
    await review(talk)
    await hear(talk, "先不要报了", "deny")
    assert talk.asks is None and not talk.card("case") and (await talk.answers())["contact_phone"]


async def test_other_answers_stay_as_they_were(talk: Talk):
    await review(talk)
    before = await talk.answers()
    await hear(talk, "不是昨天是前天", "correct_answer")
    after = await talk.answers()
    assert {key for key in after if after[key] != before.get(key)} == {"incident_date"}


@pytest.mark.parametrize(
    ("words", "hears", "kept"),
    [("不对，是八百", "600元改成800元", "更正"), ("我妈不是五十是六十五", "您妈65岁", "六十五")],
)
@pytest.mark.parametrize("agreed", [True, False])
async def test_figures_of_the_story_are_put_right_beside_it(
    talk: Talk, words: str, hears: str, kept: str, agreed: bool
):
    if agreed:
        await review(talk)
    else:
        await talk.say(TOLD, "report_hardship")
    await hear(talk, words, "correct_answer")
    assert hears in talk.heard
    if not agreed:
        await talk.say("同意", "affirm")
    story = (await talk.answers())["incident_text"]
    assert story.startswith(TOLD) and kept in story
    assert (await talk.answers())["affected_people"] == 4


async def test_of_several_sums_the_one_called_wrong_is_meant(talk: Talk):
    await review(talk, "昨天在福泉金山街道摔断了腿，花了三千块，又借了五千")
    await hear(talk, "不是三千是四千", "correct_answer")
    assert "3000元改成4000元" in talk.heard


async def test_a_sum_never_told_is_no_number_of_people(talk: Talk):
    await review(talk, "昨天在福泉金山街道摔断了腿")
    await hear(talk, "不对，是八百", "correct_answer")
    assert "要改哪一条" in talk.heard
    await hear(talk, "八百", "inform")
    assert "affected_people" not in await talk.answers()


async def test_a_name_is_put_right_in_any_words(talk: Talk):
    await reach(talk, "id_at_hand")
    for words, name in (("我不叫王秀英，叫王秀芳", "王秀芳"), ("名字错了，李四", "李四"), ("不是李四是李思", "李思")):
        await hear(talk, words, "correct_answer")
        assert (await talk.answers())["contact_name"] == name and name in talk.heard
        assert talk.asks == "id_at_hand"


async def test_digits_that_make_no_number_are_asked_anew(talk: Talk):
    await review(talk)
    await hear(talk, "电话最后是88不是77", "correct_answer")
    assert talk.asks == "contact_phone" and "contact_phone" not in await talk.answers()


async def test_the_answer_that_was_cleared_comes_back(talk: Talk):
    await review(talk)
    await hear(talk, "电话错了", "correct_answer")
    assert talk.asks == "contact_phone" and "contact_phone" not in await talk.answers()
    await hear(talk, "还是原来的", "nlu_fallback")
    assert (await talk.answers())["contact_phone"] == "13900139001" and talk.asks == "review_confirm"
    assert "139 0013 9001" in talk.heard


async def test_changing_nothing_after_all_shows_the_review_again(talk: Talk):
    await review(talk)
    await hear(talk, "要改", "correct_answer")
    await hear(talk, "不改了", "affirm")
    assert talk.card("summary") and talk.asks == "review_confirm"
    await hear(talk, "没得要改的", "affirm")
    assert talk.card("case")


async def test_before_the_consent_a_correction_is_read_back_too(talk: Talk):
    await talk.say(TOLD, "report_hardship")
    await hear(talk, "说错了，是在茂县凤仪镇", "correct_answer")
    assert "改好了" in talk.heard and "茂县" in talk.heard and talk.asks == "consent_privacy"
    await talk.say("同意", "affirm")
    assert (await talk.answers())["incident_township"] == "513223100"


async def test_a_filed_case_is_corrected_too(talk: Talk):
    await review(talk)
    await talk.say("1", "inform")
    await hear(talk, "最后是7不是1", "correct_answer")
    assert (await talk.answers())["contact_phone"] == "13900139007"


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [("不是昨天是前天", "昨天", "前天"), ("五口不是四口", "四口", "五口"), ("我不叫张三，叫李四", "张三", "李四"),
     ("在牛场不在金山", "金山", "在牛场"), ("把三口改成四口", "三口", "四口"), ("没有四个人，只有三个", "四个人", "三个"),
     ("13900139001 不对，13900139002", "13900139001 ", "13900139002")],
)  # fmt: skip
def test_wrong_and_right_words(text: str, old: str, new: str):
    change = read_change(text)
    assert change and change.old and text[slice(*change.old)] == old and text[slice(*change.new)] == new


@pytest.mark.parametrize("text", ["是不是要改", "第3条不对", "日子错了", "我是云南的", "不是"])
def test_no_change_is_read_where_none_is_told(text: str):
    assert read_change(text) is None


@pytest.mark.parametrize(
    ("words", "number"),
    [("最后一位应该是七", "13900139007"), ("倒数第二位是5", "13900139051"), ("前三位是138", "13800139001"),
     ("末尾是拐", "13900139007"), ("最后不是2是7", None), ("最后一个是3岁", None), ("最后一个", None)],
)  # fmt: skip
def test_digits_of_a_number(words: str, number: str | None):
    assert mend_digits("13900139001", words) == number


@pytest.mark.parametrize(
    ("words", "day"),
    [("两天前", "2026-11-21"), ("一个星期左右", "2026-11-16"), ("一个半月了", "2026-10-01/2026-10-31"),
     ("一年多了", "2025-01-01/2025-12-31"), ("三天", None), ("好几天了", None)],
)  # fmt: skip
def test_how_long_ago(words: str, day: str | None):
    assert ago(words, date.fromisoformat(SAID_ON)) == day
