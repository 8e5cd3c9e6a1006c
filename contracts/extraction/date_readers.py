"""How each way to say a date is read against the day it was said; `dates` knows the ways."""

import re
from calendar import monthrange
from datetime import date, timedelta

from contracts.extraction.numerals import chinese_value

Span = tuple[date, date]
_WEEKDAYS = {
    name: place for place, names in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7")) for name in names
}
_DAYS_BY_SHIFT = {
    -4: "大大前天", -3: "大前天 大前日 大前晚 上前天 先前天", -2: "前天 前日 前晚 前夜 前儿",
    -1: "昨下午 昨上午 昨中午 昨天 昨日 昨晚 昨夜 昨儿 昨早 昨个 昨黑",
    0: "今天 今朝 今日 今早 今晚 今儿 今个 今夜 今晨 当天 刚才 刚刚 方才 将才 才将",
    1: "明天 明日 明早 明晚", 2: "后天 后日", 3: "大后天 外天",
}  # fmt: skip
DAYS = {word: shift for shift, words in _DAYS_BY_SHIFT.items() for word in words.split()}
YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "头年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
PARTS = dict.fromkeys(("初", "头", "上旬", "初头"), (1, 10)) | dict.fromkeys(("中旬", "中"), (11, 20))
PARTS |= dict.fromkeys(("底", "末", "尾", "下旬"), (21, 31))
PARTS |= dict.fromkeys(("十几号", "10几号", "十多号", "10多号"), (11, 19))
PARTS |= dict.fromkeys(("二十几号", "20几号", "二十多号", "20多号"), (21, 29))
_PARTS_OF_YEAR = dict.fromkeys(("底", "末", "尾", "冬"), (10, 12)) | {
    "初": (1, 3),
    "开年": (1, 3),
    "头": (1, 3),
    "中": (5, 8),
}
_PARTS_OF_YEAR |= {"上半年": (1, 6), "下半年": (7, 12), "春": (3, 5), "开春": (3, 5), "夏": (6, 8), "秋": (9, 11)}
_PARTS_OF_YEAR |= {"热天": (6, 8), "伏天": (7, 8), "冷天": (10, 12)}


def number(text: str | None) -> int | None:
    """A figure or Chinese numeral, 廿 and 卅 too; None when it is none."""
    if not text:
        return None
    if text.isdigit():
        return int(text)
    value = chinese_value(text.replace("廿", "二十").replace("卅", "三十"))
    return int(value) if value is not None else None


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _shift_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def one(day: date | None) -> Span | None:
    """The span of a single day."""
    return (day, day) if day else None


def _year_of(match: re.Match[str], said_on: date) -> int | None:
    """The year that was said, or None when none was."""
    if word := match["yw"]:
        return said_on.year + YEARS[word]
    year = number(match["y"]) if match["y"] else None
    if year is None:
        return None
    return year if year >= 1000 else 2000 + year if year < 70 else 1900 + year


def read_full(match: re.Match[str], said_on: date) -> Span | None:
    """2026-11-20, 2026.11.20, 20261120."""
    year = int(match["y"])
    return one(_safe(year if year > 99 else 2000 + year, int(match["m"]), int(match["d"])))


def read_calendar(match: re.Match[str], said_on: date) -> Span | None:
    """[year] month [day or part of it]; without a year the last one that has begun."""
    month, day = 1 if match["m"] == "元" else number(match["m"]), number(match["d"])
    if not month or not 1 <= month <= 12:
        return None
    year = _year_of(match, said_on)
    if year is None:
        begun = date(said_on.year, month, 1) <= said_on if not day else _is_reached(said_on, month, day)
        year = said_on.year if begun else said_on.year - 1
    if not 1900 < year < 2200:
        return None
    if day:
        return one(_safe(year, month, day))
    return _part_of_month(_month(year, month), match["part"])


def _is_reached(said_on: date, month: int, day: int) -> bool:
    on = _safe(said_on.year, month, day)
    return on is not None and on <= said_on


def _part_of_month(span: Span, part: str | None) -> Span:
    if not part:
        return span
    first, last = PARTS[part.removeprefix("的").replace("日", "号")]
    return span[0].replace(day=first), span[0].replace(day=min(last, span[1].day))


def read_two_months(match: re.Match[str], said_on: date) -> Span | None:
    """七八月份: the last two such months."""
    first, second = (number(match[name]) or 0 for name in ("a", "b"))
    if (not match["sep"] and second != first + 1) or first >= second or second > 12 or not 1 <= first <= 11:
        return None
    year = said_on.year + YEARS.get(match["yw"] or "", 0 if said_on.month >= first else -1)
    return date(year, first, 1), _month(year, second)[1]


def read_two_days(match: re.Match[str], said_on: date) -> Span | None:
    """11.3-11.9: the last such days."""
    first, last = ((int(match[f"m{n}"]), int(match[f"d{n}"])) for n in ("", "2"))
    year = said_on.year if _is_reached(said_on, *first) else said_on.year - 1
    days = _safe(year, *first), _safe(year, *last)
    return (days[0], days[1]) if days[0] and days[1] and days[0] < days[1] else None


def read_relative_month(match: re.Match[str], said_on: date) -> Span | None:
    """上个月, 上上个月二十号, 这个月初, 下个月."""
    shift = {"上": -1, "上上": -2, "前": -2, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2, "头": -1}[match["which"]]
    first = _shift_months(said_on.replace(day=1), shift)
    if day := number(match["d"]):
        return one(_safe(first.year, first.month, day))
    return _part_of_month(_month(first.year, first.month), match["part"])


