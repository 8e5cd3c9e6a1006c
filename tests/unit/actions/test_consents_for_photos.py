"""Photos and consents: the notice once where photos are invited or with the first paper, a no, and a yes after it."""

import hashlib

import pytest
from sqlalchemy import func, select

from actions import texts
from casework.domain.consent_texts import consent_text
from casework.services.paper_work import claim_reading, settle_reading
from casework.storage.channel_models import Attachment
from casework.storage.models import Note
from casework.storage.paper_models import PaperRecord
from contracts.keys import DECLINED
from tests.paper_steps import YANG, id_card, invoice, reading
from tests.unit.actions.conftest import Talk
from tests.unit.actions.test_attachments import begin, file, send
from tests.unit.actions.test_consents import FAMILY, NOTHING_ELSE, TO_INCOMES, decided, hash_of, titles
from tests.unit.actions.test_household_talk import TO_MEMBERS, tell
from tests.unit.actions.test_household_talk import begin as begin_household
from tests.unit.actions.test_papers_read import read

NOTICE = consent_text("sensitive_id").text
GIVEN = [("sensitive_id", "given")]


@pytest.fixture
def talk(talk: Talk, tmp_path) -> Talk:
    """Photos can be sent here."""
    from casework.storage.files import FileStore

    talk.casework.files = FileStore(tmp_path / "files", talk.casework.keyring)
    return talk


def told(talk: Talk, words: str) -> int:
    return "\n".join(talk.said).count(words)


async def photos(talk: Talk) -> int:
    async with talk.casework.database.read() as session:
        mine = select(func.count()).select_from(Attachment).where(Attachment.state == "stored")
        return int(await session.scalar(mine) or 0)


async def test_the_talk_about_an_unasked_card_begins_with_the_notice_and_a_yes_is_the_consent(talk: Talk):
    await begin(talk)
    turns = talk.turns
    heard = await read(talk, id_card())
    assert heard.index(NOTICE) < heard.index("身份证看清了") and titles(talk)[-1] == "不说这些"
    assert await decided(talk) == []
    await talk.tap("对")
    assert (
        await decided(talk) == GIVEN
        and await hash_of(talk, "sensitive_id") == hashlib.sha256(NOTICE.encode()).hexdigest()
    )
    assert (await talk.answers())["id_number"] == YANG and talk.turns - turns == 2 and talk.asks == "safety_now"
    await read(talk, reading("id_card_back", {"authority": "阿坝县公安局"}))
    assert told(talk, NOTICE) == 1 and "不说这些" not in titles(talk)


