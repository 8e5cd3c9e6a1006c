"""What the fake keeps: what the user saw and said, what was delivered and how, which calls were made."""

from dataclasses import dataclass, field
from typing import Any, Literal

Via = Literal["passive", "custom", "template", "subscription", "error"]
AttemptKind = Literal["reply", "success", "empty", "timeout", "connection", "error", "invalid"]
Outcome = Literal["", "reply", "silent", "given_up", "invalid", "skipped"]
Grant = Literal["message", "tap", "none"]


@dataclass(frozen=True)
class Shown:
    """One bubble or card the user would see; `seq` orders everything of one fake, `at` is the fake's clock."""

    seq: int
    at: float
    via: Via
    text: str
    kind: str = "text"
    # tappable items: id and words
    items: tuple[tuple[str, str], ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True)
class Said:
    """One thing the user did."""

    seq: int
    at: float
    kind: str
    text: str


@dataclass
class Notification:
    """One message or event for the account's callback, as the platform delivers it, however often."""

    account: str
    openid: str
    xml: str
    kind: str
    msg_id: int | None = None
    grants: Grant = "none"
    # nobody waits for an answer to it: a failure shows the user nothing
    silent: bool = False
    granted: bool = False


@dataclass(frozen=True)
class Signed:
    """The query and body of a callback, signed and in the account's mode."""

    query: dict[str, str]
    body: bytes
    aes_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Raw:
    """An HTTP answer of our side."""

    status: int
    body: bytes
    seconds: float
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Attempt:
    """One delivery of a notification and how it ended; `began` is on the fake's clock, `seconds` are real."""

    number: int
    began: float
    seconds: float
    kind: AttemptKind
    status: int | None = None
    body: bytes = b""
    why: str = ""
    text: str | None = None


@dataclass
class Delivery:
    """A notification, all its deliveries, and what came of it."""

    note: Notification
    attempts: list[Attempt] = field(default_factory=list)
    outcome: Outcome = ""
    sealed: Signed | None = None

    @property
    def text(self) -> str | None:
        """The passive answer's text, if there was one."""
        return next((attempt.text for attempt in self.attempts if attempt.text is not None), None)

    @property
    def slowest(self) -> float:
        """Seconds of the slowest HTTP answer."""
        return max((attempt.seconds for attempt in self.attempts), default=0.0)


@dataclass
class Call:
    """One call of the API; `code` is None when no answer was given."""

    at: float
    path: str
    app_id: str = ""
    body: Any = None
    code: int | None = None
