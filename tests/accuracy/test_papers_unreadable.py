"""Photos nobody can read, and photos of something else: nothing is guessed."""

import pytest

from tests.accuracy.marks import assert_no_wrong_number, assert_nothing_guessed
from tests.accuracy.verdicts import hopeless, read_all
from tests.papers import TEST_SEEDS, UNDAMAGED

SAID = {"hopeless_blur": "blur", "hopeless_dark": "dark", "hopeless_small": "small", "hopeless_glare": "glare",
        "hopeless_cut": "cut_off"}  # fmt: skip


@pytest.mark.timeout(1800)
def test_hopeless_photos_are_never_guessed():
    verdicts = read_all(hopeless(TEST_SEEDS + 3_000, 5))
    assert_no_wrong_number(verdicts)
    assert_nothing_guessed(verdicts)
    said = [SAID[one.case[2]] in one.reading.quality for one in verdicts if one.case[2] in SAID]
    assert said.count(True) >= 0.9 * len(said), [(one.case, one.reading.quality) for one in verdicts]


@pytest.mark.timeout(900)
def test_what_is_no_paper_is_other_and_says_nothing():
    verdicts = read_all([("other", TEST_SEEDS + 4_000 + number, UNDAMAGED) for number in range(10)])
    assert [one.case for one in verdicts if one.reading.kind != "other" or one.reading.fields] == []
