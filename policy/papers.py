"""The personal list of papers: what follows from the answers, all of it deferrable in the urgent lane."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from policy.model import Value
from policy.parameters import Parameters


def checklist(
    parameters: Parameters, lane: str, answers: Mapping[str, Any], region: str | None, on: date
) -> list[dict[str, Any]]:
    """Documents `[{type, title, why, required, state, instead}]`, each once, in the order of the rules."""
    names: dict[str, None] = {}
    for rule in parameters.collect("paper_rules", region, on):
        if rule.where["lane"] == lane and _applies(rule.where, answers):
            names.update(dict.fromkeys(rule.value))
    found = [(name, parameters.value("papers", region, on, paper=name)) for name in names]
    return [_document(name, paper) for name, paper in found if isinstance(paper, Value)]


def _applies(where: dict[str, str], answers: Mapping[str, Any]) -> bool:
    if where["fact"] == "always":
        return True
    told = answers.get(where["fact"])
    words = told if isinstance(told, list) else [told]
    return any(_word(item) == where["is"] for item in words)


def _word(item: Any) -> str | None:
    if isinstance(item, bool):
        return "true" if item else "false"
    return item if isinstance(item, str) else None


def _document(name: str, paper: Value) -> dict[str, Any]:
    fields = paper.value
    return {
        "type": name,
        "title": fields["title"],
        "why": fields["why"],
        "required": fields["required"],
        "state": "missing",
        "instead": fields["instead"],
    }