def read_bare_part(match: re.Match[str], said_on: date) -> Span | None:
    """月初, 月底, 上旬: of this month when it has begun, else of the last."""
    part = match["part"] or match["part2"]
    span = _part_of_month(_month(said_on.year, said_on.month), part)
    if span[0] <= said_on:
        return span
    last = _shift_months(said_on.replace(day=1), -1)
    return _part_of_month(_month(last.year, last.month), part)


def read_day_or_next(match: re.Match[str], said_on: date) -> Span | None:
    """十七八号, 十月七八号, 上个月二十一二号: the last such two days."""
    tens = {"十": 10, "二十": 20}.get(match["tens"] or "", 0)
    first, second = (tens + (number(match[name]) or 0) for name in ("a", "b"))
    told = number(match["m"])
    months = [_shift_months(said_on.replace(day=1), -back) for back in range(13)]
    if match["which"]:
        months = months[1:2] if match["which"] == "上" else months[:1]
    for month in months if second == first + 1 else ():
        days = _safe(month.year, month.month, first), _safe(month.year, month.month, second)
        if told in (None, month.month) and days[0] and days[1] and (days[0] <= said_on or match["which"]):
            return days[0], days[1]
    return None


def read_day_of_month(match: re.Match[str], said_on: date) -> Span | None:
    """二十号: the last such day, today counts."""
    day = number(match["d"])
    for back in range(3) if day else ():
        first = _shift_months(said_on.replace(day=1), -back)
        found = _safe(first.year, first.month, day or 0)
        if found and found <= said_on:
            return one(found)
    return None


def read_year_and_month(match: re.Match[str], said_on: date) -> Span | None:
    """2026-10: the month."""
    return _month(int(match["y"]), int(match["m"]))


def read_week(match: re.Match[str], said_on: date) -> Span | None:
    """上个礼拜三, 礼拜天, 上周, 这个星期, 上周末; a bare weekday is the last one before."""
    which, weekday = match["which"], match["wd"]
    monday = said_on - timedelta(days=said_on.weekday())
    if not which:
        if not weekday or weekday == "末":
            return None
        back = (said_on.weekday() - _WEEKDAYS[weekday]) % 7 or 7
        return one(said_on - timedelta(days=back))
    monday += timedelta(weeks={"上": -1, "上上": -2, "前": -2, "这": 0, "本": 0, "下": 1, "下下": 2}[which])
    if weekday == "末":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if weekday:
        return one(monday + timedelta(days=_WEEKDAYS[weekday]))
    return monday, monday + timedelta(days=6)


def read_ago(match: re.Match[str], said_on: date) -> Span | None:
    """3天前, 两个多月前, 半个月前, 三四天前, 一年前."""
    unit, words = match["u"][-1], match["n"]
    low, high = _how_many(words)
    if low is None or high is None or high > 2000:
        return None
    if unit in "月":
        dates = (
            [_shift_months(said_on, -n) for n in (high, low)] if words != "半" else [said_on - timedelta(days=15)] * 2
        )
    elif unit == "年":
        if words == "半":
            return one(_shift_months(said_on, -6))
        return (
            (date(said_on.year - high, 1, 1), date(said_on.year - low, 12, 31)) if said_on.year - high > 1900 else None
        )
    else:
        days = 7 if unit in "周拜期" else 1
        dates = [said_on - timedelta(days=n * days) for n in (high, low)]
    return dates[0], dates[1]


def _how_many(words: str) -> tuple[int | None, int | None]:
    """半, 三, 三四, 十多, 几."""
    if words in ("几", "好几"):
        return 3, 9
    if words == "半":
        return 0, 0
    if len(words) == 2 and not words.isdigit() and all(char in "一二两三四五六七八九" for char in words):
        return number(words[0]), number(words[1])
    if words[-1] in "多几来":
        base = number(words[:-1])
        return (base, base + 10 if base >= 10 else base) if base else (None, None)
    return number(words), number(words)


def read_recent(match: re.Match[str], said_on: date) -> Span | None:
    """前几天, 前两天, 这几天, 最近几天: within the last days."""
    back = 3 if match["n"] in ("两", "二", "2", "三", "3") else 7
    first = said_on - timedelta(days=back)
    return first, said_on if match["w"] in ("这", "最近", "近") else said_on - timedelta(days=1)


def read_year(match: re.Match[str], said_on: date) -> Span | None:
    """去年, 2025年, 去年底, 今年年初."""
    year, part = _year_of(match, said_on), match["part"] or match.groupdict().get("part2")
    part = part and part.removeprefix("入")
    if year is None and part:
        begun = said_on.month >= _PARTS_OF_YEAR[part][0]
        year = said_on.year if begun else said_on.year - 1
    if year is None or not 1900 < year < 2200:
        return None
    return _part_of_year(year, part)


def _part_of_year(year: int, part: str | None) -> Span:
    months = _PARTS_OF_YEAR.get(part or "", (1, 12))
    return date(year, months[0], 1), _month(year, months[1])[1]


def read_day(match: re.Match[str], said_on: date) -> Span | None:
    """前天, 昨晚, 大前天."""
    return one(said_on + timedelta(days=DAYS[match["day"]]))
