"""Spoilt photos of cards, readable to a person: 75 in every run."""

from functools import lru_cache

import pytest

from contracts.papers import PaperKind
from tests.accuracy.marks import DAMAGED_MARK, assert_no_wrong_number, assert_read
from tests.accuracy.verdicts import CARDS, Verdict, damaged, read_all
from tests.papers import TEST_SEEDS


@lru_cache
def of_kind(kind: PaperKind) -> list[Verdict]:
    return read_all(damaged(TEST_SEEDS + 1_000, 15, [kind]))


@pytest.mark.parametrize("kind", CARDS)
def test_no_wrong_number_is_certain(kind):
    assert_no_wrong_number(of_kind(kind))


@pytest.mark.timeout(1800)
def test_number_and_name_of_spoilt_cards():
    assert_read([verdict for kind in CARDS for verdict in of_kind(kind)], DAMAGED_MARK)


@pytest.mark.timeout(1800)
def test_turned_cards_are_turned_back():
    turned = [one for kind in CARDS for one in of_kind(kind) if one.turned and one.kind_right]
    assert turned
    assert [one.case for one in turned if one.reading.turned != one.turned] == []
