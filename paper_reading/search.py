"""Finding a printed label and what stands after it, also when a character of the label was misread."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from paper_reading.sheet import NOTHING, Row, Sheet, Span

# one misread character for so many of a label; shorter labels must be read as printed
_PER_MISREAD: Final = 4
_LONG: Final = 6
# labels one character from each other: the one is no misreading of the other
_ALIKE: Final = frozenset(
    yaml.safe_load((Path(__file__).parent / "words.yml").read_text("utf-8"))["labels_alike"].split()
)
_LEADING: Final = re.compile(r"^[:;,.·、。\-_|\]\[()《》]+")
_TRAILING: Final = re.compile(r"[:;,、|_]+$")


@dataclass(frozen=True)
class Label:
    """Where a label was found: its row and the characters `start` to `end` of it."""

    row: int
    start: int
    end: int


def find_label(text: str, label: str) -> tuple[int, int] | None:
    """The first place of a label in a row's text, as printed or with a misread character in every four."""
    at = text.find(label)
    if at >= 0:
        return at, at + len(label)
    allowed = len(label) // _PER_MISREAD
    # comparing is slow: only where most of its characters are there
    if not allowed or len(set(label) & set(text)) < len(set(label)) - allowed:
        return None
    best: tuple[int, int, int] | None = None
    for start in range(max(0, len(text) - len(label) + allowed) + 1):
        for length in range(len(label) - allowed, len(label) + allowed + 1):
            piece = text[start : start + length]
            # a short label that ends otherwise may be cut, and what stands there the value's beginning
            if piece in _ALIKE or (len(label) < _LONG and piece[-1:] != label[-1]):
                continue
            distance = edits(piece, label) + abs(length - len(label)) if len(piece) == length else allowed + 1
            if distance <= allowed and (best is None or distance < best[0]):
                best = distance, start, start + length
    return (best[1], best[2]) if best else None


def edits(one: str, other: str) -> int:
    """How many characters must be changed, put in or taken out to make one text the other."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, start=1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]


def labels_of(sheet: Sheet, names: Sequence[str]) -> Iterator[Label]:
    """Every row in which one of several labels stands, the first label that fits in each."""
    for number, row in enumerate(sheet.rows):
        for name in names:
            if place := find_label(row.text, name):
                yield Label(number, *place)
                break


def value_after(sheet: Sheet, names: Sequence[str], stops: Sequence[str] = ()) -> Span | None:
    """What stands after a label in its row, up to the next of the `stops`; None without the label, maybe empty."""
    empty: Span | None = None
    for label in labels_of(sheet, names):
        rest = rest_after(sheet, label, stops)
        if rest.letters:
            return rest
        empty = NOTHING
    return empty


def rest_after(sheet: Sheet, label: Label, stops: Sequence[str] = ()) -> Span:
    """What stands after one label in its row, up to the next of the `stops`; maybe empty."""
    return before_stops(sheet.rows[label.row].span.cut(label.end), stops)


def before_stops(span: Span, stops: Sequence[str]) -> Span:
    """A run of characters up to the first of the `stops`, without punctuation around it."""
    text = span.text
    places = [place[0] for stop in stops if (place := find_label(text, stop))]
    return trimmed(span.cut(0, min(places)) if places else span)


def trimmed(span: Span) -> Span:
    """A run of characters without the punctuation before and after it."""
    leading = _LEADING.match(span.text)
    span = span.cut(leading.end()) if leading else span
    trailing = _TRAILING.search(span.text)
    return span.cut(0, trailing.start()) if trailing else span


def matched(sheet: Sheet, pattern: re.Pattern[str], group: int | str = 0) -> Span | None:
    """The first place in any row that a pattern fits."""
    for row in sheet.rows:
        if match := pattern.search(row.text):
            return row.span.cut(match.start(group), match.end(group))
    return None


def matched_text(span: Span, text: str) -> Span | None:
    """Where a text stands in a run of characters."""
    at = span.text.find(text)
    return span.cut(at, at + len(text)) if at >= 0 else None


def first_piece(span: Span, widest_gap: float = 1.6) -> Span:
    """The characters up to the first wide blank: what stands in the next column is another thing."""
    for place, letter in enumerate(span.letters):
        if place and letter.gap > widest_gap:
            return span.cut(0, place)
    return span


def continued(sheet: Sheet, start: Span, until: float, stops: Sequence[str] = ()) -> Span:
    """A value with the lines below that begin under it, down to the level `until` or a gap of two lines."""
    if not start.letters:
        return start
    first = start.letters[0]
    left = _left_of(sheet, start)
    level, height = sheet.level(first.line), first.line.height
    for row in sheet.rows:
        piece = _under(sheet, row, left, height)
        if piece is None or not level + height * 0.5 < _level_of(sheet, piece) < min(until, level + height * 2.3):
            continue
        if any(find_label(piece.text, stop) for stop in stops):
            break
        start, level = start + piece, _level_of(sheet, piece)
    return start


def _left_of(sheet: Sheet, span: Span) -> float:
    first = span.letters[0]
    start, end = sheet.across(first.line)
    return start + (end - start) * first.index / max(1, len(first.line.text))


def _level_of(sheet: Sheet, span: Span) -> float:
    return sheet.level(span.letters[0].line)


def _under(sheet: Sheet, row: Row, left: float, height: float) -> Span | None:
    """The part of a row that begins under `left`: from a line that starts there, up to a wide blank."""
    letters = row.span.letters
    for place, letter in enumerate(letters):
        begins = place == 0 or letters[place - 1].line is not letter.line
        if begins and abs(sheet.across(letter.line)[0] - left) < 1.2 * height:
            return first_piece(row.span.cut(place), 2.5)
    return None
