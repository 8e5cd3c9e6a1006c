"""Working days, make-up days, years nobody has published, and the terms that are counted in them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policy.book import PolicyBook
from policy.calendar import WorkCalendar
from policy.checker import check_files

CHINA = ZoneInfo("Asia/Shanghai")
MAERKANG, FUQUAN = "513201", "522702"
HOLIDAYS = "parameters/national/holidays.yaml"
LIBRARY = WorkCalendar({})


def notice(year: str = '"2027"', off: str = "[]", work: str = "[]") -> str:
    return (
        "quantity: holidays\nvalues:\n"
        f"  - {{year: {year}, from: 2027-01-01, to: 2027-12-31, value: {{off: {off}, work: {work}}}, "
        "confirmed: true, reference: {title: 放假通知}}\n"
    )


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 21), False),
        # National Day 2026 and the Saturday made up after it
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        # the Saturday made up before the spring festival of 2026, and its last day off
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        # New Year, and the Sunday made up for it
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2025, 9, 28), True),
    ],
)
def test_which_days_are_worked(day, worked):
    assert LIBRARY.is_workday(day) is worked


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        # accepted on a Friday: the Saturday and Sunday do not count
        (date(2026, 11, 20), 3, date(2026, 11, 25)),
        # accepted on a Sunday: Monday is the first
        (date(2026, 11, 22), 1, date(2026, 11, 23)),
        # over National Day: 30 September, 8, 9 October, then the made-up Saturday the 10th
        (date(2026, 9, 29), 4, date(2026, 10, 10)),
        # over the spring festival: Saturday the 14th is worked, then the 24th
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        # over a year end: 2025-12-31, then New Year until the made-up Sunday
        (date(2025, 12, 30), 2, date(2026, 1, 4)),
        # the made-up Saturday the 10th is the first day
        (date(2026, 10, 9), 20, date(2026, 11, 5)),
        (date(2026, 10, 9), 30, date(2026, 11, 19)),
    ],
)
def test_the_day_a_term_is_full(start, count, last):
    term = LIBRARY.working_days(start, count)
    assert (term.last, term.known) == (last, True)


def test_a_term_of_nothing_ends_where_it_starts():
    assert LIBRARY.working_days(date(2026, 10, 1), 0).last == date(2026, 10, 1)


@pytest.mark.parametrize(("start", "known"), [(date(2026, 12, 1), True), (date(2026, 12, 21), False)])
def test_a_term_that_runs_into_an_unpublished_year_is_not_known(start, known):
    assert LIBRARY.working_days(start, 10).known is known


def test_every_counted_day_is_worked_and_no_worked_day_is_left_out():
    for start in (date(2025, 1, 20), date(2025, 9, 26), date(2026, 4, 28)):
        last = LIBRARY.working_days(start, 30).last
        days = [start + timedelta(days=ahead) for ahead in range(1, (last - start).days + 1)]
        assert sum(map(LIBRARY.is_workday, days)) == 30
        assert LIBRARY.is_workday(last)


def test_our_file_says_that_2027_is_not_known(book):
    calendar = WorkCalendar.of(book.parameters)
    assert calendar.knows(date(2026, 12, 31)) and not calendar.knows(date(2027, 1, 1))
    # plain weekdays until the notice is entered, even on New Year
    assert calendar.is_workday(date(2027, 1, 1)) and not calendar.is_workday(date(2027, 1, 2))


def test_a_notice_in_the_data_is_used_everywhere(files):
    text = notice(off="[2027-01-01, 2027-02-05/2027-02-11]", work="[2027-02-14]")
    assert check_files(files | {HOLIDAYS: text}) == []
    book = PolicyBook.from_files(files | {HOLIDAYS: text})
    calendar = WorkCalendar.of(book.parameters)
    assert not calendar.is_workday(date(2027, 2, 8)) and calendar.is_workday(date(2027, 2, 14))
    assert calendar.working_days(date(2027, 2, 4), 2).last == date(2027, 2, 14)
    assert not book.office_hours(FUQUAN, datetime(2027, 1, 1, 10, tzinfo=CHINA))[0]
    assert book.office_hours(FUQUAN, datetime(2027, 2, 14, 10, tzinfo=CHINA))[0]
    clock = book.handling_clock("minimum_living", FUQUAN, date(2026, 12, 28), "delegated")
    assert (clock.latest, clock.confirmed) == (date(2027, 1, 26), True)


def test_the_data_wins_over_the_library(files):
    text = notice(year='"2026"', off="[2026-11-24]").replace("2027-", "2026-")
    book = PolicyBook.from_files(files | {HOLIDAYS: text})
    assert not WorkCalendar.of(book.parameters).is_workday(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (notice(year="next"), "年份"),
        (notice(off="[2026-12-31]"), "不在 2027 年"),
        (notice(off="[2027-02-30]"), "不存在"),
        (notice(off="[2027-02-11/2027-02-05]"), "起止"),
        (notice(off="[2027-02-01/2027-08-01]"), "起止"),
        (notice(work="[2027-02-12]"), "不是周六"),
        (notice(off="[2027-02-13]", work="[2027-02-13]"), "又放假又补班"),
    ],
)
def test_a_wrong_notice_is_refused_with_its_line(files, text, what):
    found = [problem for problem in check_files(files | {HOLIDAYS: text}) if what in problem.what]
    assert found and (found[0].path, found[0].line) == (HOLIDAYS, 3)
    assert found[0].instead


# accepted on, region, case: term, last day, the text it rests on
TERMS = [
    (date(2026, 11, 2), FUQUAN, "delegated", 20, date(2026, 11, 30), "兜底工作的通知"),
    (date(2026, 11, 2), MAERKANG, "whole", 30, date(2026, 12, 14), "兜底工作的通知"),
    (date(2026, 10, 12), MAERKANG, "hard", 45, date(2026, 12, 14), "兜底工作的通知"),
    # before the notice of October 2022 there was no shorter term for townships
    (date(2021, 7, 1), FUQUAN, "delegated", 30, date(2021, 8, 12), "审核确认办法"),
    (date(2022, 10, 19), MAERKANG, "whole", 30, date(2022, 11, 30), "审核确认办法"),
    (date(2022, 10, 19), MAERKANG, "hard", 45, date(2022, 12, 21), "审核确认办法"),
    (date(2022, 10, 20), FUQUAN, "delegated", 20, date(2022, 11, 17), "兜底工作的通知"),
    (date(2023, 9, 25), FUQUAN, "delegated", 20, date(2023, 10, 27), "兜底工作的通知"),
]


@pytest.mark.parametrize(("start", "region", "case", "count", "last", "title"), TERMS)
def test_minimum_living_is_decided_by_a_day(book, start, region, case, count, last, title):
    for lane in ("minimum_living", "minimum_living_single"):
        clock = book.handling_clock(lane, region, start, case)
        assert (clock.latest, clock.case) == (last, case)
        assert clock.due_at == datetime(last.year, last.month, last.day, tzinfo=CHINA) + timedelta(days=1)
        assert clock.due_at.tzinfo is UTC
        assert title in clock.citation.title
        assert f"{count}个工作日" in clock.text and f"（周{'一二三四五六日'[last.weekday()]}）" in clock.text
        assert clock.confirmed and "以当地公布为准" not in clock.text
        assert len(clock.text) <= 60


def test_a_due_day_in_an_unpublished_year_says_so(book):
    clock = book.handling_clock("minimum_living", MAERKANG, date(2026, 11, 23), "whole")
    assert (clock.latest, clock.confirmed) == (date(2027, 1, 4), False)
    assert "2027年1月4日（周一），以当地公布为准" in clock.text
    assert len(clock.text) <= 60


@pytest.mark.parametrize(
    ("lane", "day", "case"),
    [
        ("minimum_living", date(2021, 6, 30), "whole"),
        ("temporary_urgent", date(2026, 11, 23), "whole"),
        ("temporary_expense", date(2026, 11, 23), "whole"),
        ("minimum_living", date(2026, 11, 23), "no such case"),
    ],
)
def test_no_clock_where_no_term_is_known(book, lane, day, case):
    assert book.handling_clock(lane, FUQUAN, day, case) is None


@pytest.mark.parametrize(
    ("region", "day", "apart", "case"),
    [
        (FUQUAN, date(2026, 11, 23), False, "delegated"),
        (FUQUAN, date(2026, 11, 23), True, "hard"),
        (FUQUAN, date(2022, 12, 31), False, "whole"),
        (MAERKANG, date(2026, 11, 23), False, "whole"),
        (MAERKANG, date(2026, 11, 23), True, "hard"),
        (None, date(2026, 11, 23), False, "whole"),
    ],
)
def test_which_term_a_file_has(book, region, day, apart, case):
    assert book.handling_case(region, day, apart=apart) == case


@pytest.mark.parametrize(
    ("step", "last"),
    [
        # from Tuesday 29 September 2026, over National Day
        ("investigation", date(2026, 10, 9)),
        ("verification", date(2026, 10, 9)),
        ("publicity", date(2026, 10, 6)),
        ("decision", date(2026, 10, 19)),
        ("refusal_notice", date(2026, 10, 9)),
    ],
)
def test_steps_have_their_own_days(book, step, last):
    clock = book.step_clock(step, FUQUAN, date(2026, 9, 29))
    assert clock.latest == last
    assert clock.citation.title == "最低生活保障审核确认办法"
    assert book.step_clock(step, FUQUAN, date(2021, 6, 30)) is None
