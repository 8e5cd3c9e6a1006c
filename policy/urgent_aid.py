"""Urgent temporary aid (急难型): three outcomes, hukou never asked for, papers never a condition."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from policy.facts import read_day, read_word, read_words
from policy.judgement import Judgement
from policy.model import Value
from policy.parameters import Parameters

LANE = "temporary_urgent"
PRESSING_NEEDS = {"food", "shelter", "treatment"}
PRESSING_SAFETY = {"unsafe", "no_food_or_shelter"}
LOW_INCOME = {"minimum_living", "destitute_support", "marginal_household", "rigid_expense_household"}
Age = Literal["unknown", "ahead", "recent", "older", "old"]


def judge_urgent(parameters: Parameters, facts: Mapping[Any, Any], on: date) -> Judgement:
    """The outcome for urgent aid; every unknown leads to a person, never away from one."""
    region = read_word(facts, "incident_region") or read_word(facts, "region")
    cause = _cause(parameters, facts, region, on)
    pressing = _presses(facts)
    judgement = Judgement()
    _weigh_cause(judgement, facts, cause, pressing)
    _weigh_date(judgement, _age(parameters, facts, region, on), pressing)
    if facts.get("same_cause_this_year") is True:
        judgement.outcome = "needs_review" if judgement.outcome == "likely" else judgement.outcome
        judgement.rules.append("urgent_repeat")
    _add_side_rules(judgement, facts)
    judgement.alternatives += [name for name in _also(facts, cause) if name not in judgement.alternatives]
    return judgement


def _presses(facts: Mapping[Any, Any]) -> bool:
    return read_word(facts, "safety_now") in PRESSING_SAFETY or bool(read_words(facts, "urgent_need") & PRESSING_NEEDS)


def _cause(parameters: Parameters, facts: Mapping[Any, Any], region: str | None, on: date) -> dict[str, Any] | None:
    found = parameters.value("urgent_causes", region, on, cause=read_word(facts, "incident_cause") or "")
    return found.value if isinstance(found, Value) else None


def _weigh_cause(judgement: Judgement, facts: Mapping[Any, Any], cause: dict[str, Any] | None, pressing: bool) -> None:
    if cause is None:
        judgement.missing.append("incident_cause")
        judgement.rules.append("urgent_cause_unknown")
    elif cause["named"]:
        judgement.outcome = "likely"
        judgement.rules.append("urgent_cause_named")
    elif pressing:
        judgement.outcome = "likely"
    else:
        judgement.rules.append("urgent_cause_other")
        # whether the need presses is what the outcome turns on here
        judgement.missing += [key for key in ("urgent_need",) if not isinstance(facts.get(key), list)]
    if pressing:
        judgement.rules.append("urgent_pressing")


def _age(parameters: Parameters, facts: Mapping[Any, Any], region: str | None, on: date) -> Age:
    happened = read_day(facts.get("incident_date"))
    if happened is None:
        return "unknown"
    if happened > on:
        return "ahead"
    months = (on.year - happened.year) * 12 + on.month - happened.month - (on.day < happened.day)
    for step, age in (("expense", "old"), ("review", "older")):
        limit = parameters.value("event_age_limit", region, on, step=step)
        if isinstance(limit, Value) and months >= limit.value:
            return "old" if age == "old" else "older"
    return "recent"


def _weigh_date(judgement: Judgement, age: Age, pressing: bool) -> None:
    if age == "recent":
        return
    if age in ("older", "old"):
        judgement.rules.append("urgent_old")
        judgement.alternatives.append("temporary_expense")
        judgement.outcome = "alternative" if age == "old" and not pressing else "needs_review"
        return
    judgement.rules.append("urgent_date_ahead" if age == "ahead" else "urgent_date_unknown")
    if not (pressing and judgement.outcome == "likely"):
        # a need that presses today is urgent whenever it began
        judgement.outcome = "needs_review"
        judgement.missing.append("incident_date")


def _add_side_rules(judgement: Judgement, facts: Mapping[Any, Any]) -> None:
    judgement.rules += ["urgent_trigger", "urgent_place", "urgent_first", "urgent_no_check"]
    if read_word(facts, "hukou_region"):
        judgement.rules.append("urgent_nonlocal")
    if read_word(facts, "existing_status") in LOW_INCOME:
        judgement.rules.append("known_status")
    if read_word(facts, "applicant_role") == "proxy":
        judgement.rules.append("urgent_proxy")
    judgement.rules.append("urgent_decides")


def _also(facts: Mapping[Any, Any], cause: dict[str, Any] | None) -> list[str]:
    also = list(cause["also"]) if cause else []
    if "travel_home" in read_words(facts, "urgent_need"):
        also.append("vagrant_rescue")
    return also
