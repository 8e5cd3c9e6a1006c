"""What is stale, unconfirmed or missing is told with its place and day, each once, and nothing that is in order."""

import json
from collections import Counter
from datetime import date

import pytest

from jiuji.policy_commands import check
from policy.book import PolicyBook
from policy.freshness import findings, months_between

NOW = date(2026, 11, 23)
CAP = "parameters/national/guizhou/qiannan/fuquan/urgent_aid_cap.yaml"
GOOD = "{from: 2023-01-01, value: 50000, confirmed: true, last_checked_on: 2026-11-23, reference: {title: 文件}}"


def found(files, on: date, **wanted: str) -> list:
    book = PolicyBook.from_files(files)
    return [
        finding
        for finding in findings(book.parameters, on)
        if all(getattr(finding, key) == word for key, word in wanted.items())
    ]


@pytest.mark.parametrize(
    ("region", "quantity", "state", "since", "words"),
    [
        ("522702", "minimum_living_standard", "stale", date(2026, 4, 1), "2026年的标准没有查到"),
        ("513200", "minimum_living_standard", "stale", date(2026, 7, 1), "2026年7月"),
        ("522702", "urgent_aid_cap", "stale", date(2026, 9, 11), "新通知"),
        ("520000", "fast_aid_limit", "unconfirmed", date(2026, 1, 29), "没有拿到"),
        ("513200", "delegated_confirmation", "gap", None, "没有核实"),
        ("513200", "rigid_expense_share", "gap", date(2025, 1, 1), "没有找到"),
        ("000000", "holidays", "coming_gap", date(2027, 1, 1), "放假安排"),
        ("000000", "offices", "gap", date(2014, 5, 1), "电话"),
    ],
)
def test_what_is_known_to_be_missing_is_told_with_its_day(files, region, quantity, state, since, words):
    told = found(files, NOW, region=region, quantity=quantity, state=state)
    assert told, (region, quantity)
    assert {finding.since for finding in told} == {since}
    assert all(words in finding.reason and finding.place in str(finding) for finding in told)


def test_worst_comes_first_and_nothing_twice(files):
    told = findings(PolicyBook.from_files(files).parameters, NOW)
    states = [finding.state for finding in told]
    assert states == sorted(states, key=["gap", "stale", "unconfirmed", "coming_gap", "unchecked"].index)
    keys = Counter((finding.region, finding.quantity, str(finding.where), finding.state) for finding in told)
    assert set(keys.values()) == {1}
    assert all(finding.reason for finding in told)


def test_a_wide_gap_is_nobodys_where_every_county_has_its_own_word(files):
    assert not found(files, NOW, region="000000", quantity="minimum_living_standard")
    assert not found(files, NOW, region="000000", quantity="disposable_income_per_head")
    # somebody must still say how many hours
    assert found(files, NOW, region="000000", quantity="first_contact_limit")


def test_a_confirmed_value_in_force_is_not_told_until_it_is_old(files):
    changed = files | {CAP: f"quantity: urgent_aid_cap\nunit: CNY/once\nvalues:\n  - {GOOD}\n"}
    assert not found(changed, date(2027, 5, 22), region="522702", quantity="urgent_aid_cap")
    (old,) = found(changed, date(2027, 5, 23), region="522702", quantity="urgent_aid_cap")
    assert (old.state, old.since) == ("unchecked", NOW)


def test_a_value_that_ended_is_a_gap_from_the_next_day(files):
    ended = GOOD.replace("value", "to: 2026-10-31, value")
    changed = files | {CAP: f"quantity: urgent_aid_cap\nunit: CNY/once\nvalues:\n  - {ended}\n"}
    before = found(changed, date(2026, 10, 1), region="522702", quantity="urgent_aid_cap")
    assert [(finding.state, finding.since) for finding in before] == [("coming_gap", date(2026, 10, 31))]
    # the province's own value answers from then on, stale as it is
    assert found(changed, NOW, region="522702", quantity="urgent_aid_cap", state="stale")
    # and where nothing answers, it is a gap
    path = "parameters/national/rigid_expense_validity.yaml"
    alone = files | {path: files[path].replace("value: 12", "to: 2026-10-31, value: 12")}
    (gap,) = found(alone, NOW, quantity="rigid_expense_validity")
    assert (gap.state, gap.since) == ("gap", date(2026, 11, 1))


def test_what_has_not_begun_is_no_gap(files):
    later = "{from: 2027-06-01, gap: 到时候再说}"
    changed = files | {CAP: f"quantity: urgent_aid_cap\nunit: CNY/once\nvalues:\n  - {later}\n"}
    assert not found(changed, NOW, region="522702", quantity="urgent_aid_cap", state="gap")


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2026, 11, 23), date(2027, 5, 22), 5),
        (date(2026, 11, 23), date(2027, 5, 23), 6),
    ],
)
def test_whole_months(start, end, months):
    assert months_between(start, end) == months


def test_check_prints_the_report(capsys, monkeypatch):
    monkeypatch.setenv("JIUJI_NOW", "2026-11-23")
    assert check([]) == 0
    out = capsys.readouterr().out
    assert "福泉市 最低生活保障标准（农村）  2026年4月1日起：2026年的标准没有查到" in out
    assert "没有问题；2026年11月23日：缺 " in out


def test_check_prints_json(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("JIUJI_NOW", "2026-11-23")
    assert check([], as_json=True) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["problems"] == [] and report["on"] == "2026-11-23"
    (told,) = [
        finding
        for finding in report["freshness"]
        if (finding["region"], finding["quantity"], finding["where"])
        == ("522702", "minimum_living_standard", {"area": "rural"})
    ]
    assert (told["state"], told["since"], told["place"]) == ("stale", "2026-04-01", "福泉市")
    bad = tmp_path / "urgent_aid_cap.yaml"
    bad.write_text("quantity: urgent_aid_cap\nunit: CNY/week\nvalues:\n  - " + GOOD + "\n", encoding="utf-8")
    assert check([bad], as_json=True) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["problems"][0]["line"] == 2 and report["problems"][0]["instead"] and report["freshness"] == []
