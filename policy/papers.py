"""The personal list of papers: what follows from the answers, all of it deferrable in the urgent lane.

A rule of `paper_rules` names a `fact` and what it `is`. `always` (`is: any`) holds for everybody. Every other fact is
either a key of the answers, compared with `is` word by word (true and false for yes and no, any word of a list), or one
of the facts below, computed from the answers here and always `is: "true"`:

    has_disability          somebody has a disability card
    has_serious_illness     somebody is seriously ill
    has_student             somebody is at school or studying full time
    has_minor               somebody is below the age of adults
    has_elder               somebody has reached the age from which work is not expected
    has_unemployed          somebody of working age has no work
    has_religious           somebody lives as clergy away from home for years
    has_absent              somebody is in prison, in compulsory rehabilitation or declared missing
    has_support             maintenance or alimony is received
    has_wages               wages are received
    has_bills               necessary spending or the bills of twelve months were told
    rents                   the household owns no home
    hukou_elsewhere         the hukou is not at the place where the application is made
    known_status            a status as low-income household or person is held already

The register (`parameters/quantities.yaml`) lists the same words, so that a rule on any other fact is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from policy.household.facts import Household, read_household
from policy.household.law import Law
from policy.model import Value
from policy.parameters import Parameters

ALWAYS = "always"
YES = "true"
# a list without an entry: no photo shows this paper
NONE = "none"


@dataclass(frozen=True)
class Shows:
    """Which photographs are a paper and which stand in for it, as kinds of `contracts.papers.PaperKind`."""

    read_as: frozenset[str]
    stands_in: frozenset[str]


def checklist(
    parameters: Parameters, lane: str, answers: Mapping[str, Any], region: str | None, on: date
) -> list[dict[str, Any]]:
    """Documents `[{type, title, why, required, state, instead, where, cannot}]`, each once, as the rules order them.

    `where` it is to be had and what to do when it `cannot` be had are None where the data does not say.
    """
    names: dict[str, None] = {}
    told = told_by(answers, Law(parameters, region, on))
    for rule in parameters.collect("paper_rules", region, on):
        if rule.where["lane"] == lane and _applies(rule.where, answers, told):
            names.update(dict.fromkeys(rule.value))
    found = [(name, parameters.value("papers", region, on, paper=name)) for name in names]
    return [
        _document(name, paper, parameters.value("paper_ways", region, on, paper=name))
        for name, paper in found
        if isinstance(paper, Value)
    ]


def shown_by(parameters: Parameters, names: Iterable[str], region: str | None, on: date) -> dict[str, Shows]:
    """The photographs that are, or stand in for, each paper; a paper the data says nothing of has none."""
    ways = {name: parameters.value("paper_ways", region, on, paper=name) for name in names}
    return {
        name: Shows(_kinds(way.value["read_as"]), _kinds(way.value["stands_in"]))
        if isinstance(way, Value)
        else Shows(frozenset(), frozenset())
        for name, way in ways.items()
    }


def _kinds(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words) - {NONE}


def _applies(where: dict[str, str], answers: Mapping[str, Any], told: frozenset[str]) -> bool:
    fact = where["fact"]
    if fact == ALWAYS:
        return True
    if fact in COMPUTED:
        return fact in told and where["is"] == YES
    answer = answers.get(fact)
    words = answer if isinstance(answer, list) else [answer]
    return any(_word(item) == where["is"] for item in words)


def told_by(answers: Mapping[str, Any], law: Law) -> frozenset[str]:
    """The computed facts that hold for these answers; what is not known holds not."""
    household = read_household(answers)
    return frozenset(name for name, holds in COMPUTED.items() if holds(household, law))


def _any_age(household: Household, fits: Callable[[Decimal], bool]) -> bool:
    return any(member.age is not None and fits(member.age) for member in household.members)


def _occupied(household: Household, *words: str) -> bool:
    return any(member.occupation in words for member in household.members)


def _absent(household: Household, *words: str) -> bool:
    return any(member.exclusion in words for member in household.members)


def _receives(household: Household, kind: str) -> bool:
    sums = [household.sums[kind], *(member.income[kind] for member in household.members)]
    return any(amount.told and amount.high != 0 for amount in sums)


def _has_bills(household: Household) -> bool:
    return any(amount.told and amount.high != 0 for amount in (household.expenses, household.bills))


COMPUTED: dict[str, Callable[[Household, Law], bool]] = {
    "has_disability": lambda household, law: any(member.disability for member in household.members),
    "has_serious_illness": lambda household, law: any(member.ill for member in household.members),
    "has_student": lambda household, law: _occupied(household, "student"),
    "has_minor": lambda household, law: _any_age(household, lambda age: age < law.age("adult")),
    "has_elder": lambda household, law: _any_age(household, lambda age: age >= law.age("elder")),
    "has_unemployed": lambda household, law: _occupied(household, "unemployed"),
    "has_religious": lambda household, law: _absent(household, "religious_over_3y"),
    "has_absent": lambda household, law: _absent(household, "prison", "compulsory_rehab", "missing"),
    "has_support": lambda household, law: _receives(household, "support"),
    "has_wages": lambda household, law: _receives(household, "wages"),
    "has_bills": lambda household, law: _has_bills(household),
    "rents": lambda household, law: household.homes == 0,
    "hukou_elsewhere": lambda household, law: household.hukou is not None and law.is_elsewhere(household.hukou),
    "known_status": lambda household, law: household.status not in (None, "none"),
}  # fmt: skip


def _word(item: Any) -> str | None:
    if isinstance(item, bool):
        return YES if item else "false"
    return item if isinstance(item, str) else None


def _document(name: str, paper: Value, way: Any) -> dict[str, Any]:
    fields = paper.value
    return {
        "type": name,
        "title": fields["title"],
        "why": fields["why"],
        "required": fields["required"],
        "state": "missing",
        "instead": fields["instead"],
        "where": way.value["where"] if isinstance(way, Value) else None,
        "cannot": way.value["cannot"] if isinstance(way, Value) else None,
    }
