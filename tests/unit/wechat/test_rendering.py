"""What WeChat shows: one text a turn, digits that mean what the page's buttons mean, pieces of 2,048 bytes."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import choices, texts
from connectors import fixed_words
from connectors.wechat.accounts import Account
from connectors.wechat.card_words import words
from connectors.wechat.cutting import cut, size
from connectors.wechat.rendering import LIMIT, Piece, fit, render
from contracts.cards import CARD_DATA
from contracts.messages import Card, Choice, Command, Message, QuickReply

ROOT = Path(__file__).resolve().parents[3]
AT = datetime(2024, 11, 22, 4, 0, tzinfo=UTC)
SOURCE = {"title": "《临时救助办法》", "document_no": "国发〔2014〕47号", "article": "第二条", "url": None}
CARDS: dict[str, dict[str, Any]] = {
    "summary": {"items": [
        {"number": 1, "key": "incident_cause", "label": "什么事", "value": "fire", "text": "火灾"},
        {"number": 2, "key": "contact_phone", "label": "电话", "value": "x", "text": "138****0000"},
    ]},
    "case": {
        "case_number": "福-7K3M-9Q2R", "programme": "temporary_aid", "kind": "urgent", "status": "submitted",
        "office": {"name": "马场坪街道办事处", "phone": "1234567"}, "submitted_at": "2024-11-22T04:00:00Z",
        "clock": {"name": "受理答复", "due_at": "2024-11-26T04:00:00Z"}, "next_steps": ["到时没人联系您，就发“人工”。"],
    },
    "checklist": {"documents": [
        {"type": "id", "title": "身份证", "why": "证明是您本人", "required": "later", "state": "missing",
         "instead": "户口簿也行", "where": "到派出所补办"},
        {"type": "bill", "title": "医院单子", "why": "", "required": "now", "state": "received", "instead": None},
    ]},
    "handoff": {"state": "queued", "position": 3, "opens_at": "2024-11-25T01:00:00Z"},
    "lead": {"number": "线-12AB", "office": "金山街道"},
    "referral": {"programme": "medical_aid", "office": "医保局", "phone": "7654321", "how": "带上单子去窗口。"},
    "crisis": {"kind": "crisis_physical_danger", "lines": [
        {"label": "急救", "number": "120"}, {"label": "火警", "number": "119"},
    ]},
    "assessment": {
        "programme": "temporary_aid", "outcome": "likely", "missing": ["id_number"],
        "reasons": [{"text": "家里遭了火灾。", "citation": SOURCE}, {"text": "眼下没有吃住。", "citation": SOURCE}],
        "standard": {"amount": 800.0, "unit": "CNY/month", "area": "urban", "region": "522702",
                     "effective_from": "2024-07-01", "citation": SOURCE},
        "estimate": {"low": 800, "high": 1600.5, "period": "once", "formula": "按人口和月份算"},
        "alternatives": ["charity"], "as_of": "2024-11-22", "policy_version": "v1",
    },
}  # fmt: skip


def said(text: str, titles: list[str] | None = None, seq: int = 1, card: str = "", **more: Any) -> Message:
    replies = [QuickReply(title=title, payload="c1.x.y") for title in titles or []]
    shown = Card(type=card, data=CARDS[card]) if card else None
    more.setdefault("from_", "bot")
    return Message(id=f"m{seq}", seq=seq, at=AT, text=text, quick_replies=replies, card=shown, **more)


def listed(text: str) -> dict[int, str]:
    """Numbers at the beginning of a line, with their words."""
    return {int(number): title for number, title in re.findall(r"^(\d+) (.+)$", text, re.MULTILINE)}


def asked_in_the_domain() -> list[str]:
    # one response's titles only name keys inside its sentence: they are never offered
    return [name for name in texts.responses() if texts.buttons(name) and name != "utter_assessed_missing"]


@pytest.mark.parametrize("name", asked_in_the_domain())
def test_digits_mean_what_the_dialogue_makes_of_them(name: str):
    titles = [title for title, _ in texts.buttons(name)]
    offered = [Choice(title=title, command=Command(intent=f"choice_{n}")) for n, title in enumerate(titles, 1)]
    text = texts.responses()[name][0]["text"]
    numbers = listed(render(said(text, titles)))
    for number, title in numbers.items():
        resolved = choices.resolve(str(number), offered)
        assert resolved is not None
        expected = choices.HUMAN if number == 0 else Command(intent=f"choice_{number}")
        assert resolved.command == expected and (number == 0 or title == titles[number - 1])
    for number, title in enumerate(titles, 1):
        in_words = re.search(rf"(?<!\d){number}(?!\d)", text) or ("人工" in title and "0" in text)
        assert number in numbers or in_words, (number, title)


def test_consent_is_not_numbered_twice():
    name = "utter_ask_consent_privacy"
    text = render(said(texts.words(name), [title for title, _ in texts.buttons(name)]))
    assert text == texts.words(name) + "\n3 看详细说明"


def test_a_question_offers_a_person_once():
    safe = render(said("您现在人安全吗？", ["安全", "不安全"]))
    assert safe == "您现在人安全吗？\n回复数字就行：\n1 安全\n2 不安全\n0 找人工"
    assert "0" not in render(said("要我做什么？", ["办低保", "人工"]))
    assert "回复数字就行" not in render(said("说一句，也可以回复数字：", ["办低保"]))


def test_opening_as_wechat_shows_it():
    opening = fixed_words.opening()[0]
    text = render(said(opening.text, [choice.title for choice in opening.choices]))
    assert text.startswith(opening.text) and listed(text)[4] == "找人工" and 0 not in listed(text)


def test_only_the_last_offer_is_numbered_and_closes_the_text():
    first = said("要哪样？", ["甲", "乙"], seq=2)
    second = said("人安全吗？", ["安全", "不安全"], seq=4, asks="safety_now")
    note = said("工作人员看过了。", seq=5, from_="system")
    text = fit([first, second, note]).text
    assert text == "要哪样？\n\n人安全吗？\n\n工作人员看过了。\n\n回复数字就行：\n1 安全\n2 不安全\n0 找人工"


def test_a_menu_of_the_gateway_counts_only_as_the_last_words():
    opening = fixed_words.opening()[0]
    menu = said(opening.text, [choice.title for choice in opening.choices], seq=1)
    assert not listed(fit([menu, said("听到了，先顾人。", seq=3)]).text)
    assert listed(fit([menu]).text)


def test_a_question_without_choices_ends_the_offer_before():
    offer, question = said("要哪样？", ["甲", "乙"], seq=1), said("在哪个县？", seq=3, asks="incident_region")
    assert not listed(fit([offer, question]).text)


def test_staff_words_carry_their_name():
    assert render(said("您好", from_="staff", staff_name="韦芳")) == "工作人员（韦芳）：您好"
    assert render(said("您好", from_="staff")) == "工作人员：您好"


def test_every_card_has_words():
    assert set(CARDS) == set(CARD_DATA)
    for kind in CARDS:
        assert len(render(said("", card=kind))) > 8, kind


def test_a_case_card_says_number_office_clock_and_what_comes():
    text = render(said("", card="case"))
    assert text.split("\n") == [
        "临时救助（急难型）：已提交，待受理", "编号：福-7K3M-9Q2R（请记下来）", "受理答复：最迟11月26日（周二）12点",
        "· 到时没人联系您，就发“人工”。", "报给：马场坪街道办事处", "电话：1234567", "填好的申请表：到办事窗口，请工作人员打印就行。",
    ]  # fmt: skip


def test_the_form_is_had_behind_the_sign_in_of_the_page():
    account = Account("aba", "wx1", "t", app_secret="s")
    page = account.page_address("https://jiuji.example/")
    lines = render(said("", card="case"), page).split("\n")
    # alone on its line: WeChat would take what follows into the link
    assert lines[-2:] == [
        "填好的申请表：https://jiuji.example/wechat/aba/page", "点上面的网址，按“下载申请表”，打印出来签字。",
    ]  # fmt: skip
    assert page in fit([said("", card="case")], page=page).text
    assert account.page_address(None) is None and Account("aba", "wx1", "t").page_address("https://x") is None
    withdrawn = Card(type="case", data=CARDS["case"] | {"status": "withdrawn"})
    gone = said("", card="case").model_copy(update={"card": withdrawn})
    assert "申请表" not in render(gone, page)


def test_a_card_does_not_repeat_its_bubble():
    filed = "报上去了，编号 福-7K3M-9Q2R。马场坪街道办事处收下后叫“已受理”。"
    text = render(said(filed, card="case"))
    assert text.count("福-7K3M-9Q2R") == 1 and text.count("马场坪街道办事处") == 1 and "1234567" in text
    alarm = render(said("先救人：马上打急救120、火警119。", card="crisis"))
    assert alarm == "先救人：马上打急救120、火警119。"
    assert "119" in render(said("马上打急救120。", card="crisis"))
    queued = texts.words("utter_handoff_queued", ahead=2)
    assert render(said(queued, card="handoff")) == queued
    lead = texts.words("utter_lead_sent", office="金山街道", number="线-12AB")
    assert render(said(lead, card="lead")) == lead


def test_summary_numbers_are_those_one_may_correct():
    text = render(said(texts.words("utter_before_review"), card="summary"))
    assert "第1条 什么事：火灾" in text and "第2条 电话：138****0000" in text


def test_an_assessment_shows_what_it_rests_on():
    text = render(said("初步看：", card="assessment"))
    assert text.count("《临时救助办法》国发〔2014〕47号第二条") == 1
    assert "800–1600.5 元" in text and "2024年7月1日起" in text and "不是审批结果" in text and "身份证号" in text


def test_a_household_is_shown_with_its_arithmetic_and_what_staff_look_at():
    shown = said("初步看：", card="assessment")
    assert shown.card is not None
    shown.card.data = CARDS["assessment"] | {
        "flags": [{"rule": "flag_car", "text": "家里有车，用途由工作人员看。", "citation": SOURCE | {"article": "第十四条"}}],
        "composition": {"counted": 2, "set_aside": [
            {"number": 3, "relation": "child", "rule": "aside_prison", "text": "服刑的先不算。", "citation": SOURCE},
        ]},
        "steps": [{"label": "每人每月", "text": "9600÷2÷12=400元"}],
    }  # fmt: skip
    text = render(shown)
    assert text.index("这些由工作人员看") < text.index("家里有车") < text.index("第3个：服刑的先不算")
    assert "每人每月：9600÷2÷12=400元" in text and "第十四条" in text


def test_checklist_in_groups():
    text = render(said("", card="checklist"))
    assert text.index("现在要") < text.index("医院单子（收到了）") < text.index("以后补") < text.index("户口簿也行")
    # where it is had, of what has not come and is to come
    assert text.index("户口簿也行") < text.index("哪里拿：到派出所补办")


def test_a_card_nobody_can_read_does_not_hold_up_the_words():
    odd = said("有结果了。", card="case")
    assert odd.card is not None
    odd.card.data = {"unknown": True}
    assert render(odd) == "有结果了。"
    odd.text = ""
    assert render(odd) == words()["unreadable"]


def test_words_of_the_page_and_of_wechat_are_the_same():
    page = (ROOT / "web/protocol/words.ts").read_text(encoding="utf-8")
    for name, ours in (("PROGRAMMES", "programmes"), ("STATES", "states"), ("KEYS", "keys")):
        block = re.search(rf"const {name}[^{{]*{{(.*?)}};", page, re.DOTALL)
        assert block and dict(re.findall(r'(\w+): "([^"]+)"', block[1])) == words()[ours]


@pytest.mark.parametrize("text", ["a\x00b\x0bc", "a\x1bbc", "ab\ud83dc", "a\u202ebc"])
def test_what_breaks_the_wire_is_left_out(text: str):
    assert render(said(text)) == "abc"


def test_typed_links_stay_words():
    assert "<a" not in render(said('<a href="http://x">点</a>')).lower()


def test_late_words_are_announced_once():
    old, new = said("您的事有人看了。", seq=3), said("答：好", seq=6)
    assert fit([old, new], late_before=5).text == "（刚才没发到的）\n您的事有人看了。\n\n答：好"
    assert "刚才" not in fit([new], late_before=5).text
    assert "刚才" not in fit([old, new], 2, late_before=5).text


def test_nothing_to_say():
    assert fit([]) == Piece("", 0, 0, more=False)
    assert fit([said("", seq=7)]) == Piece("", 7, 0, more=False)


def test_breaks_between_messages_before_inside_one():
    first, second = said("甲" * 400, seq=1), said("乙" * 400, seq=2)
    piece = fit([first, second])
    assert (piece.upto_seq, piece.upto_characters, piece.more) == (1, 0, True)
    assert piece.text == "甲" * 400 + "\n（接下条）"
    assert fit([second]).text == "乙" * 400


def test_a_long_text_takes_several_full_pieces():
    text = "".join(f"第{number}句，说的是家里的事。" for number in range(300))
    pieces, skip = [], 0
    while True:
        piece = fit([said(text, seq=5)], skip)
        assert size(piece.text) <= LIMIT
        pieces.append(without_marks(piece.text).rstrip("\n"))
        assert len(pieces) < 9
        if not piece.more:
            break
        assert piece.upto_seq == 4 and size(piece.text) > LIMIT * 0.9
        skip = piece.upto_characters
    assert "".join(pieces) == text and len(pieces) == 6
    assert all(piece.endswith("。") for piece in pieces)


def test_a_piece_that_cannot_be_followed_says_so():
    long = said("甲" * 900, seq=1)
    assert fit([long], pushed=False).text.endswith(words()["waits"])


def test_breaks_at_paragraph_line_sentence():
    assert cut("甲乙丙\n\n丁戊己\n庚辛。壬癸", 34) == ("甲乙丙\n\n丁戊己\n庚辛。"[:8], 9)
    assert cut("甲乙丙丁\n\n戊己庚辛", 20)[0] == "甲乙丙丁"
    assert cut("一句话。又一句话。再来", 29)[0] == "一句话。又一句话。"


@pytest.mark.parametrize("sign", ["👨‍👩‍👧‍👦", "👍🏽", "🇨🇳", "e\u0301\u0323", "❤️", "𠮷"])
def test_a_sign_is_never_split(sign: str):
    for room in range(size(sign), 60):
        kept, taken = cut(sign * 20, room)
        assert kept == sign * (taken // len(sign)) and taken % len(sign) == 0 and taken


def plain(text: str) -> str:
    return "".join(text.split())


def without_marks(text: str) -> str:
    for mark in ("continued", "waits", "late"):
        text = text.replace(words()[mark], "")
    return text


SIGNS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("。！\n，救急福泉👨\u200d👧🇨🇳\u0301")
# hypothesis likes short texts: repeated ones are long enough to be cut several times
TEXTS = st.builds(lambda text, times: text * times, st.text(SIGNS, max_size=60), st.integers(1, 40))
TITLES = st.lists(st.sampled_from(["安全", "没吃的", "不清楚", "人工"]), max_size=4, unique=True)
TALKS = st.lists(st.tuples(TEXTS, TITLES), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(TALKS, st.integers(0, 9), st.sampled_from([LIMIT, 300]))
def test_pieces_lose_and_double_nothing(talk: list[tuple[str, list[str]]], late: int, limit: int):
    messages = [said(text, titles, seq=2 * place + 1) for place, (text, titles) in enumerate(talk)]
    whole = fit(messages, limit=10**9)
    # with room for all, the choices of an earlier question close the text; in pieces they stay with it
    expected = sorted(plain(without_marks(whole.text)))
    pieces: list[Piece] = []
    left, skip = messages, 0
    while True:
        piece = fit(left, skip, limit, late_before=late)
        assert size(piece.text) <= limit
        piece.text.encode("utf-8")
        pieces.append(piece)
        assert len(pieces) < 200
        if not piece.more:
            break
        assert (piece.upto_seq, piece.upto_characters) > (left[0].seq - 1, skip)
        left, skip = [one for one in left if one.seq > piece.upto_seq], piece.upto_characters
    assert pieces[-1].upto_seq == messages[-1].seq
    assert sorted(plain("".join(without_marks(piece.text) for piece in pieces))) == expected


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(16, 400))
def test_cutting_on_gives_the_whole_text_again(text: str, room: int):
    pieces, rest = [], text
    while rest:
        kept, taken = cut(rest, room)
        assert size(kept) <= room and taken > 0
        pieces.append(kept)
        rest = rest[taken:]
    assert plain("".join(pieces)) == plain(text)


def test_dates_are_said_as_in_china():
    assert CARDS["assessment"]["as_of"] == date(2024, 11, 22).isoformat()
    assert "11月25日（周一）9点上班" in render(said("", card="handoff"))
