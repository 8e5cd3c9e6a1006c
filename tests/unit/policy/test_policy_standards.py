"""Standards over the years, by region, area and unit, on both sides of every effective day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from policy.model import Gap, Value

MAERKANG, WENCHUAN, FUQUAN, DUYUN = "513201", "513221", "522702", "522701"
MLS, TEKUN = "minimum_living_standard", "destitute_support_standard"
M, Y = "CNY/month", "CNY/year"

# region, quantity, area, first day, value on it, unit, confirmed
STEPS = [
    (MAERKANG, MLS, "urban", date(2020, 7, 1), 590, M, True),
    (MAERKANG, MLS, "rural", date(2020, 7, 1), 390, M, True),
    (MAERKANG, MLS, "urban", date(2021, 12, 1), 615, M, False),
    (MAERKANG, MLS, "rural", date(2021, 12, 1), 415, M, False),
    (MAERKANG, MLS, "urban", date(2022, 7, 1), 680, M, False),
    (MAERKANG, MLS, "rural", date(2022, 7, 1), 480, M, False),
    (WENCHUAN, MLS, "urban", date(2022, 7, 1), 680, M, True),
    (WENCHUAN, MLS, "rural", date(2022, 7, 1), 480, M, False),
    (MAERKANG, MLS, "urban", date(2023, 7, 1), 740, M, False),
    (MAERKANG, MLS, "rural", date(2023, 7, 1), 533, M, False),
    (WENCHUAN, MLS, "urban", date(2023, 7, 1), 740, M, False),
    (MAERKANG, MLS, "urban", date(2024, 7, 1), 788, M, False),
    (MAERKANG, MLS, "rural", date(2024, 7, 1), 580, M, False),
    (MAERKANG, MLS, "urban", date(2025, 7, 1), 826, M, False),
    (MAERKANG, MLS, "rural", date(2025, 7, 1), 620, M, False),
    (MAERKANG, TEKUN, "urban", date(2020, 7, 1), 770, M, True),
    (MAERKANG, TEKUN, "rural", date(2020, 7, 1), 600, M, True),
    (MAERKANG, TEKUN, "urban", date(2021, 12, 1), 800, M, False),
    (MAERKANG, TEKUN, "urban", date(2022, 7, 1), 884, M, False),
    (MAERKANG, TEKUN, "rural", date(2022, 7, 1), 624, M, False),
    (MAERKANG, TEKUN, "urban", date(2023, 7, 1), 962, M, False),
    (MAERKANG, TEKUN, "rural", date(2023, 7, 1), 693, M, False),
    (MAERKANG, TEKUN, "urban", date(2024, 7, 1), 1025, M, False),
    (MAERKANG, TEKUN, "rural", date(2024, 7, 1), 754, M, False),
    (MAERKANG, TEKUN, "urban", date(2025, 7, 1), 1074, M, False),
    (MAERKANG, TEKUN, "rural", date(2025, 7, 1), 806, M, False),
    (FUQUAN, MLS, "urban", date(2022, 4, 1), 705, M, True),
    (FUQUAN, MLS, "rural", date(2022, 4, 1), 5316, Y, True),
    (FUQUAN, MLS, "urban", date(2023, 4, 1), 762, M, False),
    (FUQUAN, MLS, "rural", date(2023, 4, 1), 6118, Y, False),
    (FUQUAN, MLS, "urban", date(2024, 4, 1), 808, M, True),
    (FUQUAN, MLS, "rural", date(2024, 4, 1), 6852, Y, True),
    (FUQUAN, MLS, "urban", date(2025, 4, 1), 832, M, False),
    (FUQUAN, MLS, "rural", date(2025, 4, 1), 7263, Y, False),
    (FUQUAN, TEKUN, "urban", date(2022, 4, 1), 1013, M, True),
]


@pytest.mark.parametrize(("region", "quantity", "area", "day", "amount", "unit", "confirmed"), STEPS)
def test_standard_begins_on_its_day(book, region, quantity, area, day, amount, unit, confirmed):
    found = book.value(quantity, region, day, area=area)
    assert isinstance(found, Value)
    assert (found.value, found.unit, found.confirmed) == (Decimal(amount), unit, confirmed)
    assert found.effective_from == day
    before = book.value(quantity, region, day - timedelta(days=1), area=area)
    assert isinstance(before, Gap) or before.value != Decimal(amount)


@pytest.mark.parametrize("region", [MAERKANG, WENCHUAN, "513231", "513200"])
def test_every_aba_county_inherits_the_prefecture(book, region):
    assert book.value(MLS, region, date(2021, 1, 1), area="urban").value == 590
    assert book.value(MLS, region, date(2020, 6, 30), area="rural").value == 350


def test_low_limit_never_pulls_a_known_local_value_down(book):
    found = book.value(TEKUN, MAERKANG, date(2021, 12, 1), area="rural")
    assert found.value == 600
    assert not found.firm, "the province moved its limit since: the local figure may have moved too"


def test_missing_year_keeps_the_last_value_and_says_since_when_it_is_stale(book):
    for region, since in ((MAERKANG, date(2026, 7, 1)), (FUQUAN, date(2026, 4, 1))):
        assert book.value(MLS, region, since - timedelta(days=1), area="urban").stale_since is None
        found = book.value(MLS, region, since, area="urban")
        assert (found.stale_since, found.firm) == (since, False)


def test_gap_has_a_reason_and_is_no_zero(book):
    for found in (
        book.value(MLS, FUQUAN, date(2021, 5, 1), area="rural"),
        book.value(MLS, None, date(2026, 1, 1), area="urban"),
        book.value(MLS, DUYUN, date(2026, 1, 1), area="urban"),
        book.value(TEKUN, FUQUAN, date(2026, 1, 1), area="rural"),
        book.value("first_contact_limit", FUQUAN, date(2026, 11, 23)),
        book.value("no_such_quantity", FUQUAN, date(2026, 11, 23)),
        book.value(MLS, FUQUAN, date(2026, 1, 1), area="nowhere"),
    ):
        assert isinstance(found, Gap)
        assert found.reason


def test_last_confirmed_is_older_than_the_newest(book):
    day = date(2026, 11, 23)
    assert book.last_confirmed(MLS, MAERKANG, day, area="rural").value == 390
    assert book.last_confirmed(MLS, WENCHUAN, day, area="urban").value == 680
    assert book.last_confirmed(MLS, FUQUAN, day, area="rural").value == 6852
    assert book.last_confirmed(MLS, None, day, area="rural") is None


def test_every_value_carries_its_reference_and_the_day_it_was_checked(book):
    for quantity, regions in book.parameters.entries.items():
        for cases in regions.values():
            for entry in (entry for series in cases.values() for entry in series):
                if isinstance(entry, Value):
                    assert entry.reference.title, quantity
                    assert entry.last_checked_on is not None, quantity
                else:
                    assert entry.reason, quantity


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2023, 5, 1), "关于进一步做好最低生活保障等社会救助兜底工作的通知"),
        (date(2026, 6, 30), "关于进一步做好最低生活保障等社会救助兜底工作的通知"),
        (date(2026, 7, 1), "中华人民共和国社会救助法"),
    ],
)
def test_each_day_has_its_own_law(book, day, title):
    assert book.value("rules", FUQUAN, day, rule="urgent_nonlocal").reference.title == title


def test_no_day_cites_a_law_that_was_not_in_force(book):
    for on in (date(2019, 1, 1), date(2021, 6, 30), date(2023, 5, 1), date(2026, 6, 30), date(2026, 11, 23)):
        for region in (MAERKANG, FUQUAN, None):
            for quantity in book.parameters.quantities:
                for value in book.parameters.collect(quantity, region, on):
                    reference = value.reference
                    assert reference.in_force_from is None or reference.in_force_from <= on
                    assert reference.in_force_to is None or value.effective_to or on <= reference.in_force_to


def test_basic_pension_rule_ends_with_2025(book):
    assert isinstance(book.value("rules", MAERKANG, date(2025, 12, 31), rule="basic_pension"), Value)
    assert isinstance(book.value("rules", MAERKANG, date(2026, 1, 1), rule="basic_pension"), Gap)


def test_urgent_aid_differs_by_place_and_day(book):
    now = date(2026, 11, 23)
    assert book.value("urgent_aid_cap", FUQUAN, now).value == 50000
    assert isinstance(book.value("urgent_aid_cap", MAERKANG, now), Gap)
    assert book.value("temporary_aid_minimum", MAERKANG, now, kind="urgent").value == 1
    assert book.value("temporary_aid_minimum", MAERKANG, now, kind="expense").value == 2
    assert isinstance(book.value("temporary_aid_minimum", MAERKANG, date(2024, 1, 31), kind="urgent"), Gap)
    assert isinstance(book.value("temporary_aid_minimum", FUQUAN, now, kind="urgent"), Gap)
    assert book.value("delegated_confirmation", FUQUAN, now).value is True
    assert isinstance(book.value("delegated_confirmation", MAERKANG, now), Gap)
