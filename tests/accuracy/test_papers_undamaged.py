"""Good photos of every kind of paper: 120 in every run."""

import pytest

from tests.accuracy.marks import UNDAMAGED_MARK, assert_placed, assert_read
from tests.accuracy.verdicts import KINDS, Verdict, read_all, share, undamaged
from tests.papers import TEST_SEEDS

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    return read_all(undamaged(TEST_SEEDS, 12))


def test_number_and_name_are_exact_and_kinds_known(verdicts):
    assert_read(verdicts, UNDAMAGED_MARK)


def test_places_are_on_the_fields(verdicts):
    assert_placed(verdicts)


@pytest.mark.parametrize("kind", KINDS)
def test_fields_of_every_kind_are_read(verdicts, kind):
    of_kind = [one for one in verdicts if one.case[0] == kind]
    right = share(of_kind, lambda one: one.counted(*one.fields))
    assert right >= 0.9, [(one.case, one.details) for one in of_kind if one.details]


def test_no_quality_is_complained_of_without_need(verdicts):
    complained = [(one.case, one.reading.quality) for one in verdicts if one.reading.quality]
    assert len(complained) <= 0.05 * len(verdicts), complained
