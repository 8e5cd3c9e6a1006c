"""Bodies and answers of `/api/staff/...`: what the console sends; what it is given is in `staff_views`."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from casework.domain.clean_text import clean_value
from casework.services.staff_case_views import (
    AuditOut,
    AuditRow,
    CaseEventRow,
    CaseOut,
    CaseRow,
    CasesOut,
    MoveChoice,
)
from casework.services.staff_views import (
    Alarm,
    AnswerRow,
    AttachmentRow,
    CasePaper,
    CasePapers,
    ChannelBudget,
    Claimed,
    Clock,
    Column,
    ColumnKey,
    ConsentRow,
    ConversationChanged,
    ConversationOut,
    DraftView,
    HandoffRow,
    Holder,
    Me,
    Mode,
    NoteRow,
    Papers,
    Person,
    QueueChanged,
    QueueOut,
    QueueRow,
    Role,
    StaffMessage,
    StaffModel,
    TotpSetup,
)
from contracts.messages import Card

__all__ = [
    "Alarm",
    "AnswerRow",
    "AnswersIn",
    "AnswersOut",
    "AttachmentRow",
    "AuditOut",
    "AuditQuery",
    "AuditRow",
    "CaseEventRow",
    "CaseOut",
    "CasePaper",
    "CasePapers",
    "CaseRow",
    "CasesOut",
    "CasesQuery",
    "ChannelBudget",
    "Claimed",
    "Clock",
    "Column",
    "ColumnKey",
    "ConsentRow",
    "ConversationChanged",
    "ConversationOut",
    "Done",
    "DraftView",
    "HandBackIn",
    "HandoffRow",
    "Holder",
    "LoginIn",
    "LoginOut",
    "Me",
    "MessagesQuery",
    "Mode",
    "MoveChoice",
    "MoveIn",
    "NoteIn",
    "NoteOut",
    "NoteRow",
    "Papers",
    "PasswordIn",
    "Person",
    "QueueChanged",
    "QueueOut",
    "QueueRow",
    "QuietIn",
    "QuietOut",
    "ReleaseIn",
    "ReplyIn",
    "ReplyOut",
    "RevealIn",
    "RevealOut",
    "Role",
    "SecondFactorIn",
    "StaffAnswer",
    "TotpSetup",
    "TransferIn",
]


class StaffBody(StaffModel):
    """Base of what the console sends: what breaks a database or the order of reading is removed from every text."""

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, given: Any) -> Any:
        return clean_value(given)


class LoginIn(StaffBody):
    """`POST login`. `totp` is needed once a second factor is set up (not in demo)."""

    name: str = Field(max_length=64)
    password: str = Field(max_length=256)
    totp: str | None = Field(default=None, max_length=8)


class LoginOut(StaffModel):
    """Signed in (cookie set). `totp` is there while a second factor must still be set up."""

    me: Me
    totp: TotpSetup | None = None


class PasswordIn(StaffBody):
    """`POST password`: choose a new password; `totp` confirms a second factor that is being set up."""

    current_password: str = Field(max_length=256)
    new_password: str = Field(min_length=10, max_length=256)
    totp: str | None = Field(default=None, max_length=8)


class SecondFactorIn(StaffBody):
    """`POST second-factor`: confirm the first code of a newly set up second factor."""

    totp: str = Field(max_length=8)


class Done(StaffModel):
    """The call took effect."""

    ok: Literal[True] = True


class MessagesQuery(StaffBody):
    """`GET conversations/{id}?after=`: only messages with a higher `seq` (all else stays complete)."""

    after: int = Field(default=0, ge=0)


class ReplyIn(StaffBody):
    """`POST reply`: words to the resident. `seen_seq` is the highest `seq` the writer has on screen."""

    text: str = Field(min_length=1, max_length=2000)
    seen_seq: int = Field(ge=0)


class ReplyOut(StaffModel):
    """The message as the resident receives it; on WeChat it may still be on its way."""

    message: StaffMessage


class NoteIn(StaffBody):
    """`POST note`: internal words."""

    text: str = Field(min_length=1, max_length=4000)


class NoteOut(StaffModel):
    """The stored note."""

    note: NoteRow


class ReleaseIn(StaffBody):
    """`POST release`: back to the queue, with a word for colleagues if there is one."""

    note: str = Field(default="", max_length=4000)


class TransferIn(StaffBody):
    """`POST transfer`: to a colleague who is signed in now; the note is required."""

    to: str = Field(description="the colleague's sign-in name", max_length=64)
    note: str = Field(min_length=1, max_length=4000)


class HandBackIn(StaffBody):
    """`POST hand-back`: the bot goes on at the next missing question, at the review, or the talk ends."""

    then: Literal["continue", "review", "end"] = "continue"
    note: str = Field(default="", max_length=4000)


class QuietIn(StaffBody):
    """`POST quiet`: whether nothing may pop up on the resident's phone; lifting it needs the note, which is kept."""

    quiet: bool
    note: str = Field(default="", max_length=4000)


class QuietOut(StaffModel):
    """How the conversation stands now."""

    conversation_id: str
    quiet: bool


class StaffAnswer(StaffBody):
    """An answer as staff enter it."""

    key: str = Field(max_length=64)
    value: Any = None
    text: str = Field(default="", max_length=2000)


class AnswersIn(StaffBody):
    """`POST answers`: set answers of the open (or filed) draft; `lane` opens one when there is none."""

    answers: list[StaffAnswer] = Field(min_length=1, max_length=60)
    lane: str | None = None


class AnswersOut(StaffModel):
    """The draft after the change, with its assessment computed again."""

    draft: DraftView
    assessment: Card | None


class RevealIn(StaffBody):
    """`POST reveal`: one answer, message or paper's field (`reveal_key`) in full; the reason is kept in the audit."""

    reason: str = Field(min_length=2, max_length=200)
    key: str | None = Field(default=None, max_length=64)
    message_id: str | None = Field(default=None, max_length=32)


class RevealOut(StaffModel):
    """The value in full."""

    value: Any


class CasesQuery(StaffBody):
    """`GET cases?…`: newest first; all filters optional."""

    state: str | None = Field(default=None, max_length=16)
    programme: str | None = Field(default=None, max_length=32)
    overdue: bool | None = None
    before: datetime | None = Field(default=None, description="only cases submitted before this instant (paging)")
    limit: int = Field(default=50, ge=1, le=200)


class MoveIn(StaffBody):
    """`POST cases/{number}/move`: to a state of the contract, with the reason. `version` guards a stale screen."""

    to: str = Field(max_length=24)
    reason: str = Field(min_length=1, max_length=500)
    version: int | None = None


class PaperIn(StaffBody):
    """`POST cases/{number}/papers`: how one paper of the case's list stands."""

    type: str = Field(max_length=48)
    state: Literal["missing", "checking", "accepted", "replaced", "not_needed"]


class AuditQuery(StaffBody):
    """`GET audit`: newest first; `before` pages on by sequence number."""

    before: int | None = Field(default=None, ge=1)
    action: str | None = Field(default=None, max_length=48)
    object_id: str | None = Field(default=None, max_length=64)
    limit: int = Field(default=100, ge=1, le=500)
