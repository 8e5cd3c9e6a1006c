"""One household held against the standards of a place and day: what every lane needs to know first."""

from dataclasses import dataclass
from typing import Literal

from policy.household.composition import Composition, compose
from policy.household.facts import Household
from policy.household.income import Income, total_income
from policy.household.law import Law
from policy.household.places import is_other_province
from policy.household.property import flags_of, untold_property
from policy.household.ranges import Range
from policy.household.routes import line_of
from policy.household.standards import Standard, areas_of, is_over, is_under, per_head, standard_of

Verdict = Literal["over", "under", "between"]


@dataclass(frozen=True, slots=True)
class Case:
    """A household with who counts, what it earns, which standards may hold and what was flagged."""

    law: Law
    household: Household
    composition: Composition
    income: Income
    standards: dict[str, Standard | None]
    flags: list[str]
    untold_property: list[str]

    @property
    def known_standards(self) -> list[Standard]:
        """The standards that are known of the areas possible."""
        return [standard for standard in self.standards.values() if standard]

    @property
    def shown_standard(self) -> Standard | None:
        """The standard to say: where the area is not known, the lower one."""
        return min(self.known_standards, key=lambda standard: standard.year, default=None)

    @property
    def per_head(self) -> Range:
        """Income a head a month."""
        return per_head(self.income.total, self.composition.fewest, self.composition.most)

    @property
    def is_below_in_force(self) -> bool:
        """Whether income a head is below every standard in force, confirmed or not."""
        standards = self.standards.values()
        return all(each and is_under(self.income.total, self.composition.fewest, each.year) for each in standards)

    @property
    def capped(self) -> bool:
        """Whether a person must look at it whatever else is answered."""
        return bool(self.flags) or self.in_receipt or is_other_province(self.household, self.law)

    @property
    def in_receipt(self) -> bool:
        """Whether the same help is received already."""
        return self.household.status in self.law.words("in_receipt")

    def verdicts(self) -> set[Verdict]:
        """Where income stands, for each area possible."""
        return {verdict_of(self.income, self.composition, standard) for standard in self.standards.values()}

    def reaches(self) -> bool:
        """Whether income a head may reach a standard that may hold; an open end may reach anything."""
        return self.income.total.open or not self.known_standards or self.told_to_reach()

    def told_to_reach(self) -> bool:
        """Whether what was told goes up to a standard that may hold."""
        high = self.income.total.high
        fewest = self.composition.fewest
        return high is not None and any(high >= standard.year * fewest for standard in self.known_standards)

    def is_below_marginal_line(self) -> bool:
        """Whether income a head may be below the marginal line."""
        line = line_of(self.law)
        if line is None:
            return False
        lines = [standard.year * line for standard in self.known_standards]
        return not lines or any(not is_over(self.income.total, self.composition.most, each) for each in lines)


def case_of(household: Household, law: Law) -> Case:
    """Everything that is looked up once."""
    composition = compose(household, law)
    return Case(
        law=law,
        household=household,
        composition=composition,
        income=total_income(household, composition, law),
        standards={area: standard_of(law, area) for area in areas_of(household)},
        flags=flags_of(household, law),
        untold_property=untold_property(household),
    )


def verdict_of(income: Income, composition: Composition, standard: Standard | None) -> Verdict:
    """Where income stands against one standard; what only an unconfirmed rule decides stays between."""
    if standard is None:
        return "between"
    if is_over(income.total, composition.most, standard.year):
        least = Range(income.total.low - income.contested, None)
        return "over" if is_over(least, composition.most, standard.year) else "between"
    return "under" if is_under(income.total, composition.fewest, standard.bar) else "between"
