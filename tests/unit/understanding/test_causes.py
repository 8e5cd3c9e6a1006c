"""What happened, and which of several things is the one of now."""

from time import perf_counter

import pytest

from contracts.extraction import extract

from .golden import TODAY
from .golden_causes import CAUSES


def lines():
    return [[part.strip() for part in line.split("|")] for line in CAUSES.strip().splitlines()]


@pytest.mark.parametrize(("text", "causes"), lines(), ids=lambda value: value)
def test_what_happened(text, causes):
    found = [
        ("<" if one.role == "earlier" else "") + one.value for one in extract(text, TODAY) if one.entity == "cause"
    ]
    assert sorted(found) == sorted(filter(None, causes.split(";")))


def test_a_long_story_of_events_takes_time_that_grows_with_its_length():
    def seconds(text):
        began = perf_counter()
        extract(text, TODAY)
        return perf_counter() - began

    story = "我男人前年去世，昨天摔断腿，零八年地震，现在房子着火，遭狗咬了，"
    extract(story, TODAY)
    short, long = (min(seconds(story * times) for _ in range(5)) for times in (12, 96))
    assert long < 8 * short * 3
