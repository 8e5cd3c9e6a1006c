"""What is asked of the people of a household, one by one, and which answers of theirs make other questions matter.

The ages here say only what is worth asking; who counts and what counts is the law's, in the policy data.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from casework.domain.interview_types import Given
from contracts.keys import DECLINED

Member = Mapping[str, Any]
_AGES: Final[dict[str, int]] = yaml.safe_load(Path(__file__).with_name("asking_ages.yml").read_text(encoding="utf-8"))
_CONDITIONS: Final = ("disability", "serious_illness", "exclusion")
_UNUSABLE: Final = (None, "", DECLINED)


def members_of(given: Given) -> list[Member]:
    """The people told so far, the applicant first; empty when nobody was, or it would not be said."""
    told = given.answers.get("members")
    return [one if isinstance(one, Mapping) else {} for one in told] if isinstance(told, list) else []


def household_size(given: Given) -> int:
    """How many people there are to ask for: those said to be there, or those told when they are more."""
    said = given.answers.get("household_size")
    return max(len(members_of(given)), said if isinstance(said, int) else 1)


def size_known(given: Given) -> bool:
    """Whether it was said how many there are, or who."""
    return given.has("household_size") or bool(members_of(given))


def _is_away(member: Member) -> bool:
    return member.get("exclusion") not in (*_UNUSABLE, "none")


def _age(member: Member) -> int | None:
    age = member.get("age")
    return age if isinstance(age, int) else None


def _works_at_that_age(member: Member) -> bool:
    age = _age(member)
    return age is None or _AGES["working"] <= age < _AGES["aged"]


def _fields(number: int, member: Member) -> list[str]:
    """What matters of one person: the applicant's relation is known, of who is away nothing else is."""
    fields = [] if number == 1 else ["relation"]
    if _is_away(member):
        return fields
    return [*fields, "age", *(["occupation"] if _works_at_that_age(member) else [])]


def _numbered(given: Given) -> Iterator[tuple[int, Member]]:
    told = members_of(given)
    for number in range(1, household_size(given) + 1):
        yield number, told[number - 1] if number <= len(told) else {}


def _without_conditions(given: Given) -> list[int]:
    """The people of whom neither disability nor illness nor absence was told, nor that there is none."""
    return [number for number, one in _numbered(given) if not any(field in one for field in _CONDITIONS)]


def is_refused(given: Given) -> bool:
    """Whether who lives in the household was asked for and would or could not be said."""
    return given.has("members") and not isinstance(given.answers["members"], list)


def members_gap(given: Given) -> dict[str, Any] | None:
    """The next thing to ask of the household's people; None when nothing is left."""
    if is_refused(given):
        return None
    for number, one in _numbered(given):
        for field in _fields(number, one):
            if field not in one:
                return {"member": number, "field": field}
    open_numbers = _without_conditions(given)
    return {"member": None, "field": "conditions", "numbers": open_numbers} if open_numbers else None


def without_last_told(given: Given) -> list[Member] | None:
    """The people without what was told last in the order of asking; None when nothing would be left of them."""
    told = [dict(one) for one in members_of(given)]
    bare = [{field: value for field, value in one.items() if not _is_none(field, value)} for one in told]
    if members_gap(given) is None and bare != told:
        return list(bare)
    for number in range(len(told), 0, -1):
        held = [field for field in _fields(number, told[number - 1]) if field in told[number - 1]]
        if held:
            told[number - 1].pop(held[-1])
            is_empty = number > 1 and len(held) == 1
            left = told[: number - 1] if is_empty else told[:number]
            return list(left) if any(left) else None
    return None


def _is_none(field: str, value: Any) -> bool:
    """Whether a condition was told to be none, as one answer does for everybody."""
    return field in _CONDITIONS and value in (False, "none")


def own_income_gap(given: Given) -> dict[str, Any] | None:
    """As `members_gap`, then the own income of the one who may apply alone, where others live with them."""
    if gap := members_gap(given):
        return gap
    number = may_apply_alone(given)
    if is_refused(given) or household_size(given) == 1 or "income" in members_of(given)[number - 1]:
        return None
    return {"member": number, "field": "income"}


def may_apply_alone(given: Given) -> int:
    """The number of the first person with something that may open the way alone; else the applicant."""
    for number, one in _numbered(given):
        if isinstance(one.get("disability"), Mapping) or one.get("serious_illness") is True:
            return number
        if one.get("exclusion") == "religious_over_3y":
            return number
    return 1


def members_steps(given: Given) -> tuple[int, int]:
    """Turns done and in all where each thing is told by itself."""
    if is_refused(given):
        return 1, 1
    asked = [field in one for number, one in _numbered(given) for field in _fields(number, one)]
    return sum(asked) + (not _without_conditions(given)), len(asked) + 1


def own_income_steps(given: Given) -> tuple[int, int]:
    """As `members_steps`, with the own income."""
    done, total = members_steps(given)
    if is_refused(given) or household_size(given) == 1:
        return done, total
    return done + (members_gap(given) is None and own_income_gap(given) is None), total + 1


def _counted(given: Given) -> list[Member]:
    return [one for one in members_of(given) if not _is_away(one)]


def income_kinds_worth_asking(given: Given) -> list[str]:
    """The kinds of income somebody of this household may have, in the order they are asked."""
    people = _counted(given)
    everybody_idle = bool(people) and all(_earns_nothing(one) for one in people)
    nobody_old = bool(people) and not any(_may_have_pension(one) for one in people)
    without = {"wages"} if everybody_idle else set()
    without |= {"pension"} if nobody_old else set()
    return [kind for kind in ("wages", "farm_business", "property", "pension", "support") if kind not in without]


def _earns_nothing(member: Member) -> bool:
    age = _age(member)
    return (age is not None and age < _AGES["working"]) or member.get("occupation") in ("student", "unable")


def _may_have_pension(member: Member) -> bool:
    age = _age(member)
    return age is None or age >= _AGES["old"] or member.get("occupation") == "retired"


def grows_old(member: Member) -> bool:
    """Whether somebody is known to be of an age at which people draw a pension."""
    age = _age(member)
    return age is not None and age >= _AGES["old"]


def somebody_old(given: Given) -> bool:
    """Whether somebody counted may draw the residents' pension."""
    return any(_may_have_pension(one) for one in _counted(given))


def nobody_able_to_work(given: Given) -> bool:
    """Whether everybody counted is old, a child or disabled: then it matters who has to support them."""
    people = _counted(given)
    return bool(people) and all(_may_be_unable(one) for one in people)


def _may_be_unable(member: Member) -> bool:
    age = _age(member)
    by_age = age is not None and (age < _AGES["working"] or age >= _AGES["old"])
    return by_age or isinstance(member.get("disability"), Mapping)
