"""Reads synthetic papers with the real engine and holds what was read against the truth."""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from contracts.papers import FIELDS, PaperKind, PaperReading, Place
from paper_reading.engine import Engine
from paper_reading.reader import read_page
from tests.papers import HOPELESS, READING_DAY, UNDAMAGED, SyntheticPaper, damages_of, make_paper

Case = tuple[PaperKind, int, str]
KINDS: tuple[PaperKind, ...] = tuple(kind for kind in FIELDS if kind != "other")
CARDS: tuple[PaperKind, ...] = ("id_card_front", "id_card_back", "residence_permit", "disability_card", "bank_card")
SHEETS: tuple[PaperKind, ...] = tuple(kind for kind in KINDS if kind not in CARDS)
# the fields of the mark: ID number and name, of whomever
NUMBER, NAMES = "id_number", ("name", "head_name")
WITHOUT_MEANING = re.compile(r"[\s,，、;；:：.。()（）〔〕\[\]【】第号]")


@dataclass(frozen=True)
class Verdict:
    """One paper as read: per field of the truth `right`, `wrong` or `missed`, and the wrong ones offered as certain."""

    case: Case
    layout: str
    reading: PaperReading
    fields: dict[str, str]
    certain: tuple[str, ...]
    wrong_certain: tuple[str, ...]
    main_key: str
    turned: int
    misplaced: tuple[str, ...]
    seconds: float
    details: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def kind_right(self) -> bool:
        """Whether the paper was taken for what it is."""
        return self.reading.kind == self.case[0]

    def counted(self, *names: str) -> tuple[int, int]:
        """How many of these fields are right, of how many on the paper."""
        seen = [self.fields[name] for name in names if name in self.fields]
        return seen.count("right"), len(seen)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine, loaded once a process."""
    return Engine()


def same(name: str, read: str, true: str) -> bool:
    """Names, numbers, days and sums must agree to the letter; words without blanks and punctuation."""
    if name in ("name", "head_name", "id_number", "card_number", "birth_date", "date") or name.startswith(
        ("valid_", "paid_")
    ):
        return read == true
    return WITHOUT_MEANING.sub("", read) == WITHOUT_MEANING.sub("", true)


def judge(paper: SyntheticPaper) -> Verdict:
    """Reads one paper; wall seconds of this thread's processor."""
    began = time.process_time()
    reading = read_page(engine(), paper.image, READING_DAY)
    seconds = time.process_time() - began
    read = {one.name: one for one in reading.fields}
    fields, details = {}, {}
    for name, true in paper.truth.items():
        value = read[name].value if name in read else ""
        fields[name] = "right" if same(name, value, true) else "wrong" if value else "missed"
        if fields[name] != "right":
            details[name] = (value, true)
    wrong_certain = tuple(
        one.name
        for one in reading.fields
        if one.certain and not same(one.name, one.value, paper.truth.get(one.name, ""))
    )
    misplaced = tuple(name for name, one in read.items() if fields.get(name) == "right" and name in paper.places
                      and not _meets(one.place, paper.places[name]))  # fmt: skip
    return Verdict(
        (paper.kind, paper.seed, paper.damage), paper.layout, reading, fields,
        tuple(one.name for one in reading.fields if one.certain), wrong_certain, paper.main_key, paper.turned, misplaced,
        seconds, details,
    )  # fmt: skip


def _meets(read: Place | None, true: Place) -> bool:
    """Whether the middle of the place read lies in the true one, or within a fiftieth of the photo of it."""
    if read is None:
        return False
    x, y = (read[0] + read[2]) / 2, (read[1] + read[3]) / 2
    return true[0] - 0.02 <= x <= true[2] + 0.02 and true[1] - 0.02 <= y <= true[3] + 0.02


def read_all(cases: Iterable[Case]) -> list[Verdict]:
    """Draws and reads one after the other."""
    return [judge_case(case) for case in cases]


def undamaged(first: int, a_kind: int, kinds: Iterable[PaperKind] = KINDS) -> list[Case]:
    """So many good photos of each kind."""
    return [(kind, first + number, UNDAMAGED) for kind in kinds for number in range(a_kind)]


def damaged(first: int, a_kind: int, kinds: Iterable[PaperKind] = KINDS) -> list[Case]:
    """So many spoilt photos of each kind, the damages in turn: each kind begins elsewhere in the row."""
    found = []
    for kind in kinds:
        row, start = damages_of(kind), KINDS.index(kind) * 7
        found += [(kind, first + number, row[(start + number) % len(row)]) for number in range(a_kind)]
    return found


def hopeless(first: int, each: int, kinds: Iterable[PaperKind] = KINDS) -> list[Case]:
    """So many photos of each damage that nobody can read, the kinds in turn."""
    row = tuple(kinds)
    return [(row[(place + number * 3) % len(row)], first + number, damage)
            for place, damage in enumerate(HOPELESS) for number in range(each)]  # fmt: skip


def share(verdicts: Iterable[Verdict], count: Callable[[Verdict], tuple[int, int]]) -> float:
    """Right of all, 0..1; 1 when there is nothing to count."""
    counts = [count(verdict) for verdict in verdicts]
    total = sum(of for _, of in counts)
    return sum(right for right, _ in counts) / total if total else 1.0


def number_and_name(verdict: Verdict) -> tuple[int, int]:
    """The fields of the mark."""
    return verdict.counted(NUMBER, *NAMES)


def failures(verdicts: Iterable[Verdict]) -> str:
    """What was not right, one line a paper: kind, seed, damage, what it was taken for, fields (read, true)."""
    lines = [f"{v.case} → {v.reading.kind} {v.reading.quality} {v.details} certain and wrong: {v.wrong_certain}"
             for v in verdicts if v.details or v.wrong_certain or not v.kind_right]  # fmt: skip
    return "\n".join(lines)


def judge_case(case: Case) -> Verdict:
    """Draws and reads one, for a pool of processes."""
    return judge(make_paper(*case))
