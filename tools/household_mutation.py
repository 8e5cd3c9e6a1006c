"""`python -m tools.household_mutation [COUNT]`: faults in `policy/household`, and how many the tests notice.

The quickest checks are asked first: written outcomes, golden households, unit tests.
Prints the share and what nobody noticed.
"""

import importlib
import importlib.util
import sys
from pathlib import Path

import yaml

from policy.loader import load, read_folder
from tools.mutation import ROOT, is_noticed, sample_of

PACKAGE = "policy.household"
GOLDEN = ROOT / "tests" / "unit" / "assessment"
UNIT = ROOT / "tests" / "unit" / "policy"
# read and imported once here, so that a child need not do it again; nothing here imports the package itself
BESIDE = (
    "pytest", "hypothesis.strategies", "contracts.cards", "contracts.keys", "policy.places", "policy.clocks",
    "policy.facts", "policy.urgent_aid",
)  # fmt: skip
for name in BESIDE:
    importlib.import_module(name)
PARAMETERS = load(read_folder()).parameters
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
TEXTS = {path.read_text("utf-8"): path for path in sorted(GOLDEN.glob("households/*.yml"))}
FAMILIES = {text: yaml.load(text, LOADER) for text in TEXTS}  # noqa: S506


def golden_agree() -> bool:
    """Whether every golden household comes out as expected."""
    _use_what_was_read()
    module = _module_of(GOLDEN / "test_households.py")
    return not any(
        module.differences(module.BOOK.assess(family["facts"]), family["expect"])
        for families in FAMILIES.values()
        for family in families
    )


def outcomes_agree() -> bool:
    """Whether every row of the outcomes comes out as written."""
    _use_what_was_read()
    module = _module_of(UNIT / "test_household_outcomes.py")
    for row in module.ROWS:
        module.test_household(row)
    return True


def _use_what_was_read() -> None:
    from policy.book import PolicyBook

    PolicyBook.load = classmethod(lambda cls, root=None: cls(PARAMETERS, None, "mutation"))
    true_load = yaml.load
    yaml.load = lambda text, loader: FAMILIES.get(text) or true_load(text, loader)


def _module_of(path: Path):
    spec = importlib.util.spec_from_file_location("golden_households", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unit_tests_pass() -> bool:
    """Whether the quick unit tests of the household pass."""
    import pytest

    _use_what_was_read()

    slow = ("test_household_mutation.py", "test_household_totality.py", "test_household_monotony.py")
    paths = [str(path) for path in sorted(UNIT.glob("test_household_*.py")) if path.name not in slow]
    quiet = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not long", "--rootdir", str(ROOT)]
    return pytest.main([*quiet, *paths]) == 0


CHECKS = [outcomes_agree, golden_agree, unit_tests_pass]


def main(count: int | None) -> int:
    """Print how many of so many faults were noticed; None for every fault."""
    mutants = sample_of(PACKAGE, count)
    unnoticed = [mutant for mutant in mutants if not is_noticed(mutant, CHECKS)]
    for mutant in unnoticed:
        print(f"not noticed: {mutant}")
    print(f"{len(mutants) - len(unnoticed)} of {len(mutants)} faults noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else None))
