"""Tables of the channels: followers, raw arrivals, official accounts, attachments, uploads, page sessions."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.storage.base import Base
from casework.storage.types import Encrypted


class WeChatContact(Base):
    """A resident as one official account knows them: how they may be reached, and how far they have been told.

    Delivery is strictly in `seq` order: everything up to `delivered_seq` was delivered, and of the next outbound
    message the first `delivered_characters` of its rendering.
    """

    __tablename__ = "wechat_contacts"
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    # empty once the link is erased (取消关注)
    openid: Mapped[str] = mapped_column(Encrypted)
    followed: Mapped[bool] = mapped_column(Boolean, default=True)
    # which poster or article brought them, from the QR code's parameter
    source: Mapped[str] = mapped_column(String(64), default="")
    # why the platform says they cannot be reached; a new action of theirs clears it
    unreachable: Mapped[str | None] = mapped_column(String(32))
    # what the platform still lets us send: after a message, and after a tap, scan or follow
    message_left: Mapped[int] = mapped_column(Integer, default=0)
    message_until: Mapped[datetime | None]
    tap_left: Mapped[int] = mapped_column(Integer, default=0)
    tap_until: Mapped[datetime | None]
    last_action_at: Mapped[datetime | None]
    # a callback of the platform is still open and will carry the answer: nobody else sends until then
    passive_until: Mapped[datetime | None]
    # who is sending now; a lease, so that a sender that died is followed by another
    sending_owner: Mapped[str | None] = mapped_column(String(64))
    sending_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    try_after: Mapped[datetime | None]
    delivered_seq: Mapped[int] = mapped_column(Integer, default=0)
    delivered_characters: Mapped[int] = mapped_column(Integer, default=0)
    # the newest message a template or subscription notice has pointed at: never the same twice
    noticed_seq: Mapped[int] = mapped_column(Integer, default=0)


class WeChatArrival(Base):
    """A verified callback body kept as it came: too many at once (taken up soon), or one nobody can read (kept)."""

    __tablename__ = "wechat_arrivals"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    dedup_key: Mapped[str] = mapped_column(String(192))
    body: Mapped[str] = mapped_column(Encrypted)
    why: Mapped[str] = mapped_column(String(16))  # overload · unreadable · unknown
    state: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting · done · kept
    received_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("account", "dedup_key"),
        Index("ix_wechat_arrivals_waiting", "state", "received_at"),
    )


class WeChatAccountState(Base):
    """What every process must agree on about one official account: its token, and whether its API is shut to us."""

    __tablename__ = "wechat_account_states"
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[str] = mapped_column(Encrypted, default="")
    token_until: Mapped[datetime | None]
    forced_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None]
    # an error only people can cure, or a daily budget used up: no calls until then
    circuit_code: Mapped[int | None]
    circuit_until: Mapped[datetime | None]
    # learned from the platform's answer; None: not known yet
    can_send: Mapped[bool | None]


class Attachment(Base):
    """A photo, PDF, recording or video a resident sent; the bytes lie encrypted in the file store under `id`.

    A photo is stored as it left inspection: upright, without EXIF; `digest` is the sha256 of what was sent.
    """

    __tablename__ = "attachments"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    # None: uploaded on the page, its message not sent yet
    inbound_id: Mapped[str | None] = mapped_column(ForeignKey("inbound_messages.id"), index=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))  # image · pdf · voice · video
    source: Mapped[str] = mapped_column(String(8), default="wechat")  # wechat · web
    # waiting · stored · same (as `same_as`, no file of its own) · failed · gone · shred (erased, file to be destroyed)
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    scan: Mapped[str] = mapped_column(String(8), default="pending")  # pending · clean · rejected
    scan_problem: Mapped[str | None] = mapped_column(String(24))  # `contracts.files.FileProblem`
    pages: Mapped[int] = mapped_column(Integer, default=0)
    # pixels of the photo, or of the first page as drawn
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    # the small picture has an id of its own in the file store
    thumbnail_id: Mapped[str | None] = mapped_column(String(32))
    same_as: Mapped[str | None] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(64), default="")
    media_id: Mapped[str] = mapped_column(String(256), default="")
    content_type: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="")
    # words recognised in a recording
    heard: Mapped[str] = mapped_column(Encrypted, default="")
    problem: Mapped[str | None] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    try_after: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_attachments_state", "state", "created_at"),)


class Upload(Base):
    """A file on its way from a page, part by part: `open → done | shred`; `received` is what its parts hold."""

    __tablename__ = "uploads"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    # sha256 the page announced; empty when it comes in one call
    digest: Mapped[str] = mapped_column(String(64), default="")
    # bytes announced, or the most that is taken
    size: Mapped[int] = mapped_column(Integer)
    received: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(8), default="open")
    created_at: Mapped[datetime]
    __table_args__ = (Index("ix_uploads_state", "state", "created_at"),)


class UploadPart(Base):
    """Some bytes of an upload from `start` on, sealed in the file store under `id`."""

    __tablename__ = "upload_parts"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id"))
    start: Mapped[int] = mapped_column(Integer)
    __table_args__ = (UniqueConstraint("upload_id", "start"),)


class PageSession(Base):
    """A page that shares a WeChat conversation (signed in by OAuth); the id is the sha256 of the page's token."""

    __tablename__ = "page_sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    created_at: Mapped[datetime]
