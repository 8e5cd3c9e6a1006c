"""What understanding is worth, in figures: one measuring for `jiuji nlu report` and for the tests of the set apart."""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final, Protocol

from contracts.extraction import extract
from jiuji.nlu_set import SAID_ON, Apart, FactFile, Utterance

BINS: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0)
SURE: Final = 0.9
MOST_CONFUSED: Final = 20
CRISIS: Final = "crisis_"
HEARERS: Final = ("lexicon", "scorer", "intents")


class Reads(Protocol):
    """The understanding chain (`jiuji.parse_command.Understanding`)."""

    def read(self, text: str, said_on: date) -> dict[str, Any]:
        """Intent, confidence, entities of a message."""

    def crisis_signs(self, text: str, said_on: date) -> frozenset[str]:
        """Which of `lexicon`, `scorer` and `intents` hear a crisis, each by itself."""


@dataclass(frozen=True)
class Reading:
    """What one message means and what was understood; never its words."""

    meant: str
    got: str
    confidence: float
    register: str
    ms: float
    heard_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Share:
    """A share from 0 to 1 of `n`."""

    share: float
    n: int


@dataclass(frozen=True)
class Score:
    """One intent: of what was read as it, how much is it; of what is it, how much was read so."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class Bin:
    """Messages whose stated confidence lies in a band: its mean, and how many were right."""

    low: float
    high: float
    stated: float
    right: float
    n: int


@dataclass(frozen=True)
class CrisisFigures:
    """Cries for help heard as one, and what was taken for one; who heard it, lexicon or scorer or both.

    `alone` is what each would hear by itself, the intent model too.
    """

    heard: Share
    kinds: dict[str, Share]
    false_alarms: Share
    near_misses: Share
    heard_by: dict[str, dict[str, int]]
    alone: dict[str, Share]


@dataclass(frozen=True)
class Facts:
    """Facts in normal form: found of those told, right of those found."""

    recall: float
    precision: float
    told: int
    found: int


@dataclass(frozen=True)
class Figures:
    """All of it. Shares run from 0 to 1, times are milliseconds."""

    messages: int
    macro_f1: float
    right: float
    intents: dict[str, Score]
    confusions: list[tuple[str, str, int]]
    registers: dict[str, Share]
    calibration: list[Bin]
    sure: Share
    crisis: CrisisFigures
    fact_files: dict[str, Facts]
    fact_kinds: dict[str, Facts]
    median_ms: float
    p95_ms: float


def measure(understanding: Reads, apart: Apart) -> Figures:
    """Read the whole set once and count."""
    read = read_all(understanding, apart.utterances)
    near = read_all(understanding, apart.near_misses)
    intents = scores(read)
    times = sorted(one.ms for one in (*read, *near))
    return Figures(
        messages=len(read), macro_f1=macro_f1(intents), right=share(one.meant == one.got for one in read).share,
        intents=intents, confusions=confusions(read), registers=by_register(read), calibration=calibration(read),
        sure=share(one.meant == one.got for one in read if one.confidence >= SURE), crisis=crisis(read, near),
        fact_files=fact_files(apart.facts), fact_kinds=fact_kinds(apart.facts),
        median_ms=percentile(times, 0.5), p95_ms=percentile(times, 0.95),
    )  # fmt: skip


def read_all(understanding: Reads, utterances: Iterable[Utterance]) -> list[Reading]:
    """Each message once through the chain, timed; what a crisis was heard by is looked up apart."""
    found = []
    for one in utterances:
        began = time.perf_counter()
        got = understanding.read(one.text, SAID_ON)
        ms = (time.perf_counter() - began) * 1000
        intent = str(got["intent"])
        in_question = intent.startswith(CRISIS) or one.intent.startswith(CRISIS)
        signs = understanding.crisis_signs(one.text, SAID_ON) if in_question else frozenset()
        found.append(Reading(one.intent, intent, float(got["confidence"]), one.register, ms, signs))
    return found


def share(values: Iterable[bool]) -> Share:
    """How many of them are true; 0 of nothing."""
    held = list(values)
    return Share(sum(held) / len(held) if held else 0.0, len(held))


def percentile(ordered: Sequence[float], part: float) -> float:
    """The value below which a part of sorted values lies; 0 of nothing."""
    return round(ordered[min(int(len(ordered) * part), len(ordered) - 1)], 3) if ordered else 0.0


def scores(read: Sequence[Reading]) -> dict[str, Score]:
    """Precision, recall and F1 of every intent somebody meant."""
    right = Counter(one.meant for one in read if one.meant == one.got)
    meant, got = Counter(one.meant for one in read), Counter(one.got for one in read)
    return {
        intent: Score(
            right[intent] / got[intent] if got[intent] else 0.0, right[intent] / count,
            2 * right[intent] / (got[intent] + count), count,
        )
        for intent, count in sorted(meant.items())
    }  # fmt: skip


def macro_f1(intents: dict[str, Score]) -> float:
    """The mean F1: a rare intent weighs as much as a frequent one."""
    return sum(one.f1 for one in intents.values()) / len(intents) if intents else 0.0


def confusions(read: Sequence[Reading]) -> list[tuple[str, str, int]]:
    """(meant, understood, how often), the most frequent first."""
    wrong = Counter((one.meant, one.got) for one in read if one.meant != one.got)
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [(meant, got, count) for (meant, got), count in ordered[:MOST_CONFUSED]]


def by_register(read: Sequence[Reading]) -> dict[str, Share]:
    """Messages read right, by how they are said; the largest group first."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for one in read:
        groups[one.register].append(one.meant == one.got)
    return {name: share(held) for name, held in sorted(groups.items(), key=lambda item: -len(item[1]))}


