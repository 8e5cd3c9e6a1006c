"""The shape of every card's `data`, by card type; the OpenAPI file and the tests use these."""

from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, Field

from contracts.casework import Citation, HandoffBrief, LeadOut, SummaryItem
from contracts.messages import Contract


class Reason(Contract):
    """One reason of an assessment, with the rule it rests on."""

    text: str
    citation: Citation
    rule: str | None = Field(default=None, description="the rule's name in the policy data")


class SetAside(Reason):
    """A person of the household who does not count this time, with the rule that says so."""

    number: int = Field(description="as the members were told, from 1")
    relation: str


class Composition(Contract):
    """Who counts; None where it cannot be told yet."""

    counted: int | None
    set_aside: list[SetAside] = Field(default_factory=list)


class Step(Contract):
    """One step of the arithmetic, in words."""

    label: str
    text: str


class HeadIncome(Contract):
    """Income per head; `high` is null while a part of it is not known."""

    low: float
    high: float | None
    unit: Literal["CNY/month"] = "CNY/month"
    of: Literal["head"] = "head"


class Deadline(Contract):
    """How long the office may take, counted from acceptance."""

    case: str
    limit: int
    unit: Literal["working_days"]
    text: str
    citation: Citation
    rule: str | None = None


class Standard(Contract):
    """The standard an assessment used, with its own unit and date."""

    amount: float
    unit: Literal["CNY/month", "CNY/year"]
    area: Literal["urban", "rural"]
    region: str
    effective_from: date | None = Field(description="null: in force before the oldest date on record")
    citation: Citation
    confirmed: bool = Field(default=True, description="false: said with 以当地公布为准")


class Estimate(Contract):
    """A range with its formula; never a promise."""

    low: float
    high: float
    period: str
    formula: str


class AssessmentCard(Contract):
    """A preliminary assessment: three outcomes only, nobody is told no."""

    programme: str
    outcome: Literal["likely", "needs_review", "alternative"]
    missing: list[str] = Field(default_factory=list)
    reasons: list[Reason]
    steps: list[Step] = Field(default_factory=list)
    composition: Composition | None = None
    income: HeadIncome | None = None
    flags: list[Reason] = Field(default_factory=list, description="what staff look at; never a no")
    deadline: Deadline | None = None
    standard: Standard | None = None
    estimate: Estimate | None = None
    alternatives: list[str] = Field(default_factory=list)
    as_of: date
    policy_version: str


class Document(Contract):
    """One paper of a checklist."""

    type: str
    title: str
    why: str
    required: Literal["now", "later", "if_available"]
    state: Literal["missing", "received", "checking", "accepted", "replaced"]
    instead: str | None = Field(default=None, description="what stands in for it, or how it may come later")
    where: str | None = Field(default=None, description="where it is to be had")
    cannot: str | None = Field(default=None, description="what to do when it cannot be had")


class ChecklistCard(Contract):
    """The papers that follow from the answers."""

    documents: list[Document]


class SummaryCard(Contract):
    """What will be filed, numbered for correction by number."""

    items: list[SummaryItem]


class OfficeLine(Contract):
    """Where a case went; what is not known is null, never invented."""

    name: str
    phone: str | None = None
    address: str | None = None
    hours: str | None = None


class ClockLine(Contract):
    """A legal or service clock that is running."""

    name: str
    due_at: datetime
    due_text: str = Field(default="", description="the last day with its weekday, e.g. 2026年12月21日（周一）")


class CaseCard(Contract):
    """A filed case as its resident sees it."""

    case_number: str
    programme: str
    kind: str
    status: str
    office: OfficeLine
    submitted_at: datetime
    clock: ClockLine | None = None
    next_steps: list[str] = Field(default_factory=list)


class ReferralCard(Contract):
    """Another programme: which office, how, its number."""

    programme: str
    office: str
    phone: str | None = None
    how: str


class NumberLine(Contract):
    """A number to call, with what it is for."""

    label: str
    number: str


class CrisisCard(Contract):
    """What to do now, before any form."""

    kind: str
    lines: list[NumberLine]


CARD_DATA: Final[dict[str, type[BaseModel]]] = {
    "assessment": AssessmentCard,
    "checklist": ChecklistCard,
    "summary": SummaryCard,
    "case": CaseCard,
    "handoff": HandoffBrief,
    "lead": LeadOut,
    "referral": ReferralCard,
    "crisis": CrisisCard,
}


def card_problem(card_type: str, data: dict[str, Any]) -> str | None:
    """Why a card's data does not have its documented shape; None when it does."""
    try:
        CARD_DATA[card_type].model_validate(data)
    except (KeyError, ValueError) as error:
        return f"{card_type}: {error}"
    return None
