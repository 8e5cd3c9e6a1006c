"""The marks of reading papers, asserted over any set of verdicts."""

from collections.abc import Sequence

from tests.accuracy.verdicts import Verdict, failures, number_and_name, share

UNDAMAGED_MARK, DAMAGED_MARK = 0.98, 0.90


def assert_read(verdicts: Sequence[Verdict], mark: float) -> None:
    """ID number and name exact at the mark, kinds recognised as often, nothing wrong offered as a certain ID number."""
    assert share(verdicts, number_and_name) >= mark, failures(verdicts)
    assert share(verdicts, lambda one: (one.kind_right, 1)) >= mark, failures(verdicts)
    assert_no_wrong_number(verdicts)


def assert_no_wrong_number(verdicts: Sequence[Verdict]) -> None:
    """Zero ID numbers that are wrong and offered as certain."""
    wrong = [one for one in verdicts if "id_number" in one.wrong_certain]
    assert not wrong, failures(wrong)


def assert_nothing_guessed(verdicts: Sequence[Verdict]) -> None:
    """No photo a person cannot read gives its main field: it is not certain there, and nothing certain is wrong."""
    guessed = [one for one in verdicts if one.main_key in one.certain or one.wrong_certain]
    assert not guessed, failures(guessed)


def assert_placed(verdicts: Sequence[Verdict]) -> None:
    """Whatever is read right is also found where it stands on the photo, in 98 of 100."""
    found = share(
        verdicts,
        lambda one: ([*one.fields.values()].count("right") - len(one.misplaced), [*one.fields.values()].count("right")),
    )
    assert found >= 0.98, [(one.case, one.misplaced) for one in verdicts if one.misplaced]
