"""Regions, offices, hours, numbers to ring, clocks."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from contracts.gazetteer import Gazetteer
from policy.clocks import due_instant

NOW = date(2026, 11, 23)
CHINA = ZoneInfo("Asia/Shanghai")


def test_thirteen_counties_and_fuquan_are_served(book):
    served = book.served_regions()
    assert len(served) == 14
    assert {region.full_name for region in served} >= {
        "四川省阿坝藏族羌族自治州马尔康市",
        "贵州省黔南布依族苗族自治州福泉市",
    }
    assert all(region.townships for region in served)


@pytest.mark.parametrize(
    ("code", "prefix", "controller"), [("513201", "阿", "马尔康市民政局"), ("522702", "福", "福泉市民政局")]
)
def test_region_has_a_case_letter_and_a_controller(book, code, prefix, controller):
    region = book.region(code)
    assert (region.case_prefix, region.controller) == (prefix, controller)


def test_prefecture_is_served_through_its_counties_but_a_neighbour_is_not(book):
    assert book.region("513200").served
    assert book.region("522701") is None
    assert book.region("530602") is None
    assert book.region(None) is None


@pytest.mark.parametrize(
    ("word", "code"),
    [("马尔康", "513201"), ("福泉", "522702"), ("阿坝", "513200"), ("阿坝县", "513231"), ("513221", "513221")],
)
def test_names_as_people_say_them(book, word, code):
    assert book.region_named(word).code == code


def test_no_place_for_a_strange_name(book):
    assert book.region_named("火星") is None
    assert book.region_named("") is None


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("522702001", "福泉市金山街道办事处"),
        ("522702106", "福泉市牛场镇人民政府"),
        ("522702203", "福泉市仙桥乡人民政府"),
        ("513201100", "马尔康市马尔康镇人民政府"),
        # a forest bureau is no township: the county takes the application
        ("513224401", "松潘县民政局"),
        ("522702", "福泉市民政局"),
        ("522702999", "福泉市民政局"),
    ],
)
def test_office_of_a_place(book, code, name):
    office = book.office(code, NOW)
    assert office.name == name
    assert (office.phone, office.address, office.hours) == (None, None, None)
    assert set(office.reasons) == {"phone", "address", "hours"}
    assert [line.number for line in office.fallback] == ["12345", "12349"]


def test_office_override_is_data_only(files):
    from policy.book import PolicyBook

    own = dict(files)
    own["parameters/national/guizhou/qiannan/fuquan/offices.yaml"] = """
quantity: offices
values:
  - office: "522702106"
    from: 2026-01-01
    value: {name: 福泉市牛场镇便民服务中心, phone: 0854-0000000, address: {gap: 没有核实}, hours: {gap: 没有核实}}
    confirmed: true
    reference: {title: 福泉市民政局提供}
