"""Every number of a message and no other: sums, counts, dates, disabilities, phones, ID and case numbers."""

import time

import pytest

from contracts.extraction import extract, normalise
from contracts.extraction.amounts import find_amounts
from contracts.extraction.counts import find_counts
from contracts.extraction.dates import find_dates
from contracts.extraction.disability import find_disabilities
from contracts.extraction.identifiers import find_identifiers
from contracts.extraction.numerals import find_numbers

from .golden import TODAY
from .golden_numbers import MESSAGES, NOTHING
from .test_speech import as_said, lines

KINDS = {
    "A": "amount", "C": "count", "D": "date", "H": "disability", "P": "phone", "I": "id_number", "K": "case_number",
}  # fmt: skip
SLOWEST = 0.25


def told(entity, said):
    # a case number is written as a phone is: the number, and ! where it is not valid
    kind = "phone" if entity == "case_number" else entity
    return [as_said(kind, one.strip()) for one in said.split(";") if one.strip()]


@pytest.mark.parametrize("message", lines(MESSAGES), ids=lambda message: message[0])
def test_every_number_of_a_message_and_no_other(message):
    said = {part[0]: part[2:] for part in message[1:]}
    found = extract(message[0], TODAY)
    for letter, entity in KINDS.items():
        assert [one.value for one in found if one.entity == entity] == told(entity, said.get(letter, "")), entity


@pytest.mark.parametrize("message", lines(NOTHING), ids=lambda message: message[0])
def test_numbers_that_tell_nothing_of_money_people_or_days(message):
    assert [one for one in extract(message[0], TODAY) if one.entity in KINDS.values()] == []


def read_numbers(text):
    said = list(find_numbers(text))
    readers = (find_dates(text, TODAY), find_disabilities(text), find_identifiers(text))
    return [*find_amounts(text, said), *find_counts(text, said), *(one for reader in readers for one in reader)]


def seconds_of(text):
    began = time.thread_time()
    read_numbers(text)
    return time.thread_time() - began


@pytest.mark.parametrize(
    "piece", ["一百", "三四", "十", "千万", "零", "1.", "1,", "三千到", "9", "一个", "块", "初", "二级"]
)
def test_a_run_of_number_words_takes_no_time(piece):
    """4,000 characters, as many as are read at all; a search that begins anew at every place needs seconds."""
    text = normalise((piece * 4000)[:4000])
    assert min(seconds_of(text) for _ in range(3)) < SLOWEST
