"""What a paper says is offered, never taken: confirmed, contradicted, unclear, spoilt, passed over, somebody else's."""

from typing import Any

import pytest
from sqlalchemy import select

from actions import texts
from casework.services.handoffs import raise_crisis
from casework.storage.models import AnswerEvent, Note
from casework.storage.paper_models import PaperAnswer
from contracts.papers import PaperReading
from tests.conversations.personas import law_problems
from tests.paper_steps import OTHER_ID, YANG, field, id_card, invoice, read_papers, reading
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_attachments import begin, file


async def read(talk: Talk, *pages: PaperReading) -> str:
    """Papers are read and the bot speaks about them."""
    await read_papers(talk.casework, talk.conversation, *pages)
    return await talk.command("papers_read")


def problems(talk: Talk) -> list[str]:
    return [one for text in talk.said for one in law_problems([{"text": text, "from": "bot", "asks": None}])]


async def notes(talk: Talk) -> list[str]:
    async with talk.casework.database.read() as session:
        return list(await session.scalars(select(Note.text).where(Note.conversation_id == talk.conversation)))


async def source_of(talk: Talk, key: str) -> str | None:
    async with talk.casework.database.read() as session:
        query = select(AnswerEvent.source).where(AnswerEvent.key == key).order_by(AnswerEvent.seq.desc()).limit(1)
        return str(await session.scalar(query))


async def begin_household(talk: Talk) -> None:
    await talk.say("我想申请低保", "apply_minimum_living")
    await talk.say("同意", "affirm")


async def test_an_id_card_is_offered_masked_and_kept_after_a_yes(talk: Talk):
    await begin(talk)
    heard = await read(talk, id_card())
    assert "身份证看清了：姓名杨秀英，号码5132********4527" in heard and "对不对？" in heard
    assert YANG not in heard and "id_number" not in await talk.answers()
    heard = await talk.tap("对")
    told = await talk.answers()
    assert (told["contact_name"], told["id_number"], told["hukou_region"]) == ("杨秀英", YANG, "513231")
    assert await source_of(talk, "id_number") == "ocr"
    assert "记下了" in heard and talk.asks == "safety_now"
    assert not problems(talk)


@pytest.mark.parametrize("words", ["对的", "是", "要得", "1"])
async def test_typed_words_confirm_it_too(talk: Talk, words: str):
    await begin(talk)
    await read(talk, id_card())
    await talk.say(words, "inform" if words == "1" else "affirm")
    assert (await talk.answers())["id_number"] == YANG


