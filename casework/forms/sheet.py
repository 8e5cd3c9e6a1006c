"""What a printed form is made of: titles, paragraphs and ruled rows, without any place on a page yet."""

from dataclasses import dataclass, replace
from typing import Literal

CellKind = Literal["label", "value", "missing"]


@dataclass(frozen=True)
class Cell:
    """One box. `share` is its part of the row's width; `foot` stands at its bottom right, for a signature."""

    text: str = ""
    share: float = 1
    kind: CellKind = "value"
    centred: bool = False
    bold: bool = False
    foot: str = ""


@dataclass(frozen=True)
class Row:
    """Boxes side by side; `least` is the least height in millimetres."""

    cells: tuple[Cell, ...]
    least: float = 8

    def with_texts(self, texts: list[str]) -> "Row":
        """The same boxes with other texts."""
        return replace(self, cells=tuple(replace(one, text=text) for one, text in zip(self.cells, texts, strict=True)))


@dataclass(frozen=True)
class Table:
    """A ruled table under a heading; heading and columns stand again where it goes on on the next page.

    `together`: it begins a page rather than go over its end, where it is no longer than a page.
    """

    heading: str
    rows: tuple[Row, ...]
    columns: Row | None = None
    together: bool = False


@dataclass(frozen=True)
class Title:
    """The name of a form, centred; with `new_page` it begins one."""

    text: str
    new_page: bool = False


@dataclass(frozen=True)
class Words:
    """A paragraph over the whole width."""

    text: str
    size: float = 10
    bold: bool = False
    right: bool = False
    # white above it in millimetres
    above: float = 1.5


Block = Table | Title | Words


@dataclass(frozen=True)
class Sheet:
    """A whole form: its blocks, what stands at the foot of each page, and what the square code says."""

    title: str
    blocks: tuple[Block, ...]
    foot: str
    code: str


def label(text: str, share: float = 1) -> Cell:
    """A box that says what stands in the next one."""
    return Cell(text, share, "label", centred=True)


def value(text: str, share: float = 1, *, centred: bool = False) -> Cell:
    """A box with what was told."""
    return Cell(text, share, centred=centred)


def blank(share: float = 1, foot: str = "") -> Cell:
    """A box that is filled in by hand."""
    return Cell("", share, foot=foot)
