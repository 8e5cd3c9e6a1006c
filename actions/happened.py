"""What happened and on which day: of a long story the matter of these weeks, not an old grief."""

import re
from datetime import date

from actions.clauses import clauses
from actions.counting import ago
from actions.turn import Found, Turn
from contracts.keys import CAUSES

# days within which a cause is what happened lately, and letters after which a story has come to another matter
_LATELY = 92
_FAR = 40
_SINCE = re.compile(r"(?:半|[\d一二两三四五六七八九十]+)个?半?多?(?:天|星期|礼拜|周|月)(?:多)?了")


def read_cause(turn: Turn) -> str | None:
    """The cause told first, where one is; an old grief does not stand for what happened lately."""
    found = _cause_told(turn)
    return str(found.value) if found else None


def _cause_told(turn: Turn) -> Found | None:
    causes = [item for item in turn.found("cause") if item.value in CAUSES]
    named = [item for item in causes if item.value != "other"] or causes
    first = next(iter(named), None)
    if first is None or _is_recent(turn, first):
        return first
    lately = [item for item in named if item.value != first.value and _is_recent(turn, item)]
    is_old = _day_beside(turn, first) is not None or first.value == "death"
    far = [item for item in lately if is_old or item.start - first.end > _FAR]
    return next(iter(far), first)


def _day_beside(turn: Turn, told: Found) -> str | None:
    """The day named in the clause of a fact."""
    span = next(((start, end) for start, end in clauses(turn.text) if start <= told.start < end), (0, 0))
    days = (_past(item.value, turn.said_on) for item in turn.found("date") if span[0] <= item.start < span[1])
    return next((day for day in days if day), None)


def _is_recent(turn: Turn, told: Found) -> bool:
    day = _day_beside(turn, told)
    return day is not None and (turn.said_on - date.fromisoformat(day.split("/")[-1])).days <= _LATELY


def _past(value: object, today: date) -> str | None:
    """A date or interval that does not begin after today, else nothing."""
    if not isinstance(value, str):
        return None
    try:
        start = date.fromisoformat(value.split("/")[0])
    except ValueError:
        return None
    return value if start <= today else None


def read_date(turn: Turn) -> str | None:
    """The day beside what happened, else the first that is not ahead, as ISO date or `start/end`."""
    cause = _cause_told(turn)
    beside = _day_beside(turn, cause) if cause else None
    return beside or next((past for item in turn.found("date") if (past := _past(item.value, turn.said_on))), None)


def story_date(turn: Turn) -> str | None:
    """The day of a story: named, or as how long ago it was in the clause of the cause, 腿断了三天了."""
    if told := read_date(turn):
        return told
    cause = _cause_told(turn)
    span = next(((start, end) for start, end in clauses(turn.text) if cause and start <= cause.start < end), None)
    since = _SINCE.search(turn.text[slice(*span)]) if span else None
    return ago(since[0], turn.said_on) if since else None


def read_date_words(turn: Turn) -> str:
    """The words in which that date was said."""
    told = read_date(turn)
    return next((item.text for item in turn.found("date") if item.value == told), "")


def date_ahead(turn: Turn) -> str | None:
    """The words of a date that lies ahead, when no other was told."""
    dates = turn.found("date")
    return dates[0].text if dates and read_date(turn) is None else None
