"""低保, 单人保 and 支出型: the order, when each question matters, and that every interview comes to its end."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.draft_fold import Folded
from casework.domain.interviews import (
    CONFIRM,
    INTERVIEWS,
    MINIMUM_LIVING,
    MINIMUM_LIVING_SINGLE,
    TEMPORARY_EXPENSE,
    Given,
    Interview,
    may_file,
    missing,
    next_key,
    standing,
    waiting,
)
from tests.unit.casework.households import (
    COMPLETE,
    GIRL,
    GRANNY,
    MOTHER,
    SERVED,
    SON,
    TOWN,
    UNSERVED,
    given_of,
    without,
)
from tools.interview_paths import tell

BEFORE = [
    "safety_now", "applicant_role", "hukou_region", "existing_status", "household_size", "members",
    "members_confirmed", "standard_kind", "income_kinds", "income_wages", "necessary_expenses", "housing", "vehicles",
    "savings_band", "business", "verification_consent", "contact_phone", CONFIRM,
]  # fmt: skip
AFTER = ["kinship_with_staff", "contact_name", "high_fee_school_or_travel", "id_at_hand"]


def _asked(interview: Interview, told: dict[str, Any], **more: Any) -> list[str]:
    """The keys asked one after the other, each answered whole, up to the review or the end."""
    answers, asked = dict(told), []
    while key := next_key(interview, given_of(answers, **more)):
        asked.append(key)
        if key == CONFIRM:
            break
        assert asked.count(key) == 1, key
        answers |= {key: COMPLETE.get(key, 1200)}
        if key == "hukou_region":
            answers["hukou_township"] = TOWN
        if key == "income_kinds":
            answers |= {f"income_{kind}": 0 for kind in ("farm_business", "property", "support")}
    return asked


def test_order_of_minimum_living() -> None:
    assert _asked(MINIMUM_LIVING, {}) == BEFORE
    assert may_file(MINIMUM_LIVING, given_of(COMPLETE))


def test_order_after_filing() -> None:
    answers, asked = dict(COMPLETE), []
    while key := next_key(MINIMUM_LIVING, given_of(answers, filed=True)):
        asked.append(key)
        answers[key] = None
    assert asked == AFTER


def test_order_of_the_expense_lane_and_what_a_status_spares() -> None:
    settled = _asked(TEMPORARY_EXPENSE, {"existing_status": "marginal_household", "incident_place": "县医院"})
    spared = {"household_income_12m", "household_size", "housing", "vehicles", "savings_band", "business"}
    whole = _asked(TEMPORARY_EXPENSE, {"existing_status": "none", "incident_place": "县医院"})
    assert set(whole) - set(settled) == spared
    assert settled == [
        "safety_now", "incident_region", "applicant_role", "expense_kind", "expense_total_12m",
        "expense_reimbursed_12m", "same_cause_this_year", "verification_consent", "contact_phone", CONFIRM,
    ]  # fmt: skip


def test_single_asks_whose_own_income_it_is_where_others_live_there() -> None:
    disabled = {**SON, "disability": {"category": "physical", "level": 2}}
    answers = COMPLETE | {"members": [MOTHER, disabled, GIRL]}
    now = standing(MINIMUM_LIVING_SINGLE, given_of(answers))
    assert (now.next_key, now.detail) == ("members", {"member": 2, "field": "income"})
    told = [MOTHER, {**disabled, "income": {"wages": 0}}, GIRL]
    assert next_key(MINIMUM_LIVING_SINGLE, given_of(answers | {"members": told})) == CONFIRM
    alone = answers | {"household_size": 1, "obligors": "unable", "members": [{**disabled, "relation": "self"}]}
    assert next_key(MINIMUM_LIVING_SINGLE, given_of(alone)) == CONFIRM


def test_single_asks_a_marginal_household_for_no_household_income() -> None:
    answers = {key: value for key, value in COMPLETE.items() if not key.startswith("income_")}
    answers["members"] = [{**MOTHER, "income": {"farm_business": 900}}, SON, GIRL]
    status = {"existing_status": "marginal_household"}
    assert "income_kinds" in missing(MINIMUM_LIVING_SINGLE, given_of(answers))
    assert missing(MINIMUM_LIVING_SINGLE, given_of(answers | status)) == ()


CONDITIONS: list[tuple[dict[str, Any], str, bool]] = [
    # the answers that differ from the complete ones, a key, whether it is open then
    ({"hukou_region": UNSERVED}, "usual_region", True),
    ({"hukou_region": UNSERVED}, "residence_permit", True),
    ({"hukou_region": None}, "usual_region", True),
    ({"hukou_region": "declined"}, "residence_permit", False),
    ({}, "usual_region", False),
    ({"hukou_region": UNSERVED, "usual_region": SERVED}, "usual_region", True),
    ({"hukou_region": UNSERVED, "usual_region": SERVED, "usual_township": TOWN}, "usual_region", False),
    ({"hukou_region": UNSERVED, "usual_region": UNSERVED}, "usual_region", False),
    ({"standard_kind": None}, "contracted_land", True),
    ({"standard_kind": "declined"}, "contracted_land", True),
    ({}, "contracted_land", False),
    ({"members": None}, "members", False),
    ({"members": [GRANNY | {"relation": "self"}], "household_size": 1}, "obligors", True),
    ({"members": [GRANNY, GRANNY], "household_size": 2}, "obligors", True),
    ({"members": [MOTHER, GRANNY], "household_size": 2}, "obligors", False),
    ({"income_kinds": ["wages", "support"], "income_support": 100}, "income_support", False),
    ({"income_kinds": None}, "income_kinds", False),
    ({"contact_phone": None}, "contact_phone", False),
]


@pytest.mark.parametrize(("changed", "key", "is_open"), CONDITIONS)
def test_when_a_question_matters(changed: dict[str, Any], key: str, is_open: bool) -> None:
    assert (key in missing(MINIMUM_LIVING, given_of(COMPLETE | changed))) is is_open


def test_only_a_table_of_several_is_read_back() -> None:
    unread = without("members_confirmed")
    assert missing(MINIMUM_LIVING, given_of(unread)) == ("members_confirmed",)
    assert missing(MINIMUM_LIVING, given_of(unread | {"members": "declined", "income_pension": 0})) == ()
    assert missing(MINIMUM_LIVING, given_of(unread | {"members": [MOTHER], "household_size": 1})) == ()
    # nobody said that there is no one else
    assert missing(MINIMUM_LIVING, given_of(unread | {"members": [MOTHER], "household_size": None})) == (
        "members_confirmed",
    )


def test_a_kind_of_income_is_asked_only_when_it_was_named() -> None:
    told = without("income_wages", "income_support")
    assert missing(MINIMUM_LIVING, given_of(told | {"income_kinds": ["wages", "support"]})) == (
        "income_wages", "income_support",
    )  # fmt: skip
    assert missing(MINIMUM_LIVING, given_of(told | {"income_kinds": None})) == ()


def test_nobody_old_is_asked_for_a_pension_and_nobody_idle_for_wages() -> None:
    young = standing(MINIMUM_LIVING, given_of(without("income_kinds", "income_wages")))
    assert young.detail == {"kinds": ["wages", "farm_business", "property", "support"]}
    idle = [{**MOTHER, "age": 66, "occupation": "unable"}, GIRL]
    old = standing(
        MINIMUM_LIVING, given_of(without("income_kinds") | {"members": idle, "household_size": 2, "obligors": None})
    )
    assert old.detail == {"kinds": ["farm_business", "property", "pension", "support"]}


def test_a_township_is_asked_once_more_in_a_served_county_only() -> None:
    county = without("hukou_township")
    assert missing(MINIMUM_LIVING, given_of(county)) == ("hukou_region",)
    assert missing(MINIMUM_LIVING, Given(county, {"hukou_region": 2}, served=lambda code: code == SERVED)) == ()
    assert missing(MINIMUM_LIVING, given_of(county | {"hukou_township": None})) == ()
    elsewhere = county | {"hukou_region": UNSERVED, "usual_region": SERVED, "usual_township": TOWN}
    assert missing(MINIMUM_LIVING, given_of(elsewhere | {"residence_permit": False})) == ()


def test_no_place_at_all_needs_the_channels_own() -> None:
    lost = COMPLETE | {"hukou_region": None, "usual_region": "declined"}
    assert missing(MINIMUM_LIVING, given_of(lost)) == ("usual_region",)
    assert missing(MINIMUM_LIVING, given_of(lost, region=SERVED)) == ()


def test_a_new_adult_is_asked_for_and_nothing_else_is_lost() -> None:
    folded = Folded()
    tell(folded, "1", COMPLETE)
    tell(folded, "2", {"members": [MOTHER, SON, GIRL, {"relation": "sibling", "age": 61}]})
    kept = {
        key: folded.answers[key] for key in COMPLETE if key not in ("members", "household_size", "members_confirmed")
    }
    assert kept == without("members", "household_size", "members_confirmed")
    now = standing(MINIMUM_LIVING, given_of(folded.answers))
    assert (now.next_key, now.detail) == ("members", {"member": 4, "field": "occupation"})
    assert now.missing == ("members", "members_confirmed", "income_pension")


def test_an_aged_member_brings_the_pension_and_leaving_takes_it_away() -> None:
    folded = Folded()
    tell(folded, "1", COMPLETE)
    tell(folded, "2", {"members": [MOTHER, SON, GRANNY]})
    assert missing(MINIMUM_LIVING, given_of(folded.answers)) == ("members_confirmed", "income_pension")
    tell(folded, "3", {"members": [MOTHER, SON]})
    assert missing(MINIMUM_LIVING, given_of(folded.answers)) == ("members_confirmed",)


def test_after_filing_a_new_gap_is_asked_first() -> None:
    answers = COMPLETE | {"members": [MOTHER, {"relation": "child"}], "household_size": 2}
    now = standing(MINIMUM_LIVING, given_of(answers, filed=True))
    assert (now.phase, now.next_key, now.detail) == ("after_filing", "members", {"member": 2, "field": "age"})


def test_a_long_interview_leaves_what_can_wait_for_afterwards() -> None:
    told = without("necessary_expenses", "verification_consent", "contact_phone")
    assert waiting(MINIMUM_LIVING, given_of(told, spent=20)) == frozenset()
    late = given_of(told, spent=26)
    assert waiting(MINIMUM_LIVING, late) == {"necessary_expenses", "verification_consent"}
    assert missing(MINIMUM_LIVING, late) == ("contact_phone",)
    filed = given_of(told | {"contact_phone": None}, spent=27, filed=True)
    assert missing(MINIMUM_LIVING, filed)[:2] == ("necessary_expenses", "verification_consent")


def test_a_large_household_may_take_longer() -> None:
    many = [MOTHER, SON, GIRL, GRANNY, GRANNY]
    assert MINIMUM_LIVING.limit(given_of({"members": many})) == 36
    assert MINIMUM_LIVING.limit(given_of({"household_size": 2})) == 30


def test_basic_pension_is_asked_afterwards_where_somebody_draws_one() -> None:
    old = COMPLETE | {"members": [MOTHER, GRANNY], "household_size": 2, "income_pension": 1800}
    assert "income_basic_pension" in missing(MINIMUM_LIVING, given_of(old, filed=True))
    assert "income_basic_pension" not in missing(MINIMUM_LIVING, given_of(old | {"income_pension": 0}, filed=True))
    assert "income_basic_pension" not in missing(MINIMUM_LIVING, given_of(COMPLETE, filed=True))


def test_progress_goes_by_chapter_and_never_back() -> None:
    folded, seen, done = Folded(), [], 0
    while (now := standing(MINIMUM_LIVING, given_of(folded.answers, spent=folded.spent))).next_key != CONFIRM:
        seen.append(now.chapter)
        assert done <= now.done < now.total
        done = now.done
        assert now.next_key
        told = {now.next_key: COMPLETE[now.next_key]}
        tell(folded, str(len(seen)), told | ({"hukou_township": TOWN} if now.next_key == "hukou_region" else {}))
    assert list(dict.fromkeys(seen)) == ["眼下", "谁申请", "家里人", "收入", "财产", "核对授权和联系"]


ages = st.none() | st.integers(0, 100)
works = st.sampled_from([None, "student", "casual", "unemployed", "unable", "retired"])
troubles = st.fixed_dictionaries(
    {},
    optional={"disability": st.just({"category": None, "level": 2}), "exclusion": st.sampled_from(["none", "prison"])},
)
people = st.fixed_dictionaries(
    {"relation": st.sampled_from(["spouse", "child", None]), "age": ages, "occupation": works}
)
sums = st.sampled_from([None, "declined", 0, 4800, {"low": 100, "high": None}])
kinds = st.lists(st.sampled_from(["wages", "farm_business", "property", "pension", "support"]), unique=True)
places = st.sampled_from([None, "declined", SERVED, UNSERVED])


def _value(data: st.DataObject, key: str, detail: dict[str, Any] | None, answers: dict[str, Any]) -> Any:
    """Any answer the dialogue may give to a question."""
    if key == "members" and detail:
        return (
            data.draw(st.sampled_from([None, "declined"]))
            if data.draw(st.integers(0, 9)) == 9
            else _people(data, detail, answers)
        )
    drawn = {
        "household_size": st.none() | st.integers(1, 5), "income_kinds": st.none() | kinds, "hukou_region": places,
        "usual_region": places, "existing_status": st.sampled_from([None, "none", "marginal_household"]),
        "standard_kind": st.sampled_from([None, "urban", "rural"]), "members_confirmed": st.just(True),
    }  # fmt: skip
    return data.draw(drawn.get(key, sums if key.startswith("income_") else st.sampled_from([None, "declined", "x"])))


def _people(data: st.DataObject, detail: dict[str, Any], answers: dict[str, Any]) -> list[dict[str, Any]]:
    held = answers.get("members")
    told = [dict(one) for one in held] if isinstance(held, list) else []
    if detail["field"] == "conditions":
        return [{**WELL_OR_NOT, **one} | data.draw(troubles) for one in told]
    told += [{} for _ in range(detail["member"] - len(told))]
    whole = {**data.draw(people), "income": {"wages": data.draw(sums)}}
    told[detail["member"] - 1][detail["field"]] = whole[detail["field"]]
    return told


WELL_OR_NOT: dict[str, Any] = {"serious_illness": None}


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(sorted(INTERVIEWS)))
def test_every_interview_ends_and_asks_nothing_twice(data: st.DataObject, lane: str) -> None:
    """Answered in the plan's own order, with answers told early and somebody more named on the way."""
    interview, folded, asked = INTERVIEWS[lane], Folded(), []
    joins = data.draw(st.integers(0, 40))
    early = data.draw(
        st.sets(st.sampled_from(["housing", "income_pension", "savings_band", "income_kinds", "contact_phone"]))
    )
    if early:
        tell(folded, "first", {key: _value(data, key, None, folded.answers) for key in sorted(early)})
    for turn in range(90):
        given_ = Given(
            folded.answers, folded.turns, region=SERVED, spent=folded.spent, served=lambda code: code == SERVED
        )
        now = standing(interview, given_)
        if now.next_key in (CONFIRM, None):
            break
        # a place alone is asked once more, for the township; a table that grew is read back once more
        again = asked.count((now.next_key, str(now.detail)))
        assert again <= (now.next_key.endswith("_region") or now.next_key == "members_confirmed"), (
            now.next_key,
            now.detail,
        )
        asked.append((now.next_key, str(now.detail)))
        tell(folded, str(turn), {now.next_key: _value(data, now.next_key, now.detail, folded.answers)})
        if turn == joins and isinstance(folded.answers.get("members"), list):
            tell(folded, "joins", {"members": [*folded.answers["members"], data.draw(people)]})
    assert now.next_key == CONFIRM
    assert may_file(interview, given_)


@settings(max_examples=150, deadline=None)
@given(
    st.data(),
    st.sampled_from(sorted(INTERVIEWS)),
    st.dictionaries(st.sampled_from(sorted(COMPLETE)), st.none()),
    st.booleans(),
)
def test_the_plan_is_total(data: st.DataObject, lane: str, unknown: dict[str, Any], filed: bool) -> None:
    """Whatever is known and unknown: progress is sound and what is asked is missing."""
    answers = data.draw(st.sampled_from([{}, COMPLETE])) | unknown
    now = standing(INTERVIEWS[lane], given_of(answers, filed=filed, spent=data.draw(st.integers(0, 60))))
    assert 0 <= now.done <= now.total
    assert now.next_key is None or now.next_key == CONFIRM or now.next_key in now.missing
