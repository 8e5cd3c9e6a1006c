"""Photos, recordings, links and stickers in every state of the talk; quiet; whose privacy notice it is."""

import re
import uuid

import pytest
from sqlalchemy import select, update

from actions import casework_client, texts
from casework.services.conversations import open_conversation
from casework.services.handoffs import raise_crisis
from casework.storage.models import Case, Consent, Conversation, Handoff
from tests.conversations.personas import law_problems
from tests.unit.actions.conftest import Talk

STORY = "昨天在福泉金山街道摔断了腿，没钱看病"
KINDS = ("image", "video", "voice", "link", "other")


async def send(talk: Talk, kind: str = "image", *, stored: bool = True) -> str:
    values = {"kind": kind} | ({"attachment_id": uuid.uuid4().hex} if stored and kind in ("image", "video") else {})
    return await talk.command("send_attachment", values)


@pytest.fixture
async def wechat(talk: Talk) -> Talk:
    opened = await open_conversation(
        talk.casework, channel="wechat", account="fuquan", identity_hash=uuid.uuid4().hex, region=None
    )
    talk.conversation = opened.id
    return talk


async def begin(talk: Talk) -> None:
    await talk.say(STORY, "report_hardship")
    await talk.say("同意", "affirm")


async def file(talk: Talk) -> None:
    await begin(talk)
    for _ in range(8):
        if talk.card("case"):
            return
        answer = {"contact_phone": "13912345678", "incident_region": "金山街道", "incident_date": "昨天"}
        await talk.say(answer.get(talk.asks or "", "1"), "inform")
    raise AssertionError(talk.said)


async def test_a_photo_in_the_interview_is_kept_and_the_question_comes_again_in_short(talk: Talk):
    await begin(talk)
    heard = await send(talk)
    assert "照片收到了，已存好，工作人员看得到。" in heard
    assert talk.asks == "safety_now" and texts.words("utter_again_safety_now") in heard
    await talk.say("1", "inform")
    assert (await talk.answers())["safety_now"] == "safe"


async def test_photos_in_a_row_are_counted_and_the_question_is_not_repeated(talk: Talk):
    await begin(talk)
    heard = [await send(talk) for _ in range(5)]
    sentences = [sentence for text in heard for sentence in re.split(r"[。\n]", text) if sentence]
    assert len(sentences) == len(set(sentences))
    assert [texts.words("utter_again_safety_now") in text for text in heard] == [True, False, False, False, False]
    assert "第5张" in heard[4]
    # what was offered before the row still stands
    await talk.say("2", "inform")
    assert (await talk.answers())["safety_now"] == "no_food_or_shelter"


async def test_a_row_does_not_take_away_a_pending_offer(talk: Talk):
    await begin(talk)
    await talk.say("删除我的信息", "delete_my_data")
    for _ in range(3):
        await send(talk)
    await talk.say("2", "inform")
    assert "都还在" in talk.heard


async def test_a_later_photo_says_how_many_there_are(talk: Talk):
    await begin(talk)
    await send(talk)
    await talk.say("1", "inform")
    assert "一共2张" in await send(talk) and talk.asks == "contact_phone"


@pytest.mark.parametrize(("kind", "words"), [("image", "照片"), ("video", "视频")])
async def test_before_consent_it_is_kept_and_honestly_not_in_the_application(talk: Talk, kind: str, words: str):
    heard = await send(talk, kind)
    assert f"{words}先存着，您点头了才记进申请" in heard and "难处" in heard
    await talk.say(STORY, "report_hardship")
    await send(talk, kind)
    assert talk.asks == "consent_privacy" and "点头" in talk.heard
    await talk.say("不同意", "deny")
    assert "不放进申请" in await send(talk, kind) and talk.asks is None


async def test_what_was_not_stored_is_not_said_to_be(talk: Talk):
    heard = await send(talk, stored=False)
    assert "存不下来" in heard and "已存好" not in heard


async def test_a_voice_message_is_answered_kindly_with_every_other_way(talk: Talk):
    await begin(talk)
    heard = await send(talk, "voice")
    for words in ("听不了", "打几个字", "数字", "话筒", "留个电话", "人工"):
        assert words in heard
    assert talk.asks == "safety_now"
    assert "第2条" in await send(talk, "voice")


