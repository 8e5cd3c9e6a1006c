"""What a household lives on in a year, by kind, and what of it counts (民发〔2021〕57号 第十三条)."""

from dataclasses import dataclass
from decimal import Decimal

from policy.household.composition import Composition
from policy.household.facts import BASIC, KINDS, Household, Member
from policy.household.law import Law
from policy.household.ranges import NOTHING, UNTOLD, ZERO, Range
from policy.household.standards import MONTHS

PERSONAL = ("wages", "pension")
# what a child below working age does not earn
EARNED = ("wages", "farm_business")
# the rule of the day on the residents' basic pension
NOT_COUNTED, OPEN, COUNTED = "basic_pension", "basic_pension_open", "basic_pension_counted"


@dataclass(frozen=True, slots=True)
class Income:
    """Yuan a year. `total` counts, after `expenses`; `missing` are keys nobody told that matter.

    `contested` is what counts by a rule nobody could confirm; `basic` is certainly not counted for 特困.
    """

    kinds: dict[str, Range]
    total: Range
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    gross: Range = NOTHING
    contested: Decimal = ZERO
    basic: Decimal = ZERO
    guessed: Range = NOTHING

    @property
    def best(self) -> Decimal | None:
        """The most it can come to when everything nobody told turns out as low as it can; None where that is open."""
        parts = {kind: Range(part.low, part.high if part.told else part.low) for kind, part in self.kinds.items()}
        if self.guessed.high:
            parts["pension"] = NOTHING
        return Range.total(parts.values()).high


def total_income(household: Household, composition: Composition, law: Law) -> Income:
    """The income of everybody who counts."""
    kinds = {kind: _told(kind, household, composition, law) for kind in KINDS}
    relevant = {kind for kind in KINDS if is_relevant(kind, composition.present, law)}
    missing = tuple(f"income_{kind}" for kind in KINDS if not kinds[kind].told and kind in relevant)
    kinds = {kind: amount if amount.told or kind in relevant else NOTHING for kind, amount in kinds.items()}
    elders = _elders(composition.present, law)
    basic = _told(BASIC, household, composition, law)
    pension = weigh_pension(kinds["pension"], basic, elders, law)
    gross = Range.total(kinds[kind] for kind in KINDS if kind != "pension") + pension.counts
    rules = ("income_counted", *pension.rules)
    total = gross
    if household.expenses.told and household.expenses.high != 0:
        # how much may be taken off is set locally: at best all of it, at worst nothing
        total = gross.lowered(gross.less(household.expenses).low)
        rules = (*rules, "income_deducted")
    return Income(
        kinds | {"pension": pension.counts}, total, missing, rules, gross, pension.contested, pension.basic,
        pension.guessed,
    )  # fmt: skip


def _told(kind: str, household: Household, composition: Composition, law: Law) -> Range:
    """The household's sum where it was told, else what the members' own sums come to."""
    whole = household.sums[kind]
    if whole.told:
        return whole
    counted = [member.income[kind] for member in composition.counted]
    perhaps = [member.income[kind] for member in composition.perhaps]
    told = Range.total(part for part in counted if part.told)
    both = told + Range.total(part for part in perhaps if part.told)
    if not any(part.told for part in (*counted, *perhaps)):
        return UNTOLD
    if any(_was_not_asked(kind, member, law) for member in composition.present):
        return Range(told.low, None, told=False)
    return Range(told.low, both.high)


def _was_not_asked(kind: str, member: Member, law: Law) -> bool:
    """Whether this person may have the kind and nobody told it."""
    return not member.income[kind].told and may_have(kind, member, law)


def is_relevant(kind: str, members: tuple[Member, ...], law: Law) -> bool:
    """Whether anybody present may have this kind; without members told, somebody may."""
    if not members or kind not in PERSONAL:
        return True
    return any(may_have(kind, member, law) for member in members)


def may_have(kind: str, member: Member, law: Law) -> bool:
    """Whether this person may have the kind, by age and what they do; land, rent and support anybody may have."""
    if kind in ("pension", BASIC):
        return member.age is None or member.age >= law.age("pension")
    if kind == "wages" and member.occupation in law.words("no_wages"):
        return False
    too_young = member.age is not None and member.age < law.age("work")
    return not (too_young and kind in EARNED)


def _elders(members: tuple[Member, ...], law: Law) -> int:
    return sum(1 for member in members if member.age is not None and member.age >= law.age("basic_pension"))


@dataclass(frozen=True, slots=True)
class Pension:
    """What of the pensions counts, and by which rules."""

    counts: Range
    rules: tuple[str, ...] = ()
    contested: Decimal = ZERO
    basic: Decimal = ZERO
    guessed: Range = NOTHING


def weigh_pension(pension: Range, basic: Range, elders: int, law: Law) -> Pension:
    """The pensions less the residents' basic pension, as the rule of the day has it."""
    if pension.high == 0:
        return Pension(pension)
    if basic.told:
        return _weigh_told(pension, basic, law)
    if law.rule(COUNTED) or not _may_be_basic(pension, elders, law):
        return Pension(pension)
    # nobody said what of it is basic pension: all of it or nothing
    rules = ("basic_pension_guessed", *((OPEN,) if law.rule(OPEN) else ()))
    return Pension(pension.lowered(ZERO), rules, guessed=pension)


def _weigh_told(pension: Range, basic: Range, law: Law) -> Pension:
    if basic.high == 0:
        return Pension(pension)
    less = pension.less(basic)
    sure = min(basic.low, pension.low)
    if law.rule(NOT_COUNTED):
        return Pension(less, (NOT_COUNTED,), basic=sure)
    if law.rule(OPEN):
        return Pension(pension.lowered(less.low), (OPEN,), basic=sure)
    return Pension(pension, (COUNTED,), contested=basic.high or pension.low, basic=sure)


def _may_be_basic(pension: Range, elders: int, law: Law) -> bool:
    usual = law.found("household_basic_pension")
    if usual is None or not elders or pension.high is None:
        return False
    return pension.high <= Decimal(usual.value) * MONTHS * elders
