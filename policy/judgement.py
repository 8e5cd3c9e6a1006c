"""What a lane's judgement consists of."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from policy.household.composition import Composition
    from policy.household.estimate import Estimate
    from policy.household.ranges import Range
    from policy.household.standards import Standard
    from policy.household.steps import Step

Outcome = Literal["likely", "needs_review", "alternative"]


@dataclass
class Judgement:
    """What a lane finds: an outcome, the rules it rests on, what is missing, what else may help.

    Lanes that look at a household add who counts, income a head a month, what was flagged, and every step in words.
    """

    outcome: Outcome = "needs_review"
    rules: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    steps: list["Step"] = field(default_factory=list)
    composition: "Composition | None" = None
    per_head: "Range | None" = None
    standard: "Standard | None" = None
    estimate: "Estimate | None" = None
    apart: bool = False
