"""Whether 特困 fits better than 低保 (民发〔2021〕43号 第四条至第八条, Law 第十六条)."""

from typing import Literal

from policy.household.composition import Composition
from policy.household.facts import Household, Member
from policy.household.law import Law

Fit = Literal["yes", "ask_obligors", "ask_members", "no"]
RULE = "destitute"


def destitute_fit(household: Household, composition: Composition, law: Law) -> Fit:
    """Whether nobody here can work and nobody outside can support; `ask_…` names what is not known."""
    obligors = household.words["obligors"]
    alone = obligors in law.words("obligors_absent")
    held = household.status == "destitute_support"
    if law.rule(RULE) is None or held or (obligors is not None and not alone):
        return "no"
    if not household.members:
        return "ask_members" if household.size == 1 and alone else "no"
    if not composition.certain or not composition.counted:
        return "no"
    able = [_can_work(member, law) for member in composition.counted]
    if False in able and True not in able and None not in able:
        return "yes" if alone else "ask_obligors"
    return "ask_members" if alone and True not in able and len(able) == 1 else "no"


def _can_work(member: Member, law: Law) -> bool | None:
    """False where the law says this person cannot; None where age or disability leave it open."""
    disabled = member.disability.fits(law.disabilities("destitute")) if member.disability else False
    if "disability" in member.unsure:
        disabled = None
    aged = None if member.age is None else member.age >= law.age("elder") or member.age < law.age("work")
    if disabled or aged:
        return False
    return None if disabled is None or aged is None else True
