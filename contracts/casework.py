"""What the dialogue asks casework on the internal port (`/internal/v1/...`, header `X-Jiuji-Secret`).

Every call carries the turn id, so that a turn that runs twice writes once.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from contracts.keys import Lane
from contracts.messages import Contract, Progress
from contracts.paper_talk import PapersState

Source = Literal["resident", "helper", "ocr", "staff"]
ConsentKind = Literal[
    "privacy", "sensitive_health", "sensitive_finance", "sensitive_id", "sensitive_minor", "verification", "honesty",
    "proxy",
]  # fmt: skip
# `later`: the text was shown and the signature comes with a visit
Decision = Literal["given", "refused", "withdrawn", "later"]
Phase = Literal["before_filing", "review", "after_filing", "done"]


class Answer(Contract):
    """One answer in normal form, with the words it came from."""

    key: str
    value: Any = None
    text: str = ""
    source: Source = "resident"


class AnswersIn(Contract):
    """`POST conversations/{id}/answers`: save answers to the open draft of a lane (opened when there is none)."""

    turn_id: str
    lane: Lane
    answers: list[Answer]
    fresh: bool = Field(default=False, description="a new need: open a new draft though one of this lane was filed")


class ReopenIn(Contract):
    """`POST conversations/{id}/reopen`: 上一步, or with a key "改第2条"; the answer is cleared and asked again."""

    turn_id: str
    key: str | None = None
    lane: Lane | None = None


class SummaryItem(Contract):
    """One line of the review, with its number as the resident may name it."""

    number: int
    key: str
    label: str
    value: Any
    text: str


class TableRow(Contract):
    """One person of the household in words, with the number a resident may correct by."""

    number: int
    text: str


class DraftState(Contract):
    """A draft as the interview needs it. `next_key` is the question to ask now; None when nothing is left.

    `detail` says what of the question is open. Of `members`: `{member: 2, field: relation|age|occupation|income}`
    (numbered from 1), or `{member: null, field: "conditions", numbers: [1, 3]}`, the one question for all of them
    about disability, grave illness and absence. Of `income_kinds`: `{kinds: [...]}`, those worth offering.
    """

    draft_id: str
    lane: Lane
    phase: Phase
    answers: dict[str, Any]
    last_key: str | None = Field(default=None, description="the key answered last, for 上一步")
    next_key: str | None
    missing: list[str]
    progress: Progress
    summary: list[SummaryItem]
    case_number: str | None = None
    detail: dict[str, Any] | None = None
    table: list[TableRow] = Field(default_factory=list, description="the members told, for reading back")


class CaseBrief(Contract):
    """A case this very conversation may see."""

    case_number: str
    programme: str
    kind: str
    state: str
    card: dict[str, Any] = Field(description="data of a `case` card")


class HandoffBrief(Contract):
    """Data of a `handoff` card, plus whether somebody is at work now."""

    state: Literal["queued", "claimed", "closed"]
    position: int | None = None
    opens_at: datetime | None = None


class ConversationState(Contract):
    """All that casework knows of a conversation; a new or lost tracker starts from here."""

    conversation_id: str
    mode: Literal["bot", "queued", "staff", "closed"]
    channel: str
    region: str | None
    today: date
    consent_privacy: bool | None
    draft: DraftState | None
    cases: list[CaseBrief]
    handoff: HandoffBrief | None
    office_open: bool
    office_opens_at: datetime | None = None
    controller: str | None = Field(default=None, description="who answers for the data, where the channel names them")
    quiet: bool = Field(default=False, description="静默: nothing is pushed to the resident's phone")
    takes_files: bool = Field(default=False, description="photos sent here can be fetched and kept")
    consents: dict[str, Decision] = Field(
        default_factory=dict, description="the last decision on each text but the privacy notice, by its kind"
    )
    notices: list[ConsentKind] = Field(
        default_factory=list, description="to be said with the next question: answering it agrees, once for all"
    )
    papers: PapersState | None = Field(default=None, description="None: there is nothing to say about papers")


class QuietIn(Contract):
    """`POST .../quiet`: the resident wants no messages pushed to the phone, or wants them again."""

    turn_id: str
    quiet: bool


class ConsentIn(Contract):
    """`POST .../consents`: one decision, with the text the resident saw (its hash is kept)."""

    turn_id: str
    kind: ConsentKind
    decision: Decision
    text_version: str
    text: str


class ConsentText(Contract):
    """One text people agree to or declare; `{controller}` and `{whom}` in it are filled before it is shown."""

    version: str
    title: str
    text: str


class ConsentTexts(Contract):
    """`GET consent-texts`: the texts in use, by kind."""

    texts: dict[str, ConsentText]


class PapersIn(Contract):
    """`POST .../checklist`: a case's papers by number; without one those of the draft in hand or of the last case."""

    turn_id: str
    case_number: str | None = None


