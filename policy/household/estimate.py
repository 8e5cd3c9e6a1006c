"""The 差额 as a range: what the standard is above income, for everybody who counts (57号 第二十三条)."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from policy.household.composition import Composition
from policy.household.ranges import ZERO, Range
from policy.household.standards import MONTHS, Standard

YUAN = Decimal(1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Whole yuan a month, the low end rounded down, the high end up; `formula` in words."""

    low: int
    high: int
    formula: str


def estimate_of(income: Range, composition: Composition, standards: list[Standard], formula: str) -> Estimate | None:
    """The range, by the lowest and highest standard that may hold; None where heads or standard are open."""
    if not standards or composition.most is None:
        return None
    lowest = min(standard.year for standard in standards) * composition.fewest
    highest = max(standard.year for standard in standards) * composition.most
    low = ZERO if income.high is None else max(ZERO, lowest - income.high) / MONTHS
    high = max(ZERO, highest - income.low) / MONTHS
    return Estimate(int(low.quantize(YUAN, ROUND_FLOOR)), int(high.quantize(YUAN, ROUND_CEILING)), formula)
