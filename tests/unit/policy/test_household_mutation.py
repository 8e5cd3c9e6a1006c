"""Faults put into the assessment are noticed; the tool that puts them in does so one at a time."""

import ast
import re
import subprocess
import sys

import pytest

from tools.mutation import ROOT, Mutant, is_noticed, mutants_of, sample_of, survivors

SOURCE = '''"""Words."""

LIMIT = 3


def is_over(amount: int, open: bool = False) -> bool:
    """Whether it is over."""
    return not open and amount >= LIMIT
'''
COUNT = 160
SHARE = 0.9


@pytest.fixture
def mutants(tmp_path):
    path = tmp_path / "limits.py"
    path.write_text(SOURCE)
    return mutants_of("limits", path)


def test_each_mutant_holds_one_fault(mutants):
    assert sorted(mutant.what for mutant in mutants) == [
        "3 -> 4", "And -> Or", "False -> True", "GtE -> Gt", "not dropped",
    ]  # fmt: skip
    changed = [ast.unparse(mutant.code) for mutant in mutants]
    assert len(set(changed)) == len(changed)
    assert ast.unparse(ast.parse(SOURCE)) not in changed
    assert all('"""Words."""' in text for text in changed)
    assert str(mutants[0]).startswith("limits:")


def test_a_fault_is_noticed_by_a_check_that_fails(mutants):
    def strict():
        import limits

        return [limits.is_over(n) for n in (2, 3, 4)] == [False, True, True] and not limits.is_over(9, open=True)

    def careless():
        import limits

        return limits.is_over(9)

    true_code = Mutant("limits", 0, "nothing", ast.parse(SOURCE))
    assert not is_noticed(true_code, [strict, careless])
    assert survivors(mutants, [strict]) == []
    assert {mutant.what for mutant in survivors(mutants, [careless])} == {"3 -> 4", "And -> Or", "GtE -> Gt"}


@pytest.mark.long
def test_a_sample_is_the_same_every_time():
    first, second = sample_of("policy.household", 5), sample_of("policy.household", 5)
    assert [str(mutant) for mutant in first] == [str(mutant) for mutant in second]
    assert len(first) == 5


@pytest.mark.long
@pytest.mark.timeout(3 * 3600)
def test_nine_in_ten_faults_in_the_assessment_are_noticed():
    command = [sys.executable, "-m", "tools.household_mutation", str(COUNT)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    print(told)
    noticed, tried = map(int, re.search(r"(\d+) of (\d+) faults noticed", told).groups())
    assert tried == COUNT
    assert noticed / tried >= SHARE
