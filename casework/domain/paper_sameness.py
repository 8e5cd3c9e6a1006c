"""What a file as a whole shows: its kind, what spoils it, and whether two files show the same paper."""

from collections.abc import Sequence
from typing import Final

from contracts.papers import PaperReading

# what tells one paper from another of its kind
_MARKS: Final[dict[str, tuple[str, ...]]] = {
    "id_card_front": ("id_number",), "id_card_back": ("authority", "valid_from"), "household_register": ("id_number",),
    "disability_card": ("id_number", "level"), "bank_card": ("card_number",), "invoice": ("hospital", "date", "total"),
    "diagnosis": ("hospital", "name", "date"), "accident_certificate": ("number",), "fire_certificate": ("number",),
    "residence_permit": ("id_number", "valid_until"),
}  # fmt: skip


def kind_of(pages: Sequence[PaperReading]) -> str:
    """The kind of the first page that is a paper we know."""
    return next((page.kind for page in pages if page.kind != "other"), "other")


def problems_of(pages: Sequence[PaperReading]) -> list[str]:
    """What spoils the photo, each once, in the order of the pages."""
    return list(dict.fromkeys(problem for page in pages for problem in page.quality))


def is_same_paper(new: Sequence[PaperReading], old: Sequence[PaperReading]) -> bool:
    """Whether every page of `new` is one of `old`, by what tells it from others, and shows no more than it."""
    return bool(new) and all(any(_is_same_page(one, other) for other in old) for one in new)


def _is_same_page(new: PaperReading, old: PaperReading) -> bool:
    marks = _MARKS.get(new.kind, ())
    mine, theirs = _certain(new), _certain(old)
    known = bool(marks) and all(mark in mine for mark in marks)
    return known and new.kind == old.kind and mine.items() <= theirs.items()


def _certain(page: PaperReading) -> dict[str, str]:
    return {one.name: one.value for one in page.fields if one.certain and one.value}
