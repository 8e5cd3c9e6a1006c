"""The preliminary assessment: a pure function from facts to an assessment card; it decides nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from contracts.keys import LANES
from policy import papers, places
from policy.clocks import limit_card
from policy.facts import read_day, read_word
from policy.judgement import Judgement
from policy.model import Value
from policy.parameters import Parameters
from policy.urgent_aid import judge_urgent
from policy.wording import plain_number

PROGRAMMES = {
    "temporary_urgent": "temporary_aid",
    "temporary_expense": "temporary_aid",
    "minimum_living": "minimum_living",
    "minimum_living_single": "minimum_living",
}
# lanes without a judgement of their own yet are put before a person, with the rule that opens them
OPENING_RULES = {
    "temporary_expense": "expense_who",
    "minimum_living": "minimum_living_who",
    "minimum_living_single": "single_person",
}


def assess(parameters: Parameters, given: Any, version: str) -> dict[str, Any]:
    """The card's data plus `documents` and `clock`; total over any input."""
    facts: Mapping[Any, Any] = given if isinstance(given, Mapping) else {}
    lane = read_word(facts, "aid")
    lane = lane if lane in LANES else LANES[0]
    on = read_day(facts.get("as_of")) or datetime.now(places.CHINA).date()
    region = read_word(facts, "incident_region") or read_word(facts, "region")
    judgement = judge_urgent(parameters, facts, on) if lane == LANES[0] else _put_before_staff(lane)
    card = {
        "programme": PROGRAMMES[lane],
        "outcome": judgement.outcome,
        "missing": judgement.missing,
        "reasons": _reasons(parameters, judgement.rules, region, on),
        "alternatives": judgement.alternatives,
        "as_of": on.isoformat(),
        "policy_version": version,
        "documents": papers.checklist(parameters, lane, facts, region, on),
        "clock": _clock(parameters, region, on) if lane == LANES[0] else None,
    }
    standard = standard_card(parameters, facts, lane, region, on)
    return card | {"standard": standard} if standard else card


def _put_before_staff(lane: str) -> Judgement:
    return Judgement(rules=[OPENING_RULES[lane]])


def _reasons(parameters: Parameters, rules: list[str], region: str | None, on: date) -> list[dict[str, Any]]:
    found = [parameters.value("rules", region, on, rule=rule) for rule in dict.fromkeys(rules)]
    return [
        {"text": value.value, "citation": citation_card(value)}
        for value in found
        if isinstance(value, Value)
    ]  # fmt: skip


def citation_card(value: Value) -> dict[str, Any]:
    """A citation as cards carry it: without what is not known."""
    return value.reference.citation().model_dump(mode="json", exclude_none=True)


def standard_card(
    parameters: Parameters, facts: Mapping[Any, Any], lane: str, region: str | None, on: date
) -> dict[str, Any] | None:
    """The newest minimum-living standard in force at the place; None where only a gap is known."""
    area = read_word(facts, "standard_kind")
    if area not in ("urban", "rural"):
        usual = parameters.value("standard_area", region, on, lane=lane)
        area = str(usual.value) if isinstance(usual, Value) else "urban"
    found = parameters.value("minimum_living_standard", region, on, area=area)
    if not isinstance(found, Value):
        return None
    return {
        "amount": plain_number(found.value),
        "unit": found.unit,
        "area": area,
        "region": parameters.regions.nearest(region).code,
        "effective_from": found.effective_from.isoformat() if found.effective_from else None,
        "citation": citation_card(found),
        "confirmed": found.firm,
    }


def _clock(parameters: Parameters, region: str | None, on: date) -> dict[str, Any] | None:
    """The fast-aid limit as it would run from the as-of day; the real clock starts at filing."""
    found = parameters.value("fast_aid_limit", region, on)
    if not isinstance(found, Value):
        return None
    return limit_card(found, on) | {"citation": citation_card(found), "confirmed": found.firm}
