"""Where the application is made, when hukou and home are not at one place (Law 第三十七条, 57号 第五条)."""

from policy.household.facts import Household
from policy.household.law import PROVINCE_DIGITS, Law


def is_other_province(household: Household, law: Law) -> bool:
    """Whether the hukou is certainly in another province than the place of the application."""
    return household.hukou is not None and law.other_province(household.hukou)


def is_apart(household: Household, law: Law) -> bool:
    """Whether hukou and home differ (人户分离), or the application is made away from the hukou."""
    away = household.hukou is not None and law.is_elsewhere(household.hukou)
    homes = (household.usual, *(member.usual for member in household.members))
    return away or any(home is not None and law.is_elsewhere(home) for home in homes)


def place_rules(household: Household, law: Law) -> list[str]:
    """The rules on places that these facts call for."""
    rules = ["minimum_living_place"]
    permit = household.yes["residence_permit"] is True
    if is_other_province(household, law):
        rules.append("place_other_province")
        rules += ["place_residence_permit"] if permit else []
    elif permit and household.hukou is not None and _is_other_prefecture(household.hukou, law):
        rules.append("minimum_living_place_local")
    if _members_differ(household):
        rules.append("place_members_differ")
    return rules


def _is_other_prefecture(hukou: str, law: Law) -> bool:
    return len(law.place) > PROVINCE_DIGITS and hukou[:4] != law.place[:4]


def _members_differ(household: Household) -> bool:
    hukous = [household.hukou, *(member.hukou for member in household.members)]
    return len({code[:PROVINCE_DIGITS] for code in hukous if code}) > 1
