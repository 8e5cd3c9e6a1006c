"""A judgement as the outside sees it: reasons with their citation, the standard, who counts, income, flags, steps."""

from collections.abc import Mapping
from typing import Any

from policy.facts import read_word
from policy.household.composition import Composition
from policy.household.deadline import deadline_card, deadline_of
from policy.household.law import Law
from policy.household.ranges import Range
from policy.household.standards import AREAS
from policy.household.steps import CENT
from policy.judgement import Judgement
from policy.model import Value
from policy.wording import plain_number

MINIMUM_LIVING = ("minimum_living", "minimum_living_single")
ESTIMATE_RULE = "minimum_living_estimate"
ASIDE_OPEN = "aside_open"


def citation_card(value: Value) -> dict[str, Any]:
    """A citation as cards carry it: without what is not known."""
    return value.reference.citation().model_dump(mode="json", exclude_none=True)


def reasons_of(law: Law, judgement: Judgement) -> list[dict[str, Any]]:
    """Each rule once, as text with its citation."""
    rules = [*judgement.rules, *([ESTIMATE_RULE] if judgement.estimate else [])]
    return [card for rule in dict.fromkeys(rules) if (card := _rule_card(law, rule))]


def _rule_card(law: Law, rule: str) -> dict[str, Any] | None:
    found = law.rule(rule)
    return {"rule": rule, "text": found.value, "citation": citation_card(found)} if found else None


def standard_card(law: Law, judgement: Judgement, facts: Mapping[Any, Any], lane: str) -> dict[str, Any] | None:
    """The newest minimum-living standard in force at the place; None where only a gap is known."""
    area = judgement.standard.area if judgement.standard else read_word(facts, "standard_kind")
    if area not in AREAS:
        usual = law.found("standard_area", lane=lane)
        area = str(usual.value) if usual else "urban"
    found = law.found("minimum_living_standard", area=area)
    if found is None:
        return None
    return {
        "amount": plain_number(found.value),
        "unit": found.unit,
        "area": area,
        "region": law.parameters.regions.nearest(law.region).code,
        "effective_from": found.effective_from.isoformat() if found.effective_from else None,
        "citation": citation_card(found),
        "confirmed": found.firm,
    }


def household_cards(law: Law, judgement: Judgement, lane: str) -> dict[str, Any]:
    """What lanes that look at a household add to the card."""
    if judgement.composition is None:
        return {}
    added: dict[str, Any] = {
        "steps": [{"label": step.label, "text": step.text} for step in judgement.steps],
        "composition": _composition_card(law, judgement.composition),
        "flags": [card for rule in judgement.flags if (card := _rule_card(law, rule))],
    }
    if judgement.per_head is not None:
        added["income"] = _income_card(judgement.per_head)
    if judgement.estimate is not None:
        estimate = judgement.estimate
        added["estimate"] = {
            "low": estimate.low, "high": estimate.high, "period": "month", "formula": estimate.formula,
        }  # fmt: skip
    deadline = deadline_of(law, judgement.apart) if lane in MINIMUM_LIVING else None
    return added | ({"deadline": deadline_card(*deadline, citation_card(deadline[1]))} if deadline else {})


def _composition_card(law: Law, composition: Composition) -> dict[str, Any]:
    aside = []
    for each in composition.aside:
        # a rule not yet in force is said as what it then was: a question for a person
        said = _rule_card(law, each.rule) or _rule_card(law, ASIDE_OPEN) or {}
        person = {"number": each.member.number, "relation": each.member.relation or "other"}
        aside.append(person | said | {"rule": each.rule})
    return {"counted": composition.heads, "set_aside": aside}


def _income_card(share: Range) -> dict[str, Any]:
    high = None if share.high is None else plain_number(share.high.quantize(CENT))
    return {"low": plain_number(share.low.quantize(CENT)), "high": high, "unit": "CNY/month", "of": "head"}
