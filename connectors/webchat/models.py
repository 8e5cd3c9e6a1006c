"""Bodies and answers of the web chat API, as the outside contract has them."""

from datetime import datetime

from pydantic import Field

from contracts.messages import Contract, Message


class OpenIn(Contract):
    """`POST /api/chat/conversations`: both may be left out."""

    region: str | None = Field(default=None, max_length=12, description="6-digit code of the county the page serves")
    resume_code: str | None = Field(default=None, max_length=40, description="goes on with a talk from another device")


class OpenOut(Contract):
    """A conversation, the token that proves it is yours, and what has been said (the opening, or the last page)."""

    conversation_id: str
    token: str
    messages: list[Message]


class MessageIn(Contract):
    """What a resident says: words, a tapped quick reply, or both. At most 64 KB of text."""

    client_message_id: str = Field(min_length=1, max_length=64, description="the same id again is the same message")
    text: str | None = None
    payload: str | None = Field(default=None, max_length=4096, description="`payload` of a quick reply, unchanged")
    attachment_ids: list[str] = Field(default_factory=list, max_length=20)


class MessageQuery(Contract):
    """Query of `POST /api/chat/messages`."""

    wait: float | None = Field(default=None, ge=0, le=30, description="seconds to wait for the answer")


class MessageOut(Contract):
    """The stored message; `messages` with `wait` only: all that was said in answer so far."""

    message_id: str
    messages: list[Message] | None = None


class HistoryQuery(Contract):
    """Query of `GET /api/chat/history`."""

    before: int | None = Field(default=None, ge=1, le=2**31 - 1, description="`seq`: only messages before it")
    limit: int = Field(default=50, ge=1, le=100)


class HistoryOut(Contract):
    """A page of messages in order; `more` when there are earlier ones."""

    messages: list[Message]
    more: bool


class FormLinkOut(Contract):
    """Where the filled form can be opened by any browser, and until when."""

    path: str = Field(description="below our own address; holds for this one form")
    expires_at: datetime


class ResumeCodeOut(Contract):
    """A code to go on elsewhere, once; using it ends the session that asked for it."""

    code: str
    expires_at: datetime


class AttachmentOut(Contract):
    """A stored file; name it in `attachment_ids` of a message. `already`: the same one had come before."""

    attachment_id: str
    kind: str = Field(description="image · pdf")
    state: str = Field(description="stored")
    already: bool = False
    note: str | None = Field(default=None, description="with `already`: the sentence to show")


class UploadIn(Contract):
    """`POST /api/chat/uploads`: the file that is going to come."""

    size: int = Field(ge=1, description="bytes")
    digest: str = Field(pattern="^[0-9a-f]{64}$", description="sha256 of the file, in hex")


class UploadOut(Contract):
    """Where to go on: send the bytes from `offset`, at most `chunk` a call."""

    upload_id: str
    offset: int
    chunk: int


class OffsetOut(Contract):
    """How many bytes are there now."""

    offset: int
