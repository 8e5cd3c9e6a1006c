"""A county of another province, with other units, is added from a folder: no line of code knows of it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from jiuji.policy_commands import check, gather
from policy.book import PolicyBook
from policy.clocks import CHINA

WENXIAN, HALL = "621222", "621222100"
GANSU = "parameters/national/gansu/"
LONGNAN = GANSU + "longnan/"
COUNTY = LONGNAN + "wenxian/"
SURE = "confirmed: true, reference: {document: gansu_2026}}\n"
FOLDER = {
    GANSU + "region.yaml": 'code: "620000"\nname: 甘肃省\nlevel: province\ncase_prefix: 甘\n',
    GANSU + "references.yaml": (
        "gansu_2026:\n  title: 甘肃省城乡低保标准通知\n  document_no: 甘民发〔2026〕1号\n  in_force_from: 2026-01-01\n"
    ),
    GANSU + "fast_aid_limit.yaml": "quantity: fast_aid_limit\nunit: hours\nvalues:\n  - {from: 2026-01-01, value: 48, " + SURE,
    GANSU + "rules.yaml": (
        "quantity: rules\nvalues:\n  - {rule: minimum_living_place, from: 2026-01-01, "
        "value: 低保在住的地方或户口地的乡镇申请都行。, " + SURE
    ),
    LONGNAN + "region.yaml": 'code: "621200"\nname: 陇南市\nlevel: prefecture\n',
    COUNTY + "region.yaml": 'code: "621222"\nname: 文县\nlevel: county\nserved: true\ncase_prefix: 文\n',
    COUNTY + "townships.yaml": '"621222100": 城关镇\n"621222201": 某藏族乡\n"621222001": 新区街道\n',
    # the other way round than in Guizhou: the town by the year, the country by the month
    COUNTY + "minimum_living_standard.yaml": (
        "quantity: minimum_living_standard\nvalues:\n"
        "  - {area: urban, unit: CNY/year, from: 2026-01-01, value: 9600, " + SURE +
        "  - {area: rural, unit: CNY/month, from: 2026-01-01, value: 500, " + SURE
    ),
    COUNTY + "delegated_confirmation.yaml": (
        "quantity: delegated_confirmation\nvalues:\n  - {from: 2026-01-01, value: true, " + SURE
    ),
    COUNTY + "offices.yaml": (
        'quantity: offices\nvalues:\n  - {office: "621222100", from: 2026-01-01, value: {name: 文县城关镇便民服务中心, '
        "phone: 0939-1, address: 某路1号, hours: {gap: 没有核实}}, " + SURE
    ),
    COUNTY + "hotlines.yaml": (
        "quantity: hotlines\nvalues:\n  - {line: own, from: 2026-01-01, value: {label: 文县民政, number: 0939-2, use: 问救助}, "
        + SURE
    ),
}  # fmt: skip
DAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path) -> Path:
    for path, text in FOLDER.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def wider(folder) -> PolicyBook:
    return PolicyBook.from_files(gather([folder])[0])


def household(wages: int, **told: object) -> dict[str, object]:
    facts: dict[str, object] = {
        "aid": "minimum_living", "region": WENXIAN, "hukou_region": WENXIAN, "as_of": "2026-03-02",
        "standard_kind": "urban",
        "members": [
            {"relation": "self", "age": 40, "occupation": "casual"},
            {"relation": "spouse", "age": 38, "occupation": "unemployed"},
        ],
        "income_wages": wages, "income_farm_business": 0, "income_property": 0, "income_support": 0,
        "necessary_expenses": 0, "housing": {"owned": 1, "recent_purchase": False}, "vehicles": [],
        "savings_band": "low", "business": "none",
    }  # fmt: skip
    return facts | told


def test_the_folder_is_in_order(folder, capsys):
    assert check([folder]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_the_place_is_served_beside_the_others(wider, book):
    region = wider.region(HALL)
    assert (region.full_name, region.case_prefix, region.controller) == ("甘肃省陇南市文县", "文", "文县民政局")
    assert [place for place in wider.served_regions() if place not in book.served_regions()] == [region]
    assert wider.region_named("文县") == region and wider.township(HALL) == "城关镇"


def test_offices_and_numbers(wider):
    office = wider.office(HALL, DAY)
    assert (office.name, office.phone, office.hours) == ("文县城关镇便民服务中心", "0939-1", None)
    assert wider.office("621222001", DAY).name == "文县新区街道办事处"
    assert wider.office("621222201", DAY).name == "文县某藏族乡人民政府"
    assert "0939-2" in [line.number for line in wider.hotlines(WENXIAN, DAY)]
    assert "0939-2" not in [line.number for line in wider.hotlines("522702", DAY)]


@pytest.mark.parametrize(
    ("wages", "outcome", "estimate"),
    # 9600 a year a head: two people live below it up to 19199
    [(0, "likely", 1600), (12000, "likely", 600), (19188, "likely", 1), (19200, "alternative", None)],
)
def test_a_household_is_assessed_by_its_yearly_standard(wider, wages, outcome, estimate):
    card = wider.assess(household(wages))
    assert card["outcome"] == outcome, card["missing"]
    assert (card["standard"]["amount"], card["standard"]["unit"]) == (9600, "CNY/year")
    assert card["standard"]["citation"]["document_no"] == "甘民发〔2026〕1号"
    if estimate is not None:
        assert card["estimate"]["low"] <= estimate <= card["estimate"]["high"]
    assert card["deadline"]["case"] == "delegated"
    assert card["documents"]


@pytest.mark.parametrize(("wages", "outcome"), [(11988, "likely"), (12000, "alternative")])
def test_the_country_by_the_month(wider, wages, outcome):
    card = wider.assess(household(wages, standard_kind="rural"))
    assert (card["outcome"], card["standard"]["amount"]) == (outcome, 500)


def test_the_same_household_elsewhere_is_assessed_as_before(wider, book):
    for region in ("522702", "513201"):
        facts = household(9000, region=region, hukou_region=region)
        here, there = wider.assess(facts), book.assess(facts)
        assert here | {"policy_version": ""} == there | {"policy_version": ""}


def test_clocks_run_in_its_own_units(wider):
    filed = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert wider.fast_aid_clock(WENXIAN, filed).due_at == filed + timedelta(hours=48)
    case = wider.handling_case(WENXIAN, DAY, apart=False)
    clock = wider.handling_clock("minimum_living", WENXIAN, date(2026, 3, 2), case)
    assert (clock.case, clock.latest) == ("delegated", date(2026, 3, 30))
    assert clock.due_at.astimezone(CHINA).date() == date(2026, 3, 31)


def test_answers_speak_of_the_place(wider):
    amount = " ".join(wider.answer("ask_amount", WENXIAN, DAY, "minimum_living").sentences)
    assert "9600" in amount and "500" in amount and "文县" in amount
    office = " ".join(wider.answer("ask_office", HALL, DAY, "minimum_living").sentences)
    assert "文县城关镇便民服务中心" in office and "0939-1" in office
    assert wider.value("rules", WENXIAN, DAY, rule="minimum_living_place").value.startswith("低保在住的地方")


def test_before_its_first_value_nothing_is_made_up(wider):
    assert wider.assess(household(0, as_of="2025-12-31"))["outcome"] == "needs_review"
    found = wider.value("minimum_living_standard", WENXIAN, date(2026, 1, 1), area="urban")
    assert (found.value, found.unit) == (Decimal(9600), "CNY/year")