async def test_a_number_left_after_a_voice_message_calls_a_person(talk: Talk):
    await send(talk, "voice")
    heard = await talk.say("13912345678", "inform")
    assert "139 1234 5678" in heard and talk.card("handoff")
    async with talk.casework.database.read() as session:
        handoff = await session.scalar(select(Handoff).where(Handoff.conversation_id == talk.conversation))
    assert handoff is not None and handoff.reason == "call_back"


async def test_in_the_interview_the_number_joins_the_draft_too(talk: Talk):
    await begin(talk)
    await send(talk, "voice")
    await talk.say("13912345678", "inform")
    assert (await talk.answers())["contact_phone"] == "13912345678" and talk.card("handoff")
    await talk.say("1", "inform")
    await talk.say("13912345678", "inform")
    assert talk.card("handoff") is None


@pytest.mark.parametrize(("kind", "words"), [("link", "打不开"), ("other", "看不了"), ("sticker", "看不了")])
async def test_links_and_stickers_are_answered(talk: Talk, kind: str, words: str):
    await begin(talk)
    assert words in await send(talk, kind) and talk.asks == "safety_now"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "crisis", ["crisis_physical_danger", "crisis_self_harm", "crisis_violence", "crisis_child_alone"]
)
async def test_in_danger_the_answer_is_short_and_asks_nothing(talk: Talk, kind: str, crisis: str):
    await begin(talk)
    await talk.say("我一个人在家，救命", crisis, screen=[crisis])
    first, second = await send(talk, kind), await send(talk, kind)
    assert "我在" in first and len(first) <= 30 and first != second
    assert talk.asks is None and not any(bubble["custom"].get("choices") for bubble in talk.bubbles)


async def test_in_quiet_it_is_short_too_but_the_interview_goes_on(wechat: Talk):
    await begin(wechat)
    await raise_crisis(wechat.casework, wechat.conversation, "crisis_violence", [])
    assert (await send(wechat)).startswith("收到了，我在。") and wechat.asks == "safety_now"


async def test_several_in_one_message_are_counted_as_they_are(talk: Talk):
    await begin(talk)
    ids = [uuid.uuid4().hex for _ in range(3)]
    values = {"kind": "image", "attachment_id": ids[0], "attachment_ids": ids}
    assert "一共3张，都存好了" in await talk.command("send_attachment", values)
    assert "第4张也收到了" in await send(talk)


async def test_a_pdf_is_a_file_and_no_photo(talk: Talk):
    await begin(talk)
    heard = await talk.command("send_attachment", {"kind": "pdf", "attachment_id": uuid.uuid4().hex})
    assert "文件收到了，已存好" in heard and "照片" not in heard


async def test_papers_that_were_asked_for_bring_a_person(talk: Talk):
    await file(talk)
    async with talk.casework.database.write() as session:
        mine = Conversation.id == talk.conversation
        await session.execute(update(Handoff).values(state="closed"))
        await session.execute(update(Conversation).where(mine).values(mode="bot"))
        await session.execute(update(Case).values(state="supplement"))
    assert "已请工作人员来看" in await send(talk)
    assert "已请工作人员" not in await send(talk)
    state = await casework_client.client().read_state(talk.conversation)
    assert state.mode == "queued"


async def test_after_filing_it_is_kept(talk: Talk):
    await file(talk)
    assert "工作人员看得到" in await send(talk)


async def test_papers_may_be_sent_where_they_can_be_fetched(wechat: Talk):
    await begin(wechat)
    assert "拍照发来" not in await wechat.say("我有诊断证明", "supplement_documents")
    wechat.casework.fetching_accounts = frozenset({"fuquan"})
    assert "拍照发来" in await wechat.say("我有诊断证明", "supplement_documents")


async def test_every_word_about_attachments_keeps_the_laws(talk: Talk):
    for kind in KINDS:
        for stored in (True, False):
            for _ in range(3):
                await send(talk, kind, stored=stored)
                assert not law_problems([{"text": b["text"], "from": "bot", "asks": None} for b in talk.bubbles])
            await talk.say("你好", "greet")


