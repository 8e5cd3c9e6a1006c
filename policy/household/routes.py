"""Who may apply alone (单人保): the routes, each with its rule (57号 第八条, 2022 notice, Law 第二十一条)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from policy.household.facts import Household, Member
from policy.household.law import Law

DISABILITY, ILLNESS, UNEMPLOYED, RELIGIOUS = "route_disability", "route_illness", "route_unemployed", "route_religious"
# these two are for members of households near the line; the others are not
NEAR_THE_LINE = (DISABILITY, ILLNESS)
MARGINAL = "marginal_household"


@dataclass(frozen=True, slots=True)
class Route:
    """A way for one member to apply alone."""

    member: Member
    rule: str

    @property
    def tied(self) -> bool:
        """Whether it holds only where the household is near the line."""
        return self.rule in NEAR_THE_LINE


def routes_of(members: Iterable[Member], law: Law) -> list[Route]:
    """Every way open to these members by the law of the day, free ones of a member first."""
    return [Route(member, rule) for member in members for rule in _rules_of(member, law) if law.rule(rule)]


def _rules_of(member: Member, law: Law) -> list[str]:
    severe = member.disability is not None and member.disability.fits(law.disabilities("single")) is True
    grown = member.age is not None and member.age >= law.age("adult")
    idle = member.occupation in law.words("out_of_work")
    found = {
        RELIGIOUS: member.exclusion == "religious_over_3y",
        UNEMPLOYED: severe and grown and idle,
        DISABILITY: severe,
        ILLNESS: member.ill,
    }
    return [rule for rule, holds in found.items() if holds]


def may_have_route(members: Iterable[Member], law: Law) -> bool:
    """Whether something nobody could tell may open a way."""
    return any(_is_open(member, law) for member in members)


def _is_open(member: Member, law: Law) -> bool:
    if member.unsure:
        return True
    return member.disability is not None and member.disability.fits(law.disabilities("single")) is None


def line_of(law: Law) -> Decimal | None:
    """How many times the standard the marginal line is; None where none is in force."""
    found = law.found("household_multiplier", of="marginal")
    return Decimal(found.value) if found else None


def line_is_firm(law: Law) -> bool:
    """Whether the marginal line may be said without doubt."""
    found = law.found("household_multiplier", of="marginal")
    return found is not None and found.firm


def is_marginal(household: Household) -> bool:
    """Whether the household was recognised as marginal already."""
    return household.status == MARGINAL
