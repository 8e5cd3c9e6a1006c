"""What is local or dated: every quantity has a value or an honest gap, and every day its own law."""

from datetime import date

import pytest

from policy.model import Gap, Value

MAERKANG, FUQUAN = "513201", "522702"
NOW = date(2026, 11, 23)
LAW, MEASURES, NOTICE, INTERIM = (
    "中华人民共和国社会救助法", "最低生活保障审核确认办法", "关于进一步做好最低生活保障等社会救助兜底工作的通知", "社会救助暂行办法",
)  # fmt: skip


@pytest.mark.parametrize("region", [MAERKANG, FUQUAN, None])
@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2021, 7, 1), date(2023, 3, 1), NOW])
def test_every_quantity_of_every_case_has_a_value_or_a_reason(book, region, on):
    for quantity in book.parameters.quantities.values():
        for entry in book.parameters.history(quantity.name, region):
            found = book.value(quantity.name, region, on, **entry.where)
            assert isinstance(found, Value) or found.reason, quantity.name


@pytest.mark.parametrize("region", [MAERKANG, FUQUAN])
@pytest.mark.parametrize(
    "quantity",
    [
        "disposable_income_per_head",
        "rigid_expense_share",
        "fast_aid_tiers",
        "township_approval_limit",
        "minimum_living_bands",
    ],
)
def test_what_the_county_must_fill_in_is_a_gap_of_the_place(book, quantity, region):
    found = book.value(quantity, region, NOW)
    assert isinstance(found, Gap)
    assert ("阿坝" if region == MAERKANG else "福泉") in found.reason


@pytest.mark.parametrize(
    ("quantity", "region", "on", "value", "confirmed", "title"),
    [
        ("expense_look_back", MAERKANG, NOW, 12, True, "四川省临时救助工作规程（修订）"),
        ("expense_look_back", MAERKANG, date(2024, 1, 31), None, None, None),
        ("expense_look_back", FUQUAN, date(2025, 1, 1), 12, True, "刚性支出困难家庭认定办法"),
        ("expense_look_back", FUQUAN, date(2024, 12, 31), None, None, None),
        ("graduated_exit", MAERKANG, NOW, 6, False, NOTICE),
        ("graduated_exit", FUQUAN, date(2020, 1, 1), 12, False, "贵州省民政厅关于临时救助等工作的意见"),
        ("graduated_exit", FUQUAN, date(2022, 10, 20), 6, False, NOTICE),
        ("job_refusal_limit", FUQUAN, date(2021, 6, 30), 3, True, INTERIM),
        ("job_refusal_limit", FUQUAN, date(2021, 7, 1), 3, True, MEASURES),
        ("rigid_expense_validity", FUQUAN, NOW, 12, True, "刚性支出困难家庭认定办法"),
        ("one_window_check_limit", MAERKANG, date(2021, 6, 1), 10, True, "四川省低保、特困“省内通办”通知"),
        ("one_window_check_limit", FUQUAN, NOW, None, None, None),
        ("price_linked_supplement", FUQUAN, NOW, None, None, None),
    ],
)
def test_local_numbers_on_their_days(book, quantity, region, on, value, confirmed, title):
    found = book.value(quantity, region, on)
    if value is None:
        assert isinstance(found, Gap) and found.reason
    else:
        assert (found.value, found.confirmed, found.reference.title) == (value, confirmed, title)


@pytest.mark.parametrize(
    ("on", "percent"),
    [(date(2022, 8, 31), 3.5), (date(2022, 9, 1), 3), (date(2023, 3, 31), 3), (date(2023, 4, 1), 3.5)],
)
def test_price_trigger_was_lowered_for_half_a_year(book, on, percent):
    assert float(book.value("price_supplement_trigger", MAERKANG, on, index="all").value) == percent
    assert book.value("price_supplement_trigger", MAERKANG, on, index="food").value == 6


def test_hardship_supplement_is_guizhous_alone(book):
    found = book.value("special_hardship_supplement", FUQUAN, date(2020, 1, 1), group="severely_disabled")
    assert (found.value, found.confirmed) == ({"low": 20, "high": 30}, False)
    assert book.value("special_hardship_supplement", FUQUAN, NOW, group="student").stale_since == date(2026, 7, 1)
    assert isinstance(book.value("special_hardship_supplement", MAERKANG, NOW, group="student"), Gap)
    assert isinstance(book.value("special_hardship_supplement", FUQUAN, date(2019, 5, 21), group="student"), Gap)