def calibration(read: Sequence[Reading]) -> list[Bin]:
    """What was stated beside what was right, in bands of confidence; empty bands are left out."""
    found = []
    for low, high in pairwise(BINS):
        held = [one for one in read if low <= one.confidence < high or (high == BINS[-1] and one.confidence == high)]
        if held:
            stated = sum(one.confidence for one in held) / len(held)
            found.append(Bin(low, high, stated, share(one.meant == one.got for one in held).share, len(held)))
    return found


def _is_crisis(intent: str) -> bool:
    return intent.startswith(CRISIS)


def crisis(read: Sequence[Reading], near: Sequence[Reading]) -> CrisisFigures:
    """Any kind of crisis counts as heard when it is read as any kind."""
    cries = [one for one in read if _is_crisis(one.meant)]
    others = [one for one in read if not _is_crisis(one.meant)]
    kinds = sorted({one.meant for one in cries})
    return CrisisFigures(
        heard=share(_is_crisis(one.got) for one in cries),
        kinds={kind: share(_is_crisis(one.got) for one in cries if one.meant == kind) for kind in kinds},
        false_alarms=share(_is_crisis(one.got) for one in others),
        near_misses=share(_is_crisis(one.got) for one in near),
        heard_by={"heard": _hearers(cries), "false_alarms": _hearers(others), "near_misses": _hearers(near)},
        alone={part: share(part in one.heard_by for one in cries) for part in HEARERS},
    )


def _hearers(read: Iterable[Reading]) -> dict[str, int]:
    """Of messages read as a crisis: which part of the screen heard it; `neither` is what came about otherwise."""
    counts = dict.fromkeys(("lexicon", "scorer", "both", "neither"), 0)
    for one in read:
        if _is_crisis(one.got):
            both = sorted(one.heard_by & {"lexicon", "scorer"})
            counts["both" if len(both) > 1 else both[0] if both else "neither"] += 1
    return counts


def _plain(value: Any) -> str:
    # the township's code is ours alone
    known = {key: one for key, one in value.items() if key != "township_code"} if isinstance(value, dict) else value
    return json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)


@dataclass
class _Tally:
    right: int = 0
    told: int = 0
    found: int = 0

    def facts(self) -> Facts:
        recall = self.right / self.told if self.told else 1.0
        return Facts(recall, self.right / self.found if self.found else 1.0, self.told, self.found)


def _tallies(file: FactFile) -> dict[str, _Tally]:
    """By kind: facts right, told and found in the cases of a file that grades it."""
    tallies = {kind: _Tally() for kind in file.kinds}
    for case in file.cases:
        told = Counter((kind, _plain(value)) for kind, value in case.facts if kind in tallies)
        facts = extract(case.text, case.said_on)
        got = Counter((one.entity, _plain(one.value)) for one in facts if one.entity in tallies)
        for counted, name in ((told & got, "right"), (told, "told"), (got, "found")):
            for (kind, _), count in counted.items():
                setattr(tallies[kind], name, getattr(tallies[kind], name) + count)
    return tallies


def _together(tallies: Iterable[_Tally]) -> Facts:
    total = _Tally()
    for one in tallies:
        total.right, total.told, total.found = total.right + one.right, total.told + one.told, total.found + one.found
    return total.facts()


def fact_files(files: Iterable[FactFile]) -> dict[str, Facts]:
    """Recall and precision of each file over the kinds it grades."""
    graded = ((file, list(_tallies(file).values())) for file in files)
    return {file.name: _together(tallies) for file, tallies in graded if tallies}


def fact_kinds(files: Iterable[FactFile]) -> dict[str, Facts]:
    """The same by kind of fact over all files."""
    found: dict[str, list[_Tally]] = defaultdict(list)
    for file in files:
        for kind, tally in _tallies(file).items():
            found[kind].append(tally)
    return {kind: _together(tallies) for kind, tallies in sorted(found.items())}
