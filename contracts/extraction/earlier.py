"""Which of several events is of now: a death years ago, the earthquake of 2008 are not beside last week's fall."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, takewhile

from contracts.extraction.entity import Entity
from contracts.extraction.numerals import chinese_value

EARLIER = "earlier"
# What happened once and is over; an illness, lost work or wages owed go on.
_EVENTS = frozenset({"death", "disaster", "fire", "traffic_accident", "injury", "theft_or_stranded"})
_YEAR, _MONTH = 365, 30
# From here on something is long past; up to here it is still of now.
_LONG, _OF_NOW, _APART = 300, 200, 2
_VAGUE = 3 * _YEAR
# So many things of now are looked at, however long the story.
_MOST = 20
_ENDS = re.compile(r"[,。!?;\n]")
_AGO = re.compile(
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})(?P<unit>年|个月)(?:多|半)?(?:了|前|以前|之前|来)"
    r"|(?<![\d一二三四五六七八九零十])(?P<year>[零一二][零一二三四五六七八九])年(?!级|前|多|半|了|来|到|以|之|啊?没)"
    r"|(?P<vague>(?:十几|几十|好?多|好?几|前)年|早几年|早年|小(?:的)?时候|那一?年|当年|老早|从小|以前|早就|早已|[死走]得早)"
    r"|(?P<now>现在|如今|眼下|这[几两]天|刚刚?|才将|今)"
)
_DIGITS = {char: str(number) for number, char in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class _Mark:
    """Words of time, and how many days ago that is."""

    start: int
    days: int


class Times:
    """How long ago what stands at a place in a text was."""

    def __init__(self, text: str, dates: Iterable[Entity], said_on: date) -> None:
        self._text = text
        marks = [*_dated(dates, said_on), *_spoken(text, said_on)]
        self._marks = sorted(marks, key=lambda mark: mark.start)
        self._clauses = [0, *(match.end() for match in _ENDS.finditer(text)), len(text) + 1]

    def days(self, causes: list[Entity]) -> list[int | None]:
        """For each cause the days since then, None where no time was told with it."""
        held = [bisect_right(self._clauses, cause.start) - 1 for cause in causes]
        telling = set(held)
        return [self._of(cause, at, at - 1 not in telling) for cause, at in zip(causes, held, strict=True)]

    def _of(self, cause: Entity, at: int, goes_on: bool) -> int | None:
        """The time nearest to it in its clause, else that of the clause before, where that tells nothing else."""
        inside = self._between(self._clauses[at], self._clauses[at + 1])
        if inside:
            return min(inside, key=lambda mark: abs(mark.start - cause.start)).days
        is_sentence = at > 0 and self._text[self._clauses[at] - 1] == ","
        before = self._between(self._clauses[at - 1], self._clauses[at]) if goes_on and is_sentence else []
        return before[-1].days if before else None

    def _between(self, start: int, end: int) -> list[_Mark]:
        first = bisect_left(self._marks, start, key=lambda mark: mark.start)
        return list(takewhile(lambda mark: mark.start < end, islice(self._marks, first, None)))


def _dated(dates: Iterable[Entity], said_on: date) -> Iterator[_Mark]:
    for found in dates:
        last = str(found.value).split("/")[-1]
        yield _Mark(found.start, max(0, (said_on - date.fromisoformat(last)).days))


def _spoken(text: str, said_on: date) -> Iterator[_Mark]:
    for match in _AGO.finditer(text):
        if match["n"]:
            number = int(match["n"]) if match["n"].isdigit() else int(chinese_value(match["n"]) or 0)
            yield _Mark(match.start(), number * (_YEAR if match["unit"] == "年" else _MONTH))
        elif match["year"]:
            year = 2000 + int("".join(_DIGITS[char] for char in match["year"]))
            if year <= said_on.year:
                yield _Mark(match.start(), (said_on.year - year) * _YEAR)
        else:
            yield _Mark(match.start(), _VAGUE if match["vague"] else 0)


def without_past(causes: list[Entity], times: Times, follows: Callable[[Entity, Entity], bool]) -> list[Entity]:
    """The causes without what was over long before another happened, unless that other only follows from it."""
    days = times.days(causes)
    told = [(cause, since) for cause, since in zip(causes, days, strict=True) if since is not None]
    recent = list({(one.value, one.text): one for one, since in told if since <= _OF_NOW}.values())[:_MOST]

    def is_past(cause: Entity, since: int | None) -> bool:
        if since is None or since < _LONG or cause.value not in _EVENTS:
            return False
        return any(other.value != cause.value and not follows(other, cause) for other in recent)

    return [cause for cause, since in zip(causes, days, strict=True) if not is_past(cause, since)]


def are_apart(since: int | None, other: int | None) -> bool:
    """Whether two things happened at times so different that neither is part of the other."""
    if since is None or other is None:
        return max(since or 0, other or 0) >= _LONG
    return abs(since - other) >= _APART


def marked_earlier(causes: list[Entity], times: Times) -> list[Entity]:
    """The causes, with `role` `earlier` on those before the one nearest to now."""
    days = times.days(causes)
    untimed = None in days
    nearest = min((since for since in days if since is not None), default=0)
    return [
        replace(cause, role=EARLIER)
        if since is not None and (since - nearest >= _APART or (untimed and since >= _LONG))
        else cause
        for cause, since in zip(causes, days, strict=True)
    ]
