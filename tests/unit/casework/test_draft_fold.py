"""The fold of answer events: last word counts, reopening takes an answer away, stored and folded agree."""

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.draft_fold import Folded, Told, fold

keys = st.sampled_from(["a", "b", "c"])
events = st.lists(st.builds(Told, st.just("t"), keys, st.integers() | st.none(), st.booleans()), max_size=30)


@given(events)
def test_stored_step_by_step_equals_the_fold(told: list[Told]) -> None:
    stored: dict[str, object] = {}
    for one in told:
        folded = Folded.read(stored)
        folded.apply(one)
        stored = folded.stored()
    assert Folded.read(stored) == fold(told)


@given(events)
def test_order_and_turns_know_exactly_the_answered_keys(told: list[Told]) -> None:
    folded = fold(told)
    assert sorted(folded.order) == sorted(folded.answers) == sorted(folded.turns)


def test_reading_copies() -> None:
    stored = {"answers": {"a": 1}, "turns": {"a": 1}, "order": ["a"]}
    Folded.read(stored).apply(Told("t", "a", 2))
    assert stored == {"answers": {"a": 1}, "turns": {"a": 1}, "order": ["a"]}


def test_reopened_after_told() -> None:
    folded = fold([Told("1", "a", 1), Told("2", "b", 2), Told("3", "b", None, cleared=True)])
    assert folded.answers == {"a": 1}
    assert folded.order == ["a"]


def test_turns_are_counted_once_whatever_they_told() -> None:
    told = [Told("1", "a", 1), Told("1", "b", 2), Told("2", "a", 3), Told("3", "b", None, cleared=True)]
    assert fold(told).spent == 3


def test_a_draft_of_before_the_count_is_read() -> None:
    assert Folded.read({"answers": {"a": 1}, "turns": {"a": 1}, "order": ["a"]}).spent == 0
