"""Cases and the audit as staff see them, as typed views."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from casework.services.staff_views import AnswerRow, AttachmentRow, CasePaper, Clock, StaffModel
from contracts.messages import Card


class CaseRow(StaffModel):
    """One case in a list."""

    case_number: str
    conversation_id: str
    programme: str
    kind: str
    state: str
    state_text: str
    aid_first: bool
    region: str
    region_name: str
    submitted_at: datetime
    clock: Clock | None


class CasesOut(StaffModel):
    """`GET cases`."""

    cases: list[CaseRow]


class CaseEventRow(StaffModel):
    """One move of a case."""

    move: str
    from_state: str
    to_state: str
    who: str
    reason: str
    at: datetime


class MoveChoice(StaffModel):
    """A move that is open now."""

    to: str
    title: str
    reason_needed: bool = True
    told: bool = Field(default=False, description="the reason is said to the resident word for word")


class AssessmentCheck(StaffModel):
    """The stored assessment beside the same facts and as-of date computed again."""

    same: bool
    same_version: bool = Field(description="false: the law in hand is another version than at filing")
    text: str = Field(description="what that means, in Chinese")


class CaseOut(StaffModel):
    """`GET cases/{number}`."""

    case: CaseRow
    card: Card
    answers: list[AnswerRow]
    assessment: Card | None
    as_of: date
    policy_version: str
    assessment_check: AssessmentCheck | None = None
    events: list[CaseEventRow]
    moves: list[MoveChoice]
    version: int
    papers: list[CasePaper] = Field(default_factory=list, description="the whole list, `not_needed` ones too")
    attachments: list[AttachmentRow] = Field(default_factory=list, description="what was sent for this application")


class AuditRow(StaffModel):
    """One audit event: ids only, never contents."""

    seq: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    object_kind: str
    object_id: str
    detail: dict[str, Any]


class AuditOut(StaffModel):
    """`GET audit`."""

    events: list[AuditRow]
