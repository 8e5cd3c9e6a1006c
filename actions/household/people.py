"""The members of a household as a list: what is told of somebody finds its place, is put right or is taken out."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contracts.extraction import normalise
from contracts.extraction.household import MemberTold, read_members
from contracts.extraction.household_facts import find_told

Member = dict[str, Any]
SELF = "self"
FIELDS = ("age", "occupation", "disability", "serious_illness", "exclusion")
MOST = 30
_KIN_WORD = re.compile(
    r"(?:大|二|三|四|幺|小)?(?:老伴儿?|老婆|老公|丈夫|妻子|爱人|婆娘|男人|媳妇儿?|儿媳妇?"
    r"|女婿|儿子|女儿|娃儿|娃娃|娃|孩子|幺儿|幺女|姑娘|闺女"
    r"|爸爸?|妈妈?|父亲|母亲|老汉儿?|老娘|老爹|爹|娘|爷爷|奶奶|外公|外婆|婆婆|公公|岳父"
    r"|岳母|丈母娘|老丈人|孙子|孙女儿?|外孙女?|孙娃子|孙儿"
    r"|哥哥?|弟弟?|姐姐?|妹妹?|侄儿|侄女|外甥女?|叔叔?|伯伯?|舅舅?|姑姑?|嬢嬢|姨妈?|嫂子|弟媳|弟妹)"
)


@dataclass
class Folded:
    """The list after a telling, and the numbers that were told something."""

    members: list[Member]
    touched: list[int] = field(default_factory=list)


def facts_of(told: MemberTold) -> Member:
    """What was told of somebody, without what was not."""
    return {name: value for name in FIELDS if (value := getattr(told, name)) is not None}


def named_facts(told: MemberTold) -> Member:
    """The same, with the word the resident has for them: 孙女 is read back as that."""
    match = _KIN_WORD.search(told.whole)
    return {**facts_of(told), **({"called": match[0]} if match and told.relation != SELF else {})}


def told_in(text: str, said_on: date) -> list[MemberTold]:
    """Who is named in a message, each by themselves: two alike are two."""
    found = []
    for one in read_members(text, said_on):
        found += [one] * min(max(one.count, 1), MOST)
    return found


def fold(members: list[Member], told: list[MemberTold], *, renew: bool = False) -> Folded:
    """Put what was told into the list: to who is there by that relation, else as somebody new.

    `renew` when it corrects: what was told before of the only one of a relation gives way.
    """
    result = Folded([dict(one) for one in members] or [{"relation": SELF}])
    for one in told:
        place = _place_of(result, one, renew)
        if place is None:
            result.members.append({"relation": one.relation})
            place = len(result.members)
        result.members[place - 1] = renewed(result.members[place - 1], named_facts(one))
        result.touched.append(place)
    result.members = result.members[:MOST]
    return result


def renewed(member: Member, facts: Member) -> Member:
    """A member with what is told now; 二级 alone changes the level of a disability, not its kind."""
    told, held = facts.get("disability"), member.get("disability")
    if isinstance(told, dict) and isinstance(held, dict):
        facts = {**facts, "disability": {name: told.get(name) or held.get(name) for name in ("category", "level")}}
    return {**member, **facts}


def for_another(told: list[MemberTold], relation: str | None) -> list[MemberTold]:
    """Told by a proxy: the one who is helped is the applicant, the proxy no member."""
    if relation is None:
        return told
    others = [one for one in told if one.relation != SELF]
    first = next((one for one in others if one.relation == relation), None)
    return [replace(one, relation=SELF) if one is first else one for one in others]


def _place_of(result: Folded, told: MemberTold, renew: bool) -> int | None:
    same = [place for place, one in enumerate(result.members, 1) if one.get("relation") == told.relation]
    if told.relation in (SELF, "spouse") and same:
        return same[0]
    free = [place for place in same if place not in result.touched]
    fitting = [place for place in free if renew or not _contradicts(result.members[place - 1], facts_of(told))]
    aged = [place for place in free if told.age is not None and result.members[place - 1].get("age") == told.age]
    return next(iter(aged or fitting), None)


def _contradicts(member: Member, facts: Member) -> bool:
    """Whether something else was told before: then it is somebody else of that relation."""
    return any(name in member and member[name] not in (None, value) for name, value in facts.items())


def facts_alone(text: str, said_on: date) -> Member:
    """What is told of one person without naming whom: 68岁，种地, 二级残疾."""
    facts: Member = {}
    for one in find_told(normalise(text), frozenset({0}), said_on):
        if one.kind == "disability" and isinstance(facts.get("disability"), dict):
            known = facts["disability"]
            facts["disability"] = {name: known.get(name) or one.value[name] for name in ("category", "level")}
        elif not (one.kind == "occupation" and one.value == "unemployed" and "occupation" in facts):
            facts[one.kind] = one.value
    return facts


def without(members: list[Member], number: int) -> list[Member]:
    """The list without one of them."""
    return [one for place, one in enumerate(members, 1) if place != number]


def of_relation(members: list[Member], relation: str) -> list[int]:
    """The numbers of those of a relation."""
    return [place for place, one in enumerate(members, 1) if one.get("relation") == relation]


def all_well(members: list[Member], numbers: list[int]) -> list[Member]:
    """The same, where of these nobody is gravely ill or away: said of all at once."""
    return [
        {"serious_illness": False, "exclusion": "none", **one} if place in numbers else one
        for place, one in enumerate(members, 1)
    ]
