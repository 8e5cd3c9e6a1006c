"""Sums of money nobody need know exactly: a low end, and a high end that may be open."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

ZERO = Decimal(0)
# beyond this nobody earns; it keeps the arithmetic exact
CEILING = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Range:
    """Yuan from `low` to `high`; `high` None is unknown upward. `told` is false for what nobody said."""

    low: Decimal = ZERO
    high: Decimal | None = None
    told: bool = True

    @property
    def open(self) -> bool:
        """Whether it may be any amount upward."""
        return self.high is None

    def __add__(self, other: "Range") -> "Range":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high, self.told and other.told)

    def less(self, other: "Range") -> "Range":
        """What is left when the other is taken off, never below zero: both ends as far as they may go."""
        low = ZERO if other.high is None else max(ZERO, self.low - other.high)
        high = None if self.high is None else max(ZERO, self.high - other.low)
        return Range(low, high, self.told)

    def lowered(self, low: Decimal) -> "Range":
        """The same with a low end of its own."""
        return Range(min(low, self.low), self.high, self.told)

    @classmethod
    def total(cls, parts: Iterable["Range"]) -> "Range":
        """The sum of all; nothing at all is zero."""
        whole = NOTHING
        for part in parts:
            whole += part
        return whole

    @classmethod
    def read(cls, value: Any) -> Self:
        """A number or `{low, high}` of a facts file; everything else was not told."""
        if isinstance(value, Mapping):
            low, high = _amount(value.get("low")), _amount(value.get("high"))
            if low is None and high is None:
                return cls(told=False)
            return cls(low or ZERO, high if high is None else max(high, low or ZERO))
        amount = _amount(value)
        return cls(told=False) if amount is None else cls(amount, amount)


NOTHING = Range(ZERO, ZERO)
UNTOLD = Range(told=False)


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value < 0:
        return None
    return CEILING if value > CEILING else Decimal(str(value))
