"""The set apart: written by people who never saw the training data; only totals of it are looked at, never a line.

Floors lie under what is measured now, so that a change for the worse is seen; the marks to reach are higher.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.extraction import extract
from jiuji.parse_command import Understanding
from jiuji.settings import REPOSITORY

APART = Path(__file__).parent / "apart"
SAID_ON = date(2026, 11, 23)
Told = tuple[str, str]


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _utterances(folder: str) -> Iterator[Told]:
    for path in sorted((APART / folder).glob("*.yml")):
        described = _load(path)
        yield from ((described["intent"], one["text"]) for one in described["utterances"])


@pytest.fixture(scope="module")
def heard(understanding: Understanding) -> list[tuple[str, str]]:
    """(intent meant, intent understood) of every utterance, crises too."""
    told = [*_utterances("intents"), *_utterances("crisis")]
    return [(intent, str(understanding.read(text, SAID_ON)["intent"])) for intent, text in told]


def _f1(heard: list[tuple[str, str]], intent: str) -> float:
    right = sum(meant == got == intent for meant, got in heard)
    return 2 * right / (sum(meant == intent for meant, _ in heard) + sum(got == intent for _, got in heard))


def test_no_line_of_it_is_in_the_training_data() -> None:
    trained = {line.strip() for path in (REPOSITORY / "data" / "nlu").glob("*.yml") for line in path.open("rb")}
    texts = [text for folder in ("intents", "crisis") for _, text in _utterances(folder)]
    texts += [one["text"] for one in _load(APART / "near_misses.yml")]
    # what everybody says alike (要得, 没有) is allowed to stand on both sides
    assert [text for text in texts if f"- {text}".encode() in trained and len(text) > 6] == []


@pytest.mark.model
def test_intents_are_read_as_strangers_say_them(heard: list[tuple[str, str]]) -> None:
    scores = {intent: _f1(heard, intent) for intent in {meant for meant, _ in heard}}
    assert len(scores) >= 55 and len(heard) >= 3800
    assert sum(scores.values()) / len(scores) >= 0.90, sorted(scores.items(), key=lambda one: one[1])[:12]
    assert min(scores.values()) >= 0.78, min(scores, key=scores.__getitem__)


@pytest.mark.model
def test_a_cry_for_help_is_heard_as_one(heard: list[tuple[str, str]]) -> None:
    cries = [got for meant, got in heard if meant.startswith("crisis_")]
    others = [got for meant, got in heard if not meant.startswith("crisis_")]
    assert sum(got.startswith("crisis_") for got in cries) / len(cries) >= 0.90
    assert sum(got.startswith("crisis_") for got in others) / len(others) <= 0.01


@pytest.mark.model
def test_what_only_looks_like_danger(understanding: Understanding) -> None:
    near = [understanding.read(one["text"], SAID_ON)["intent"] for one in _load(APART / "near_misses.yml")]
    assert len(near) >= 900 and sum(str(got).startswith("crisis_") for got in near) / len(near) <= 0.12


def _plain(value: Any) -> str:
    # the township's code is ours alone
    known = {key: one for key, one in value.items() if key != "township_code"} if isinstance(value, dict) else value
    return json.dumps(known, sort_keys=True, ensure_ascii=False, default=str)


FLOORS = {
    "amount": 0.80, "cause": 0.88, "count": 0.77, "date": 0.92, "disability": 0.94, "id_phone": 0.92, "name": 0.75,
    "programme": 0.94, "region": 0.98, "relation": 0.85, "several": 0.80,
}  # fmt: skip


@pytest.mark.parametrize("name", FLOORS)
def test_facts_in_normal_form(name: str) -> None:
    """Recall and precision of values; the words of a paper are not graded, as nothing settles their codes yet."""
    path = APART / "entities" / f"{name}.yml"
    kinds = path.read_text(encoding="utf-8").splitlines()[0].partition(":")[2].replace(" ", "").split(",")
    kinds = [kind for kind in kinds if kind != "document_type"]
    right = wanted = found = 0
    for case in _load(path):
        meant = Counter((one["entity"], _plain(one["value"])) for one in case["entities"] if one["entity"] in kinds)
        facts = extract(case["text"], case.get("said_on") or SAID_ON)
        got = Counter((one.entity, _plain(one.value)) for one in facts if one.entity in kinds)
        right, wanted, found = right + (meant & got).total(), wanted + meant.total(), found + got.total()
    assert right / wanted >= FLOORS[name] and right / found >= FLOORS[name], (right / wanted, right / found)
