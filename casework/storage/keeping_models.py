"""Tables that keep the record safe and working: promises, audit, look-up hashes, limits, published law, memory."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.storage.base import Base
from casework.storage.types import Encrypted, EncryptedJson, PlainJson


class Outbox(Base):
    """Work promised in the same transaction as the change that caused it; at least once, keyed."""

    __tablename__ = "outbox"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    dedup_key: Mapped[str] = mapped_column(String(128), unique=True)
    # whose data it carries, so that an erasure finds it
    conversation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    payload: Mapped[Any] = mapped_column(EncryptedJson)
    state: Mapped[str] = mapped_column(String(8), default="pending")  # pending · done · dead · void
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[datetime]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_outbox_due", "state", "next_attempt_at"),)


class AuditEvent(Base):
    """Append-only, hash-chained: each row's hash covers the one before. Holds ids and hashes, never contents."""

    __tablename__ = "audit_events"
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(48))
    object_kind: Mapped[str] = mapped_column(String(24))
    object_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[Any] = mapped_column(PlainJson, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class BlindIndex(Base):
    """Keyed hash of a personal value, so that it can be found without being read."""

    __tablename__ = "blind_indexes"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))  # phone · id_number · name
    key_id: Mapped[str] = mapped_column(String(16))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    object_kind: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[str] = mapped_column(String(32), index=True)
    __table_args__ = (UniqueConstraint("kind", "key_id", "digest", "object_kind", "object_id"),)


class RateWindow(Base):
    """A counter of a limiter that must survive restarts and be shared (status look-ups, logins)."""

    __tablename__ = "rate_windows"
    subject: Mapped[str] = mapped_column(String(96), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


class NotUnderstood(Base):
    """Words of a resident that were not understood, masked before they came here, for people to label.

    One row for the same words of one conversation; erased with it, and by itself when old.
    """

    __tablename__ = "not_understood"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    text: Mapped[str] = mapped_column(Encrypted)
    ranking: Mapped[Any] = mapped_column(EncryptedJson)  # [{intent, confidence}], three at most
    why: Mapped[str] = mapped_column(String(12))  # recovery · unsure
    question: Mapped[str | None] = mapped_column(String(32))
    region: Mapped[str | None] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(16))
    seen: Mapped[int] = mapped_column(Integer, default=1)
    # the turn counted last: one that runs twice counts once
    turn_id: Mapped[str] = mapped_column(String(32))
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_not_understood_open", "reviewed_at", "last_at"),)


class PolicyVersion(Base):
    """A published set of parameter files: immutable, named by the hash of its content."""

    __tablename__ = "policy_versions"
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(32))
    files: Mapped[Any] = mapped_column(PlainJson)


class TrackerSnapshot(Base):
    """Working memory of the dialogue: a short tracker and the reply of the last turn, purged on a schedule."""

    __tablename__ = "tracker_snapshots"
    conversation_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    # encrypted by the store itself (bot.components may not import casework)
    snapshot: Mapped[str] = mapped_column(Text)
    last_turn_id: Mapped[str | None] = mapped_column(String(32))
    last_reply: Mapped[str | None] = mapped_column(Text)
    updated_at: Mapped[datetime]
