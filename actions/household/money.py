"""Money as it is told, by the day, week, month, season or year, as yuan a year; no period is guessed."""

import re
from dataclasses import dataclass
from typing import Any

from actions.turn import Found, Turn
from contracts.extraction import normalise
from contracts.extraction.numerals import Number, find_numbers

MONTHS, WEEKS, QUARTERS, DAYS, HALVES = 12, 52, 4, 365, 2
# what is less is no sum, what is more no household's
_LEAST, _MOST = 10, 10**8
_OF_TIME = (
    ("quarter", re.compile(r"[一每1]个?季度")),
    ("season", re.compile(r"[一每1](?:个)?季(?!度)|[一每1]茬")),
    ("week", re.compile(r"[一每1]个?(?:星期|礼拜|周)(?!岁)")),
    ("half", re.compile(r"半年")),
)
_NEAR = 12
_WORKED_DAYS = re.compile(r"\s?(?:来|多)?个?(?:多)?(?:天|工(?![资钱地作厂友程]))")
_WORKED_MONTHS = re.compile(r"\s?(?:来|多)?个(?:多)?月(?!大)")
_SEASONS = re.compile(r"\s?(?:个)?(?:季(?!度)|茬)")
_EVERY_DAY = re.compile(r"天天都?(?:有|做|干|上)|每天都(?:有|做|干|上)|一天不(?:歇|落|耍)")
_A_YEAR = re.compile(r"一年|全年|整年|每年|年年|去年|今年|这一年|一年到头")
_EACH = re.compile(
    r"(?:每|一)(?:个)?人(?:都|是|有|能|一个月|每个?月|每月|一年|领|拿|发)?|各(?:自"
    r"|人)?(?:是|有|领|拿|得|发)?(?=\d|[一二两三四五六七八九])|都是(?:一样|这么)"
)
_ADDS = re.compile(r"还有|另外|再加|加上|和|外加|又|;|。|,")
_LAST_PERIOD = re.compile(
    r"^(?:不是|不对|错了|哦|说错了|搞错了|[,，。\s])*(?:是|按|算|这是|那是|说的是"
    r"|我说的是)*(?:每|一|1)?个?(?P<unit>年|月|天|日)(?:的|算|一次|的钱)*"
    r"(?:[,，\s]*不是[^,，]{0,6})?(?:嘛|哈|哦|啊|吧)*$"
)
PERIODS = {"年": "year", "月": "month", "天": "day", "日": "day"}


# a sum with one of these before it is owed, neither income nor savings nor a bill
OWED = re.compile(r"(?:欠|借|贷|差)(?:了|着|起|下|的|债|款|医院|亲戚|别人|人家)*(?:大概|差不多|有|是|一共)*$")


@dataclass(frozen=True)
class Sum:
    """One sum told: limits in yuan (None where none was said), its period, whose it is, where it stands."""

    low: float | None
    high: float | None
    period: str | None
    whose: str | None
    start: int
    end: int

    def times(self, low: float, high: float) -> "Sum":
        """The sum so many times, as one of a whole year."""
        return Sum(
            None if self.low is None else self.low * low, None if self.high is None else self.high * high,
            "year", self.whose, self.start, self.end,
        )  # fmt: skip


def sums_in(turn: Turn) -> list[Sum]:
    """Every sum of money of a message; a bare number is one where money was asked for."""
    found = [_sum(turn, item) for item in turn.found("amount") if isinstance(item.value, dict)]
    found = [one for one in found if max(one.low or 0, one.high or 0) <= _MOST]
    if found or turn.found("phone") or turn.found("id_number"):
        return _one_of_several(turn, found)
    plain = normalise(turn.text)
    numbers = [number for number in find_numbers(plain) if _LEAST <= (number.high or number.low or 0) <= _MOST]
    if len(numbers) != 1 or _WORKED_DAYS.match(plain, numbers[0].end):
        return []
    one = numbers[0]
    return [Sum(_plain(one.low), _plain(one.high), _period_near(plain, one.start, one.end), None, one.start, one.end)]


def _sum(turn: Turn, item: Found) -> Sum:
    value: dict[str, Any] = item.value
    period = value.get("period")
    if period in (None, "once"):
        period = _period_near(normalise(turn.text), item.start, item.end) or period
    return Sum(value.get("low"), value.get("high"), period, item.whose, item.start, item.end)


def _period_near(plain: str, start: int, end: int) -> str | None:
    """A season, a week, a quarter or half a year said right beside a sum."""
    around = plain[max(0, start - _NEAR) : end + _NEAR]
    return next((name for name, words in _OF_TIME if words.search(around)), None)


