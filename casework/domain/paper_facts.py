"""What photographed papers say about a draft: each fact with the key it fills and what was told of it before.

Pure: nothing here writes. A fact is only ever offered; the resident's word makes it an answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from casework.domain.interview_types import Given
from casework.domain.paper_words import day_words, disability_words, paper_words
from casework.domain.sensitive import kind_of_photo
from contracts.keys import DECLINED, DISABILITIES
from contracts.papers import PaperReading, ReadField

# stands for a paper as a whole among what was said to its fields
WHOLE: Final = "*"
_UNKNOWN: Final = (None, "", DECLINED)
_ACCIDENT: Final = frozenset({"accident_certificate", "fire_certificate"})


@dataclass(frozen=True)
class Paper:
    """A paper that was read, and what the resident said to its fields (`(page, field)` → state)."""

    id: str
    kind: str
    pages: tuple[PaperReading, ...]
    said: Mapping[tuple[int, str], str] = field(default_factory=dict)

    @property
    def is_theirs(self) -> bool:
        """Whether nobody said that it is not."""
        return (0, WHOLE) not in self.said


@dataclass(frozen=True)
class Case:
    """What the facts are held against: draft, keys its lane asks for, day, words for a place, kinds not to be kept."""

    given: Given
    keys: frozenset[str]
    today: date
    place_name: Callable[[str], str | None]
    refused: frozenset[str] = frozenset()

    def told(self, key: str) -> Any:
        """The value told under a key; None when there is none that can be used."""
        value = self.given.answers.get(key)
        return None if value in _UNKNOWN else value

    @property
    def members(self) -> list[dict[str, Any]]:
        """The people told so far, the applicant first."""
        told = self.given.answers.get("members")
        return [dict(one) if isinstance(one, Mapping) else {} for one in told] if isinstance(told, list) else []


@dataclass(frozen=True)
class Fact:
    """One thing a paper says. `about` is the field of the paper; `told` what the resident said, in words.

    `state` is `new`, `same`, `differs` or `unclear`; `whose` when it belongs to a member nobody can name from here.
    """

    paper: str
    page: int
    about: str
    key: str
    value: Any
    text: str
    state: str
    told: str = ""
    whose: bool = False
    also: tuple[tuple[str, int, str], ...] = ()

    @property
    def refs(self) -> tuple[tuple[str, int, str], ...]:
        """Every (paper, page, field) this fact was read from."""
        return ((self.paper, self.page, self.about), *self.also)


@dataclass(frozen=True)
class Page:
    """A page of a paper beside the case it is held against."""

    paper: Paper
    number: int
    reading: PaperReading
    case: Case

    def get(self, name: str) -> ReadField | None:
        """A field, where it was seen."""
        return next((one for one in self.reading.fields if one.name == name), None)

    def sure(self, name: str) -> str:
        """A value that is certain; empty when it is not."""
        found = self.get(name)
        return found.value.strip() if found and found.certain and not found.problem else ""

    def fact(self, about: str, key: str, value: Any, text: str, *, told: str | None, **more: Any) -> Fact:
        """`told` None: nothing was; empty: the same was."""
        state = "new" if told is None else "differs" if told else "same"
        return Fact(self.paper.id, self.number, about, key, value, text, state, told or "", **more)

    def unclear(self, about: str, key: str) -> Fact:
        """A thing that was seen and could not be made out."""
        return Fact(self.paper.id, self.number, about, key, None, "", "unclear")


def facts_of(papers: Sequence[Paper], case: Case) -> list[Fact]:
    """What papers of a disability or an accident say; people are in `paper_people`, a sum of bills in `paper_bills`."""
    return [fact for page in pages_of(papers, case) for fact in _of_page(page)]


def pages_of(papers: Sequence[Paper], case: Case) -> list["Page"]:
    """Every page of the papers that nobody called somebody else's, but of kinds that are not to be kept."""
    return [
        Page(paper, number, reading, case)
        for paper in papers
        if paper.is_theirs
        for number, reading in enumerate(paper.pages)
        if kind_of_photo(reading.kind) not in case.refused
    ]


def _of_page(page: Page) -> Iterator[Fact]:
    kind = page.reading.kind
    if kind == "disability_card":
        yield from _disability(page)
    elif kind in _ACCIDENT:
        yield from _accident(page)


def with_member(case: Case, number: int, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The people told, with more known of one of them (numbered from 1)."""
    people = case.members + [{} for _ in range(number - len(case.members))]
    people[number - 1] = {**people[number - 1], **values}
    return people


def _category(words: str) -> str | None:
    known = paper_words()["category"]
    if words in DISABILITIES:
        return words
    named = [code for code, word in known.items() if word in words]
    return named[0] if len(named) == 1 else "multiple" if named else None


def _level(words: str) -> int | None:
    digits = {**paper_words()["digits"], **{str(number): number for number in range(1, 5)}}
    return next((int(number) for char, number in digits.items() if char in words), None)


def _disability(page: Page) -> Iterator[Fact]:
    """Category and grade of whoever the card names; whose it is, is asked where nothing told says so."""
    case = page.case
    category, level = _category(page.sure("category")), _level(page.sure("level"))
    if "members" not in case.keys:
        return
    if not category or not level:
        if page.get("category") or page.get("level"):
            yield page.unclear("category", "disability")
        return
    value = {"category": category, "level": level}
    text, name, number = disability_words(value), page.sure("name"), page.sure("id_number")
    fits = (name and name == case.told("contact_name")) or (number and number == case.told("id_number"))
    if not fits:
        if case.members and not any(one.get("disability") == value for one in case.members):
            yield page.fact("category", "disability", value, text, told=None, whose=True)
        return
    told = case.members[0].get("disability") if case.members else None
    known = isinstance(told, Mapping)
    other = None if not known else "" if told == value else disability_words(told)
    yield page.fact("category", "disability", with_member(case, 1, {"disability": value}), text, told=other)


def _accident(page: Page) -> Iterator[Fact]:
    case, day, place = page.case, page.sure("date"), page.sure("place")
    if "incident_date" in case.keys:
        told = case.told("incident_date")
        if day:
            other = None if told is None else "" if _fits_day(str(told), day) else day_words(str(told), case.today)
            yield page.fact("date", "incident_date", day, day_words(day, case.today), told=other)
        elif page.get("date") and told is None:
            yield page.unclear("date", "incident_date")
    if "incident_region" in case.keys and place and case.told("incident_place") is None:
        yield page.fact("place", "incident_place", place, place, told=None)


def _fits_day(told: str, day: str) -> bool:
    """Whether a day lies in what was told: the day, its month or year, or a time from one to another."""
    start, _, end = told.partition("/")
    return start[: len(day)] <= day[: len(start)] <= end[: len(day)] if end else day.startswith(told)
