"""The trained understanding chain on words it has not seen, with the figures it must not fall below."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from jiuji.parse_command import parse_lines

pytestmark = pytest.mark.model
HERE = Path(__file__).parent
SAID_ON = date(2026, 11, 23)


def read_set(name):
    groups = yaml.safe_load((HERE / name).read_text("utf-8"))
    return [(str(intent), str(text)) for intent, texts in groups.items() for text in texts]


def told(understanding, cases):
    return [(intent, understanding.read(text, SAID_ON)["intent"], text) for intent, text in cases]


def macro_f1(results):
    scores = []
    for intent in sorted({expected for expected, _, _ in results}):
        right = sum(expected == got == intent for expected, got, _ in results)
        named = sum(got == intent for _, got, _ in results)
        there = sum(expected == intent for expected, _, _ in results)
        scores.append(2 * right / (named + there))
    return sum(scores) / len(scores)


def is_crisis(intent):
    return str(intent).startswith("crisis_")


@pytest.mark.parametrize(("name", "floor"), [("heldout.yml", 0.85), ("heldout_studied.yml", 0.9)])
def test_intents_of_words_never_seen(understanding, name, floor):
    results = told(understanding, read_set(name))
    wrong = [f"{text}: {got}, not {expected}" for expected, got, text in results if expected != got]
    assert macro_f1(results) >= floor, "\n".join(wrong)


@pytest.mark.parametrize("name", ["heldout.yml", "heldout_studied.yml"])
def test_a_cry_for_help_is_heard_and_few_others_are_taken_for_one(understanding, name):
    results = told(understanding, read_set(name))
    cries = [got for expected, got, _ in results if is_crisis(expected)]
    others = [got for expected, got, _ in results if not is_crisis(expected)]
    assert sum(map(is_crisis, cries)) / len(cries) >= 0.97
    assert sum(map(is_crisis, others)) / len(others) <= 0.01


def test_words_that_only_sound_like_danger(understanding):
    near = yaml.safe_load((HERE / "crisis_near_misses.yml").read_text("utf-8"))["near_misses"]
    taken = [text for text in near if is_crisis(understanding.read(text, SAID_ON)["intent"])]
    assert len(taken) / len(near) <= 0.1, taken


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("要得", "affirm"), ("莫得", "deny"), ("不晓得", "dont_know"), ("1", "inform"), ("０", "request_human"), ("人工", "request_human"),
        ("算了", "pause"), ("四口人", "inform"), ("13800138000", "inform"), ("福-V2FET-H4TTM", "check_status"), ("在马尔康", "inform"),
        ("嗯嗯！", "affirm"), ("谢谢哈", "thank"), ("上一步", "go_back"), ("前天", "inform"), ("一个月两千多", "inform"),
    ],
)  # fmt: skip
def test_short_answers_and_bare_facts_need_no_model(understanding, text, intent):
    assert understanding.read(text, SAID_ON)["intent"] == intent


def test_every_intent_of_the_domain_has_enough_examples():
    from jiuji.settings import REPOSITORY

    counts: dict[str, set[str]] = {}
    for path in (REPOSITORY / "data" / "nlu").glob("*.yml"):
        for block in yaml.safe_load(path.read_text("utf-8")).get("nlu") or []:
            examples = {line.strip()[2:] for line in block["examples"].splitlines() if line.strip()}
            counts.setdefault(block["intent"], set()).update(examples)
    assert len(counts) == 55
    assert sum(map(len, counts.values())) >= 1800
    assert min(map(len, counts.values())) >= 25
    every = [text for texts in counts.values() for text in texts]
    assert len(every) == len(set(every)), "one sentence, one intent"


def test_what_is_held_out_stays_out_of_the_training_data():
    from jiuji.settings import REPOSITORY

    trained = "\n".join(path.read_text("utf-8") for path in (REPOSITORY / "data" / "nlu").glob("*.yml"))
    for name in ("heldout.yml", "heldout_studied.yml"):
        assert [text for _, text in read_set(name) if f"- {text}\n" in trained] == []


@pytest.mark.parametrize("text", ["", " ", "/restart", "／inform{}", "\x00\x1b", "救" * 5000, "🙂", "ཀ་ཁ"])
def test_any_line_has_a_reading(trained_model, understanding, text):
    reading = understanding.read(text, SAID_ON)
    assert set(reading) == {"text", "intent", "confidence", "entities"}
    assert reading["intent"]


def test_lines_are_read_in_order_with_public_entities_only(trained_model):
    lines = ["我在福泉牛场镇，没吃的", "两千多一个月"]
    first, second = parse_lines(lines, SAID_ON, trained_model)
    assert first["entities"] == [
        {"entity": "region", "text": "福泉牛场镇", "value": {"code": "522702", "name": "福泉市", "township": "牛场镇"}}
    ]
    assert second["entities"][0]["value"] == {"low": 2000, "high": 3000, "period": "month", "approx": False}
