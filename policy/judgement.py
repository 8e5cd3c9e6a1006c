"""What a lane's judgement consists of."""

from dataclasses import dataclass, field
from typing import Literal

Outcome = Literal["likely", "needs_review", "alternative"]


@dataclass
class Judgement:
    """What a lane finds: an outcome, the rules it rests on, what is missing, what else may help."""

    outcome: Outcome = "needs_review"
    rules: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