def test_rechecks_and_changes(book):
    day = date(2021, 7, 1)
    assert book.value("recheck_period", FUQUAN, day, household="stable").value == 12
    assert book.value("recheck_period", FUQUAN, day, household="changing").value == 6
    assert isinstance(book.value("recheck_period", FUQUAN, date(2021, 6, 30), household="stable"), Gap)
    assert book.value("change_period", FUQUAN, date(2022, 10, 20), change="member_death").value == 3


@pytest.mark.parametrize("kind", ["urgent", "expense"])
@pytest.mark.parametrize("region", [MAERKANG, FUQUAN])
def test_repeat_rule_is_a_guess_everywhere(book, kind, region):
    found = book.value("repeat_limit", region, NOW, kind=kind)
    assert (found.value, found.unit, found.confirmed) == (1, "times_per_year", False)


# rule, day, title, piece of its article
RULES = [
    ("township_decides", date(2021, 6, 30), None, ""),
    ("township_decides", date(2023, 1, 1), MEASURES, "第二条"),
    ("township_decides", NOW, LAW, "第四十四条"),
    ("no_needless_papers", date(2023, 1, 1), MEASURES, "第十条"),
    ("no_needless_papers", NOW, LAW, "第六十二条"),
    ("hearing_before_cut", date(2021, 1, 1), INTERIM, "第十三条"),
    ("hearing_before_cut", date(2023, 1, 1), MEASURES, "第三十二条"),
    ("hearing_before_cut", NOW, LAW, "第四十八条"),
    ("extra_measures", date(2021, 1, 1), INTERIM, "第十二条"),
    ("extra_measures", date(2023, 1, 1), MEASURES, "第二十七条"),
    ("extra_measures", NOW, LAW, "第二十条"),
    ("remedy_right", date(2021, 1, 1), INTERIM, "第六十五条"),
    ("remedy_right", date(2023, 1, 1), MEASURES, "第三十八条"),
    ("remedy_right", NOW, LAW, "第七十六条"),
    ("recheck_regular", date(2023, 1, 1), MEASURES, "第三十一条"),
    ("recheck_regular", NOW, LAW, "第四十六条"),
    ("job_grace", date(2022, 10, 19), MEASURES, "第三十三条"),
    ("job_grace", date(2022, 10, 20), NOTICE, ""),
    ("price_supplement", NOW, LAW, "第三十二条"),
    ("rigid_expense_who", date(2024, 12, 31), None, ""),
    ("rigid_expense_who", date(2025, 1, 1), "刚性支出困难家庭认定办法", "第四条"),
    ("rigid_expense_who", NOW, LAW, "第二十二条"),
    ("apply_online", NOW, LAW, "第六十三条"),
]


@pytest.mark.parametrize(("rule", "on", "title", "article"), RULES)
def test_each_day_cites_its_own_law(book, rule, on, title, article):
    found = book.value("rules", FUQUAN, on, rule=rule)
    if title is None:
        assert isinstance(found, Gap)
    else:
        assert found.reference.title == title
        assert article in (found.reference.article or "")


@pytest.mark.parametrize(
    ("remedy", "on", "number", "unit", "confirmed"),
    [
        ("review", date(2023, 12, 31), 60, "days", False),
        ("review", date(2024, 1, 1), 60, "days", True),
        ("review_latest", date(2024, 1, 1), 12, "months", True),
        ("review_simple", date(2024, 1, 1), 30, "days", True),
        ("review_decision", date(2023, 1, 1), 60, "days", False),
        ("suit", date(2021, 1, 1), 6, "months", True),
        ("suit_after_review", NOW, 15, "days", True),
        ("suit_silence", NOW, 2, "months", True),
    ],
)
def test_remedies_by_the_law_of_the_day(book, remedy, on, number, unit, confirmed):
    found = book.value("remedy_limit", MAERKANG, on, remedy=remedy)
    assert (found.value, found.unit, found.confirmed) == (number, unit, confirmed)


def test_what_the_new_review_law_brought_did_not_hold_before(book):
    for remedy in ("review_latest", "review_simple"):
        assert isinstance(book.value("remedy_limit", MAERKANG, date(2023, 12, 31), remedy=remedy), Gap)
    assert isinstance(book.value("rules", MAERKANG, date(2023, 12, 31), rule="review_first"), Gap)
    county = [book.value("rules", MAERKANG, date(year, 6, 1), rule="review_body_county") for year in (2023, 2024)]
    assert ["上级民政" in value.value for value in county] == [True, False]