def _one_of_several(turn: Turn, found: list[Sum]) -> list[Sum]:
    """一天一百二，一个月两千四 tells the same twice: what is said for the longer time stands."""
    if len(found) == 1 or len({one.whose for one in found}) > 1:
        return found
    by_day = [one for one in found if one.period == "day"]
    longer = [one for one in found if one.period in ("month", "year")]
    if by_day and longer and not _ADDS.search(turn.text[by_day[0].end : longer[0].start].strip(" ,，。")):
        return longer
    return found


def _plain(value: Any) -> float | None:
    return None if value is None else int(value) if value == int(value) else float(value)


def days_told(text: str) -> tuple[float, float] | None:
    """How many days a month, or a year, somebody works: 十来天, 二十个工; 一天 itself is none."""
    return _worked(text, _WORKED_DAYS, least=2) or ((30, 30) if _EVERY_DAY.search(text) else None)


def bare_number(text: str) -> tuple[float, float] | None:
    """A number alone, in answer to 大概几天."""
    numbers = list(find_numbers(normalise(text)))
    return _limits(numbers[0]) if len(numbers) == 1 else None


def _worked(text: str, unit: re.Pattern[str], least: int) -> tuple[float, float] | None:
    plain = normalise(text)
    for number in find_numbers(plain):
        if unit.match(plain, number.end) and (number.low or 0) >= least:
            return _limits(number)
    return None


def _limits(number: Number) -> tuple[float, float] | None:
    low, high = _plain(number.low), _plain(number.high)
    if low is None and high is None:
        return None
    return (low if low is not None else 0, high if high is not None else low or 0)


def a_year(one: Sum, text: str, days: tuple[float, float] | None = None) -> Sum | None:
    """The sum of a whole year; None where it cannot be told, for want of a period or of the days worked."""
    months = _worked(text, _WORKED_MONTHS, least=2)
    if one.period == "day":
        worked = days or days_told(text)
        if worked is None:
            return None
        by_year = worked[1] > 31 or bool(_A_YEAR.search(text) and not re.search(r"月", text))
        return one.times(*worked) if by_year else _by_month(one.times(*worked), months)
    if one.period == "month":
        return _by_month(one, months)
    if one.period == "season":
        return one.times(*(_worked(text, _SEASONS, least=2) or (1, 1)))
    often = {"year": 1, "once": 1, "week": WEEKS, "quarter": QUARTERS, "half": HALVES}.get(one.period or "")
    return one.times(often, often) if often else None


def _by_month(one: Sum, months: tuple[float, float] | None) -> Sum:
    return one.times(*(months if months and months[1] <= MONTHS else (MONTHS, MONTHS)))


def each_of(text: str) -> bool:
    """Whether a sum was said of each person: 一人一百一十五, 每人两百."""
    return bool(_EACH.search(normalise(text)))


def added(parts: list[Sum]) -> Sum:
    """Several sums as one; a limit that one of them lacks is lacking."""
    lows, highs = [one.low or 0 for one in parts], [one.high for one in parts]
    high = None if any(one is None for one in highs) else sum(one for one in highs if one is not None)
    return Sum(sum(lows), high, parts[0].period, None, parts[0].start, parts[-1].end)


def value_of(one: Sum) -> int | float | dict[str, Any]:
    """As a fact: one number, or a range whose upper end may be open."""
    low, high = _plain(one.low or 0), _plain(one.high)
    return low if low == high and low is not None else {"low": low, "high": high}


def only_period(text: str) -> str | None:
    """The period named alone, as an answer to which one it was or a word of correction: 是一年的."""
    match = _LAST_PERIOD.match(text.strip(" 。，,！!"))
    return PERIODS[match["unit"]] if match else None


def yuan(low: float | None, high: float | None) -> str:
    """200元, 2000到2400元, 最多3000元, 20万元以上 in figures."""
    if low == high and low is not None:
        return f"{_figure(low)}元"
    if high is None:
        return f"{_figure(low or 0)}元以上"
    return f"{_figure(low)}到{_figure(high)}元" if low else f"最多{_figure(high)}元"


def _figure(value: float) -> str:
    return str(round(value)) if abs(value - round(value)) < 0.005 else f"{value:.2f}"


_PER = {"day": "每天", "month": "每月", "week": "每周", "quarter": "每季度", "season": "每季", "half": "每半年"}


def said_and_yearly(one: Sum, yearly: Sum) -> str:
    """As it was said and for the whole year: 每月200元，一年2400元."""
    whole = f"一年{yuan(yearly.low, yearly.high)}"
    per = _PER.get(one.period or "")
    return f"{per}{yuan(one.low, one.high)}，{whole}" if per else whole
