"""Two thousand photos: the marks over every kind and damage, and not one wrong ID number offered as certain."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.accuracy.figures import table
from tests.accuracy.marks import (
    DAMAGED_MARK,
    UNDAMAGED_MARK,
    assert_no_wrong_number,
    assert_nothing_guessed,
    assert_placed,
    assert_read,
)
from tests.accuracy.verdicts import damaged, hopeless, judge_case, undamaged
from tests.papers import HOPELESS, TEST_SEEDS, UNDAMAGED


@pytest.mark.long
@pytest.mark.timeout(3 * 3600)
def test_two_thousand_papers(capsys):
    first = TEST_SEEDS + 10_000
    cases = undamaged(first, 80) + damaged(first, 100) + hopeless(first, 30)
    cases += [("other", first + number, UNDAMAGED) for number in range(20)]
    assert len(cases) == 2_000
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        verdicts = list(pool.map(judge_case, cases, chunksize=10))
    with capsys.disabled():
        print(f"\n{table(verdicts)}")
    good = [one for one in verdicts if one.case[2] == UNDAMAGED and one.case[0] != "other"]
    bad = [one for one in verdicts if one.case[2] in HOPELESS]
    assert_no_wrong_number(verdicts)
    assert_read(good, UNDAMAGED_MARK)
    assert_read([one for one in verdicts if one.case[2] not in HOPELESS and one.case[2] != UNDAMAGED], DAMAGED_MARK)
    assert_nothing_guessed(bad)
    assert_placed(good)