def test_years_before_the_first_source_are_not_made_up(book):
    for region, on in ((FUQUAN, date(2019, 6, 1)), (None, NOW)):
        assert isinstance(book.value("minimum_living_standard", region, on, area="urban"), Gap)
    guess = book.value("minimum_living_standard", MAERKANG, date(2018, 6, 1), area="urban")
    assert (guess.value, guess.confirmed, guess.stale_since) == (370, False, date(2016, 7, 1))
    assert book.value("minimum_living_standard", MAERKANG, date(2020, 1, 1), area="urban").value == 540


# --- papers by answers
def titles(book, answers: dict[str, object], lane: str = "minimum_living", on: date = NOW) -> dict[str, dict]:
    return {paper["type"]: paper for paper in book.checklist(lane, answers, FUQUAN, on)}


CORE = {
    "id_card", "household_register", "application_form", "honesty_statement", "verification_authorisation", "bank_account",
}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "added"),
    [
        ({}, set()),
        ({"members": [{"relation": "self", "age": 50}]}, set()),
        ({"members": [{"relation": "self", "disability": {"category": "visual", "level": 1}}]}, {"disability_card"}),
        ({"members": [{"relation": "self", "serious_illness": True}]}, {"diagnosis", "medical_bills"}),
        ({"members": [{"relation": "child", "age": 19, "occupation": "student"}]}, {"study_proof"}),
        ({"income_support": 6000}, {"custody_papers"}),
        ({"income_support": 0}, set()),
        ({"housing": {"owned": 0, "recent_purchase": False}}, {"rent_contract"}),
        ({"housing": {"owned": 1, "recent_purchase": False}}, set()),
        ({"residence_permit": True}, {"residence_permit_local"}),
        ({"residence_permit": False}, set()),
        ({"applicant_role": "proxy"}, {"proxy_note", "proxy_id"}),
        ({"applicant_role": "self"}, set()),
        ({"necessary_expenses": 4000}, {"expense_receipts"}),
        ({"members": [{"relation": "self", "age": 40, "occupation": "unemployed"}]}, {"unemployment_certificate"}),
    ],
)
def test_papers_follow_from_the_answers(book, answers, added):
    assert set(titles(book, answers)) == CORE | added


def test_one_person_alone_is_not_asked_for_a_card_nobody_has(book):
    assert "disability_card" not in titles(book, {}, "minimum_living_single")
    ill = {"members": [{"relation": "self", "serious_illness": True}]}
    assert {"diagnosis", "medical_bills"} <= set(titles(book, ill, "minimum_living_single"))
    clergy = {"members": [{"relation": "self", "exclusion": "religious_over_3y"}]}
    assert "religious_certificate" in titles(book, clergy, "minimum_living_single")


@pytest.mark.parametrize(
    ("kinds", "added"),
    [
        (["medical"], {"medical_bills", "diagnosis"}),
        (["education"], {"school_receipts"}),
        (["rehabilitation"], {"rehabilitation_bills"}),
        (["other"], {"expense_receipts"}),
    ],
)
def test_bills_follow_from_the_kind_of_spending(book, kinds, added):
    found = set(titles(book, {"expense_kind": kinds}, "temporary_expense"))
    assert found == {"id_card", "verification_authorisation"} | added


def test_every_paper_says_what_replaces_or_defers_it(book):
    for lane in ("temporary_urgent", "temporary_expense", "minimum_living", "minimum_living_single"):
        answers = {
            "applicant_role": "proxy", "residence_permit": True, "expense_kind": ["medical", "education"],
            "housing": {"owned": 0}, "income_support": 1, "necessary_expenses": 1,
            "members": [{"disability": {"category": "visual", "level": 1}, "serious_illness": True, "occupation": "student"}],
        }  # fmt: skip
        for paper in titles(book, answers, lane).values():
            assert paper["instead"] and paper["why"]
            # only what is made here may be wanted now
            assert paper["required"] != "now" or paper["type"] == "application_form"


def test_what_the_verification_sees_is_never_asked(book):
    never = {value.where["paper"] for value in book.parameters.collect("never_asked", FUQUAN, NOW)}
    assert {"income_certificate", "property_certificate", "vehicle_papers", "bank_statement"} <= never
    asked = {name for rule in book.parameters.collect("paper_rules", FUQUAN, NOW) for name in rule.value}
    assert asked and not asked & never


def test_the_list_of_2020_rests_on_the_law_of_2020(book):
    assert set(titles(book, {}, on=date(2021, 6, 30))) == {"id_card", "application_form"}
    assert set(titles(book, {}, on=date(2021, 7, 1))) == CORE
