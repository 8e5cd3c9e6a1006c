"""What the law is made of here: dated values, gaps with a reason, references, regions, problems in files."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from contracts.casework import Citation

Level = Literal["nation", "province", "prefecture", "county"]


@dataclass(frozen=True)
class Problem:
    """What is wrong in a policy file, where, and what to write instead."""

    path: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}；{self.instead}"


class PolicyError(Exception):
    """The policy files cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Reference:
    """The text a value stands in. `in_force_from` is set for laws and rules, not for press reports."""

    title: str
    document_no: str | None = None
    article: str | None = None
    url: str | None = None
    note: str | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    short: str | None = None

    def citation(self) -> Citation:
        """The reference as the outside contract shows it."""
        return Citation(
            title=self.title,
            document_no=self.document_no,
            article=self.article,
            url=self.url,
            effective_from=self.in_force_from,
        )


@dataclass(frozen=True)
class Value:
    """A dated value of a quantity. Money is `Decimal` yuan in `unit`; records are dicts, lists are tuples."""

    quantity: str
    region: str
    value: Any
    unit: str | None
    where: dict[str, str]
    effective_from: date | None
    effective_to: date | None
    confirmed: bool
    reference: Reference
    published_on: date | None = None
    last_checked_on: date | None = None
    note: str | None = None
    stale_since: date | None = None
    stale_reason: str | None = None

    @property
    def firm(self) -> bool:
        """Whether it may be said without 以当地公布为准."""
        return self.confirmed and self.stale_since is None


@dataclass(frozen=True)
class Gap:
    """A value nobody could confirm, and why: never a zero."""

    quantity: str
    region: str
    where: dict[str, str]
    reason: str
    effective_from: date | None = None
    effective_to: date | None = None
    keeps_previous: bool = False
    reference: Reference | None = None


@dataclass(frozen=True)
class Region:
    """A place of the tree. `served`: cases of it, or of a place in it, may be filed here."""

    code: str
    name: str
    full_name: str
    level: Level
    path: tuple[str, ...]
    served: bool
    case_prefix: str
    controller: str
    parent: str | None = None
    townships: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Office:
    """Who takes an application at a place. What is not known is None, with its reason under the same name."""

    code: str
    name: str
    phone: str | None
    address: str | None
    hours: str | None
    reasons: dict[str, str] = field(default_factory=dict)
    fallback: tuple["Hotline", ...] = ()

    def card(self) -> dict[str, str | None]:
        """The office as a `case` card shows it."""
        return {"name": self.name, "phone": self.phone, "address": self.address, "hours": self.hours}


@dataclass(frozen=True)
class Hotline:
    """A number to ring and what for."""

    label: str
    number: str
    use: str

    def line(self) -> dict[str, str]:
        """The number as a `crisis` card shows it."""
        return {"label": self.label, "number": self.number}


@dataclass(frozen=True)
class Clock:
    """A deadline that has started. `due_at` is an instant in UTC; `text` is fit to say.

    `latest` is the last day in China of a term of days, `case` which of the law's terms it is (whole, delegated, hard).
    """

    name: str
    due_at: datetime
    citation: Citation
    text: str
    confirmed: bool = True
    latest: date | None = None
    case: str | None = None
