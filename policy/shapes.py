"""Shapes of facts: each finds what does not fit, with the path to it, such as `members[1].age`.

`null` (not known) and "declined" fit everywhere.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.keys import (
    DECLINED,
    DISABILITIES,
    EXCLUSIONS,
    EXPENSES,
    INCOME_KINDS,
    OCCUPATIONS,
    VEHICLE_USES,
    VEHICLES,
)
from policy.days import read_day

# the path of what is wrong, and what it must be
Fault = tuple[str, str]
Shape = Callable[[str, Any], Iterator[Fault]]
OLDEST = 150
LEVELS = range(1, 5)


def fits(holds: Callable[[Any], bool], words: str) -> Shape:
    """A value that is right or wrong as a whole."""

    def shape(path: str, value: Any) -> Iterator[Fault]:
        if not holds(value):
            yield path, words

    return shape


def one_of(*words: str) -> Shape:
    """One of some words."""
    return fits(lambda value: isinstance(value, str) and value in words, "one of " + ", ".join(words))


def every(shape: Shape, *keys: str) -> dict[str, Shape]:
    """The same shape for several keys."""
    return dict.fromkeys(keys, shape)


def record(parts: Mapping[str, Shape], words: str, *, strict: bool = False) -> Shape:
    """An object whose known parts have shapes; strictly, no other parts."""

    def shape(path: str, value: Any) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield path, words
            return
        for key, part in value.items():
            if strict and key not in parts:
                yield f"{path}.{key}", f"one of the parts {', '.join(parts)}"
            elif key in parts and part is not None and part != DECLINED:
                yield from parts[key](f"{path}.{key}", part)

    return shape


def list_of(item: Shape, words: str) -> Shape:
    """A list of things of one shape."""

    def shape(path: str, value: Any) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield path, words
            return
        for index, each in enumerate(value):
            yield from item(f"{path}[{index}]", each)

    return shape


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_sum(value: Any) -> bool:
    if not isinstance(value, Mapping):
        return _is_number(value)
    ends = [value.get(end) for end in ("low", "high")]
    known = [end for end in ends if end is not None]
    return all(_is_number(end) for end in known) and known == sorted(known)


CODE = fits(
    lambda value: isinstance(value, str) and re.fullmatch(r"\d{6}(\d{3})?", value) is not None,
    "a code of 6 or 9 digits in quotes",
)
DAY = fits(lambda value: read_day(value) is not None, "a date like 2026-07-01 or an interval start/end")
TEXT = fits(lambda value: isinstance(value, str), "text")
SUM = fits(_is_sum, "a sum in yuan, or {low, high} with low not above high")
PEOPLE = fits(lambda value: _is_whole(value) and value > 0, "a whole number above zero")
HOMES = fits(_is_whole, "a whole number")
FLAG = fits(lambda value: isinstance(value, bool), "true or false")
AGE = fits(lambda value: _is_number(value) and value <= OLDEST, f"an age in years up to {OLDEST}")
LEVEL = fits(lambda value: _is_whole(value) and value in LEVELS, "a whole number from 1 to 4")
EXPENSE_KINDS = fits(
    lambda value: all(item in EXPENSES for item in (value if isinstance(value, list) else [value])),
    "one or more of " + ", ".join(EXPENSES),
)
MEMBER = record(
    {
        "relation": TEXT,
        "age": AGE,
        "occupation": one_of(*OCCUPATIONS),
        "disability": record({"category": one_of(*DISABILITIES), "level": LEVEL}, "an object of category and level"),
        "serious_illness": FLAG,
        "exclusion": one_of(*EXCLUSIONS),
        "income": record(every(SUM, *INCOME_KINDS, "basic_pension"), "an object of kinds and sums", strict=True),
        "hukou_region": CODE,
        "usual_region": CODE,
    },
    "an object",
)
MEMBERS = list_of(MEMBER, "a list of objects")
HOUSING = record({"owned": HOMES, "recent_purchase": FLAG}, "an object of owned and recent_purchase")
VEHICLE = record({"kind": one_of(*VEHICLES), "use": one_of(*VEHICLE_USES), "value": SUM}, "an object")
VEHICLE_LIST = list_of(VEHICLE, "a list of objects")