class PapersOut(Contract):
    """The whole list as it stands; `missing` names all that is still to come, in one go."""

    case_number: str | None
    documents: list[dict[str, Any]] = Field(description="documents of a `checklist` card")
    missing: list[str] = Field(description="titles of what has not come and is not stood in for")


class AssessIn(Contract):
    """`POST .../assess`: what the answers of a draft amount to today; nothing is stored."""

    draft_id: str


class Assessed(Contract):
    """The preliminary assessment of a draft, and the papers that follow from it."""

    assessment: dict[str, Any] = Field(description="data of an `assessment` card")
    checklist: list[dict[str, Any]] = Field(default_factory=list, description="documents of a `checklist` card")


class LaneIn(Contract):
    """`POST .../lane`: the open draft goes on as another kind of application; every answer is kept."""

    turn_id: str
    draft_id: str
    lane: Lane


class SubmitIn(Contract):
    """`POST .../submit`: file the open draft of a lane. `draft_id` is the idempotency key."""

    turn_id: str
    draft_id: str


class Filed(Contract):
    """The filed case; `already` when it had been filed before."""

    already: bool
    case: CaseBrief
    checklist: list[dict[str, Any]] = Field(default_factory=list, description="documents of a `checklist` card")
    assessment: dict[str, Any] | None = Field(default=None, description="data of an `assessment` card")


class StatusIn(Contract):
    """`POST .../status`: without a number all cases of this conversation; with one, that one or nothing."""

    turn_id: str
    case_number: str | None = None


class StatusOut(Contract):
    """What the caller may see. `closed` after too many wrong numbers today."""

    cases: list[CaseBrief]
    closed: bool = False


class HandoffIn(Contract):
    """`POST .../handoff`: put the conversation into the staff queue."""

    turn_id: str
    reason: str = Field(description="an intent, `not_understood`, `fault` or `requested`")
    urgent: bool = False
    crisis: str | None = None


class HandoffOut(Contract):
    """The queue's answer."""

    handoff: HandoffBrief


class WithdrawIn(Contract):
    """`POST .../withdraw`: take a filed case back; without a number the only open one."""

    turn_id: str
    case_number: str | None = None


class EraseIn(Contract):
    """`POST .../erase`: 删除我的信息. Open drafts and texts go; filed cases stay on their own legal basis."""

    turn_id: str
    photos_only: bool = Field(default=False, description="照片删掉: photos and files not filed go, nothing else")


class Erased(Contract):
    """What was erased and what the law makes us keep, in words fit to show."""

    drafts: int
    messages: int
    kept: list[str]
    photos: int = 0


class LeadIn(Contract):
    """`POST .../lead`: somebody else in need (主动发现)."""

    turn_id: str
    place: str
    region: str | None
    situation: str


class LeadOut(Contract):
    """Data of a `lead` card."""

    number: str
    office: str


class IntentGuess(Contract):
    """What understanding thought of, with its stated confidence from 0 to 1."""

    intent: str
    confidence: float


class NotUnderstoodIn(Contract):
    """`POST .../not-understood`: words not understood, or hardly; casework masks them before it keeps them."""

    turn_id: str
    text: str
    why: Literal["recovery", "unsure"]
    ranking: list[IntentGuess] = Field(default_factory=list, description="likeliest first; three are kept")
    question: str | None = Field(default=None, max_length=32, description="the key or offer that was open")
    region: str | None = Field(default=None, max_length=12, description="code of the place, where it was told")


class NotUnderstoodOut(Contract):
    """Whether anything was kept: not after a refusal, an erasure, or where masking leaves no words."""

    kept: bool


class PolicyQuestion(Contract):
    """`POST policy/answer`: an `ask_*` intent for a region, date and lane."""

    topic: str
    region: str | None
    on: date
    lane: str | None = None
    programme: str | None = None


class Citation(Contract):
    """Where a statement stands."""

    title: str
    document_no: str | None = None
    article: str | None = None
    url: str | None = None
    effective_from: date | None = Field(default=None, description="since when the text is in force")


class PolicyAnswer(Contract):
    """Plain sentences built from the data, each bubble short, with what they rest on."""

    sentences: list[str]
    citations: list[Citation]
    confirmed: bool
    referral: dict[str, Any] | None = Field(default=None, description="data of a `referral` card, for ask_other_aid")


class RegionCheck(Contract):
    """`GET regions/{code}`: whether a place is served, and whom to turn to when it is not."""

    code: str
    name: str
    served: bool
    hotlines: list[dict[str, str]] = Field(default_factory=list, description="[{label, number}]")


class HelpLines(Contract):
    """`GET policy/lines?use=&region=`: numbers to call. `use` is a crisis intent, or `help` for the hotlines."""

    lines: list[dict[str, str]] = Field(description="[{label, number}], the one to call first in front")
