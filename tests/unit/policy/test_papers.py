"""The data of papers: every one says why, when, what stands in, where it is had and what to do without it."""

from datetime import date
from typing import Any, get_args

import pytest

from contracts.cards import ChecklistCard
from contracts.keys import CAUSES, EXPENSES, LANES
from contracts.papers import PaperKind
from policy.model import Value

NOW = date(2026, 11, 23)
COUNTIES = ("522702", "513201")
FULL: dict[str, Any] = {
    "applicant_role": "proxy", "residence_permit": True, "expense_kind": list(EXPENSES), "housing": {"owned": 0},
    "income_support": 1, "necessary_expenses": 1, "incident_cause": "fire",
    "members": [
        {"relation": "self", "age": 40, "occupation": "unemployed", "disability": {"category": "visual", "level": 1},
         "serious_illness": True},
        {"relation": "child", "age": 12, "occupation": "student"},
        {"relation": "sibling", "age": 50, "exclusion": "religious_over_3y"},
    ],
}  # fmt: skip


def named(book) -> set[str]:
    """Every paper some rule may ask for today."""
    return {name for rule in book.parameters.collect("paper_rules", COUNTIES[0], NOW) for name in rule.value}


def test_every_paper_of_every_rule_says_where_and_what_else(book):
    assert len(named(book)) >= 25
    for name in named(book):
        way = book.parameters.value("paper_ways", COUNTIES[0], NOW, paper=name)
        assert isinstance(way, Value), name
        assert way.value["where"] and way.value["cannot"], name
        assert way.confirmed or way.reference.note or way.note, name


@pytest.mark.parametrize("region", COUNTIES)
@pytest.mark.parametrize("lane", LANES)
def test_a_personal_list_has_the_shape_of_its_card_and_no_gap(book, region, lane):
    documents = book.checklist(lane, FULL, region, NOW)
    ChecklistCard.model_validate({"documents": documents})
    assert documents and all(one["instead"] and one["where"] and one["cannot"] for one in documents)
    assert len({one["type"] for one in documents}) == len(documents)


def test_no_office_or_number_is_made_up(book):
    for name in named(book):
        way = book.parameters.value("paper_ways", COUNTIES[0], NOW, paper=name).value
        assert not any(char.isdigit() for char in way["where"] + way["cannot"]), name


@pytest.mark.parametrize("cause", CAUSES)
def test_the_urgent_lane_wants_nothing_up_front(book, cause):
    answers = FULL | {"incident_cause": cause}
    assert all(one["required"] != "now" for one in book.checklist("temporary_urgent", answers, COUNTIES[0], NOW))
    assert not {"verification_authorisation", "household_register"} & {
        one["type"] for one in book.checklist("temporary_urgent", answers, COUNTIES[0], NOW)
    }


def test_every_photograph_we_read_is_some_paper_or_stands_in_for_one(book):
    ways = book.shown_by(named(book), COUNTIES[0], NOW)
    known = {kind for shows in ways.values() for kind in shows.read_as | shows.stands_in}
    # the back of a card says nothing a list would ask for
    assert known == set(get_args(PaperKind)) - {"other", "id_card_back"}
    assert ways["id_card"].read_as == {"id_card_front"} and "household_register" in ways["id_card"].stands_in
    assert not ways["proxy_note"].read_as and not ways["proxy_note"].stands_in


def test_a_paper_the_data_says_nothing_of_is_still_asked_for_without_ways(book):
    early = date(2014, 11, 1)
    shown = book.shown_by(["disability_card", "unheard_of"], COUNTIES[0], early)
    assert not shown["disability_card"].read_as and not shown["unheard_of"].stands_in
