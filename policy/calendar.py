"""Working days of the Chinese calendar: the published years, a data file for later ones, plain weekdays beyond."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

from policy.fields import Misfit, read_date
from policy.model import Value
from policy.parameters import Parameters

PUBLISHED_YEARS = frozenset(day.year for day in chinese_calendar.constants.holidays)
QUANTITY = "holidays"
SPAN = "/"
FRIDAY = 5
# a span longer than this is a slip: no holiday lasts a month
LONGEST_SPAN = 31


@dataclass(frozen=True)
class YearPlan:
    """The notice of one year: weekdays off, and the Saturdays and Sundays worked instead."""

    off: frozenset[date]
    work: frozenset[date]


@dataclass(frozen=True)
class Term:
    """The last day of a term of working days. `known` is false when a year on the way has no notice yet."""

    last: date
    known: bool


class WorkCalendar:
    """Says which days offices work. A year of the data file wins over the library, which may be older."""

    def __init__(self, plans: Mapping[int, YearPlan]) -> None:
        self._plans = plans

    @classmethod
    def of(cls, parameters: Parameters) -> "WorkCalendar":
        """The calendar with the years of `holidays.yaml`."""
        series = parameters.entries.get(QUANTITY, {}).values()
        entries = [entry for cases in series for case in cases.values() for entry in case]
        return cls({int(entry.where["year"]): plan_of(entry) for entry in entries if isinstance(entry, Value)})

    def knows(self, day: date) -> bool:
        """Whether the notice for the year of a day is known."""
        return day.year in self._plans or day.year in PUBLISHED_YEARS

    def is_workday(self, day: date) -> bool:
        """Whether offices work on a day; Monday to Friday in a year nobody has published."""
        plan = self._plans.get(day.year)
        if plan is not None:
            return day in plan.work or (day.isoweekday() <= FRIDAY and day not in plan.off)
        if day.year in PUBLISHED_YEARS:
            return bool(chinese_calendar.is_workday(day))
        return day.isoweekday() <= FRIDAY

    def working_days(self, start: date, count: int) -> Term:
        """The day on which the given number of working days after `start` is full; `start` itself does not count."""
        day, left, known = start, count, True
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_workday(day)
            known = known and self.knows(day)
        return Term(day, known)


def plan_of(entry: Value) -> YearPlan:
    """The plan of one entry of `holidays.yaml`; raises `Misfit` for days that cannot be."""
    year = entry.where["year"]
    if not (year.isdecimal() and len(year) == 4):
        raise Misfit(f"年份“{year}”不对", '写四位数字，如 year: "2027"')
    off, work = (frozenset(_days(year, entry.value[key])) for key in ("off", "work"))
    if off & work:
        raise Misfit(f"{min(off & work)} 又放假又补班", "只留一个")
    if wrong := [day for day in work if day.isoweekday() <= FRIDAY]:
        raise Misfit(f"补班的 {min(wrong)} 不是周六、周日", "work 只写补班的周六、周日")
    return YearPlan(off, work)


def _days(year: str, words: tuple[str, ...]) -> Iterator[date]:
    for word in words:
        first, _, last = word.partition(SPAN)
        begins, ends = read_date(first), read_date(last or first)
        if str(begins.year) != year or str(ends.year) != year:
            raise Misfit(f"“{word}”不在 {year} 年", f"只写 {year} 年的日子")
        if not timedelta(0) <= ends - begins < timedelta(days=LONGEST_SPAN):
            raise Misfit(f"“{word}”的起止不对", "写成 开始日/结束日，早的在前")
        yield from (begins + timedelta(days=ahead) for ahead in range((ends - begins).days + 1))
