"""Tables of the checklist: what staff said of a paper of a case, and which list was last sent unasked."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.storage.base import Base


class PaperMark(Base):
    """What staff decided about one paper of a case; the last word stands, every word is in the audit."""

    __tablename__ = "paper_marks"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    # the paper's name in the policy data
    paper: Mapped[str] = mapped_column(String(48))
    state: Mapped[str] = mapped_column(String(12))  # missing · checking · accepted · replaced · not_needed
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("case_id", "paper"),)


class PapersTold(Base):
    """The list of missing papers sent last without being asked for; the same list is not sent twice."""

    __tablename__ = "papers_told"
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    list_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
