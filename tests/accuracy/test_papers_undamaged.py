"""Good photos of every kind of paper: 120 in every run."""

from functools import lru_cache

import pytest

from contracts.papers import PaperKind
from tests.accuracy.marks import UNDAMAGED_MARK, assert_no_wrong_number, assert_placed, assert_read
from tests.accuracy.verdicts import KINDS, Verdict, read_all, share, undamaged
from tests.papers import TEST_SEEDS


@lru_cache
def of_kind(kind: PaperKind) -> list[Verdict]:
    return read_all(undamaged(TEST_SEEDS, 12, [kind]))


def of_all_kinds() -> list[Verdict]:
    return [verdict for kind in KINDS for verdict in of_kind(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_fields_of_every_kind_are_read(kind):
    right = share(of_kind(kind), lambda one: one.counted(*one.fields))
    assert right >= 0.9, [(one.case, one.details) for one in of_kind(kind) if one.details]
    assert_no_wrong_number(of_kind(kind))


@pytest.mark.timeout(1800)
def test_number_and_name_are_exact_and_kinds_known():
    assert_read(of_all_kinds(), UNDAMAGED_MARK)


@pytest.mark.timeout(1800)
def test_places_are_on_the_fields():
    assert_placed(of_all_kinds())


@pytest.mark.timeout(1800)
def test_no_quality_is_complained_of_without_need():
    complained = [(one.case, one.reading.quality) for one in of_all_kinds() if one.reading.quality]
    assert len(complained) <= 0.05 * len(of_all_kinds()), complained
