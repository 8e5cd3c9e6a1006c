"""A set apart: utterances with the intent they mean, messages with the facts they tell, as people wrote them.

A folder of `intents/*.yml` and `crisis/*.yml` (`{intent, utterances: [{text, register}]}`), `near_misses.yml`
(`[{text, intent, register, why}]`) and `entities/*.yml` (`[{text, said_on?, entities: [{entity, value}]}]`, the first
line names the kinds graded: `# graded: amount`). Any part may be missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.errors import JiujiError

SAID_ON: Final = date(2026, 11, 23)


class BadSet(JiujiError):
    """The folder is none, or a file in it has another form; the message names it."""

    code, message = "bad_set", "测试集读不了 / the set apart cannot be read"


# none of these shows its words when a test that fails prints it
@dataclass(frozen=True, repr=False)
class Utterance:
    """What somebody said, what it means, and how it is said (standard, dialect, typo, voice, story…)."""

    text: str
    intent: str
    register: str


@dataclass(frozen=True, repr=False)
class FactCase:
    """A message with the facts it tells, in normal form."""

    text: str
    said_on: date
    facts: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, repr=False)
class FactFile:
    """Cases of one file with the kinds of fact it grades."""

    name: str
    kinds: tuple[str, ...]
    cases: tuple[FactCase, ...]


@dataclass(frozen=True, repr=False)
class Apart:
    """The whole set."""

    utterances: tuple[Utterance, ...]
    near_misses: tuple[Utterance, ...]
    facts: tuple[FactFile, ...]

    def texts(self) -> Iterator[str]:
        """Every message of the set."""
        yield from (one.text for one in (*self.utterances, *self.near_misses))
        yield from (case.text for file in self.facts for case in file.cases)


def read_apart(folder: Path) -> Apart:
    """The set in a folder; `BadSet` when there is none or a file cannot be read."""
    if not folder.is_dir():
        raise BadSet(f"没有这个文件夹 / no such folder: {folder}")
    utterances = [one for part in ("intents", "crisis") for path in _files(folder / part) for one in _said(path)]
    near = folder / "near_misses.yml"
    facts = [_fact_file(path) for path in _files(folder / "entities")]
    if not (utterances or facts or near.exists()):
        raise BadSet(f"文件夹里没有 intents、crisis、entities / nothing to measure in {folder}")
    return Apart(tuple(utterances), tuple(_near(near) if near.exists() else ()), tuple(facts))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def _content(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSet(f"{path}: {type(error).__name__}") from None


def _utterance(one: dict[str, Any], intent: str) -> Utterance:
    return Utterance(str(one["text"]), intent, str(one.get("register", "")))


def _said(path: Path) -> list[Utterance]:
    content = _content(path)
    try:
        return [_utterance(one, str(content["intent"])) for one in content["utterances"]]
    except (KeyError, TypeError):
        raise BadSet(f"{path}: {{intent, utterances: [{{text, register}}]}}") from None


def _near(path: Path) -> list[Utterance]:
    content = _content(path)
    try:
        return [_utterance(one, str(one.get("intent", ""))) for one in content]
    except (KeyError, TypeError, AttributeError):
        raise BadSet(f"{path}: [{{text, intent, register}}]") from None


def _fact_file(path: Path) -> FactFile:
    content = _content(path) or []
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    try:
        cases = tuple(
            FactCase(
                str(case["text"]), case.get("said_on") or SAID_ON,
                tuple((str(one["entity"]), one["value"]) for one in case["entities"]),
            )
            for case in content
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        raise BadSet(f"{path}: [{{text, entities: [{{entity, value}}]}}]") from None
    named = first.partition(":")[2].replace(" ", "") if first.startswith("#") else ""
    kinds = tuple(named.split(",")) if named else tuple(sorted({kind for case in cases for kind, _ in case.facts}))
    return FactFile(path.stem, kinds, cases)
