"""What a printed form is filled from: the application as it was told, and how each cell says it or that it is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from casework.forms.sheet import Cell
from contracts.keys import DECLINED

MONTHS: Final = 12
PlaceName = Callable[[str], str | None]


@dataclass(frozen=True)
class Decision:
    """A resident's latest decision on one text; `at` is local time."""

    decision: str
    version: str
    at: datetime


@dataclass(frozen=True)
class Application:
    """A filed application; `sources` says for each key who gave the answer, days are local dates."""

    number: str
    lane: str
    submitted_on: date
    printed_on: date
    answers: Mapping[str, Any]
    sources: Mapping[str, str]
    decisions: Mapping[str, Decision]
    place_name: PlaceName
    office: str | None = None
    withdrawn: bool = False
    aid_first: bool = False
    masked: bool = False

    @property
    def is_for_another(self) -> bool:
        """Whether somebody else than the applicant told it."""
        return self.answers.get("applicant_role") in ("family", "proxy")


@cache
def form_words() -> dict[str, Any]:
    """The words of `form_words.yml`."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("form_words.yml").read_text(encoding="utf-8"))
    return loaded


def day_words(day: date) -> str:
    """A day as it stands on papers: 2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def told_day(value: Any) -> str:
    """`2026-11-21` as a day, `2026-11` as a month, `start/end` as a span."""
    if "/" in str(value):
        return "至".join(told_day(part) for part in str(value).split("/"))
    return "".join(f"{int(part)}{unit}" for part, unit in zip(str(value).split("-"), "年月日", strict=False))


def open_words(answers: Mapping[str, Any], key: str) -> str | None:
    """Why a cell has no value: not told, not known, not said; None when it has one."""
    words = form_words()
    if key not in answers:
        return str(words["missing"])
    value = answers[key]
    if value is None or value == "":
        return str(words["unknown"])
    return str(words["declined"]) if value == DECLINED else None


def told(
    answers: Mapping[str, Any], key: str, say: Callable[[Any], str] = str, share: float = 1, *, centred: bool = False
) -> Cell:
    """The cell of an answer: in words, or in small grey print why there is none."""
    if missing := open_words(answers, key):
        return Cell(missing, share, "missing")
    return Cell(say(answers[key]), share, centred=centred)


def ticked(choices: Mapping[Any, str], chosen: Any) -> str:
    """Every choice with its box, the chosen ones ticked."""
    chosen = chosen if isinstance(chosen, list) else [chosen]
    return "　".join(f"{'☑' if key in chosen else '☐'} {words}" for key, words in choices.items())


def one_of(words: Mapping[Any, str]) -> Callable[[Any], str]:
    """The word of a choice; a choice without one stands as it is."""
    return lambda value: str(words.get(value, value))


def figure(value: float) -> str:
    """Yuan, without a tail of noughts."""
    rounded = round(float(value), 2)
    return f"{rounded:.0f}" if rounded == int(rounded) else f"{rounded:.2f}"


def ends_of(value: Any) -> tuple[float | None, float | None]:
    """A sum or a range as its two ends."""
    return (value.get("low"), value.get("high")) if isinstance(value, Mapping) else (value, value)


def amount(value: Any, part: int = 1) -> str:
    """A sum or a range in yuan, divided by `part`; a range with both ends open is not known."""
    words = form_words()["amounts"]
    low, high = (None if end is None else float(end) / part for end in ends_of(value))
    if low is None and high is None:
        return str(form_words()["unknown"])
    if high is None:
        return str(words["at_least"]).format(low=figure(low or 0))
    if low is None:
        return str(words["at_most"]).format(high=figure(high))
    return figure(low) if low == high else str(words["between"]).format(low=figure(low), high=figure(high))


def place_words(application: Application, side: str) -> str:
    """A place in full: the county or township, then what was said of it."""
    answers = application.answers
    codes = (answers.get(f"{side}_township"), answers.get(f"{side}_region"))
    code = next((one for one in codes if isinstance(one, str) and one != DECLINED), None)
    name = (application.place_name(code) or code) if code else ""
    own = answers.get(f"{side}_place")
    said = own if isinstance(own, str) and own != DECLINED else ""
    # who names the town again does not have it twice: 牛场镇 + 牛场镇卫生院
    shared = next((start for start in range(len(name)) if said.startswith(name[start:])), len(name))
    return name[:shared] + said if said and said not in name else name


def place_cell(application: Application, side: str, share: float = 1) -> Cell:
    """The cell of a place."""
    words = place_words(application, side)
    return Cell(words, share) if words else told(application.answers, f"{side}_region", share=share)


def basis(application: Application, key: str) -> str:
    """By whom an answer was given, as the form says it; nothing where there is no answer."""
    if open_words(application.answers, key):
        return ""
    words: Mapping[str, str] = form_words()["bases"]
    return words[application.sources.get(key, "resident")]
