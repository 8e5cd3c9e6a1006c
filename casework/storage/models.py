"""Every table of the record, in the order a conversation fills them.

Personal and free text is `Encrypted` (AES-GCM, key id in the value); what must be found again has a row in
`blind_indexes`. Instants are UTC; `seq` columns, not clocks, give the order.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.storage.base import Base
from casework.storage.types import Encrypted, EncryptedJson, PlainJson


class Resident(Base):
    """A person as far as we know: one per channel identity until proven the same."""

    __tablename__ = "residents"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Conversation(Base):
    """One resident on one channel: its mode, its turn lease, its claim. `closed` reopens as `bot`."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    resident_id: Mapped[str] = mapped_column(ForeignKey("residents.id"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = mapped_column(String(64), default="")
    # sha256 of the web session token, or the keyed hash of an openid: what proves who is writing
    identity_hash: Mapped[str] = mapped_column(String(64))
    region: Mapped[str | None] = mapped_column(String(12), index=True)
    mode: Mapped[str] = mapped_column(String(8), default="bot")
    topic: Mapped[str] = mapped_column(String(32), default="")
    crisis: Mapped[str | None] = mapped_column(String(32))
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    # 静默: nothing is pushed to a phone that somebody else may be looking at
    quiet: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    last_outbound_at: Mapped[datetime | None]
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    claim_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("channel", "account", "identity_hash"),
        Index("ix_conversations_said", "channel", "last_outbound_at"),
    )


class InboundMessage(Base):
    """What came in, stored before anything is acknowledged. A redelivery ends at the unique key."""

    __tablename__ = "inbound_messages"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = mapped_column(String(64), default="")
    dedup_key: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Encrypted)
    command: Mapped[Any | None] = mapped_column(EncryptedJson)
    screen: Mapped[Any] = mapped_column(PlainJson, default=list)
    received_at: Mapped[datetime]
    turn_id: Mapped[str | None] = mapped_column(String(32))
    # how often a channel has brought it: WeChat repeats what was not answered in five seconds
    copies: Mapped[int] = mapped_column(Integer, default=1)
    heard: Mapped[bool] = mapped_column(Boolean, default=False)  # words recognised in a recording: read back
    __table_args__ = (
        UniqueConstraint("channel", "account", "dedup_key"),
        UniqueConstraint("conversation_id", "seq"),
    )


class Turn(Base):
    """The durable queue: `queued → running → done | failed`, in `seq` order within a conversation.

    `kind` is `resident` (an inbound message), `resume` (staff handed back; the bot speaks first) or `papers` (papers
    were read; the bot says what became of them).
    """

    __tablename__ = "turns"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    inbound_id: Mapped[str | None] = mapped_column(ForeignKey("inbound_messages.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16), default="resident")
    state: Mapped[str] = mapped_column(String(8), default="queued")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    apologised: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(64))
    # back-off: the head of the line waits, and everything behind it with it
    not_before: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_turns_open", "state", "conversation_id", "seq"),
    )


class OutboundMessage(Base):
    """What was said, by whom, in the order it was said. `body` is a `contracts.messages.Bubble` as JSON."""

    __tablename__ = "outbound_messages"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int]
    turn_id: Mapped[str | None] = mapped_column(String(32), index=True)
    origin: Mapped[str] = mapped_column(String(8))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    body: Mapped[Any] = mapped_column(EncryptedJson)
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("conversation_id", "seq"),)


class ResumeCode(Base):
    """A single-use code that moves a web conversation to another device; the id is the sha256 of the code."""

    __tablename__ = "resume_codes"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Consent(Base):
    """One decision on one text; two kinds are never merged."""

    __tablename__ = "consents"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    resident_id: Mapped[str] = mapped_column(ForeignKey("residents.id"), index=True)
    # order of decisions within a conversation: clocks may step back, a withdrawal must not be undone by that
    seq: Mapped[int] = mapped_column(Integer, default=0)
    turn_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(24))
    decision: Mapped[str] = mapped_column(String(16))
    text_version: Mapped[str] = mapped_column(String(32))
    text_hash: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("turn_id", "kind"),)


