"""What one file cannot know of itself: places that fit together, values that agree, texts that still hold."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from policy.calendar import QUANTITY as HOLIDAYS
from policy.calendar import plan_of
from policy.fields import Misfit
from policy.loader import Loaded
from policy.model import Problem, Region, Value
from policy.parameters import Entry
from policy.quantities import PATH as REGISTER
from policy.quantities import Quantity
from policy.regions import LEVELS, NATION, REGION_FILE, TOWNSHIP_FILE

MONEY = "money"
# how many digits of its code a place shares with the places inside it
SHARED_DIGITS = {"province": 2, "prefecture": 4}
# a standard that grows more than this at once has most likely the wrong unit: a year taken for a month
LARGEST_STEP = 4


def cross_checks(loaded: Loaded) -> Iterator[Problem]:
    """Every problem between files, by kind."""
    for quantity in loaded.parameters.quantities.values():
        yield from _register(loaded, quantity)
    for region in loaded.parameters.regions.all():
        yield from _place(loaded, region)
    for name, regions in loaded.parameters.entries.items():
        for cases in regions.values():
            for series in cases.values():
                yield from _series(loaded, loaded.parameters.quantities[name], series)
            yield from _areas(loaded, [series for series in cases.values() if series])
    yield from _holidays(loaded)
    yield from _needless_papers(loaded)


def _at(loaded: Loaded, entry: Entry, what: str, instead: str) -> Problem:
    path, line = loaded.lines[id(entry)]
    return Problem(path, line, what, instead)


def _register(loaded: Loaded, quantity: Quantity) -> Iterator[Problem]:
    line = loaded.sources[REGISTER].line(quantity.name)
    if quantity.floor and quantity.floor not in loaded.parameters.quantities:
        yield Problem(REGISTER, line, f"floor“{quantity.floor}”没有登记", "先登记这个数量，或去掉 floor")
    if quantity.needed:
        for region in loaded.parameters.regions.all():
            if region.served and region.level == LEVELS[-1]:
                yield from _needed(loaded, quantity, region)


def _needed(loaded: Loaded, quantity: Quantity, region: Region) -> Iterator[Problem]:
    """A county whose cases may be filed here has its own word on a needed quantity, if only that it is not known."""
    around = [place.code for place in loaded.parameters.regions.chain(region.code) if place.code != NATION]
    regions = loaded.parameters.entries.get(quantity.name, {})
    told = {tuple(case) for code in around for case in regions.get(code, {})}
    dimension, words = next(iter(quantity.where.items()), ("", ()))
    for word in words or ("",):
        case = ((dimension, word),) if dimension else ()
        if case not in told:
            path = "/".join(("parameters", *region.path, REGION_FILE))
            which = f"（{dimension}: {word}）" if dimension else ""
            instead = f"在本县或上级文件夹的 {quantity.name}.yaml 里写，不知道就写 gap: 原因"
            yield Problem(path, 1, f"{region.name}没有“{quantity.title}”{which}", instead)


def _place(loaded: Loaded, region: Region) -> Iterator[Problem]:
    folder = "/".join(("parameters", *region.path))
    outer = loaded.parameters.regions.find(region.parent) if region.parent else None
    if outer is not None:
        source = loaded.sources[f"{folder}/{REGION_FILE}"]
        digits = SHARED_DIGITS.get(outer.level, 0)
        if region.code[:digits] != outer.code[:digits]:
            what = f"代码 {region.code} 不在上级 {outer.name}（{outer.code}）里"
            yield Problem(source.path, source.line("code"), what, f"代码前 {digits} 位和上级一样，或换个文件夹")
        if LEVELS.index(region.level) <= LEVELS.index(outer.level):
            what = f"level“{region.level}”不在上级“{outer.level}”之下"
            yield Problem(source.path, source.line("level"), what, "改 level，或换个文件夹")
    for code in region.townships:
        if not code.startswith(region.code):
            source = loaded.sources[f"{folder}/{TOWNSHIP_FILE}"]
            what = f"乡镇代码 {code} 不在 {region.name}（{region.code}）里"
            yield Problem(source.path, source.line(code), what, "前六位写本县的代码")


def _series(loaded: Loaded, quantity: Quantity, series: list[Entry]) -> Iterator[Problem]:
    for entry, later in pairwise([*series, None]):
        if isinstance(entry, Value):
            yield from _outlived(loaded, entry, later)
            if not (entry.confirmed or entry.note or entry.reference.note):
                yield _at(loaded, entry, "没有写为什么没确认", "写 note: 原因，如“凭记忆”“推算”“转载”")
    values = [entry for entry in series if isinstance(entry, Value)]
    for earlier, later_value in pairwise(values if quantity.type == MONEY else []):
        if earlier.unit == later_value.unit and _far_apart(earlier, later_value):
            yield _at(
                loaded, later_value, f"比上一项 {earlier.value} 差得太多", "检查单位：按月写 CNY/month，按年写 CNY/year"
            )


def _outlived(loaded: Loaded, value: Value, later: Entry | None) -> Iterator[Problem]:
    """A value may not hold longer than the text it stands in."""
    ends = value.reference.in_force_to
    if ends is None:
        return
    holds_to = value.effective_to or (
        later.effective_from - timedelta(days=1) if later and later.effective_from else None
    )
    if (holds_to or date.max) > ends:
        what = f"《{value.reference.title}》{ends} 失效，之后没有依据"
        yield _at(loaded, value, what, f"写 to: {ends}，再加一条之后的值或 gap")


def _far_apart(one: Value, other: Value) -> bool:
    low, high = sorted((one.value, other.value))
    return bool(high > low * LARGEST_STEP)


def _areas(loaded: Loaded, cases: list[list[Entry]]) -> Iterator[Problem]:
    """Town and country of one place differ, but not by the number of months in a year."""
    newest = {series[-1].where.get("area"): series for series in cases if set(series[-1].where) == {"area"}}
    pairs = [[entry for entry in newest.get(area, []) if isinstance(entry, Value)] for area in ("urban", "rural")]
    if all(pairs):
        urban, rural = pairs[0][-1], pairs[1][-1]
        if urban.unit == rural.unit and _far_apart(urban, rural):
            what = f"城市 {urban.value} 和农村 {rural.value} 单位相同，差得太多"
            yield _at(loaded, rural, what, "检查单位：按月写 CNY/month，按年写 CNY/year")


def _holidays(loaded: Loaded) -> Iterator[Problem]:
    for cases in loaded.parameters.entries.get(HOLIDAYS, {}).values():
        for entry in (entry for series in cases.values() for entry in series if isinstance(entry, Value)):
            try:
                plan_of(entry)
            except Misfit as misfit:
                yield _at(loaded, entry, misfit.what, misfit.instead)


def _needless_papers(loaded: Loaded) -> Iterator[Problem]:
    """What the verification can see must not be asked of the resident (Social Assistance Law, article 62)."""
    entries = loaded.parameters.entries
    never = {dict(case)["paper"] for cases in entries.get("never_asked", {}).values() for case in cases}
    for cases in entries.get("paper_rules", {}).values():
        for entry in (entry for series in cases.values() for entry in series if isinstance(entry, Value)):
            for name in sorted(never.intersection(entry.value)):
                yield _at(loaded, entry, f"“{name}”核对查得到，不能向居民要", "从这一项里去掉（never_asked.yaml）")