async def test_what_is_called_wrong_is_not_kept(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    heard = await talk.tap("不对")
    assert "不记" in heard and "id_number" not in await talk.answers() and talk.asks == "safety_now"
    await talk.command("papers_read")
    assert talk.heard == ""


async def test_the_right_number_is_taken_from_the_words_that_call_it_wrong(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    await talk.say(f"不对，是{OTHER_ID}", "deny")
    assert (await talk.answers())["id_number"] == OTHER_ID and await source_of(talk, "id_number") == "resident"
    assert talk.asks == "safety_now"


async def test_a_paper_of_somebody_else_is_left_and_staff_hear_of_it(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    await talk.tap("不是我的")
    assert not {"id_number", "contact_name", "hukou_region"} & set(await talk.answers())
    assert any("不是自己的" in note for note in await notes(talk))


async def tell_age(talk: Talk, age: int) -> None:
    from actions import casework_client
    from contracts.casework import Answer

    people: list[dict[str, Any]] = [{"age": age}]
    told = [Answer(key="members", value=people), Answer(key="contact_name", value="杨秀英")]
    await casework_client.client().save_answers(talk.conversation, "t" * 32, "minimum_living", told)


@pytest.mark.parametrize(("choice", "age"), [("我说的", 58), ("证上的", 68)])
async def test_a_difference_is_shown_and_either_word_holds_and_is_flagged(talk: Talk, choice: str, age: int):
    await begin_household(talk)
    await tell_age(talk, 58)
    await read(talk, id_card())
    assert "姓名" not in talk.heard
    heard = await talk.tap("对")
    assert "您说的是58岁，身份证上是1958年3月生，以哪个为准？" in heard
    await talk.tap(choice)
    assert (await talk.answers())["members"][0]["age"] == age
    (note,) = [note for note in await notes(talk) if "58岁" in note]
    assert "1958年3月" in note


@pytest.mark.parametrize(("words", "age"), [("以证上的为准", 68), ("按我说的", 58), ("不对，是1956年的", 70)])
async def test_a_difference_is_settled_in_words(talk: Talk, words: str, age: int):
    await begin_household(talk)
    await tell_age(talk, 58)
    await read(talk, id_card())
    await talk.tap("对")
    await talk.say(words, "deny" if words.startswith("不") else "inform")
    assert (await talk.answers())["members"][0]["age"] == age


@pytest.mark.parametrize("words", ["以证为准", "按证上的来", "就以身份证上为准嘛", "照上面写的"])
async def test_that_the_paper_holds_is_a_yes_to_what_it_says(talk: Talk, words: str):
    await begin(talk)
    heard = await read(talk, id_card())
    assert "对不对" in heard
    await talk.say(words, "inform")
    assert (await talk.answers())["contact_name"] == "杨秀英" and talk.asks == "safety_now"


async def test_a_bare_yes_to_a_difference_asks_again(talk: Talk):
    await begin_household(talk)
    await tell_age(talk, 58)
    await read(talk, id_card())
    await talk.tap("对")
    heard = await talk.say("对的", "affirm")
    assert "以哪个为准" in heard and (await talk.answers())["members"][0]["age"] == 58


async def test_a_year_more_is_counted_the_old_way_and_no_difference(talk: Talk):
    await begin_household(talk)
    await tell_age(talk, 69)
    await read(talk, id_card())
    await talk.tap("对")
    assert "以哪个为准" not in "".join(talk.said)


async def test_what_is_not_certain_is_asked_for_once_and_never_offered(talk: Talk):
    await begin(talk)
    unclear = reading(
        "id_card_front", [field("name", "杨秀英"), field("id_number", "", certain=False, problem="unreadable")]
    )
    heard = await read(talk, unclear)
    assert "姓名杨秀英" in heard and "号码" not in heard
    heard = await talk.tap("对")
    assert "身份证上的号码没看清，您念给我听，或者再拍一张。" in heard and talk.asks == "safety_now"
    await talk.say(YANG, "inform")
    assert (await talk.answers())["id_number"] == YANG
    assert "".join(talk.said).count("没看清") == 1


@pytest.mark.parametrize("problem", ["blur", "glare", "dark", "cut_off", "small"])
async def test_a_spoilt_photo_is_told_at_once_in_one_sentence(talk: Talk, problem: str):
    await begin(talk)
    spoilt = reading("id_card_front", [field("id_number", "", certain=False)], quality=[problem])
    heard = await read(talk, spoilt)
    assert "再" in heard and "原来的也留着" in heard and "念给我听" not in heard
    assert texts.words("utter_again_safety_now") in heard and talk.asks == "safety_now"
    assert not problems(talk)


async def test_two_papers_are_offered_one_at_a_time_and_then_the_question_comes_again(talk: Talk):
    await begin(talk)
    fire = reading("fire_certificate", {"number": "1", "date": "2026-11-20", "place": "金山街道三村"})
    heard = await read(talk, id_card(), fire)
    assert "身份证看清了" in heard and "金山街道三村" not in heard and talk.asks is None
    heard = await talk.tap("对")
    assert "火灾证明" in heard and "以哪个为准" not in heard and talk.asks is None
    heard = await talk.tap("对")
    assert texts.words("utter_again_safety_now") in heard or "您说的是" in heard


async def test_a_resident_who_answers_the_open_question_is_heard_and_the_paper_comes_once_at_the_review(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    await talk.say("人都安全", "inform")
    assert (await talk.answers())["safety_now"] == "safe" and "看清了" not in talk.heard
    for _ in range(8):
        if "还有一样材料没核对" in talk.heard:
            break
        known = {"contact_phone": "13912345678", "incident_region": "金山街道", "incident_date": "昨天"}
        await talk.say(known.get(talk.asks or "", "1"), "inform")
    assert "还有一样材料没核对" in talk.heard and "姓名杨秀英" in talk.heard
    await talk.say("13987654321", "inform")
    assert "".join(talk.said).count("还有一样材料没核对") == 1


async def test_a_question_of_their_own_leaves_the_paper_waiting(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    await talk.say("要好久才有人来哦", "ask_processing_time")
    assert texts.words("utter_again_paper") in talk.heard
    await talk.tap("对")
    assert (await talk.answers())["id_number"] == YANG


async def test_a_paper_after_filing_joins_the_case(talk: Talk):
    await file(talk)
    await read(talk, id_card())
    heard = await talk.tap("对")
    assert (await talk.answers())["id_number"] == YANG and "记下了" in heard


async def test_bills_are_one_sum_each_counted_once(talk: Talk):
    await talk.say("看病花了很多钱", "apply_temporary_aid")
    await talk.say("同意", "affirm")
    from actions import casework_client

    await casework_client.client().save_answers(talk.conversation, "u" * 32, "temporary_expense", [], fresh=True)
    heard = await read(
        talk, invoice("8000.50", "3000"), invoice("4000", "1000", day="2026-09-01"), invoice("8000.50", "3000")
    )
    assert "一共花了12000.5元" in heard and "医保报了4000元" in heard
    await talk.tap("对")
    told = await talk.answers()
    assert (told["expense_total_12m"], told["expense_reimbursed_12m"]) == (12000.5, 4000)
    # one more bill is no difference: the sum told was the bills' own
    heard = await read(talk, invoice("500", "0", day="2026-08-01"))
    assert "一共花了12500.5元" in heard and "以哪个为准" not in heard


async def test_a_disability_card_of_nobody_known_asks_whose_it_is(talk: Talk):
    await begin_household(talk)
    from actions import casework_client
    from contracts.casework import Answer

    people = [{"age": 68}, {"relation": "child", "age": 40}]
    await casework_client.client().save_answers(
        talk.conversation, "v" * 32, "minimum_living", [Answer(key="members", value=people)]
    )
    heard = await read(talk, reading("disability_card", {"name": "杨小明", "category": "肢体", "level": "二级"}))
    assert "残疾证看清了：残疾肢体二级" in heard and "哪一位" in heard
    await talk.tap("孩子")
    assert (await talk.answers())["members"][1]["disability"] == {"category": "physical", "level": 2}


async def test_the_same_paper_again_is_said_to_be(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    await talk.tap("对")
    heard = await read(talk, id_card())
    assert "身份证前面发过了" in heard and "对不对" not in heard


async def test_what_says_nothing_an_interview_asks_is_named_in_one_sentence(talk: Talk):
    await begin(talk)
    papers = [
        reading("bank_card", {"card_number": "6222021234567890123"}),
        reading("diagnosis", {"hospital": "县医院"}),
    ]
    heard = await read(talk, *papers)
    assert "银行卡、病情证明看清了，存好了。" in heard and "6222" not in heard


@pytest.mark.parametrize("crisis", ["crisis_violence", "crisis_self_harm"])
async def test_in_danger_nothing_is_said_of_papers(talk: Talk, crisis: str):
    await begin(talk)
    await talk.say("我不想活了", crisis, screen=[crisis])
    await raise_crisis(talk.casework, talk.conversation, crisis, [])
    assert await read(talk, id_card()) == ""


async def test_a_pending_offer_of_another_kind_is_answered_first(talk: Talk):
    await begin(talk)
    await talk.say("删除我的信息", "delete_my_data")
    await read(talk, id_card())
    assert "对不对" not in talk.heard and texts.words("utter_again_erase") in talk.heard
    await talk.say("2", "inform")
    assert "都还在" in talk.heard


async def test_without_consent_nothing_is_read_nor_said(talk: Talk):
    await talk.say("昨天摔断了腿，没钱看病", "report_hardship")
    await read_papers(talk.casework, talk.conversation, id_card())
    assert await talk.command("papers_read") == ""
    async with talk.casework.database.read() as session:
        assert not list(await session.scalars(select(PaperAnswer)))