class Draft(Base):
    """An interview's answers before and after filing. At most one open per resident and lane."""

    __tablename__ = "drafts"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    resident_id: Mapped[str] = mapped_column(ForeignKey("residents.id"), index=True)
    lane: Mapped[str] = mapped_column(String(32))
    region: Mapped[str | None] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="open")  # open · submitted · withdrawn · erased
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    # the fold of the answer events, written with them, so that turn 300 reads as little as turn 1
    folded: Mapped[Any] = mapped_column(EncryptedJson, default=dict)
    __table_args__ = (
        Index(
            "uq_drafts_open", "resident_id", "lane", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
    )  # fmt: skip


class AnswerEvent(Base):
    """One answer as given: who, when, from what, and what it replaced. The draft is the fold of these."""

    __tablename__ = "answer_events"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"))
    seq: Mapped[int]
    turn_id: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[Any] = mapped_column(EncryptedJson)
    replaced: Mapped[Any | None] = mapped_column(EncryptedJson)
    # a reopened question (上一步) is an event too: the answer is gone, its history is not
    cleared: Mapped[bool] = mapped_column(Boolean, default=False)
    text: Mapped[str] = mapped_column(Encrypted, default="")
    source: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("draft_id", "seq"), UniqueConstraint("draft_id", "turn_id", "key", "cleared"))


class Case(Base):
    """A filed application. `number` is what a person reads aloud; `draft_id` makes filing happen once."""

    __tablename__ = "cases"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("drafts.id"), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    resident_id: Mapped[str] = mapped_column(ForeignKey("residents.id"), index=True)
    programme: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    region: Mapped[str] = mapped_column(String(12), index=True)
    office: Mapped[Any] = mapped_column(PlainJson)
    state: Mapped[str] = mapped_column(String(16), default="submitted", index=True)
    returns_to: Mapped[str | None] = mapped_column(String(16))
    aid_first: Mapped[bool] = mapped_column(Boolean, default=False)
    origin: Mapped[str] = mapped_column(String(16), default="applied")
    facts: Mapped[Any] = mapped_column(EncryptedJson)
    assessment: Mapped[Any | None] = mapped_column(EncryptedJson)
    policy_version: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    submitted_at: Mapped[datetime]
    due_name: Mapped[str | None] = mapped_column(String(32))
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)


class CaseEvent(Base):
    """One move of a case: from, to, who, when, why."""

    __tablename__ = "case_events"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    move: Mapped[str] = mapped_column(String(24))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Encrypted, default="")
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("case_id", "seq"),)


class Handoff(Base):
    """Why a person is needed, since when, who took it. At most one open per conversation."""

    __tablename__ = "handoffs"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(8), default="queued", index=True)
    created_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    __table_args__ = (
        Index(
            "uq_handoffs_open", "conversation_id", unique=True,
            sqlite_where=text("state <> 'closed'"), postgresql_where=text("state <> 'closed'"),
        ),
    )  # fmt: skip


class Note(Base):
    """Internal words between staff; no code path leads from here to a channel."""

    __tablename__ = "notes"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))  # None: the system noticed something
    text: Mapped[str] = mapped_column(Encrypted)
    at: Mapped[datetime]


class Lead(Base):
    """Somebody else in need (主动发现): place and situation, never an application."""

    __tablename__ = "leads"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    turn_id: Mapped[str] = mapped_column(String(32), unique=True)
    region: Mapped[str | None] = mapped_column(String(12), index=True)
    place: Mapped[str] = mapped_column(Encrypted)
    situation: Mapped[str] = mapped_column(Encrypted)
    state: Mapped[str] = mapped_column(String(12), default="new")
    created_at: Mapped[datetime]


class Staff(Base):
    """A staff member; `region` bounds what exists for them (a prefix of the 6-digit code, trailing 0 cut)."""

    __tablename__ = "staff"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64), default="")
    password_hash: Mapped[str] = mapped_column(String(128))
    password_once: Mapped[bool] = mapped_column(Boolean, default=True)
    totp_secret: Mapped[str | None] = mapped_column(Encrypted)
    totp_last_step: Mapped[int] = mapped_column(Integer, default=0)
    role: Mapped[str] = mapped_column(String(16))
    region: Mapped[str] = mapped_column(String(12))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime]


class StaffSession(Base):
    """A server-side session; the id is the hash of the cookie. Idle and absolute limits apply."""

    __tablename__ = "staff_sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    second_factor: Mapped[bool] = mapped_column(Boolean, default=False)
