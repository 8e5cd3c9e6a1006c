"""Who counts as a member of the household, who is set aside and by which rule (民发〔2021〕57号 第七条)."""

from dataclasses import dataclass

from policy.household.facts import Household, Member
from policy.household.law import Law, digits_of, is_outside

EXCLUSIONS = {
    "prison": "aside_prison",
    "compulsory_rehab": "aside_compulsory_rehab",
    "missing": "aside_missing",
    "religious_over_3y": "aside_religious",
}
NO_DUTY = "aside_no_duty"
LIVES_APART = "aside_lives_apart"


@dataclass(frozen=True, slots=True)
class Aside:
    """A person who is not counted, or perhaps not, and why."""

    member: Member
    rule: str


@dataclass(frozen=True, slots=True)
class Composition:
    """The people counted. `most` is None where nobody knows how many; `open_keys` would settle it."""

    counted: tuple[Member, ...]
    perhaps: tuple[Member, ...]
    aside: tuple[Aside, ...]
    fewest: int
    most: int | None
    open_keys: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether the number of people counted is known."""
        return self.most is not None and not self.open_keys and not self.perhaps

    @property
    def heads(self) -> int | None:
        """How many count, where that is known."""
        return self.most if self.certain else None

    @property
    def present(self) -> tuple[Member, ...]:
        """Everybody who counts or may count."""
        return self.counted + self.perhaps


def compose(household: Household, law: Law) -> Composition:
    """Who counts; without members told, as many as were said to live together."""
    if not household.members:
        size = household.size
        return Composition((), (), (), size or 1, size, () if size else ("household_size",))
    counted, perhaps, aside = _sort_members(household, law)
    unnamed = max(0, (household.size or 0) - len(household.members))
    most = len(counted) + len(perhaps) + unnamed
    unsettled = unnamed or any("exclusion" in member.unsure for member in perhaps)
    return Composition(
        counted=counted,
        perhaps=perhaps,
        aside=aside,
        # where everybody is set aside, a person decides who the household is
        fewest=max(1, len(counted)),
        most=most or None,
        open_keys=("members",) if unsettled else (),
    )


def _sort_members(household: Household, law: Law) -> tuple[tuple[Member, ...], tuple[Member, ...], tuple[Aside, ...]]:
    counted, perhaps, aside = [], [], []
    for member in household.members:
        rule = _rule_of(member, household, law)
        if rule is None and "exclusion" not in member.unsure:
            counted.append(member)
            continue
        if rule is not None:
            aside.append(Aside(member, rule))
        if rule is None or rule not in EXCLUSIONS.values() or law.rule(rule) is None:
            # a person decides: the rule does not settle it, or was not yet in force
            perhaps.append(member)
    return tuple(counted), tuple(perhaps), tuple(aside)


def _rule_of(member: Member, household: Household, law: Law) -> str | None:
    if member.exclusion in EXCLUSIONS:
        return EXCLUSIONS[member.exclusion]
    if member.relation in law.words("no_duty"):
        return NO_DUTY
    return LIVES_APART if _lives_apart(member, household, law) else None


def _lives_apart(member: Member, household: Household, law: Law) -> bool:
    """A grown child who works and lives elsewhere: a person decides whether they still share a life."""
    grown = member.relation == "child" and member.age is not None and member.age >= law.age("adult")
    works = member.occupation in law.words("grown_and_away")
    home = digits_of(household.usual) if household.usual else law.place
    return grown and works and member.usual is not None and is_outside(member.usual, home)
