"""How many messages the account may still send to one follower, and until when."""

from dataclasses import dataclass, field
from typing import Literal

from simulator.codes import Refusal
from simulator.rules import MESSAGE_COUNT, MESSAGE_SECONDS, TAP_COUNT, TAP_SECONDS


@dataclass
class Window:
    """So many messages until this instant."""

    left: int = 0
    until: float = 0.0

    def is_open(self, now: float) -> bool:
        """Whether its time has not run out."""
        return now < self.until


@dataclass
class Windows:
    """The two windows of a follower; each is overwritten, never added to.

    `latest` is the harsher reading of the page: there is one window, and whatever the user did last sets it.
    """

    style: Literal["separate", "latest"] = "separate"
    message: Window = field(default_factory=Window)
    tap: Window = field(default_factory=Window)

    def open_message(self, now: float) -> None:
        """The user sent a message."""
        self.message = Window(MESSAGE_COUNT, now + MESSAGE_SECONDS)
        if self.style == "latest":
            self.tap = Window()

    def open_tap(self, now: float) -> None:
        """The user tapped a menu, followed, or scanned."""
        self.tap = Window(TAP_COUNT, now + TAP_SECONDS)
        if self.style == "latest":
            self.message = Window()

    def close(self) -> None:
        """The user unfollowed."""
        self.message, self.tap = Window(), Window()

    def spend(self, now: float) -> None:
        """One message is sent; 45015 when no window is open, 45047 when the open ones are used up."""
        opened = [window for window in (self.tap, self.message) if window.is_open(now)]
        if not opened:
            raise Refusal(45015)
        for window in opened:
            if window.left:
                window.left -= 1
                return
        raise Refusal(45047)

    def left(self, now: float) -> int:
        """How many messages could be sent now."""
        return sum(window.left for window in (self.tap, self.message) if window.is_open(now))
