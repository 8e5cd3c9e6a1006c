"""What is asked of each person, what follows from a change of them, where a household files."""

from typing import Any

import pytest

from casework.domain.consequences import Consequence, consequences
from casework.domain.filing_place import filing_place, place_told
from casework.domain.interview_types import Given
from casework.domain.members_plan import income_kinds_worth_asking, members_gap, members_steps, own_income_gap
from casework.domain.reopening import reopened
from tests.unit.casework.households import COMPLETE, GIRL, GRANNY, MOTHER, SERVED, SON, TOWN, UNSERVED, given_of

ALL_OF_THEM = {"member": None, "field": "conditions"}
GAPS: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    ("nobody told yet, the applicant's relation is known", {"household_size": 2}, {"member": 1, "field": "age"}),
    ("age before work", {"members": [{"relation": "self"}]}, {"member": 1, "field": "age"}),
    ("work of an adult", {"members": [{"age": 30}]}, {"member": 1, "field": "occupation"}),
    ("no work of a child", {"household_size": 1, "members": [{"age": 15}]}, {**ALL_OF_THEM, "numbers": [1]}),
    ("work of one who may be sixteen", {"members": [{"age": 16}]}, {"member": 1, "field": "occupation"}),
    ("work at seventy-four", {"members": [{"age": 74}]}, {"member": 1, "field": "occupation"}),
    ("no work of the very old", {"members": [{"age": 75}]}, {**ALL_OF_THEM, "numbers": [1]}),
    ("an age not known leaves the work open", {"members": [{"age": None}]}, {"member": 1, "field": "occupation"}),
    ("not known is an answer", {"members": [{"age": 30, "occupation": None}]}, {**ALL_OF_THEM, "numbers": [1]}),
    ("the next person", {"household_size": 2, "members": [MOTHER]}, {"member": 2, "field": "relation"}),
    ("the first gap first", {"members": [MOTHER, {"age": 3}, {}]}, {"member": 2, "field": "relation"}),
    ("in prison: nothing more", {"members": [MOTHER, {"relation": "child", "exclusion": "prison"}]}, None),
    ("at home: all of it", {"members": [MOTHER, {"relation": "child", "exclusion": "none"}]}, {"member": 2, "field": "age"}),
    ("one without conditions", {"members": [MOTHER, {"relation": "child", "age": 3}]}, {**ALL_OF_THEM, "numbers": [2]}),
    ("a disability told is enough", {"members": [{"age": 80, "disability": {"category": None, "level": 1}}]}, None),
    ("conditions not known", {"members": [{"age": 80, "serious_illness": None}]}, None),
    ("all told", {"household_size": 3, "members": [MOTHER, SON, GIRL]}, None),
    ("refused", {"household_size": 3, "members": "declined"}, None),
    ("more than were said to be there", {"household_size": 1, "members": [MOTHER, {}]}, {"member": 2, "field": "relation"}),
]  # fmt: skip


@pytest.mark.parametrize(("told", "gap"), [row[1:] for row in GAPS], ids=[row[0] for row in GAPS])
def test_first_gap(told: dict[str, Any], gap: dict[str, Any] | None) -> None:
    assert members_gap(given_of(told)) == gap


def test_steps_count_what_is_told_of_what_matters() -> None:
    told = {"household_size": 3, "members": [{"relation": "self", "age": 40}, {"relation": "child", "age": 8}]}
    # age and work of the first, relation and age of the child, relation, age and work of the third, the conditions
    assert members_steps(given_of(told)) == (3, 8)
    assert members_steps(given_of({"members": [MOTHER, SON, GIRL]})) == (8, 8)
    assert members_steps(given_of({"members": None})) == (1, 1)


def test_own_income_is_that_of_the_one_with_a_way_of_their_own() -> None:
    monk = {"relation": "child", "age": 30, "exclusion": "religious_over_3y"}
    assert own_income_gap(given_of({"members": [MOTHER, SON, monk]})) == {"member": 3, "field": "income"}
    ill = {**SON, "serious_illness": True}
    assert own_income_gap(given_of({"members": [MOTHER, ill, monk]})) == {"member": 2, "field": "income"}
    assert own_income_gap(given_of({"members": [MOTHER, SON]})) == {"member": 1, "field": "income"}
    assert own_income_gap(given_of({"members": [{**MOTHER, "income": None}, SON]})) is None


@pytest.mark.parametrize(
    ("members", "left_out"),
    [
        ([MOTHER, SON], {"pension"}),
        ([MOTHER, GRANNY], set()),
        ([{"age": 60, "occupation": "unable"}], {"wages"}),
        ([{"age": 59, "occupation": "student"}], {"wages", "pension"}),
        ([{"age": 55, "occupation": "retired"}], set()),
        ([{"age": None, "occupation": "unable"}, GIRL], {"wages"}),
        ([GIRL, {**GRANNY, "exclusion": "prison"}], {"wages", "pension"}),
        ([], set()),
    ],
)
def test_kinds_worth_asking(members: list[dict[str, Any]], left_out: set[str]) -> None:
    kinds = {"wages", "farm_business", "property", "pension", "support"}
    assert set(income_kinds_worth_asking(given_of({"members": members}))) == kinds - left_out


