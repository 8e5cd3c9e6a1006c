"""The freshness report: what is stale, unconfirmed or missing in the data on a day, where, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from policy.fields import FieldGap
from policy.model import Gap, Region, Value
from policy.parameters import Case, Entry, Parameters
from policy.quantities import Quantity
from policy.wording import case_words, date_words

State = Literal["stale", "unconfirmed", "gap", "coming_gap", "unchecked"]
# worst first
STATES: dict[State, str] = {
    "gap": "缺",
    "stale": "可能已过时",
    "unconfirmed": "没有确认",
    "coming_gap": "快要缺",
    "unchecked": "太久没有核对",
}
MONTHS_A_YEAR = 12
# state, since when, why
Told = tuple[State, date | None, str]


@dataclass(frozen=True)
class Finding:
    """One value that needs a person: where, which, what is wrong with it, since when (None: from the start), why."""

    state: State
    region: str
    place: str
    quantity: str
    title: str
    where: dict[str, str]
    since: date | None
    reason: str

    def __str__(self) -> str:
        case = f"（{case_words(self.where)}）" if self.where else ""
        since = f"{date_words(self.since)}起" if self.since else "一直"
        return f"{STATES[self.state]}  {self.place} {self.title}{case}  {since}：{self.reason}"

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON carries it."""
        return {
            "state": self.state,
            "region": self.region,
            "place": self.place,
            "quantity": self.quantity,
            "title": self.title,
            "where": self.where,
            "since": self.since.isoformat() if self.since else None,
            "reason": self.reason,
        }


def findings(parameters: Parameters, on: date) -> list[Finding]:
    """Everything a person should look at, worst first, then by place and quantity; each told once, where it stands."""
    found = [
        finding
        for region in parameters.regions.all()
        for quantity in parameters.quantities.values()
        for finding in _of_quantity(parameters, region, quantity, on)
    ]
    order = list(STATES)
    return sorted(found, key=lambda finding: (order.index(finding.state), finding.region))


def _of_quantity(parameters: Parameters, region: Region, quantity: Quantity, on: date) -> Iterator[Finding]:
    names = [quantity.name, *([quantity.floor] if quantity.floor else [])]
    cases: dict[Case, None] = {}
    for name in names[:1] if region.level == "nation" else names:
        cases.update(dict.fromkeys(parameters.entries.get(name, {}).get(region.code, {})))
    for case in cases:
        where = dict(case)
        own = parameters.entries.get(quantity.name, {}).get(region.code, {}).get(case, [])
        now = _state(parameters, parameters.value(quantity.name, region.code, on, **where), own, on)
        if now and now[0] == "gap" and _filled_below(parameters, quantity.name, region, case):
            continue
        for told in (now, _coming(parameters, own, on)):
            if told:
                state, since, reason = told
                yield Finding(state, region.code, region.name, quantity.name, quantity.title, where, since, reason)


def _state(parameters: Parameters, entry: Entry, own: list[Entry], on: date) -> Told | None:
    if isinstance(entry, Gap):
        return _gap(entry, own, on)
    if reasons := _blank_fields(entry):
        return "gap", entry.effective_from, reasons
    if entry.stale_since is not None:
        return "stale", entry.stale_since, entry.stale_reason or ""
    if not entry.confirmed:
        return "unconfirmed", entry.effective_from, entry.note or entry.reference.note or ""
    if _overdue(parameters, entry, on):
        return "unchecked", entry.last_checked_on, "到了该再核对一次的时候"
    return None


def _blank_fields(entry: Value) -> str:
    fields = entry.value.values() if isinstance(entry.value, dict) else ()
    return "；".join(field.reason for field in fields if isinstance(field, FieldGap))


def _gap(gap: Gap, own: list[Entry], on: date) -> Told | None:
    """A gap as it stands in the data; where values only ended, since the day after; nothing before they begin."""
    begun = [entry for entry in own if (entry.effective_from or date.min) <= on]
    if begun and begun[-1].effective_to and begun[-1].effective_to < on:
        return "gap", begun[-1].effective_to + timedelta(days=1), "前一项到期了，之后没有写"
    return ("gap", gap.effective_from, gap.reason) if begun else None


def _filled_below(parameters: Parameters, quantity: str, region: Region, case: Case) -> bool:
    """Whether every served county inside has a word of its own, so that the wide gap is nobody's to fill."""
    regions = parameters.entries.get(quantity, {})
    counties = [place for place in parameters.regions.all() if place.served and place.level == "county"]
    chains = [parameters.regions.chain(county.code) for county in counties if county != region]
    inside = [chain[: chain.index(region)] for chain in chains if region in chain]
    return bool(inside) and all(any(case in regions.get(place.code, {}) for place in places) for places in inside)


def _overdue(parameters: Parameters, entry: Value, on: date) -> bool:
    interval = parameters.value("check_interval", entry.region, on)
    if not isinstance(interval, Value) or entry.last_checked_on is None:
        return False
    return months_between(entry.last_checked_on, on) >= int(interval.value)


def months_between(start: date, end: date) -> int:
    """Whole months from one day to another."""
    months = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return months - (end.day < start.day)


def _coming(parameters: Parameters, series: list[Entry], on: date) -> Told | None:
    """A gap that soon begins, or a value that soon ends with nothing after it."""
    last = series[-1] if series else None
    if isinstance(last, Gap) and last.effective_from and _soon(parameters, last.effective_from, on):
        return "coming_gap", last.effective_from, last.reason
    if isinstance(last, Value) and last.effective_to and _soon(parameters, last.effective_to, on):
        return "coming_gap", last.effective_to, "到这天为止，之后的还没有写"
    return None


def _soon(parameters: Parameters, day: date, on: date) -> bool:
    interval = parameters.value("check_interval", None, on)
    return day >= on and isinstance(interval, Value) and months_between(on, day) < int(interval.value)
