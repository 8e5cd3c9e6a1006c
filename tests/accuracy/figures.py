"""Accuracy and speed by kind and by damage, as a table."""

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from contracts.papers import FIELDS
from tests.accuracy.verdicts import NAMES, NUMBER, Verdict, share

HEAD = ("", "papers", "kind", "ID number", "name", "all fields", "certain", "wrong certain", "seconds")


def _percent(verdicts: Sequence[Verdict], count: Callable[[Verdict], tuple[int, int]]) -> str:
    total = sum(count(one)[1] for one in verdicts)
    return f"{100 * share(verdicts, count):.1f} %" if total else "–"


def row(label: str, verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """One line: shares of exact fields, share of fields offered as certain, wrong ones among them, median seconds."""
    return (
        label, str(len(verdicts)), _percent(verdicts, lambda one: (one.kind_right, 1)),
        _percent(verdicts, lambda one: one.counted(NUMBER)), _percent(verdicts, lambda one: one.counted(*NAMES)),
        _percent(verdicts, lambda one: one.counted(*one.fields)),
        _percent(verdicts, lambda one: (len([name for name in one.certain if name in one.fields]), len(one.fields))),
        str(sum(len(one.wrong_certain) for one in verdicts)), f"{median(one.seconds for one in verdicts):.2f}",
    )  # fmt: skip


def rows(verdicts: Sequence[Verdict]) -> list[tuple[str, ...]]:
    """By kind (good photos), by damage, and each field of each kind (good photos) is in `fields_by_kind`."""
    good = [one for one in verdicts if one.case[2] == "none"]
    by_kind = [row(kind, of) for kind in FIELDS if (of := [one for one in good if one.case[0] == kind])]
    damages = list(dict.fromkeys(one.case[2] for one in verdicts))
    return by_kind + [row(damage, [one for one in verdicts if one.case[2] == damage]) for damage in damages]


def fields_by_kind(verdicts: Iterable[Verdict]) -> list[str]:
    """One line a kind: every field with right of all, good photos."""
    found = []
    good = [one for one in verdicts if one.case[2] == "none"]
    for kind, names in FIELDS.items():
        of_kind = [one for one in good if one.case[0] == kind]
        counts = [
            (name, *map(sum, zip(*(one.counted(name) for one in of_kind), strict=True))) for name in names if of_kind
        ]
        if counts:
            found.append(f"{kind}: " + ", ".join(f"{name} {right}/{of}" for name, right, of in counts))
    return found


def table(verdicts: Sequence[Verdict]) -> str:
    """The figures as a Markdown table, and the fields of each kind below it."""
    lines = [HEAD, ("---",) * len(HEAD), *rows(verdicts)]
    return "\n".join(["| " + " | ".join(line) + " |" for line in lines] + ["", *fields_by_kind(verdicts)])
