"""What staff see, as typed views: services fill them, `casework/api/staff_models.py` publishes them."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from casework.services.reading_views import ReadingView
from contracts.casework import SummaryItem
from contracts.messages import Card, Message

Role = Literal["clerk", "reviewer", "supervisor", "policy_admin", "admin", "auditor", "assistant"]
Mode = Literal["bot", "queued", "staff", "closed"]
ColumnKey = Literal["urgent", "waiting", "mine", "resident", "overdue", "taken", "closed"]


class StaffModel(BaseModel):
    """Base of every staff body and answer: unknown keys are an error; nothing is lost in silence."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class TotpSetup(StaffModel):
    """Shown only until the first code has been confirmed: the secret for the authenticator and its QR link."""

    secret: str
    uri: str


class Me(StaffModel):
    """Who is signed in and what they may do. `permissions` are route names such as `claim` or `read_queue`."""

    id: str
    name: str
    display_name: str
    role: Role
    region: str
    region_name: str
    must_change_password: bool
    second_factor: bool = Field(description="this session has shown its second factor, or none is needed (demo)")
    ready: bool = Field(description="false until password and second factor are in order; then only setup calls work")
    permissions: list[str]
    expires_at: datetime


class Column(StaffModel):
    """One column of the queue and how many rows stand in it."""

    key: ColumnKey
    title: str
    count: int


class Clock(StaffModel):
    """A legal or promised time of a case."""

    name: str
    due_at: datetime
    overdue: bool


class Papers(StaffModel):
    """Papers handed in, of those asked for."""

    received: int
    total: int


class Person(StaffModel):
    """A staff member as colleagues see them."""

    id: str
    display_name: str


class SendWindow(StaffModel):
    """What WeChat still lets us send to a resident before they act again, and until when."""

    left: int
    until: datetime | None = Field(description="None: no window is open")


class QueueRow(StaffModel):
    """One conversation in the queue; it may stand in several columns."""

    conversation_id: str
    columns: list[ColumnKey]
    channel: str
    region: str | None
    region_name: str
    mode: Mode
    topic: str
    reason: str = Field(description="code: an intent, `requested`, `not_understood`, `fault`, `filed`, `staff`")
    reason_text: str = Field(description="the reason in Chinese")
    urgent: bool
    crisis: str | None
    waiting_since: datetime
    last_text: str
    last_from: Literal["bot", "staff", "system", "resident"] | None
    last_at: datetime | None
    last_seq: int
    clock: Clock | None
    claimed_by: Person | None
    papers: Papers | None
    case_number: str | None
    window: SendWindow | None = Field(default=None, description="None: this channel has no budget (web)")
    quiet: bool = Field(default=False, description="静默: nothing is pushed to the resident's phone")
    source: str = Field(default="", description="which poster or article brought them")


class QueueOut(StaffModel):
    """`GET queue`: urgent first, then longest waiting."""

    columns: list[Column]
    rows: list[QueueRow]
    at: datetime


class AnswerRow(StaffModel):
    """One answer of a draft: what, in whose words, from whom and when. Phone and ID number arrive masked."""

    key: str
    label: str
    value: Any
    text: str = Field(description="the value in words")
    said: str = Field(description="the resident's or staff member's own words")
    source: Literal["resident", "helper", "ocr", "staff"]
    who: str
    at: datetime
    replaced: Any | None = None
    masked: bool = False


class DraftView(StaffModel):
    """A draft with every present answer, what is missing and the review as the resident would see it."""

    draft_id: str
    lane: str
    state: str
    region: str | None
    updated_at: datetime
    answers: list[AnswerRow]
    history: list[AnswerRow] = Field(description="answers that were replaced or cleared, oldest first")
    missing: list[str]
    next_key: str | None
    summary: list[SummaryItem]


class ConsentRow(StaffModel):
    """One decision on one text."""

    kind: str
    decision: str
    text_version: str
    channel: str
    at: datetime


class CasePaper(StaffModel):
    """One paper of a case as it stands; `not_needed` is said by staff alone and not shown to the resident."""

    type: str
    title: str
    why: str
    required: str
    state: Literal["missing", "received", "checking", "accepted", "replaced", "not_needed"]
    instead: str | None = None
    where: str | None = None
    cannot: str | None = None


