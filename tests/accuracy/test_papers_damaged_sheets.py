"""Spoilt photos of sheets of paper, some filled in by hand, readable to a person: 75 in every run."""

from functools import lru_cache

import pytest

from contracts.papers import PaperKind
from tests.accuracy.marks import DAMAGED_MARK, assert_no_wrong_number, assert_read
from tests.accuracy.verdicts import SHEETS, Verdict, damaged, read_all
from tests.papers import TEST_SEEDS


@lru_cache
def of_kind(kind: PaperKind) -> list[Verdict]:
    return read_all(damaged(TEST_SEEDS + 2_000, 15, [kind]))


@pytest.mark.parametrize("kind", SHEETS)
def test_no_wrong_number_is_certain(kind):
    assert_no_wrong_number(of_kind(kind))


@pytest.mark.timeout(1800)
def test_number_and_name_on_spoilt_sheets():
    assert_read([verdict for kind in SHEETS for verdict in of_kind(kind)], DAMAGED_MARK)