"""
    book = PolicyBook.from_files(own)
    assert book.office("522702106", NOW).phone == "0854-0000000"
    assert book.office("522702106", date(2025, 12, 31)).phone is None
    assert book.office("522702105", NOW).phone is None
    answer = book.answer("ask_office", "522702106", NOW)
    assert any("0854-0000000" in sentence for sentence in answer.sentences)


def test_townships_are_those_the_understanding_knows(book):
    gazetteer = Gazetteer.load()
    for region in book.served_regions():
        known = {town.code: town.name for town in gazetteer.townships(region.code)}
        assert known == region.townships, region.name


def test_strange_codes_still_get_an_office(book):
    for code in ("", "000000", "not a code", "99", "530602"):
        assert book.office(code, NOW).name


def test_hotlines_say_what_they_are_for(book):
    lines = {line.number: line for line in book.hotlines("522702", NOW)}
    assert {"110", "120", "119", "122", "12345", "12349", "12356"} <= set(lines)
    assert all(line.label and line.use for line in lines.values())
    assert "儿童" in lines["12349"].label
    assert "儿童" not in {line.number: line for line in book.hotlines("513201", NOW)}["12349"].label


@pytest.mark.parametrize(
    ("intent", "first", "others"),
    [
        ("crisis_physical_danger", "120", {"119", "110"}),
        ("crisis_self_harm", "120", {"110", "12356"}),
        ("crisis_violence", "110", {"12338", "12110"}),
        ("crisis_child_alone", "110", {"12345", "12349"}),
    ],
)
def test_crisis_lines_put_the_one_that_always_answers_first(book, intent, first, others):
    for region in ("513201", "522702", None, "530602"):
        numbers = [line["number"] for line in book.crisis_lines(intent, region)]
        assert numbers[0] == first
        assert others <= set(numbers)


def test_counselling_line_did_not_exist_in_2024(book):
    numbers = [line["number"] for line in book.crisis_lines("crisis_self_harm", None, date(2024, 1, 1))]
    assert numbers == ["120", "110"]


@pytest.mark.parametrize(
    ("at", "is_open", "opens"),
    [
        ((2026, 11, 23, 9, 0), True, None),
        ((2026, 11, 23, 8, 59), False, (2026, 11, 23, 9, 0)),
        ((2026, 11, 23, 12, 0), False, (2026, 11, 23, 13, 0)),
        ((2026, 11, 23, 17, 0), False, (2026, 11, 24, 9, 0)),
        ((2026, 11, 21, 10, 0), False, (2026, 11, 23, 9, 0)),
        # National Day: the offices open again on the 8th; the Saturday after is made up
        ((2026, 10, 1, 10, 0), False, (2026, 10, 8, 9, 0)),
        ((2026, 10, 10, 10, 0), True, None),
    ],
)
def test_opening_hours_know_weekends_and_holidays(book, at, is_open, opens):
    found = book.office_hours("522702", datetime(*at, tzinfo=CHINA).astimezone(UTC))
    assert found == (is_open, datetime(*opens, tzinfo=CHINA) if opens else None)


def test_hours_beyond_the_published_calendar_use_weekdays(book):
    assert book.office_hours("522702", datetime(2031, 3, 5, 10, tzinfo=CHINA))[0]
    assert not book.office_hours("522702", datetime(2031, 3, 8, 10, tzinfo=CHINA))[0]


def test_fast_aid_clock_starts_at_filing(book):
    filed = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    clock = book.fast_aid_clock("513201", filed)
    assert clock.due_at == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    assert clock.citation.title and clock.text
    assert book.fast_aid_clock("513201", datetime(2026, 1, 28, 15, 59, tzinfo=UTC)) is None
    assert book.fast_aid_clock("513201", datetime(2026, 1, 28, 16, 0, tzinfo=UTC)) is not None


def test_guizhou_clock_is_unconfirmed_since_its_own_notice(book):
    assert book.fast_aid_clock("522702", datetime(2026, 9, 1, tzinfo=UTC)).confirmed
    assert not book.fast_aid_clock("522702", datetime(2026, 9, 12, tzinfo=UTC)).confirmed


def test_working_days_skip_the_spring_festival():
    from decimal import Decimal

    filed = datetime(2026, 2, 13, 2, tzinfo=UTC)
    due = due_instant(filed, Decimal(2), "working_days").astimezone(CHINA)
    # Saturday the 14th is a make-up day, the 15th to 23rd are holidays; the second day ends at midnight after the 24th
    assert due == datetime(2026, 2, 25, 0, 0, tzinfo=CHINA)


@pytest.mark.parametrize("programme", ["disaster_relief", "vagrant_rescue", "legal_aid", "medical_aid", "charity"])
def test_referral_says_office_how_and_number(book, programme):
    card = book.referral(programme, "522702", NOW)
    assert card["programme"] == programme
    assert all(card[key] for key in ("title", "office", "how", "phone"))


def test_every_programme_of_the_contract_can_be_referred(book):
    for programme in (
        "destitute_support", "disaster_relief", "medical_aid", "education_aid", "housing_aid", "employment_aid",
        "emergency_medical", "vagrant_rescue", "disability_living_subsidy", "disability_care_subsidy", "child_welfare",
        "elder_care", "judicial_aid", "legal_aid", "union_aid", "charity",
    ):  # fmt: skip
        assert book.referral(programme, "513201", NOW), programme
    assert book.referral("no_such_programme", "513201", NOW) is None
