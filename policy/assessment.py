"""The preliminary assessment: a pure function from facts to an assessment card; it decides nothing."""

from typing import Any

from policy.parameters import Parameters


def assess(parameters: Parameters, facts: Any, version: str) -> dict[str, Any]:
    """The card's data plus `documents` and `clock`; total over any input."""
    return {
        "programme": "temporary_aid", "outcome": "needs_review", "missing": [], "reasons": [], "alternatives": [],
        "as_of": None, "policy_version": version, "documents": [], "clock": None,
    }  # fmt: skip
