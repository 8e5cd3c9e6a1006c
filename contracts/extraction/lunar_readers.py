"""How lunar days, months and feasts are read against the day they were said: 腊月底, 正月初五, 中秋前一天."""

import re
from datetime import date, timedelta

from contracts.extraction import lunar
from contracts.extraction.date_readers import PARTS, YEARS, Span, number, one

_OFFSETS = {"第二天": 1, "第三天": 2} | {f"{side}{n}天": sign * many for side, sign in (("前", -1), ("后", 1))
                         for n, many in (("一", 1), ("两", 2), ("三", 3))}  # fmt: skip
# 初一 beside such words is a class at school.
_SCHOOL = re.compile(r"高[一二三]|初中|小学|高中|[一二三四五六]年级|读书|上学|学费|读初|念初|学生|班")
_LUNAR_MONTHS = {"正月": 1, "冬月": 11, "冬腊月": 11, "腊月": 12, "大年": 1, "年": 1}


def read_lunar(match: re.Match[str], said_on: date) -> Span | None:
    """腊月, 腊月底, 正月初五, 八月初三, 农历九月十八."""
    month = _LUNAR_MONTHS.get(match["lm"]) if match["lm"] else number(match["m"])
    if not month or not 1 <= month <= 12:
        return None
    day, year = number((match["d"] or "").removeprefix("初")), _lunar_year(month, match["yw"], said_on)
    if not day:
        return _lunar_month(month, year, match.groupdict().get("part"), said_on)
    if year is not None:
        return one(lunar.lunar_day(year, month, day))
    if day == 30 and month == 12:  # whether the month has 29 days or 30
        return one(lunar.feast_before("除夕", said_on))
    return one(lunar.last_lunar(month, day, said_on))


def _lunar_year(month: int, word: str | None, said_on: date) -> int | None:
    """The lunar year that was said; early in a year, this year's 腊月 is the one that just ends."""
    if not word:
        return None
    ends = month >= 11 and YEARS[word] == 0 and said_on.month <= 2
    return said_on.year + YEARS[word] - ends


def _lunar_month(month: int, year: int | None, part: str | None, said_on: date) -> Span | None:
    start = lunar.month_start(year, month) if year is not None else None
    whole = (start[0], start[0] + timedelta(days=start[1] - 1)) if start else None
    if year is None:
        whole = lunar.last_lunar_month(month, said_on)
    if not whole or not part:
        return whole
    first, last = PARTS[part]
    return whole[0] + timedelta(days=first - 1), min(whole[0] + timedelta(days=last - 1), whole[1])


def read_lunar_day(match: re.Match[str], said_on: date) -> Span | None:
    """初三: the last such day of a lunar month."""
    day = number(match["d"])
    if day and day <= 3 and _SCHOOL.search(match.string):
        return None
    return one(lunar.day_in_last_month(day, said_on)) if day and day <= 10 else None


def read_feast(match: re.Match[str], said_on: date) -> Span | None:
    """中秋, 去年国庆, 过年期间, 中秋前一天."""
    years = YEARS.get(match["yw"] or "")
    day = (
        lunar.FEASTS[match["f"]](said_on.year + years) if years is not None else lunar.feast_before(match["f"], said_on)
    )
    if day is None:
        return None
    if match["during"]:
        return day, day + timedelta(days=6)
    return one(day + timedelta(days=_OFFSETS.get(match["off"] or "", 0)))
