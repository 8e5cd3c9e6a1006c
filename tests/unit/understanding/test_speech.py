"""Whole sentences and stories, as residents say them."""

import pytest

from contracts.extraction import extract

from .golden import TODAY
from .golden_speech import MESSAGES, SENTENCES

PERIODS = {"m": "month", "d": "day", "y": "year", "1": "once", "": None}
KINDS = {
    "A": "amount", "C": "count", "D": "date", "R": "relation", "X": "cause", "N": "name", "P": "phone",
    "I": "id_number", "H": "disability",
}  # fmt: skip


def sum_as_said(said):
    value, _, period = said.partition("/")
    approx, value = value.startswith("~"), value.lstrip("~")
    if value.startswith(">"):
        low, high = float(value[1:]), None
    elif value.startswith("<"):
        low, high = 0, float(value[1:])
    else:
        low, _, high = value.partition("-")
        low, high = float(low), float(high or low)
    return {"low": low, "high": high, "period": PERIODS[period], "approx": approx}


def as_said(entity, said):
    if entity == "amount":
        return sum_as_said(said)
    if entity == "count":
        return int(said)
    if entity == "disability":
        level = int(said[-1]) if said[-1].isdigit() else None
        return {"category": said.rstrip("1234") or None, "level": level}
    if entity in ("phone", "id_number"):
        return {"number": said.rstrip("!"), "valid": not said.endswith("!")}
    return said


def expected(entity, said):
    return in_order(entity, [as_said(entity, one.strip()) for one in said.split(";") if one.strip()])


def read(entity, text):
    return in_order(entity, [one.value for one in extract(text, TODAY) if one.entity == entity])


def in_order(entity, values):
    """A word of a closed set counts once, however often it is said."""
    return sorted(set(values)) if entity in ("relation", "cause") else values


def lines(table):
    return [[part.strip() for part in line.split("|")] for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("entity", "text", "said"),
    [(entity, line[0], line[1] if line[1:] else "") for entity, table in SENTENCES.items() for line in lines(table)],
)
def test_sentences(entity, text, said):
    assert read(entity, text) == expected(entity, said)


@pytest.mark.parametrize("message", lines(MESSAGES), ids=lambda message: message[0])
def test_every_fact_of_a_message_and_no_other(message):
    text, told = message[0], {part[0]: part[2:] for part in message[1:]}
    for letter, entity in KINDS.items():
        assert read(entity, text) == expected(entity, told.get(letter, "")), entity
