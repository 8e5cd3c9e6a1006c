"""The lunar calendar 1995-2060 and the feasts people date things by."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "lunar_years.txt"


@lru_cache(maxsize=1)
def _years() -> dict[int, tuple[date, int, str]]:
    """Lunar year → new year's day, leap month (0 for none), one bit a month: 30 days or 29."""
    years = {}
    for line in _DATA.read_text("utf-8").splitlines():
        year, first, leap, months = line.split()
        years[int(year)] = (date(int(year), int(first[:2]), int(first[2:])), int(leap), months)
    return years


def month_start(year: int, month: int) -> tuple[date, int] | None:
    """First day and length of a (not leap) lunar month, or None outside the table."""
    if year not in _years() or not 1 <= month <= 12:
        return None
    first, leap, months = _years()[year]
    index = month - 1 + (1 if leap and month > leap else 0)
    start = first + timedelta(days=sum(29 + int(bit) for bit in months[:index]))
    return start, 29 + int(months[index])


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The date of a lunar day, or None when that month has no such day."""
    month_of = month_start(year, month)
    if month_of is None or not 1 <= day <= month_of[1]:
        return None
    return month_of[0] + timedelta(days=day - 1)


def last_lunar(month: int, day: int, said_on: date) -> date | None:
    """The last such lunar day not after a date."""
    days = [lunar_day(year, month, day) for year in (said_on.year, said_on.year - 1, said_on.year - 2)]
    return max((one for one in days if one and one <= said_on), default=None)


def last_lunar_month(month: int, said_on: date) -> tuple[date, date] | None:
    """First and last day of the last such lunar month that has begun."""
    for year in (said_on.year, said_on.year - 1, said_on.year - 2):
        found = month_start(year, month)
        if found and found[0] <= said_on:
            return found[0], found[0] + timedelta(days=found[1] - 1)
    return None


def day_in_last_month(day: int, said_on: date) -> date | None:
    """The last lunar day of this number (初三) before a date, whatever the month."""
    days = [lunar_day(year, month, day) for year in (said_on.year, said_on.year - 1) for month in range(1, 13)]
    return max((one for one in days if one and one < said_on), default=None)


def _new_years_eve(year: int) -> date | None:
    first = lunar_day(year, 1, 1)
    return first - timedelta(days=1) if first else None


def _tomb_day(year: int) -> date:
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def _winter_day(year: int) -> date:
    short = year % 100
    return date(year, 12, int(short * 0.2422 + 21.94) - short // 4)


FEASTS: dict[str, Callable[[int], date | None]] = {
    "大年三十": _new_years_eve, "年三十": _new_years_eve, "三十夜": _new_years_eve, "除夕": _new_years_eve,
    "大年初一": lambda year: lunar_day(year, 1, 1), "春节": lambda year: lunar_day(year, 1, 1),
    "过年": lambda year: lunar_day(year, 1, 1), "元宵": lambda year: lunar_day(year, 1, 15),
    "清明": _tomb_day, "端午": lambda year: lunar_day(year, 5, 5), "七夕": lambda year: lunar_day(year, 7, 7),
    "中元": lambda year: lunar_day(year, 7, 15), "七月半": lambda year: lunar_day(year, 7, 15),
    "八月半": lambda year: lunar_day(year, 8, 15),
    "八月十五中秋": lambda year: lunar_day(year, 8, 15), "二月二": lambda year: lunar_day(year, 2, 2),
    "三月三": lambda year: lunar_day(year, 3, 3), "六月六": lambda year: lunar_day(year, 6, 6),
    "中秋": lambda year: lunar_day(year, 8, 15), "重阳": lambda year: lunar_day(year, 9, 9),
    "腊八": lambda year: lunar_day(year - 1, 12, 8), "冬至": _winter_day,
    "元旦": lambda year: date(year, 1, 1), "妇女节": lambda year: date(year, 3, 8),
    "三八节": lambda year: date(year, 3, 8),
    "五一": lambda year: date(year, 5, 1), "劳动节": lambda year: date(year, 5, 1),
    "六一": lambda year: date(year, 6, 1), "儿童节": lambda year: date(year, 6, 1),
    "国庆": lambda year: date(year, 10, 1), "十一": lambda year: date(year, 10, 1),
    "十一国庆": lambda year: date(year, 10, 1),
}  # fmt: skip


def feast_before(name: str, said_on: date) -> date | None:
    """The last feast of a name not after a date."""
    days = [FEASTS[name](year) for year in (said_on.year + 1, said_on.year, said_on.year - 1)]
    return max((one for one in days if one and one <= said_on), default=None)
