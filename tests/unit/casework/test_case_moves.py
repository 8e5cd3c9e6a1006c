"""The table of moves: what the contract says, nothing else, and the published page equals it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.case_moves import (
    ENDED,
    MOVES,
    STATES,
    CaseView,
    IllegalMove,
    after_move,
    allowed_moves,
    find_move,
    moves_page,
)

PAGE = Path(__file__).parents[3] / "docs" / "case-moves.md"
URGENT = CaseView("submitted", "temporary_aid", "urgent")
LIVING = CaseView("submitted", "minimum_living", "household")
actors = st.sampled_from(["resident", "staff", "system"])
targets = st.sampled_from([*STATES, "aid_first", "papers_received", "approved", ""])
kinds = st.sampled_from([("temporary_aid", "urgent"), ("temporary_aid", "expense"), ("minimum_living", "household")])


def _walk(case: CaseView, *steps: str) -> CaseView:
    for step in steps:
        case = after_move(case, find_move(case, step, "staff", "原因"))
    return case


def test_urgent_aid_needs_no_verification_and_no_notice() -> None:
    assert _walk(URGENT, "accepted", "confirmed", "closed").state == "closed"
    with pytest.raises(IllegalMove, match="急难型"):
        _walk(URGENT, "accepted", "verifying")


def test_other_aid_is_verified_and_published_first() -> None:
    assert _walk(LIVING, "accepted", "verifying", "public_notice", "confirmed").state == "confirmed"
    for step in ("confirmed", "public_notice"):
        with pytest.raises(IllegalMove):
            _walk(LIVING, "accepted", step)


@pytest.mark.parametrize("before", [(), ("accepted",), ("accepted", "verifying")])
def test_supplement_returns_where_it_came_from(before: tuple[str, ...]) -> None:
    case = _walk(LIVING, *before)
    asked = _walk(case, "supplement")
    assert asked.returns_to == case.state
    assert _walk(asked, case.state) == case


def test_supplement_returns_nowhere_else() -> None:
    asked = _walk(LIVING, "accepted", "supplement")
    with pytest.raises(IllegalMove):
        find_move(asked, "verifying", "staff")


def test_aid_first_is_a_flag_beside_the_state() -> None:
    aided = _walk(URGENT, "accepted", "aid_first")
    assert (aided.state, aided.aid_first) == ("accepted", True)
    with pytest.raises(IllegalMove, match="手续"):
        _walk(aided, "confirmed", "closed")
    assert _walk(aided, "confirmed", "papers_received", "closed").state == "closed"
    with pytest.raises(IllegalMove, match="临时救助"):
        _walk(LIVING, "aid_first")


def test_a_resident_may_only_withdraw_and_hand_in() -> None:
    for state in STATES:
        names = {move.to for move in allowed_moves(CaseView(state, "temporary_aid", "urgent", "submitted"), "resident")}
        assert names <= {"submitted", "withdrawn", "(来处)"}
    with pytest.raises(IllegalMove, match="别人"):
        find_move(URGENT, "accepted", "resident")


def test_a_reason_is_asked_for() -> None:
    with pytest.raises(IllegalMove, match="原因"):
        find_move(URGENT, "supplement", "staff", "  ")


@given(kinds, st.lists(st.tuples(targets, actors), max_size=20))
def test_never_leaves_the_table(kind: tuple[str, str], steps: list[tuple[str, str]]) -> None:
    case = CaseView("draft", *kind)
    for to, by in steps:
        try:
            move = find_move(case, to, by, "原因")  # type: ignore[arg-type]
        except IllegalMove as refusal:
            assert refusal.message
            continue
        assert case.state in move.sources
        assert move in allowed_moves(case, by)  # type: ignore[arg-type]
        case = after_move(case, move)
        assert case.state in STATES
        assert (case.returns_to is not None) == (case.state == "supplement")


def test_every_state_can_be_reached_and_left() -> None:
    assert {state for move in MOVES for state in move.sources} | {"closed"} == set(STATES)
    assert set(STATES) - {"draft"} <= {move.to for move in MOVES}
    assert set(STATES) >= ENDED


def test_the_published_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == moves_page()
