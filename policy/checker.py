"""Checks across files: what one file cannot know of itself, and what must never be said."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any, get_args

from contracts.papers import PaperKind
from policy.cross_checks import cross_checks
from policy.loader import Loaded, load
from policy.model import Problem, Value
from policy.papers import NONE
from policy.speech import AnswerBook
from policy.topics import SENTENCE_LIMIT

# nobody is told no, and nothing is promised
NEVER_SAID = (
    "不符合", "被拒绝", "不能申请", "不可以申请", "没资格", "没有资格", "一定能批", "保证能", "肯定能", "骗保",
    "不予受理", "先回户籍地", "先回老家办",
)  # fmt: skip
SAID = ("rules", "household_rules", "papers", "paper_ways", "referrals")
PAPER_TIMES = {"now", "later", "if_available"}
PHOTOGRAPHS = {*get_args(PaperKind), NONE} - {"other"}


def check_files(files: Mapping[str, str]) -> list[Problem]:
    """Every problem of a set of files, by file and line; empty when they can be published."""
    loaded = load(files)
    AnswerBook.read(loaded)
    return check_loaded(loaded)


def check_loaded(loaded: Loaded) -> list[Problem]:
    """Every problem of a loaded set whose answers have been read, by file and line."""
    found = [*loaded.problems, *_names_and_words(loaded), *cross_checks(loaded), *_banned_answers(loaded)]
    return sorted(set(found), key=lambda problem: (problem.path, problem.line, problem.what))


def _entries(loaded: Loaded, quantity: str) -> Iterator[Value]:
    for cases in loaded.parameters.entries.get(quantity, {}).values():
        for series in cases.values():
            yield from (entry for entry in series if isinstance(entry, Value))


def _names(loaded: Loaded, quantity: str, dimension: str) -> set[str]:
    return {value.where.get(dimension, "") for value in _entries(loaded, quantity)}


def _names_and_words(loaded: Loaded) -> Iterator[Problem]:
    lines = _names(loaded, "hotlines", "line")
    papers = _names(loaded, "papers", "paper")
    programmes = _names(loaded, "referrals", "programme")
    yield from _unknown(loaded, "crisis_lines", lambda value: value.value, lines, "hotlines.yaml")
    yield from _unknown(loaded, "paper_rules", lambda value: value.value, papers, "papers.yaml")
    yield from _unknown(loaded, "paper_ways", lambda value: [value.where["paper"]], papers, "papers.yaml")
    yield from _unknown(loaded, "paper_ways", _photographs, PHOTOGRAPHS, "contracts/papers.py")
    yield from _unknown(loaded, "urgent_causes", lambda value: value.value["also"], programmes, "referrals.yaml")
    yield from _unknown(loaded, "referrals", lambda value: [value.value["line"]], lines, "hotlines.yaml")
    yield from _unknown(loaded, "papers", lambda value: [value.value["required"]], PAPER_TIMES, "/".join(PAPER_TIMES))
    for value in _entries(loaded, "office_hours"):
        if not all(_is_session(word) for word in value.value["sessions"]):
            yield _problem(loaded, value, "上班时段写法不对", "写成 [09:00-12:00, 13:00-17:00]")
    for quantity in SAID:
        for value in _entries(loaded, quantity):
            yield from _spoken(loaded, value)


def _unknown(loaded: Loaded, quantity: str, names_of: Any, known: set[str], home: str) -> Iterator[Problem]:
    for value in _entries(loaded, quantity):
        for name in names_of(value) or ():
            if name not in known:
                yield _problem(loaded, value, f"“{name}”没有登记", f"用 {home} 里的名称")


def _photographs(value: Value) -> list[str]:
    return [*value.value["read_as"], *value.value["stands_in"]]


def _is_session(word: str) -> bool:
    try:
        begins, ends = (time.fromisoformat(part) for part in word.split("-"))
    except ValueError:
        return False
    return begins < ends


def _spoken(loaded: Loaded, value: Value) -> Iterator[Problem]:
    texts = [text for text in _texts(value.value) if isinstance(text, str)]
    for text in texts:
        if len(text) > SENTENCE_LIMIT:
            yield _problem(loaded, value, f"一句话超过 {SENTENCE_LIMIT} 字", "拆短")
        yield from (_problem(loaded, value, f"不能对居民说“{word}”", "换个说法") for word in NEVER_SAID if word in text)


def _texts(content: Any) -> list[Any]:
    return list(content.values()) if isinstance(content, dict) else [content]


def _problem(loaded: Loaded, value: Value, what: str, instead: str) -> Problem:
    path, line = loaded.lines[id(value)]
    return Problem(path, line, what, instead)


def _banned_answers(loaded: Loaded) -> Iterator[Problem]:
    for path, source in loaded.sources.items():
        if path.startswith("answers/"):
            yield from _banned_lines(path, source.text)


def _banned_lines(path: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), start=1):
        yield from (Problem(path, number, f"不能对居民说“{word}”", "换个说法") for word in NEVER_SAID if word in line)
