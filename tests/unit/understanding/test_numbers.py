"""Money, counts and dates in their normal form."""

from datetime import date

import pytest

from contracts.extraction import extract

from .golden import AMOUNTS, COUNTS, DATES, DATES_ON_DAYS, TODAY


def values(text, entity, said_on=TODAY):
    return [found.value for found in extract(text, said_on) if found.entity == entity]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS.items())
def test_amounts(text, expected):
    assert values(text, "amount") == expected


@pytest.mark.parametrize(("text", "expected"), COUNTS.items())
def test_counts(text, expected):
    assert values(text, "count") == expected


@pytest.mark.parametrize(("text", "expected"), DATES.items())
def test_dates(text, expected):
    assert values(text, "date") == ([expected] if expected else [])


@pytest.mark.parametrize(("text", "said_on", "expected"), DATES_ON_DAYS)
def test_dates_are_read_against_the_day_they_were_said(text, said_on, expected):
    assert values(text, "date", said_on) == [expected]


def test_positions_are_those_of_the_words():
    text = "　我們家五口人，上個禮拜三出的事，一個月兩千多"
    for found in extract(text, TODAY):
        assert text[found.start : found.end] == found.text
    assert values(text, "count") == [5]
    assert values(text, "date") == ["2026-11-18"]
    assert values(text, "amount")[0]["period"] == "month"


def test_people_are_told_from_other_counts():
    assert values("我们屋头五口人，两个娃读书", "people") == [5]
    assert values("名下两套房", "people") == []


def test_a_date_is_no_sum_and_a_phone_no_count():
    text = "2026年10月8日，电话13800138000"
    assert values(text, "amount") == []
    assert values(text, "count") == []


def test_lunar_days_agree_with_published_new_years():
    from contracts.extraction.lunar import lunar_day

    published = {2019: (2, 5), 2020: (1, 25), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6)}
    for year, (month, day) in published.items():
        assert lunar_day(year, 1, 1) == date(year, month, day)
    assert lunar_day(2025, 8, 15) == date(2025, 10, 6), "2025 has a leap sixth month"
