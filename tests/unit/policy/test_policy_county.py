"""Adding a county is data only; the command shows, checks and assesses."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from jiuji.policy_commands import assess, check, show
from policy.book import PolicyBook
from policy.checker import check_files
from policy.loader import ROOT

SOURCE = "confirmed: true, reference: {title: 黔南州页面}}\n"
FOLDER = "parameters/national/guizhou/qiannan/duyun/"
DUYUN = {
    FOLDER + "region.yaml": 'code: "522701"\nname: 都匀市\nlevel: county\nserved: true\ncase_prefix: 匀\n',
    FOLDER + "townships.yaml": '"522701001": 广惠街道\n"522701106": 墨冲镇\n',
    FOLDER + "minimum_living_standard.yaml": (
        "quantity: minimum_living_standard\nvalues:\n"
        "  - {area: urban, unit: CNY/month, from: 2022-04-01, value: 705, " + SOURCE +
        "  - {area: rural, unit: CNY/year, from: 2022-04-01, value: 5316, " + SOURCE
    ),
    FOLDER + "hotlines.yaml": (
        "quantity: hotlines\nvalues:\n"
        "  - {line: own, from: 2022-04-01, value: {label: 都匀民政, number: '0854-1', use: 救助}, " + SOURCE
    ),
}  # fmt: skip


def test_a_county_is_added_from_a_folder_alone(files):
    assert check_files(files | DUYUN) == []
    book = PolicyBook.from_files(files | DUYUN)
    day = date(2023, 1, 1)
    region = book.region("522701")
    assert region.full_name == "贵州省黔南布依族苗族自治州都匀市"
    assert (region.served, region.case_prefix, region.controller) == (True, "匀", "都匀市民政局")
    assert region in book.served_regions()
    assert book.value("minimum_living_standard", "522701", day, area="rural").value == Decimal(5316)
    assert book.office("522701001", day).name == "都匀市广惠街道办事处"
    assert "0854-1" in [line.number for line in book.hotlines("522701", day)]
    assert "0854-1" not in [line.number for line in book.hotlines("522702", day)]
    assert book.fast_aid_clock("522701", datetime(2026, 3, 1, tzinfo=UTC)) is not None
    assert "705" in " ".join(book.answer("ask_amount", "522701", day, "minimum_living").sentences)
    facts = {"aid": "temporary_urgent", "region": "522701", "as_of": "2023-01-01", "incident_cause": "fire"}
    assert book.assess(facts)["standard"]["amount"] == 705
    assert book.version != PolicyBook.from_files(files).version


@pytest.mark.parametrize(
    ("word", "expected"),
    [("马尔康", "四川省阿坝藏族羌族自治州马尔康市（513201）"), ("522702", "福泉市（522702）"), ("阿坝", "（513200）")],
)
def test_show_takes_codes_and_names(capsys, word, expected):
    assert show(word, date(2022, 6, 1)) == 0
    assert expected in capsys.readouterr().out


def test_show_prints_value_day_source_and_gaps(capsys):
    show("福泉", date(2022, 6, 1))
    out = capsys.readouterr().out
    assert "每人每年5316元  2022年4月1日起" in out
    assert "缺（没有找到规定几小时内联系" in out
    assert "福泉市民政局" in out
    show("福泉", date(2026, 11, 23))
    assert "未确认" in capsys.readouterr().out


def test_show_names_the_places_it_knows(capsys):
    assert show("火星", None) == 2
    assert "福泉市" in capsys.readouterr().err


def test_check_passes_our_files(capsys):
    assert check([]) == 0
    assert "没有问题" in capsys.readouterr().out


def test_check_reads_a_single_file_laid_over_ours(tmp_path, capsys):
    place = tmp_path / "parameters/national/guizhou/qiannan/fuquan"
    place.mkdir(parents=True)
    bad = place / "urgent_aid_cap.yaml"
    text = "quantity: urgent_aid_cap\nunit: CNY/once\nvalues:\n  - {from: 2023-13-01, value: 0}\n"
    bad.write_text(text, encoding="utf-8")
    assert check([bad]) == 1
    out = capsys.readouterr().out
    assert f"{bad}:4: " in out
    assert "2026-07-01" in out and "gap" in out and "reference" in out


def test_check_reads_a_whole_other_root(tmp_path, capsys):
    import shutil

    shutil.copytree(ROOT / "parameters", tmp_path / "parameters")
    shutil.copytree(ROOT / "answers", tmp_path / "answers")
    assert check([tmp_path]) == 0
    (tmp_path / "parameters/national/fast_aid_limit.yaml").write_text("quantity: x\n", encoding="utf-8")
    assert check([tmp_path]) == 1
    assert f"{tmp_path}/parameters/national/fast_aid_limit.yaml:1: " in capsys.readouterr().out


def test_check_names_a_file_it_would_not_read(tmp_path, capsys):
    place = tmp_path / "parameters/national/guizhou"
    place.mkdir(parents=True)
    (place / "urgent_aid_cap.yml").write_text("quantity: urgent_aid_cap\n", encoding="utf-8")
    assert check([tmp_path]) == 1
    out = capsys.readouterr().out
    assert f"{place}/urgent_aid_cap.yml:1: " in out and ".yaml" in out


def test_check_names_a_path_that_is_not_there(tmp_path, capsys):
    assert check([tmp_path / "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_assess_prints_json(tmp_path, capsys):
    file = tmp_path / "facts.json"
    facts = {"aid": "temporary_urgent", "region": "522702", "incident_cause": "fire"}
    file.write_text(json.dumps(facts), encoding="utf-8")
    assert assess(file) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["programme"] == "temporary_aid"
    assert card["documents"] and card["policy_version"] and card["as_of"]


@pytest.mark.parametrize(
    ("text", "named"),
    [('{"aid": "temporary_urgent", "incident_cause": 7}', "incident_cause"), ("{", "facts.json"), ("[]", "facts")],
)
def test_assess_refuses_what_it_cannot_read_and_names_it(tmp_path, capsys, text, named):
    file = tmp_path / "facts.json"
    file.write_text(text, encoding="utf-8")
    assert assess(file) == 2
    captured = capsys.readouterr()
    assert named in captured.err and captured.out == ""