def test_every_text_about_attachments_has_its_place():
    stages = {"", "_more", "_again"}
    kept = {f"{kind}{c}{s}" for kind in ("image", "pdf", "video") for c in ("", "_unasked", "_refused") for s in stages}
    lost = {f"{kind}_lost{s}" for kind in ("image", "video") for s in ("", "_more")}
    unread = {f"{kind}{s}" for kind in ("voice", "link", "other") for s in ("", "_more")}
    here = {f"here{part}{s}" for part in ("", "_voice", "_other") for s in ("", "_more")}
    alone = {"voice_call", "told_staff", "finish", "resume", "send_on"}
    written = {name.removeprefix("utter_attachment_") for name in texts.responses() if "_attachment_" in name}
    assert written == kept | lost | unread | here | alone


async def test_a_shared_place_answers_the_question_for_the_place(talk: Talk):
    await talk.say("我摔断了腿没钱看病", "report_hardship")
    await talk.say("同意", "affirm")
    await talk.say("安全", "inform")
    assert talk.asks == "incident_region"
    await talk.say("我的位置：四川省阿坝藏族羌族自治州马尔康市马尔康镇达萨街1号", "inform")
    answers = await talk.answers()
    assert (answers["incident_region"], answers["incident_township"]) == ("513201", "513201100")
    assert answers["incident_place"] == "达萨街1号" and "incident_date" not in answers


# --- quiet


async def quiet(talk: Talk) -> bool:
    return (await casework_client.client().read_state(talk.conversation)).quiet


@pytest.mark.parametrize("words", ["不要提醒", "别给我发消息了", "不要再弹消息", "莫发消息了"])
async def test_the_resident_stops_messages_and_allows_them_again(wechat: Talk, words: str):
    await begin(wechat)
    heard = await wechat.say(words, "nlu_fallback")
    assert "不主动发消息" in heard and wechat.asks == "safety_now" and await quiet(wechat)
    heard = await wechat.say("可以给我发消息了", "nlu_fallback")
    assert "有新消息我就发给您" in heard and not await quiet(wechat) and wechat.asks == "safety_now"


@pytest.mark.parametrize("words", ["不要通知我老公", "不要给我打电话", "你可以给我发消息吗", "可以", "别发火"])
async def test_other_words_change_nothing(wechat: Talk, words: str):
    await wechat.say(words, "nlu_fallback")
    assert not await quiet(wechat)


async def test_violence_makes_it_quiet_until_the_resident_says_otherwise(wechat: Talk):
    await wechat.say("我老公在打我", "crisis_violence", screen=["crisis_violence"])
    assert "不再弹消息" in wechat.heard and await quiet(wechat)
    assert await wechat.say("在吗", "greet") == "我在。"
    assert "可以发消息" in await wechat.say("我想申请临时救助", "apply_temporary_aid") and await quiet(wechat)
    await wechat.say("可以发消息了", "nlu_fallback")
    assert not await quiet(wechat)


async def test_in_danger_allowing_messages_asks_nothing(wechat: Talk):
    await begin(wechat)
    await wechat.say("我老公在打我", "crisis_violence", screen=["crisis_violence"])
    await wechat.say("可以发消息了", "nlu_fallback")
    assert wechat.asks is None and not await quiet(wechat)


# --- controller


async def test_the_notice_names_whom_the_account_names(wechat: Talk):
    wechat.casework.controllers = {"fuquan": "福泉市民政局（测试）"}
    await begin(wechat)
    await wechat.say("隐私说明看一下", "ask_privacy")
    assert "谁负责：福泉市民政局（测试）。" in wechat.heard
    wechat.casework.controllers = {"another": "别的民政局"}
    await wechat.say("隐私说明看一下", "ask_privacy")
    assert "福泉市民政部门。" in wechat.heard and "别的民政局" not in wechat.heard


async def test_the_consent_is_kept_with_that_very_text(wechat: Talk):
    hashes = set()
    for name in ("甲局", "乙局"):
        wechat.casework.controllers = {"fuquan": name}
        opened = await open_conversation(
            wechat.casework, channel="wechat", account="fuquan", identity_hash=uuid.uuid4().hex, region=None
        )
        wechat.conversation, wechat.slots = opened.id, {}
        await begin(wechat)
        async with wechat.casework.database.read() as session:
            hashes.add(await session.scalar(select(Consent.text_hash).where(Consent.conversation_id == opened.id)))
    assert len(hashes) == 2


async def test_on_the_web_no_account_names_the_controller(talk: Talk):
    talk.casework.controllers = {"": "默认公众号的局"}
    await begin(talk)
    await talk.say("隐私说明看一下", "ask_privacy")
    assert "默认公众号的局" not in talk.heard
