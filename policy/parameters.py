"""Dated values by region and case: the nearest region upward answers, a gap never hides what is known."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from policy.model import Gap, Value
from policy.quantities import Quantity
from policy.regions import RegionTree

Case = tuple[tuple[str, str], ...]
Entry = Value | Gap
OVERTAKEN = "省里之后又调过低限，本地新标准没有查到"
FLOOR_NOTE = "按省定最低标准推算，当地实际可能更高"


def case_of(where: dict[str, str]) -> Case:
    """The words of a case in a fixed order."""
    return tuple(sorted(where.items()))


@dataclass(frozen=True)
class Parameters:
    """Every entry by quantity, region and case, oldest first."""

    quantities: dict[str, Quantity]
    regions: RegionTree
    entries: dict[str, dict[str, dict[Case, list[Entry]]]]

    def value(self, quantity: str, region: str | None, on: date, **where: str) -> Value | Gap:
        """The value in force at a place on a date, or the gap with its reason; never raises for unknown words."""
        found = self._inherited(quantity, region, on, where)
        register = self.quantities.get(quantity)
        if register is None or register.floor is None:
            return found
        return _not_below(found, self._inherited(register.floor, region, on, where))

    def last_confirmed(self, quantity: str, region: str | None, on: date, **where: str) -> Value | None:
        """The newest confirmed value that had come into force by a date, at the place or around it."""
        values = [
            entry
            for place in self.regions.chain(region)
            for entry in self._series(quantity, place.code, where)
            if isinstance(entry, Value) and entry.confirmed and _starts(entry) <= on
        ]
        return max(values, key=_starts, default=None)

    def collect(self, quantity: str, region: str | None, on: date) -> list[Value]:
        """The values of every case of a quantity, wide before narrow in the order written, nearest region winning."""
        cases: dict[Case, None] = {}
        for place in reversed(self.regions.chain(region)):
            cases.update(dict.fromkeys(self.entries.get(quantity, {}).get(place.code, {})))
        found = [self.value(quantity, region, on, **dict(case)) for case in cases]
        return [value for value in found if isinstance(value, Value)]

    def history(self, quantity: str, region: str | None) -> list[Entry]:
        """All entries of a quantity at a place and around it, oldest first."""
        places = self.regions.chain(region)
        series = [self.entries.get(quantity, {}).get(place.code, {}).values() for place in places]
        return sorted((entry for place in series for case in place for entry in case), key=_starts)

    def _series(self, quantity: str, region: str, where: dict[str, str]) -> list[Entry]:
        return self.entries.get(quantity, {}).get(region, {}).get(case_of(where), [])

    def _inherited(self, quantity: str, region: str | None, on: date, where: dict[str, str]) -> Entry:
        nearest_gap: Gap | None = None
        for place in self.regions.chain(region):
            found = _in_force(self._series(quantity, place.code, where), on)
            if isinstance(found, Value):
                # the place itself could not confirm what it inherits
                return replace(found, confirmed=False, note=nearest_gap.reason) if nearest_gap else found
            nearest_gap = nearest_gap or found
        return nearest_gap or Gap(quantity, region or "", where, "没有这一天的数据")


def _starts(entry: Entry) -> date:
    return entry.effective_from or date.min


def _in_force(series: Iterable[Entry], on: date) -> Entry | None:
    current: Entry | None = None
    last_value: Value | None = None
    for entry in series:
        if _starts(entry) > on:
            break
        current = entry
        last_value = entry if isinstance(entry, Value) else last_value
    if current is None or (current.effective_to and current.effective_to < on):
        return None
    if isinstance(current, Gap) and current.keeps_previous and last_value is not None:
        return replace(last_value, stale_since=current.effective_from, stale_reason=current.reason)
    return current


def _not_below(local: Entry, floor: Entry) -> Entry:
    """The local value, unless the province's low limit has overtaken it: then the limit, as an estimate."""
    if isinstance(floor, Gap):
        return local
    if isinstance(local, Value) and (local.unit != floor.unit or local.value >= floor.value):
        overtaken = local.unit == floor.unit and _starts(floor) > _starts(local)
        return replace(local, stale_since=floor.effective_from, stale_reason=OVERTAKEN) if overtaken else local
    name = local.quantity
    return replace(floor, quantity=name, confirmed=False, note=FLOOR_NOTE)
