"""A draft is the fold of its answer events; the folded form is stored beside them and must always equal the fold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Told:
    """One answer event: a key told with a value, or reopened (`cleared`)."""

    turn_id: str
    key: str
    value: Any
    cleared: bool = False


@dataclass
class Folded:
    """What the events amount to: answers, in how many turns each key was told, and the order of telling.

    `spent` counts the turns in which anything was told or reopened; `last_turn` is the latest of them.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    turns: dict[str, int] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    spent: int = 0
    last_turn: str | None = None

    @classmethod
    def read(cls, stored: dict[str, Any] | None) -> Self:
        """From the stored form, copied; a draft without answers is stored empty."""
        held = stored or {}
        return cls(
            dict(held.get("answers", {})), dict(held.get("turns", {})), list(held.get("order", [])),
            int(held.get("spent", 0)), held.get("last_turn"),
        )  # fmt: skip

    def stored(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "answers": self.answers, "turns": self.turns, "order": self.order,
            "spent": self.spent, "last_turn": self.last_turn,
        }  # fmt: skip

    def apply(self, told: Told) -> None:
        """Take in one event."""
        if told.turn_id != self.last_turn:
            self.spent, self.last_turn = self.spent + 1, told.turn_id
        if told.key in self.order:
            self.order.remove(told.key)
        if told.cleared:
            self.answers.pop(told.key, None)
            self.turns.pop(told.key, None)
            return
        self.answers[told.key] = told.value
        self.turns[told.key] = self.turns.get(told.key, 0) + 1
        self.order.append(told.key)


def fold(events: Iterable[Told]) -> Folded:
    """All events in their order."""
    folded = Folded()
    for told in events:
        folded.apply(told)
    return folded
