"""Spoilt photos of sheets of paper, some filled in by hand, readable to a person: 75 in every run."""

import pytest

from tests.accuracy.marks import DAMAGED_MARK, assert_read
from tests.accuracy.verdicts import SHEETS, damaged, read_all
from tests.papers import TEST_SEEDS


@pytest.mark.timeout(900)
def test_number_and_name_on_spoilt_sheets():
    assert_read(read_all(damaged(TEST_SEEDS + 2_000, 15, SHEETS)), DAMAGED_MARK)
