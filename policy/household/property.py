"""What is owned: never a bar, always a flag for a person to look at (民发〔2021〕57号 第十四条、第十七条)."""

from policy.household.facts import Household
from policy.household.law import Law

SECOND_HOME = "flag_second_home"
RECENT_PURCHASE = "flag_recent_purchase"
CAR = "flag_car"
SAVINGS = "flag_savings"
BUSINESS = "flag_business"
HIGH_FEE = "flag_high_fee"


def flags_of(household: Household, law: Law) -> list[str]:
    """The rules by which something owned is looked at, each once."""
    found = {
        SECOND_HOME: _has_second_home(household, law),
        RECENT_PURCHASE: household.bought,
        CAR: _has_car(household, law),
        SAVINGS: household.words["savings_band"] in law.words("savings_flagged"),
        BUSINESS: household.words["business"] in law.words("business_flagged"),
        HIGH_FEE: household.yes["high_fee_school_or_travel"] is True,
    }
    return [rule for rule, flagged in found.items() if flagged]


def untold_property(household: Household) -> list[str]:
    """The questions about property nobody answered."""
    answers = {
        "housing": household.homes,
        "vehicles": household.vehicles,
        "savings_band": household.words["savings_band"],
        "business": household.words["business"],
    }
    return [key for key, answer in answers.items() if answer is None]


def _has_second_home(household: Household, law: Law) -> bool:
    limit = law.found("household_homes")
    return limit is not None and household.homes is not None and household.homes >= limit.value


def _has_car(household: Household, law: Law) -> bool:
    free_kinds, free_uses = law.words("vehicle_free"), law.words("use_free")
    # a kind nobody has heard of is looked at too
    return any(kind not in free_kinds and use not in free_uses for kind, use in household.vehicles or ())
