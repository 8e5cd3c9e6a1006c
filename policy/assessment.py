"""The preliminary assessment: a pure function from facts to an assessment card; it decides nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.keys import LANES
from policy import papers, places
from policy.cards import citation_card, household_cards, reasons_of, standard_card
from policy.clocks import limit_card
from policy.facts import read_day, read_word
from policy.household.case import case_of
from policy.household.expense import judge_expense
from policy.household.facts import read_household
from policy.household.law import Law
from policy.household.minimum_living import judge_minimum_living
from policy.household.single_person import judge_single_person
from policy.judgement import Judgement
from policy.model import Value
from policy.parameters import Parameters
from policy.urgent_aid import judge_urgent

PROGRAMMES = {
    "temporary_urgent": "temporary_aid",
    "temporary_expense": "temporary_aid",
    "minimum_living": "minimum_living",
    "minimum_living_single": "minimum_living",
}
URGENT, EXPENSE, HOUSEHOLD, SINGLE = LANES


def assess(parameters: Parameters, given: Any, version: str) -> dict[str, Any]:
    """The card's data plus `documents` and `clock`; total over any input."""
    facts: Mapping[Any, Any] = given if isinstance(given, Mapping) else {}
    lane = read_word(facts, "aid")
    lane = lane if lane in LANES else URGENT
    on = read_day(facts.get("as_of")) or datetime.now(places.CHINA).date()
    region = region_of(facts, lane)
    law = Law(parameters, region, on)
    judgement = _judge(law, facts, lane)
    card = {
        "programme": PROGRAMMES[lane],
        "outcome": judgement.outcome,
        "missing": list(dict.fromkeys(judgement.missing)),
        "reasons": reasons_of(law, judgement),
        "alternatives": list(dict.fromkeys(judgement.alternatives)),
        "as_of": on.isoformat(),
        "policy_version": version,
        "documents": papers.checklist(parameters, lane, facts, region, on),
        "clock": _clock(law) if lane == URGENT else None,
    }
    standard = standard_card(law, judgement, facts, lane)
    return card | ({"standard": standard} if standard else {}) | household_cards(law, judgement, lane)


def region_of(facts: Mapping[Any, Any], lane: str) -> str | None:
    """The place whose law holds: of the emergency for temporary aid, of the application for minimum living."""
    first, second = ("incident_region", "region") if lane in (URGENT, EXPENSE) else ("region", "hukou_region")
    return read_word(facts, first) or read_word(facts, second)


def _judge(law: Law, facts: Mapping[Any, Any], lane: str) -> Judgement:
    if lane == URGENT:
        return judge_urgent(law.parameters, facts, law.on)
    case = case_of(read_household(facts), law)
    if lane == EXPENSE:
        return judge_expense(case, facts)
    return judge_minimum_living(case) if lane == HOUSEHOLD else judge_single_person(case)


def _clock(law: Law) -> dict[str, Any] | None:
    """The fast-aid limit as it would run from the as-of day; the real clock starts at filing."""
    found = law.found("fast_aid_limit")
    if not isinstance(found, Value):
        return None
    return limit_card(found, law.on) | {"citation": citation_card(found), "confirmed": found.firm}
