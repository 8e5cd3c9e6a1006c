"""Answers: every topic, place and day obeys the length limits, promises nothing, and differs where the rules do."""

import itertools
from datetime import date

import pytest

from policy.checker import NEVER_SAID
from policy.loader import read_folder

ASK = (
    "ask_eligibility", "ask_nonlocal", "ask_asset_rule", "ask_income_rule", "ask_household_rule", "ask_documents",
    "ask_amount", "ask_processing_time", "ask_procedure", "ask_office", "ask_difference", "ask_verification",
    "ask_publicity", "ask_privacy", "ask_other_aid",
)  # fmt: skip
AFTER = ("object_decision", "complain", "report_fraud", "report_payment_problem", "report_change")
LANES = (None, "temporary_urgent", "temporary_expense", "minimum_living", "minimum_living_single")
PLACES = ("513201", "513221", "513200", "522702", "522702106", "522701", "530602", None)
DAYS = (
    date(2013, 1, 1), date(2019, 6, 1), date(2021, 6, 30), date(2023, 5, 1), date(2024, 2, 1), date(2026, 6, 30),
    date(2026, 7, 1), date(2026, 11, 23), date(2031, 1, 1),
)  # fmt: skip
PROGRAMMES = (
    "disaster_relief", "medical_aid", "education_aid", "housing_aid", "employment_aid", "emergency_medical",
    "vagrant_rescue", "disability_living_subsidy", "disability_care_subsidy", "child_welfare", "elder_care",
    "judicial_aid", "legal_aid", "union_aid", "charity", "destitute_support", "minimum_living", "temporary_aid",
    "minimum_living_single", "temporary_urgent", "nonsense",
)  # fmt: skip
NOW = date(2026, 11, 23)
PROMISES = ("保证", "一定会", "肯定", "放心")


def said(answer):
    return " ".join(answer.sentences)


def check_speech(answer):
    assert 1 <= len(answer.sentences) <= 5
    for sentence in answer.sentences:
        assert 0 < len(sentence) <= 60, sentence
        assert sentence.endswith("。"), sentence
        assert "{" not in sentence
        assert not any(word in sentence for word in (*NEVER_SAID, *PROMISES)), sentence
    # two bubbles at the most
    assert sum(map(len, answer.sentences)) <= 150, answer.sentences
    assert answer.confirmed == (not answer.sentences[-1].endswith("具体以当地公布为准。"))


@pytest.mark.parametrize("topic", [*ASK, *AFTER, "no_such_topic"])
def test_every_answer_at_every_place_and_day_is_short_and_promises_nothing(book, topic):
    for lane, place, day in itertools.product(LANES, PLACES, DAYS):
        answer = book.answer(topic, place, day, lane)
        check_speech(answer)
        for citation in answer.citations:
            assert citation.title
            assert citation.effective_from is None or citation.effective_from <= day


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_programme_has_an_answer(book, programme):
    for topic, place in itertools.product(("ask_other_aid", "ask_amount", "ask_office", "ask_documents"), PLACES):
        check_speech(book.answer(topic, place, NOW, None, programme))


def test_every_topic_of_the_catalogue_has_a_file():
    topics = {path.split("/")[1].removesuffix(".yaml") for path in read_folder() if path.startswith("answers/")}
    assert topics == {*ASK, *AFTER, "_shared"}


@pytest.mark.parametrize("topic", [*ASK, "object_decision", "complain", "report_change"])
def test_answers_rest_on_something(book, topic):
    programme = "legal_aid" if topic == "ask_other_aid" else None
    for place in ("513201", "522702", None):
        answer = book.answer(topic, place, NOW, None, programme)
        assert answer.citations or topic in ("ask_office",), topic


def test_amounts_differ_by_place_and_keep_their_unit(book):
    aba, fuquan = (said(book.answer("ask_amount", code, NOW, "minimum_living")) for code in ("513201", "522702"))
    assert "每人每月826元，2025年7月1日起" in aba and "每人每月620元" in aba
    assert "每人每月832元" in fuquan and "每人每年7263元" in fuquan
    assert "每年" not in aba
    assert "当地公布为准" in aba and "当地公布为准" in fuquan
    assert "告诉我您在哪个县市" in said(book.answer("ask_amount", None, NOW))


