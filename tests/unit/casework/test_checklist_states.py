"""Where a paper stands: what came is one paper each, stands in where it may, and staff have the last word."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casework.domain.paper_states import for_resident, made_here, still_missing, with_states


@dataclass(frozen=True)
class Shows:
    read_as: frozenset[str]
    stands_in: frozenset[str] = frozenset()


SHOWN = {
    "id_card": Shows(frozenset({"id_card_front"}), frozenset({"household_register"})),
    "proxy_id": Shows(frozenset({"id_card_front"})),
    "diagnosis": Shows(frozenset({"diagnosis"}), frozenset({"invoice"})),
    "medical_bills": Shows(frozenset({"invoice"})),
    "proxy_note": Shows(frozenset()),
}
DOCUMENTS = [{"type": name, "title": name, "state": "missing"} for name in SHOWN]
KINDS = ("id_card_front", "household_register", "diagnosis", "invoice", "bank_card")


def states(photos: list[str], **more: Any) -> dict[str, str]:
    return {one["type"]: one["state"] for one in with_states(DOCUMENTS, SHOWN, photos, **more)}


def test_a_photo_is_one_paper_and_the_next_of_its_kind_another():
    assert states(["id_card_front"])["proxy_id"] == "missing"
    both = states(["id_card_front", "id_card_front"])
    assert (both["id_card"], both["proxy_id"]) == ("received", "received")


def test_another_paper_stands_in_and_the_real_one_takes_its_place():
    assert states(["invoice"]) == {
        "id_card": "missing", "proxy_id": "missing", "diagnosis": "replaced", "medical_bills": "received",
        "proxy_note": "missing",
    }  # fmt: skip
    assert states(["invoice", "diagnosis"])["diagnosis"] == "received"


def test_what_came_is_being_looked_at_once_staff_work_on_it():
    working = states(["diagnosis", "household_register"], working=True)
    assert (working["diagnosis"], working["id_card"], working["proxy_note"]) == ("checking", "replaced", "missing")


def test_staff_have_the_last_word_and_what_they_do_not_need_is_not_shown():
    marks = {"diagnosis": "accepted", "id_card": "missing", "proxy_note": "not_needed"}
    documents = with_states(DOCUMENTS, SHOWN, ["id_card_front"], marks=marks)
    found = {one["type"]: one["state"] for one in documents}
    assert (found["diagnosis"], found["id_card"], found["proxy_note"]) == ("accepted", "missing", "not_needed")
    assert "proxy_note" not in {one["type"] for one in for_resident(documents)}
    assert [one["type"] for one in still_missing(documents)] == ["id_card", "proxy_id", "medical_bills"]


def test_what_is_made_in_the_talk_needs_no_photo():
    consents = {"honesty": "given", "verification": "withdrawn"}
    assert made_here(consents, filed=True) == {"application_form", "honesty_statement"}
    assert made_here({"verification": "later"}, filed=False) == frozenset()


@given(st.lists(st.sampled_from(KINDS)), st.sampled_from(KINDS))
def test_another_photo_never_takes_anything_away(photos: list[str], more: str):
    before, after = states(photos), states([*photos, more])
    rank = {"missing": 0, "replaced": 1, "received": 2}
    assert all(rank[after[name]] >= rank[before[name]] for name in before)
