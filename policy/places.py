"""Whom to turn to at a place: offices, their hours, hotlines, crisis lines, referrals."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from policy.calendar import WorkCalendar
from policy.fields import FieldGap
from policy.model import Gap, Hotline, Office, Value
from policy.parameters import Parameters

CHINA = ZoneInfo("Asia/Shanghai")
FALLBACK_USES = ("government", "social_aid")
# how far ahead an opening is looked for: longer than any holiday
LOOK_AHEAD = 20
STREET_ENDING = "街道"
TOWN_ENDINGS = ("镇", "乡")


def hotlines(parameters: Parameters, region: str | None, on: date) -> list[Hotline]:
    """Every number for a place, wide before local."""
    return [_hotline(value) for value in parameters.collect("hotlines", region, on)]


def hotline(parameters: Parameters, line: str, region: str | None, on: date) -> Hotline | None:
    """One number by its name in the data."""
    found = parameters.value("hotlines", region, on, line=line)
    return _hotline(found) if isinstance(found, Value) else None


def crisis_lines(parameters: Parameters, intent: str, region: str | None, on: date) -> list[dict[str, str]]:
    """The numbers to ring first in a crisis, as the `crisis` card shows them."""
    found = parameters.value("crisis_lines", region, on, intent=intent)
    names = found.value if isinstance(found, Value) else ()
    lines = [hotline(parameters, name, region, on) for name in names]
    return [line.line() for line in lines if line is not None]


def office(parameters: Parameters, code: str, on: date) -> Office:
    """Who takes applications at a township, street, county or any wider place; unknown parts have their reason."""
    tree = parameters.regions
    town = tree.township(code)
    region = tree.nearest(code)
    kind = _office_kind(town)
    found = parameters.value("offices", code, on, office=code)
    if isinstance(found, Gap):
        found = parameters.value("offices", code, on, office=kind)
    fields = found.value if isinstance(found, Value) else {}
    name = _words(fields.get("name")) or region.controller
    known = {key: _words(fields.get(key)) for key in ("phone", "address", "hours")}
    reasons = {key: _reason(fields.get(key)) for key, word in known.items() if word is None}
    fallback = [hotline(parameters, line, code, on) for line in FALLBACK_USES]
    return Office(
        code=code,
        name=name.format(county=region.name, township=town or "", controller=region.controller),
        phone=known["phone"],
        address=known["address"],
        hours=known["hours"],
        reasons=reasons,
        fallback=tuple(line for line in fallback if line is not None),
    )


def _office_kind(town: str | None) -> str:
    if town and town.endswith(STREET_ENDING):
        return "street"
    return "town" if town and town.endswith(TOWN_ENDINGS) else "county"


def _words(field: Any) -> str | None:
    return field if isinstance(field, str) else None


def _reason(field: Any) -> str:
    return field.reason if isinstance(field, FieldGap) else "没有数据"


def _hotline(value: Value) -> Hotline:
    fields = value.value
    return Hotline(fields["label"], fields["number"], fields["use"])


def opening(parameters: Parameters, region: str | None, at: datetime) -> tuple[bool, datetime | None]:
    """Whether the office is open at an instant, and if not when it opens next (an instant in Asia/Shanghai)."""
    local = at.astimezone(CHINA)
    found = parameters.value("office_hours", region, local.date())
    if isinstance(found, Gap):
        return False, None
    sessions = [tuple(time.fromisoformat(part) for part in word.split("-")) for word in found.value["sessions"]]
    weekdays = {int(day) for day in found.value["weekdays"]}
    calendar = WorkCalendar.of(parameters)
    for ahead in range(LOOK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        if not _works(calendar, day, weekdays):
            continue
        for begins, ends in sessions:
            opens, closes = datetime.combine(day, begins, CHINA), datetime.combine(day, ends, CHINA)
            if opens <= local < closes:
                return True, None
            if local < opens:
                return False, opens
    return False, None


def _works(calendar: WorkCalendar, day: date, weekdays: set[int]) -> bool:
    # a make-up day is worked although it is a Saturday or Sunday
    return calendar.is_workday(day) and (day.isoweekday() in weekdays or day.isoweekday() > 5)


def referral(parameters: Parameters, programme: str, region: str | None, on: date) -> dict[str, str | None] | None:
    """Where another programme is applied for, as the `referral` card shows it."""
    found = parameters.value("referrals", region, on, programme=programme)
    if isinstance(found, Gap):
        return None
    fields = found.value
    line = hotline(parameters, fields["line"], region, on)
    return {
        "programme": programme,
        "title": fields["title"],
        "office": fields["office"],
        "phone": line.number if line else None,
        "how": fields["how"],
    }
