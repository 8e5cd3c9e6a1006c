"""Urgent aid: three outcomes, reasons with citations, papers that may come later, and no input that breaks it."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.cards import card_problem
from contracts.keys import CAUSES, NEEDS, SAFETY
from policy.book import PolicyBook
from policy.checker import NEVER_SAID
from policy.facts import WrongFacts, check_facts

BOOK = PolicyBook.load()
BASE = {
    "aid": "temporary_urgent", "region": "522702", "as_of": "2026-11-23", "incident_cause": "injury",
    "incident_date": "2026-11-21",
}  # fmt: skip
NAMED = ("fire", "traffic_accident", "injury", "acute_illness")


def assess(**changes):
    facts = {key: value for key, value in (BASE | changes).items() if value != "left out"}
    return BOOK.assess(facts)


def reasons(card):
    return " ".join(reason["text"] for reason in card["reasons"])


@pytest.mark.parametrize("cause", NAMED)
@pytest.mark.parametrize("region", ["522702", "513201"])
def test_named_cause_of_late_is_likely(cause, region):
    card = assess(incident_cause=cause, region=region)
    assert (card["outcome"], card["missing"]) == ("likely", [])


@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause not in NAMED])
def test_other_causes_turn_on_the_need_that_presses(cause):
    card = assess(incident_cause=cause)
    assert (card["outcome"], card["missing"]) == ("needs_review", ["urgent_need"])
    assert assess(incident_cause=cause, urgent_need=["food"])["outcome"] == "likely"
    assert assess(incident_cause=cause, safety_now="no_food_or_shelter")["outcome"] == "likely"
    idle = assess(incident_cause=cause, urgent_need=["other"])
    assert (idle["outcome"], idle["missing"]) == ("needs_review", [])


@pytest.mark.parametrize("cause", ["left out", None, "declined", "earthquake", 5, ["fire"]])
def test_without_a_cause_a_person_decides(cause):
    card = assess(incident_cause=cause)
    assert card["outcome"] == "needs_review"
    assert "incident_cause" in card["missing"]


@pytest.mark.parametrize(
    ("day", "outcome", "alternatives"),
    [
        ("2026-11-23", "likely", []),
        ("2026-05-24", "likely", []),
        ("2026-05-23", "needs_review", ["temporary_expense"]),
        ("2025-11-24", "needs_review", ["temporary_expense"]),
        ("2025-11-23", "alternative", ["temporary_expense"]),
        ("2026-11-20/2026-11-22", "likely", []),
    ],
)
def test_old_events_lead_to_the_expense_kind_never_away(day, outcome, alternatives):
    card = assess(incident_cause="fire", incident_date=day)
    assert (card["outcome"], card["alternatives"]) == (outcome, alternatives)


def test_old_event_with_nothing_to_eat_today_is_looked_at():
    assert assess(incident_date="2024-01-01", urgent_need=["food"])["outcome"] == "needs_review"


@pytest.mark.parametrize("day", ["left out", None, "declined", "yesterday", "2026-12-01"])
def test_unknown_or_future_day_needs_review_unless_the_need_presses(day):
    card = assess(incident_date=day)
    assert (card["outcome"], card["missing"]) == ("needs_review", ["incident_date"])
    assert assess(incident_date=day, urgent_need=["treatment"])["outcome"] == "likely"


@pytest.mark.parametrize("hukou", ["left out", None, "declined", "530600", "522702", "110101"])
@pytest.mark.parametrize("permit", ["left out", True, False, None])
def test_hukou_and_residence_never_change_the_outcome(hukou, permit):
    plain, card = assess(), assess(hukou_region=hukou, residence_permit=permit)
    for key in ("outcome", "missing", "alternatives", "clock", "standard"):
        assert card[key] == plain[key]


def test_non_local_is_told_the_right_in_the_words_of_the_day():
    assert "外地户口一样可以申请" in reasons(assess(hukou_region="530600"))
    of_2023 = assess(hukou_region="530600", as_of="2023-05-01", incident_date="2023-04-30")
    assert "外地户口一样可以报" in reasons(of_2023)


@pytest.mark.parametrize(
    ("facts", "programme"),
    [
        ({"incident_cause": "disaster"}, "disaster_relief"),
        ({"incident_cause": "theft_or_stranded"}, "vagrant_rescue"),
        ({"urgent_need": ["travel_home"]}, "vagrant_rescue"),
        ({"incident_cause": "wage_arrears"}, "legal_aid"),
        ({"incident_cause": "acute_illness"}, "emergency_medical"),
    ],
)
def test_other_doors_are_named_beside(facts, programme):
    assert programme in assess(**facts)["alternatives"]


def test_same_cause_again_is_a_question_for_staff_not_a_bar():
    card = assess(same_cause_this_year=True)
    assert card["outcome"] == "needs_review"
    assert "例外" in reasons(card)


def test_status_and_proxy_are_explained():
    assert "不用重新查" in reasons(assess(existing_status="minimum_living"))
    assert "不用重新查" not in reasons(assess(existing_status="none"))
    assert "代办" in reasons(assess(applicant_role="proxy"))


@pytest.mark.parametrize("as_of", ["2019-05-01", "2021-08-01", "2023-05-01", "2026-06-30", "2026-07-01", "2026-11-23"])
def test_every_reason_has_a_citation_of_its_day(as_of):
    card = assess(as_of=as_of, incident_date=as_of, hukou_region="530600")
    assert card["reasons"]
    titles = {reason["citation"]["title"] for reason in card["reasons"]}
    assert ("中华人民共和国社会救助法" in titles) == (as_of >= "2026-07-01")
    for reason in card["reasons"]:
        assert len(reason["text"]) <= 60
        since = reason["citation"].get("effective_from")
        assert since is None or since <= as_of


def test_standard_is_said_with_its_day_and_its_unit():
    card = assess(as_of="2023-02-01", incident_date="2023-01-30", standard_kind="rural")
    assert card["standard"]["amount"] == 5316
    assert card["standard"]["unit"] == "CNY/year"
    assert card["standard"]["effective_from"] == "2022-04-01"
    assert card["standard"]["confirmed"]
    assert assess(region="513201", as_of="2020-07-01")["standard"]["amount"] == 590
    assert assess(region="513201", as_of="2020-06-30")["standard"]["amount"] == 540
    assert "standard" not in assess(region="530602")


def test_no_amount_is_promised():
    assert "元" not in reasons(assess())
    assert "estimate" not in assess()


def test_clock_runs_three_days_since_the_2026_opinion_only():
    assert assess()["clock"]["due_at"] == "2026-11-26"
    assert assess(as_of="2026-01-28", incident_date="2026-01-27")["clock"] is None


@pytest.mark.parametrize("cause", CAUSES)
def test_papers_of_the_urgent_lane_can_all_wait(cause):
    documents = assess(incident_cause=cause, applicant_role="proxy")["documents"]
    assert {"id_card", "proxy_note"} <= {paper["type"] for paper in documents}
    assert len(documents) >= 3
    for paper in documents:
        assert paper["required"] in ("later", "if_available")
        assert paper["state"] == "missing"
        assert paper["title"] and paper["why"] and paper["instead"]


def test_papers_follow_from_the_answers():
    types = {paper["type"] for paper in assess(incident_cause="fire")["documents"]}
    assert "fire_certificate" in types and "diagnosis" not in types and "proxy_note" not in types
    assert "residence_permit" not in types
    assert "residence_permit" in {paper["type"] for paper in assess(residence_permit=True)["documents"]}


def test_place_of_the_emergency_wins_over_the_region_of_the_file():
    assert assess(region="513201", incident_region="522702")["standard"]["region"] == "522702"


@pytest.mark.parametrize("aid", ["temporary_urgent", "temporary_expense", "minimum_living", "minimum_living_single"])
@pytest.mark.parametrize("as_of", ["2020-01-01", "2026-11-23"])
def test_card_has_its_documented_shape(aid, as_of):
    for region in ("513201", "522702", "530602"):
        card = assess(aid=aid, as_of=as_of, region=region)
        documents = card.pop("documents")
        card.pop("clock")
        assert card_problem("assessment", card) is None
        assert card_problem("checklist", {"documents": documents}) is None


def test_policy_version_and_day_are_kept():
    card = assess()
    assert (card["policy_version"], card["as_of"]) == (BOOK.version, "2026-11-23")


@pytest.mark.parametrize("aid", ["temporary_expense", "minimum_living", "minimum_living_single"])
def test_other_lanes_are_put_before_a_person_with_their_rule(aid):
    card = assess(aid=aid)
    assert card["outcome"] == "needs_review"
    assert card["reasons"][0]["citation"]["title"]


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates().map(str),
    st.sampled_from([*CAUSES, *NEEDS, *SAFETY, "declined", "513201", "522702", "2026-11-23", "temporary_urgent"]),
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
KEYS = st.sampled_from([
    "aid", "region", "as_of", "incident_region", "incident_cause", "incident_date", "safety_now", "urgent_need",
    "hukou_region", "residence_permit", "existing_status", "applicant_role", "same_cause_this_year", "standard_kind",
    "expense_kind", "members", "household_size",
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(KEYS, ANYTHING) | ANYTHING)
def test_no_input_raises_and_every_answer_is_json(facts):
    card = BOOK.assess(facts)
    assert card["outcome"] in ("likely", "needs_review", "alternative")
    text = json.dumps(card, ensure_ascii=False)
    assert not any(word in text for word in NEVER_SAID)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, ANYTHING) | ANYTHING)
def test_check_of_facts_only_ever_says_which_key(facts):
    try:
        check_facts(facts)
    except WrongFacts as wrong:
        assert wrong.fields
        assert all(str(key) in wrong.message for key in wrong.fields)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("aid", "lottery"), ("region", 522702), ("region", "福泉"), ("as_of", "2026/11/23"), ("as_of", "2026-02-30"),
        ("incident_date", "前天"), ("incident_cause", "earthquake"), ("safety_now", True), ("urgent_need", "food"),
        ("urgent_need", ["gold"]), ("affected_people", 2.5), ("affected_people", 0), ("residence_permit", "yes"),
        ("income_wages", "2000"), ("income_wages", -1), ("income_wages", {"low": "a"}), ("members", {"age": 3}),
        ("members", [3]), ("household_size", True), ("housing", 1), ("standard_kind", "suburb"),
        ("savings_band", 3), ("expense_kind", "holiday"), ("vulnerable_members", ["cat"]), ("contact_phone", 139),
        ("kinship_with_staff", "no"),
    ],
)  # fmt: skip
def test_wrong_fact_names_its_key(key, value):
    with pytest.raises(WrongFacts) as raised:
        check_facts(BASE | {key: value})
    assert key in raised.value.message
    assert isinstance(raised.value, ValueError)
    assert raised.value.status == 400


@pytest.mark.parametrize("value", [None, "declined"])
def test_not_known_and_declined_are_always_right(value):
    keys = ("incident_cause", "incident_date", "urgent_need", "affected_people", "income_wages", "members", "region")
    check_facts(BASE | dict.fromkeys(keys, value))


def test_facts_of_the_contract_are_accepted():
    check_facts(BASE | {
        "urgent_need": ["food", "other"], "vulnerable_members": ["child"], "affected_people": 3, "income_wages": 1.5,
        "expense_total_12m": {"low": 1000, "high": None}, "members": [{"relation": "child", "age": 8}],
        "housing": {"owned": 1}, "vehicles": [], "expense_kind": "medical", "incident_township": "522702106",
    })  # fmt: skip


def test_an_assessment_is_fast():
    from time import perf_counter

    begins = perf_counter()
    for _ in range(50):
        assess()
    # the mark is 2 ms; a busy machine gets ten times that before it fails here
    assert (perf_counter() - begins) / 50 < 0.02


def test_today_is_used_when_no_day_is_given():
    assert date.fromisoformat(assess(as_of="left out")["as_of"]) >= date(2026, 1, 1)