class CasePapers(StaffModel):
    """`POST cases/{number}/papers`: the whole list of a case."""

    case_number: str
    documents: list[CasePaper]


class NoteRow(StaffModel):
    """An internal note; residents never see it."""

    id: str
    who: str
    text: str
    at: datetime
    system: bool = False


class HandoffRow(StaffModel):
    """Why a person is or was needed."""

    id: str
    reason: str
    reason_text: str
    urgent: bool
    state: Literal["queued", "claimed", "closed"]
    created_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None


class Holder(StaffModel):
    """Who has the conversation and until when without a heartbeat."""

    id: str
    display_name: str
    until: datetime
    me: bool


class StaffMessage(Message):
    """A message as staff see it; residents' pages do not learn what has arrived where."""

    delivered: bool | None = Field(default=None, description="None: said by the resident, or the channel cannot tell")


class ChannelBudget(SendWindow):
    """What may still be sent in a WeChat conversation and what has not arrived."""

    reachable: bool = Field(description="false exactly when `reason` is there")
    reason: str | None = Field(description="why nothing can be pushed now: unfollowed, quiet, window_closed, no_api, …")
    reason_text: str = Field(description="the reason in Chinese, empty when there is none")
    undelivered: int
    delivered_seq: int = Field(description="all that was said up to this `seq` has arrived")
    quiet: bool


class AttachmentRow(StaffModel):
    """A photo, PDF, recording or video the resident sent; the bytes are at `attachments/{id}`, once `scan` is clean."""

    id: str
    message_id: str | None = Field(description="None: uploaded on the page, its message not sent yet")
    message_seq: int | None
    kind: str
    state: str
    state_text: str
    content_type: str
    size: int = Field(description="bytes, 0 while it is not stored")
    at: datetime
    scan: str = Field(default="pending", description="pending · clean · rejected: only clean ones can be opened")
    source: str = Field(default="", description="wechat · web")
    pages: int = Field(default=0, description="of a photo or PDF; 0 for what has no pages")
    same_as: str | None = Field(default=None, description="the attachment with the same content, for state `same`")
    reading: ReadingView | None = Field(default=None, description="None: nothing to read, or not stored yet")


class ConversationOut(StaffModel):
    """`GET conversations/{id}`: the whole case beside the chat."""

    conversation_id: str
    channel: str
    region: str | None
    region_name: str
    mode: Mode
    topic: str
    urgent: bool
    crisis: str | None
    created_at: datetime
    last_seq: int
    messages: list[StaffMessage]
    drafts: list[DraftView]
    cases: list[Card] = Field(description="`case` cards")
    assessment: Card | None = Field(description="an `assessment` card of the latest draft, computed now")
    checklist: Card | None
    consents: list[ConsentRow]
    notes: list[NoteRow]
    handoff: HandoffRow | None
    holder: Holder | None
    erased: bool = Field(description="已撤回: the resident had their data deleted")
    quiet: bool = Field(default=False, description="静默: nothing is pushed to the resident's phone")
    channel_budget: ChannelBudget | None = Field(default=None, description="None: this channel has no budget (web)")
    attachments: list[AttachmentRow] = Field(default_factory=list)
    source: str = Field(default="", description="which poster or article brought them")


class Claimed(StaffModel):
    """The claim and how long it lasts without a heartbeat."""

    conversation_id: str
    mode: Mode
    holder: Holder | None
    last_seq: int


class QueueChanged(StaffModel):
    """SSE `queue`: fetch the queue again. SSE `ready` carries the same when the stream opens."""

    urgent: int
    waiting: int


class ConversationChanged(StaffModel):
    """SSE `conversation`: fetch what came after the seq on screen."""

    conversation_id: str
    last_seq: int
    mode: Mode
    claimed_by: str | None


class Alarm(StaffModel):
    """SSE `alarm`: something urgent is new; sound and browser notice."""

    conversation_id: str
    crisis: str | None
    region_name: str