async def test_not_telling_erases_the_card_and_the_question_before_stands(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    heard = await talk.tap("不说这些")
    assert "证件我不问也不记" in heard and talk.asks == "safety_now"
    assert await decided(talk) == [("sensitive_id", "refused")] and await photos(talk) == 0
    assert not {"id_number", "contact_name", "hukou_region"} & set(await talk.answers())
    await talk.say("1", "inform")
    assert (await talk.answers())["safety_now"] == "safe"


async def test_the_typed_words_decline_it_too_though_the_button_is_gone(talk: Talk):
    await begin(talk)
    await read(talk, id_card())
    await talk.say("要好久才有人来哦", "ask_processing_time")
    await talk.say("不说这些", "nlu_fallback")
    assert await decided(talk) == [("sensitive_id", "refused")] and talk.asks == "safety_now"


async def test_a_card_that_says_nothing_new_is_noticed_with_the_question_that_follows(talk: Talk):
    await begin(talk)
    heard = await read(talk, reading("id_card_back", {"authority": "阿坝县公安局"}))
    assert heard.startswith(NOTICE) and "身份证背面看清了" in heard and talk.asks == "safety_now"
    assert titles(talk)[-1] == "不说这些"
    await talk.tap("不说这些")
    assert await decided(talk) == [("sensitive_id", "refused")] and talk.asks == "safety_now"


async def test_no_photo_of_something_else_brings_the_notice(talk: Talk):
    await begin(talk)
    await read(talk, reading("other", {}), reading("fire_certificate", {"date": "2026-11-20"}))
    assert told(talk, NOTICE) == 0


@pytest.mark.parametrize(("kind", "paper"), [("sensitive_health", "diagnosis"), ("sensitive_finance", "bank_card")])
async def test_papers_of_other_kinds_come_with_the_notice_of_theirs(talk: Talk, kind: str, paper: str):
    await begin(talk)
    heard = await read(talk, reading(paper, {"hospital": "县医院"}))
    assert heard.startswith(consent_text(kind).text) and NOTICE not in heard
    await talk.tap("不说这些")
    assert await decided(talk) == [(kind, "refused")] and await photos(talk) == 0


async def test_where_photos_are_invited_the_notice_stands_once_and_sending_one_then_agrees(talk: Talk):
    await begin(talk)
    await talk.say("我有诊断证明", "supplement_documents")
    assert NOTICE in talk.heard and titles(talk)[-1] == "不说这些" and talk.asks == "safety_now"
    await talk.say("我还有户口本", "supplement_documents")
    assert told(talk, NOTICE) == 1 and await decided(talk) == []
    await send(talk)
    heard = await read(talk, id_card())
    assert NOTICE not in heard and "身份证看清了" in heard and await decided(talk) == GIVEN


async def test_the_list_after_filing_comes_with_the_notice_and_a_no_is_followed(talk: Talk):
    await file(talk)
    await talk.say("还差什么材料", "ask_documents")
    if talk.card("checklist"):
        assert NOTICE in talk.heard and "不说这些" in titles(talk)
    await read(talk, id_card())
    await talk.tap("不说这些")
    # never agreed to: it is no part of what was filed
    assert await photos(talk) == 0 and ("sensitive_id", "refused") in await decided(talk)


async def test_where_no_photo_can_be_sent_nothing_is_said_of_photos(talk: Talk):
    talk.casework.files = None
    await begin(talk)
    await talk.say("我有诊断证明", "supplement_documents")
    assert told(talk, NOTICE) == 0


async def test_a_photo_after_a_no_is_kept_unread_and_read_when_allowed(talk: Talk):
    await begin(talk)
    await talk.say("身份证不要记", "deny")
    heard = await read(talk, id_card())
    assert "身份证存着，上面的字按您说的没有记" in heard and "证件可以记了" in heard and "杨秀英" not in heard
    assert await photos(talk) == 1 and "对不对" not in heard
    async with talk.casework.database.read() as session:
        assert [row.pages for row in await session.scalars(select(PaperRecord))] == [[]]
    assert await claim_reading(talk.casework) is None
    heard = await talk.say("同意记身份证", "affirm")
    assert NOTICE in heard and (await decided(talk))[-1] == ("sensitive_id", "given") and talk.asks == "safety_now"
    paper = await claim_reading(talk.casework)
    assert paper and await settle_reading(talk.casework, paper, [id_card()])
    assert "姓名杨秀英" in await talk.command("papers_read")


@pytest.mark.parametrize("words", ["病情的事可以记了", "病和残疾可以记了", "同意记病情", "可以记了"])
async def test_health_allowed_again_in_words_is_asked_again(talk: Talk, words: str):
    await begin_household(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    await talk.tap("不说这些")
    assert talk.asks == "members_confirmed"
    heard = await talk.say(words, "affirm")
    assert consent_text("sensitive_health").text in heard
    assert (await decided(talk))[-1] == ("sensitive_health", "given")
    assert (
        await hash_of(talk, "sensitive_health")
        == hashlib.sha256(consent_text("sensitive_health").text.encode()).hexdigest()
    )
    assert talk.asks == "members"
    await talk.say("老婆肢体残疾二级", "inform")
    assert (await talk.answers())["members"][1]["disability"] == {"category": "physical", "level": 2}


async def test_finances_allowed_again_are_asked_from_the_first_on(talk: Talk):
    await begin_household(talk, "我想办低保", *TO_MEMBERS, *FAMILY, *TO_INCOMES)
    await talk.tap("不说这些")
    assert (await talk.answers())["savings_band"] == DECLINED
    await talk.say("收入的事可以记了", "affirm")
    assert talk.asks == "income_kinds" and "savings_band" not in await talk.answers()
    await talk.say("1", "inform")
    assert (await talk.answers())["income_kinds"] == ["wages"]


async def test_a_line_of_the_review_left_empty_by_a_no_is_asked_with_the_notice_and_answering_agrees(talk: Talk):
    await begin_household(talk, "我想办低保", *TO_MEMBERS, *FAMILY, *TO_INCOMES)
    await talk.tap("不说这些")
    await tell(talk, ("入户时签", "inform"), ("13900001111", "inform"))
    while talk.asks != "review_confirm":
        await talk.say("不用", "deny")
    number = next(one["number"] for one in talk.card("summary")["items"] if one["key"] == "savings_band")
    await talk.say(f"改第{number}条", "correct_answer")
    assert talk.asks == "savings_band" and consent_text("sensitive_finance").text in talk.heard, (number, talk.heard)
    await talk.say("1", "inform")
    assert (await decided(talk))[-1] == ("sensitive_finance", "given")
    assert (await talk.answers())["savings_band"] == "low"
    # the others are open again
    assert talk.asks == "income_kinds"


@pytest.mark.parametrize("words", ["那你们核对嘛我同意了", "可以核对了", "我同意你们去查"])
async def test_the_check_is_authorised_again_in_words(talk: Talk, words: str):
    await begin_household(talk, "我想办低保", *TO_MEMBERS, *FAMILY, *TO_INCOMES, *NOTHING_ELSE)
    await talk.say("现在同意", "affirm")
    await talk.say("撤回授权", "withdraw_application")
    assert (await talk.answers())["verification_consent"] == "later"
    asks = talk.asks
    heard = await talk.say(words, "affirm")
    assert consent_text("verification").text in heard and talk.asks == asks
    assert (await decided(talk))[-1] == ("verification", "given")
    assert (await talk.answers())["verification_consent"] == "now"


@pytest.mark.parametrize(
    "words",
    [
        "不同意记病情",
        "病情可以不记吗",
        "病情的事能不能记",
        "我病了可以申请吗",
        "可以",
        "记错了",
        "可以记别的",
        "莫记我的病",
    ],
)
async def test_other_words_allow_nothing(talk: Talk, words: str):
    await begin_household(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    await talk.tap("不说这些")
    await talk.say(words, "nlu_fallback")
    assert (await decided(talk))[-1] == ("sensitive_health", "refused")


async def test_what_was_never_refused_needs_no_allowing(talk: Talk):
    await begin_household(talk, "我想办低保", *TO_MEMBERS, *FAMILY)
    await talk.say("病情的事可以记了", "affirm")
    assert ("sensitive_health", "given") not in await decided(talk)


async def test_after_filing_it_is_asked_again_and_staff_hear_of_it(talk: Talk):
    await file(talk)
    await read(talk, id_card())
    await talk.tap("对")
    await talk.say("身份证不要记了", "deny")
    assert (await decided(talk))[-1] == ("sensitive_id", "withdrawn")
    await talk.say("身份证可以记了", "affirm")
    assert (await decided(talk))[-1] == ("sensitive_id", "given")
    async with talk.casework.database.read() as session:
        notes = [text for text in await session.scalars(select(Note.text)) if "证件" in text]
    assert any("撤回" in text for text in notes) and any("又同意" in text for text in notes)


async def test_what_slips_out_after_a_no_is_said_not_to_be_kept_and_how_to_allow_it(talk: Talk):
    await begin(talk)
    await talk.say("证件不要记", "deny")
    await talk.say(f"身份证号{YANG}", "inform")
    assert texts.words("utter_not_kept_as_wished", what="证件") in talk.heard
    assert (await talk.answers())["id_number"] == DECLINED and "记下了" not in talk.heard


async def test_bills_confirmed_are_the_consent_to_finances(talk: Talk):
    await talk.say("看病花了很多钱", "apply_temporary_aid")
    await talk.say("同意", "affirm")
    from actions import casework_client

    await casework_client.client().save_answers(talk.conversation, "u" * 32, "temporary_expense", [], fresh=True)
    heard = await read(talk, invoice("8000", "3000"))
    assert consent_text("sensitive_finance").text in heard
    await talk.tap("对")
    assert ("sensitive_finance", "given") in await decided(talk)
    assert (await talk.answers())["expense_total_12m"] == 8000


@pytest.mark.parametrize("words", ["不想交身份证", "身份证我不想给", "不肯拍身份证", "身份证照片删掉"])
async def test_who_will_not_hand_in_a_card_need_not_and_the_open_question_stays(talk: Talk, words: str):
    await begin(talk)
    heard = await talk.say(words, "decline_to_answer")
    assert "工作人员当面看" in heard and talk.asks == "safety_now"
    assert (await decided(talk))[-1] == ("sensitive_id", "refused") and "safety_now" not in await talk.answers()


@pytest.mark.parametrize("words", ["不交身份证可以吗", "必须交身份证吗", "非要拍身份证不得行吗"])
async def test_whether_a_card_must_be_handed_in_is_answered_and_decides_nothing(talk: Talk, words: str):
    await begin(talk)
    heard = await talk.say(words, "ask_documents")
    assert texts.words("utter_id_optional") in heard and talk.asks == "safety_now" and await decided(talk) == []


@pytest.mark.parametrize("words", ["照片删掉", "把照片给我删了", "删掉我发的照片", "刚才的照片都删了嘛"])
async def test_photos_are_deleted_alone_after_one_question(talk: Talk, words: str):
    await begin(talk)
    await read(talk, id_card(), reading("other", {}))
    heard = await talk.say(words, "delete_my_data")
    assert texts.words("utter_confirm_erase_photos") in heard and await photos(talk) == 2
    heard = await talk.tap("都删掉")
    assert await photos(talk) == 0 and "照片都删了" in heard and talk.asks == "safety_now"
    assert (await talk.answers())["incident_cause"] == "injury"


async def test_photos_stay_when_the_resident_thinks_better_of_it_or_they_are_filed(talk: Talk):
    await begin(talk)
    await read(talk, reading("other", {}))
    await talk.say("照片删掉", "delete_my_data")
    await talk.say("2", "inform")
    assert await photos(talk) == 1 and talk.asks == "safety_now" and "都还在" in talk.heard


async def test_what_was_filed_is_said_to_stay(talk: Talk):
    await file(talk)
    await talk.say("照片删掉", "delete_my_data")
    heard = await talk.tap("都删掉")
    assert "没有能删的照片了" in heard and "依法要存档" in heard
    assert await talk.answers()


@pytest.mark.parametrize("words", ["户口本掉了咋办", "身份证丢了怎么办"])
async def test_a_lost_paper_of_identity_holds_nothing_up(talk: Talk, words: str):
    await begin(talk)
    heard = await talk.say(words, "ask_documents")
    assert words[:3] in heard and "派出所" in heard and talk.asks == "safety_now"
    await read(talk, id_card())
    heard = await talk.say(words, "ask_documents")
    assert "派出所" in heard and texts.words("utter_again_paper") in heard


@pytest.mark.parametrize(("words", "intent"), [("安全嘞", "affirm"), ("安全的嘛", "affirm")])
async def test_what_tells_something_else_is_no_yes_to_a_paper(talk: Talk, words: str, intent: str):
    await begin(talk)
    await read(talk, id_card())
    await talk.say(words, intent)
    assert "id_number" not in await talk.answers() and await decided(talk) == []
    assert "safety_now" in await talk.answers()


@pytest.mark.parametrize(
    "story", ["老板不肯给我身份证", "身份证他扣了不愿意给我", "屋头不存钱的，挣好多用好多", "我的钱都不存银行"]
)
async def test_a_story_about_papers_or_money_takes_no_consent_back(talk: Talk, story: str):
    await begin(talk)
    await talk.say(story, "report_hardship")
    assert await decided(talk) == []