def test_confirmed_amount_needs_no_reservation(book):
    answer = book.answer("ask_amount", "522702", date(2022, 6, 1), "minimum_living")
    assert answer.confirmed
    assert "705" in said(answer) and "5316" in said(answer)


def test_urgent_amount_is_a_rule_not_a_promise(book):
    aba, fuquan = (said(book.answer("ask_amount", code, NOW, "temporary_urgent")) for code in ("513201", "522702"))
    assert "不少于1个月低保标准" in aba and "50000" not in aba
    assert "最高可到50000元" in fuquan and "上限" in fuquan
    for text in (aba, fuquan):
        assert "定。" in text


def test_processing_time_by_lane_and_place(book):
    assert "3天" in said(book.answer("ask_processing_time", "513201", NOW, "temporary_urgent"))
    assert "3天" not in said(book.answer("ask_processing_time", "513201", date(2025, 1, 1), "temporary_urgent"))
    assert "20个工作日" in said(book.answer("ask_processing_time", "522702", NOW, "minimum_living"))
    assert "30个工作日" in said(book.answer("ask_processing_time", "513201", NOW, "minimum_living"))


def test_non_local_answer_is_the_same_right_everywhere_and_more_in_fuquan(book):
    for place in ("513201", "522702", None):
        assert "外地户口一样可以申请" in said(book.answer("ask_nonlocal", place, NOW, "temporary_urgent"))
    assert "常住人口" in said(book.answer("ask_nonlocal", "522702", NOW, "temporary_urgent"))
    assert "四川户口" in said(book.answer("ask_nonlocal", "513201", NOW, "minimum_living"))


def test_programme_asked_for_wins_over_the_lane(book):
    answer = said(book.answer("ask_amount", "522702", NOW, "temporary_urgent", "minimum_living"))
    assert "低保标准" in answer and "50000" not in answer


def test_income_answer_knows_when_the_pension_rule_ended(book):
    assert "基础养老金不算收入" in said(book.answer("ask_income_rule", "513201", date(2025, 12, 31)))
    assert "由工作人员核定" in said(book.answer("ask_income_rule", "513201", date(2026, 1, 1)))


def test_law_of_the_day_is_cited(book):
    titles = lambda day: {c.title for c in book.answer("ask_eligibility", "522702", day, "minimum_living").citations}  # noqa: E731
    assert "社会救助暂行办法" in titles(date(2026, 6, 30))
    assert "中华人民共和国社会救助法" in titles(date(2026, 7, 1))
    assert "中华人民共和国社会救助法" not in titles(date(2023, 5, 1))


def test_basis_is_said_with_its_day(book):
    urgent = book.answer("ask_processing_time", "513201", NOW, "temporary_urgent")
    assert urgent.sentences[-1] == "依据《完善临时救助制度的意见》（2026年1月29日起）。"
    right = book.answer("ask_nonlocal", "513201", NOW, "temporary_urgent")
    assert right.sentences[-1] == "依据《社会救助法》第三十七条（2026年7月1日起）。"
    assert "社会救助法" not in said(book.answer("ask_nonlocal", "513201", date(2023, 5, 1), "temporary_urgent"))


def test_estimates_and_press_reports_are_not_read_out_as_law(book):
    for topic, place in itertools.product((*ASK, *AFTER), PLACES):
        assert "推算" not in said(book.answer(topic, place, NOW)) and "报道" not in said(book.answer(topic, place, NOW))


def test_remedies_name_both_terms_and_free_help(book):
    text = said(book.answer("object_decision", "522702", NOW))
    assert all(word in text for word in ("60天", "6个月", "法律援助", "书面"))


def test_office_answer_names_the_bureau_and_a_number_that_works(book):
    text = said(book.answer("ask_office", "522702", NOW, "temporary_urgent"))
    assert "福泉市民政局" in text and "12345" in text and "周一到周五" in text


def test_referral_answer_says_where_how_and_the_number(book):
    text = said(book.answer("ask_other_aid", "513201", NOW, None, "legal_aid"))
    assert "法律援助" in text and "12348" in text


def test_unknown_topic_says_whom_to_ask(book):
    assert "12345" in said(book.answer("no_such_topic", "513201", NOW))
