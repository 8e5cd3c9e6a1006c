"""Tables of photographed papers: what was read on each, and what the resident said to what was read."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.storage.base import Base
from casework.storage.types import EncryptedJson


class PaperRecord(Base):
    """The reading of one stored photo or PDF: `waiting → reading → read | failed`; gone with its attachment."""

    __tablename__ = "paper_readings"
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    # of the first page that is a paper we know: what a checklist asks for
    kind: Mapped[str] = mapped_column(String(24), default="")
    quality: Mapped[Any] = mapped_column(EncryptedJson, default=list)
    # `contracts.papers.PaperReading` as JSON, page by page
    pages: Mapped[Any] = mapped_column(EncryptedJson, default=list)
    problem: Mapped[str | None] = mapped_column(String(64))
    # the earlier attachment that shows the same paper
    same_as: Mapped[str | None] = mapped_column(String(32))
    # of what was read: '' not known yet · news (to be told) · open (told, something may be asked) · done
    talk: Mapped[str] = mapped_column(String(8), default="")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    try_after: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_paper_readings_state", "state", "created_at"),
        Index("ix_paper_readings_talk", "talk", "conversation_id"),
    )


class PaperAnswer(Base):
    """What became of one field of a paper when the resident was asked about it; no row: not asked yet."""

    __tablename__ = "paper_offers"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    attachment_id: Mapped[str] = mapped_column(
        ForeignKey("paper_readings.attachment_id", ondelete="CASCADE"), index=True
    )
    page: Mapped[int] = mapped_column(Integer, default=0)
    field: Mapped[str] = mapped_column(String(24))
    # the fact it fills, e.g. `id_number`
    key: Mapped[str] = mapped_column(String(32))
    # later · asked · confirmed · refused · not_mine · paper (the paper's word holds) · told (the resident's does)
    state: Mapped[str] = mapped_column(String(12))
    turn_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("attachment_id", "page", "field"),)
