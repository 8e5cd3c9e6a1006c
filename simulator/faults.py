"""Failures a test orders: per path, one call each, in order."""

from collections import deque
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `code`: refused with it. `status`: an HTTP error page. `latency`: so many seconds pass, before the call takes
    effect, or after it when `late`. `drop`: the connection breaks before or after the call took effect.
    """

    code: int | None = None
    status: int | None = None
    latency: float = 0.0
    late: bool = False
    drop: Literal["before", "after"] | None = None


class FaultQueue:
    """The ordered failures still to come."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = {}

    def order(self, path: str, *faults: Fault) -> None:
        """Let the next calls of a path fail so."""
        self._waiting.setdefault(path, deque()).extend(faults)

    def next_for(self, path: str) -> Fault:
        """The failure for this call; a harmless one when none is ordered."""
        waiting = self._waiting.get(path)
        return waiting.popleft() if waiting else Fault()

    def left(self, path: str) -> int:
        """How many ordered failures have not happened."""
        return len(self._waiting.get(path, ()))

    def clear(self) -> None:
        """Forget what is still ordered."""
        self._waiting.clear()
