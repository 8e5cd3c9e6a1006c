"""What a reader of one kind of paper gets and gives: a page that can be looked at again, and the fields found on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from contracts.papers import ReadField
from paper_reading.lines import place_of
from paper_reading.search import value_after
from paper_reading.sheet import NOTHING, Sheet, Span

# the least certain character of a field that may be offered as read
SURE: Final = 0.9
# other readings of the line a span stands in, each at another scale; none when it cannot be read again
Again = Callable[[Span], Sequence[str]]


def _once(_: Span) -> Sequence[str]:
    return ()


@dataclass(frozen=True)
class Page:
    """An upright page: its lines, a second look at any of them, and the day it is read on."""

    sheet: Sheet
    today: date
    again: Again = field(default=_once)


@dataclass(frozen=True)
class Found:
    """One field of a paper before it is handed on; `certain` only when nothing speaks against it."""

    name: str
    value: str
    span: Span = NOTHING
    certain: bool = False
    problem: str | None = None

    def doubted(self, problem: str) -> "Found":
        """The same field with what speaks against it."""
        return replace(self, certain=False, problem=problem)

    def as_field(self, sheet: Sheet) -> ReadField:
        """The field as it leaves the library."""
        return ReadField(
            name=self.name, value=self.value, text=self.span.spaced, confidence=round(self.span.confidence, 4),
            certain=self.certain, place=place_of(self.span.quads, sheet.size), problem=self.problem,
        )  # fmt: skip


def found(name: str, value: str, span: Span, *, needs: float = SURE) -> Found:
    """A field whose value is certain when each of its characters is; without a value it could not be read."""
    if not value:
        return Found(name, "", span, problem="unreadable")
    return Found(name, value, span, certain=span.weakest >= needs)


def labelled(
    page: Page, name: str, labels: Sequence[str], stops: Sequence[str], normal: Callable[[str], str]
) -> list[Found]:
    """The field after a label in its normal form; nothing when the label is not there."""
    span = value_after(page.sheet, labels, stops)
    if span is None:
        return []
    return [found(name, normal(span.text), span)]