CLEARED = Consequence("members_confirmed", cleared=True)
FOLLOWS: list[tuple[str, dict[str, Any], dict[str, Any], list[Consequence]]] = [
    ("another list", COMPLETE, {"members": [MOTHER, SON, {**GIRL, "age": 8}]}, [CLEARED]),
    ("the same list", COMPLETE, {"members": COMPLETE["members"]}, []),
    ("one more", COMPLETE, {"members": [MOTHER, SON, GIRL, GRANNY]}, [CLEARED, Consequence("household_size", 4)]),
    ("one fewer", COMPLETE, {"members": [MOTHER, SON]}, [CLEARED, Consequence("household_size", 2)]),
    ("confirmed in the same breath", COMPLETE, {"members": [MOTHER], "members_confirmed": True, "household_size": 1}, []),
    ("not all told yet", {"household_size": 3, "members": [MOTHER]}, {"members": [MOTHER, SON]}, []),
    ("another number", COMPLETE, {"household_size": 4}, [CLEARED]),
    ("kinds named", {"members": [MOTHER]}, {"income_kinds": ["wages"]}, [
        Consequence(f"income_{kind}", 0) for kind in ("farm_business", "property", "support")
    ]),
    ("no kind at all, wages told before", {"members": [MOTHER], "income_wages": 500}, {"income_kinds": []}, [
        Consequence(f"income_{kind}", 0) for kind in ("farm_business", "property", "support")
    ]),
    ("a kind that stood at none is named", COMPLETE, {"income_kinds": ["support"]}, [
        Consequence("income_support", cleared=True)
    ]),
    ("a sum told with its kind", COMPLETE, {"income_kinds": ["support"], "income_support": 600}, []),
    ("kinds not known", COMPLETE, {"income_kinds": None}, []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "told", "expected"), [row[1:] for row in FOLLOWS], ids=[row[0] for row in FOLLOWS])
def test_what_follows(before: dict[str, Any], told: dict[str, Any], expected: list[Consequence]) -> None:
    assert consequences(before, told) == expected


PLACES: list[tuple[str, dict[str, Any], str | None, tuple[str | None, str | None]]] = [
    ("minimum_living", {"hukou_region": SERVED, "hukou_township": TOWN}, None, (SERVED, TOWN)),
    ("minimum_living", {"hukou_region": SERVED, "hukou_township": None, "usual_region": UNSERVED}, None, (SERVED, None)),
    ("minimum_living_single", {"hukou_region": UNSERVED, "usual_region": SERVED, "usual_township": TOWN}, "1", (SERVED, TOWN)),
    ("minimum_living", {"hukou_region": UNSERVED, "usual_region": UNSERVED}, SERVED, (UNSERVED, None)),
    ("minimum_living", {"hukou_region": UNSERVED, "usual_region": None}, SERVED, (SERVED, None)),
    ("minimum_living", {"hukou_region": None, "usual_region": "declined"}, SERVED, (SERVED, None)),
    ("minimum_living", {"hukou_region": None}, None, (None, None)),
    ("minimum_living", {"incident_region": UNSERVED, "hukou_region": SERVED}, None, (SERVED, None)),
    ("temporary_expense", {"incident_region": SERVED, "incident_township": TOWN, "hukou_region": UNSERVED}, None, (SERVED, TOWN)),
    ("temporary_urgent", {"incident_region": UNSERVED}, SERVED, (UNSERVED, None)),
    ("temporary_urgent", {"incident_region": "declined"}, SERVED, (SERVED, None)),
]  # fmt: skip


@pytest.mark.parametrize(("lane", "told", "region", "place"), PLACES)
def test_where_it_is_filed(
    lane: str, told: dict[str, Any], region: str | None, place: tuple[str | None, str | None]
) -> None:
    assert filing_place(lane, given_of(told, region=region)) == place


def test_only_a_place_of_the_lane_moves_a_conversation() -> None:
    assert place_told("minimum_living", given_of({"usual_region": UNSERVED}))
    assert not place_told("minimum_living", given_of({"incident_region": SERVED, "hukou_region": None}))
    assert not place_told("temporary_expense", Given({"hukou_region": SERVED}, {}))


FEW = [{"relation": "self", "age": 40, "occupation": "casual"}, {"relation": "child", "age": 9}]
REOPENED: list[tuple[str, str, dict[str, Any], list[Consequence]]] = [
    ("a place with its township", "hukou_region", {"hukou_region": SERVED, "hukou_township": TOWN, "business": "none"}, [
        Consequence("hukou_region", cleared=True), Consequence("hukou_township", cleared=True)
    ]),
    ("kinds with those that stood at none", "income_kinds", {"income_kinds": [], "income_wages": 0, "income_support": 9}, [
        Consequence("income_kinds", cleared=True), Consequence("income_wages", cleared=True)
    ]),
    ("nothing told", "members", {}, []),
    ("a confirmed table is shown again", "members", COMPLETE, [CLEARED]),
    ("halfway, the last thing told", "members", {"household_size": 3, "members": FEW}, [
        Consequence("members", [FEW[0], {"relation": "child"}])
    ]),
    ("halfway, the last person", "members", {"household_size": 3, "members": [FEW[0], {"relation": "child"}]}, [
        Consequence("members", [FEW[0]])
    ]),
    ("the answer for all of them", "members", {"household_size": 2, "members": [{**one, "exclusion": "none"} for one in FEW]}, [
        Consequence("members", FEW)
    ]),
    ("one alone", "members", {"household_size": 1, "members": [{"age": 80, "serious_illness": True}]}, [
        Consequence("members", [{"serious_illness": True}])
    ]),
    ("the first thing told of the first", "members", {"household_size": 2, "members": [{"age": 80}]}, [
        Consequence("members", cleared=True)
    ]),
    ("a refusal", "members", {"members": "declined"}, [Consequence("members", cleared=True)]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "told", "back"), [row[1:] for row in REOPENED], ids=[row[0] for row in REOPENED])
def test_what_a_step_back_takes_back(key: str, told: dict[str, Any], back: list[Consequence]) -> None:
    assert reopened(key, given_of(told)) == back
