"""The minimum-living standard a household is held against, by area, and the bar a likely outcome must pass."""

from dataclasses import dataclass
from decimal import Decimal

from policy.household.facts import Household
from policy.household.law import Law
from policy.household.ranges import Range
from policy.model import Value

MONTHS = 12
AREAS = ("urban", "rural")
YEARLY = "CNY/year"


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard of one area; `year` and `bar` are yuan a head a year, `bar` None where nothing was ever confirmed."""

    area: str
    value: Value
    year: Decimal
    bar: Decimal | None

    @property
    def month(self) -> Decimal:
        """Yuan a head a month."""
        return self.year / MONTHS


def areas_of(household: Household) -> tuple[str, ...]:
    """The area told; rural where land is contracted; else both are possible."""
    told = household.words["standard_kind"]
    if told in AREAS:
        return (told,)
    return ("rural",) if household.yes["contracted_land"] is True else AREAS


def standard_of(law: Law, area: str) -> Standard | None:
    """The standard in force; None where only a gap is known."""
    value = law.found("minimum_living_standard", area=area)
    if value is None:
        return None
    year = yearly(value)
    if value.firm:
        return Standard(area, value, year, year)
    confirmed = law.last_confirmed("minimum_living_standard", area=area)
    # a likely outcome needs income below the last confirmed value too
    return Standard(area, value, year, min(year, yearly(confirmed)) if confirmed else None)


def yearly(value: Value) -> Decimal:
    """A standard as yuan a head a year."""
    amount = Decimal(value.value)
    return amount if value.unit == YEARLY else amount * MONTHS


def is_over(income: Range, heads: int | None, line: Decimal) -> bool:
    """Whether income a head certainly reaches a line; never where the number of heads is open."""
    return heads is not None and income.low >= line * heads


def is_under(income: Range, heads: int, line: Decimal | None) -> bool:
    """Whether income a head certainly stays below a line."""
    return line is not None and income.high is not None and income.high < line * heads


def per_head(income: Range, fewest: int, most: int | None) -> Range:
    """Income a head a month: the low end shared by the most people, the high end by the fewest."""
    low = income.low / most / MONTHS if most else Decimal(0)
    high = None if income.high is None else income.high / fewest / MONTHS
    return Range(low, high, income.told)
