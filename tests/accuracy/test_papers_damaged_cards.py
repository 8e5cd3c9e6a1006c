"""Spoilt photos of cards, readable to a person: 72 in every run."""

import pytest

from tests.accuracy.marks import DAMAGED_MARK, assert_read
from tests.accuracy.verdicts import CARDS, damaged, read_all
from tests.papers import TEST_SEEDS


@pytest.mark.timeout(900)
def test_number_and_name_of_spoilt_cards():
    verdicts = read_all(damaged(TEST_SEEDS + 1_000, 15, CARDS))
    assert_read(verdicts, DAMAGED_MARK)
    turned = [one for one in verdicts if one.turned and one.kind_right]
    assert turned
    assert [one.case for one in turned if one.reading.turned != one.turned] == []
