"""The figures of understanding, counted on a set small enough to count by hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

from jiuji import nlu_report
from jiuji.manifest import BadModel
from jiuji.nlu_figures import Figures, fact_files, measure
from jiuji.nlu_set import BadSet, read_apart
from jiuji.nlu_tables import render, table, width

GREET = "intent: greet\nutterances:\n- {text: 你好哇, register: standard}\n- {text: 在不嘛, register: dialect}\n"
THANK = "intent: thank\nutterances:\n- {text: 谢了哈, register: dialect}\n- {text: 多谢你, register: standard}\n"
CRISIS = (
    "intent: crisis_violence\nutterances:\n- {text: 他又打, register: standard}\n- {text: 救命呀, register: voice}\n"
)
NEAR = "- {text: 打麻将, intent: out_of_scope, register: standard, why: x}\n- {text: 打针去, intent: inform, register: dialect, why: x}\n"
AMOUNT = (
    "# graded: amount\n- text: 一个月八百块\n  entities:\n  - {entity: amount, text: 八百块,"
    " value: {low: 800, high: 800, period: month, approx: false}}\n"
    "- text: 欠了五百\n  entities:\n  - {entity: amount, text: 五百, value: {low: 1, high: 1, period: once, approx: false}}\n"
    "- text: 在福泉\n  entities: [{entity: region, text: 福泉, value: {}}]\n"
)
PAPER = "# graded: document_type\n- text: 户口簿\n  entities: [{entity: document_type, text: 户口簿, value: nothing}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"intents/greet.yml": GREET, "intents/thank.yml": THANK, "crisis/violence.yml": CRISIS,
             "near_misses.yml": NEAR, "entities/amount.yml": AMOUNT, "entities/document_type.yml": PAPER}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


class Mind:
    """Understands what a table says; lexicon and model hear what it says they hear."""

    said: ClassVar = {
        "你好哇": ("greet", 0.95), "在不嘛": ("thank", 0.6), "谢了哈": ("thank", 0.92), "多谢你": ("crisis_violence", 0.9),
        "他又打": ("crisis_violence", 1.0), "救命呀": ("greet", 0.2), "打麻将": ("crisis_violence", 0.7), "打针去": ("inform", 0.9),
    }  # fmt: skip
    signs: ClassVar = {
        "多谢你": {"scorer", "intents"},
        "他又打": {"lexicon", "scorer"},
        "救命呀": {"lexicon"},
        "打麻将": {"lexicon"},
    }

    def read(self, text: str, said_on: date) -> dict[str, Any]:
        intent, confidence = self.said[text]
        return {"intent": intent, "confidence": confidence}

    def crisis_signs(self, text: str, said_on: date) -> frozenset[str]:
        return frozenset(self.signs[text])


@pytest.fixture
def figures(folder: Path) -> Figures:
    return measure(Mind(), read_apart(folder))


def test_precision_recall_and_f1_of_each_intent(figures: Figures) -> None:
    greet, thank = figures.intents["greet"], figures.intents["thank"]
    assert (greet.precision, greet.recall, greet.f1, greet.support) == (0.5, 0.5, 0.5, 2)
    assert (thank.precision, thank.recall, thank.support) == (0.5, 0.5, 2)
    assert figures.macro_f1 == pytest.approx((0.5 + 0.5 + 0.5) / 3) and figures.right == 0.5
    assert ("greet", "thank", 1) in figures.confusions and len(figures.confusions) == 3


def test_results_by_the_way_people_speak(figures: Figures) -> None:
    assert figures.registers["standard"].share == pytest.approx(2 / 3)
    assert (figures.registers["dialect"].share, figures.registers["voice"].n) == (0.5, 1)


def test_stated_confidence_beside_what_was_right(figures: Figures) -> None:
    assert (figures.sure.n, figures.sure.share) == (4, 0.75)
    top = figures.calibration[-1]
    assert (top.low, top.n, top.right) == (0.9, 4, 0.75) and top.stated == pytest.approx(3.77 / 4)
    assert [(one.low, one.n) for one in figures.calibration[:-1]] == [(0.0, 1), (0.5, 1)]


def test_cries_false_alarms_and_who_heard_them(figures: Figures) -> None:
    crisis = figures.crisis
    assert (crisis.heard.share, crisis.false_alarms.share, crisis.near_misses.share) == (0.5, 0.25, 0.5)
    assert crisis.heard_by["heard"] == {"lexicon": 0, "scorer": 0, "both": 1, "neither": 0}
    assert crisis.heard_by["false_alarms"]["scorer"] == 1 and crisis.heard_by["near_misses"]["lexicon"] == 1
    assert {part: one.share for part, one in crisis.alone.items()} == {"lexicon": 1.0, "scorer": 0.5, "intents": 0.0}


def test_facts_by_file_and_by_kind(figures: Figures) -> None:
    amount = figures.fact_files["amount"]
    assert (amount.recall, amount.precision, amount.told, amount.found) == (0.5, 0.5, 2, 2)
    assert figures.fact_files["document_type"].recall == figures.fact_kinds["document_type"].recall == 0.0


def test_a_file_without_a_first_line_grades_all_its_kinds(folder: Path) -> None:
    (folder / "entities" / "amount.yml").write_text(AMOUNT.partition("\n")[2], encoding="utf-8")
    facts = read_apart(folder).facts
    assert facts[0].kinds == ("amount", "region") and fact_files(facts)["amount"].told == 3


def test_parts_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "near_misses.yml").write_text(NEAR, encoding="utf-8")
    figures = measure(Mind(), read_apart(tmp_path))
    assert (figures.messages, figures.macro_f1, figures.crisis.near_misses.n) == (0, 0.0, 2)
    assert "近似的话误报" in render(figures)


@pytest.mark.parametrize(("name", "content"), [
    ("intents/x.yml", "utterances: [{text: a}]"), ("intents/x.yml", "[1"), ("near_misses.yml", "- 1"),
    ("entities/x.yml", "- {text: a}"), ("crisis/x.yml", "intent: a\nutterances: [{register: a}]"),
])  # fmt: skip
def test_a_bad_file_is_named(folder: Path, name: str, content: str) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadSet) as error:
        read_apart(folder)
    assert str(folder / name) in error.value.message


def test_no_folder_and_an_empty_one_are_named(tmp_path: Path) -> None:
    for where in (tmp_path / "none", tmp_path):
        with pytest.raises(BadSet) as error:
            read_apart(where)
        assert str(where) in error.value.message


def test_the_page_shows_all_figures_and_no_sentence(figures: Figures) -> None:
    page = render(figures)
    for part in (
        "macro-F1 0.500",
        "crisis_violence",
        "→ thank",
        "dialect",
        "≥ 0.9",
        "单靠词表 100.0%",
        "document_type",
    ):
        assert part in page
    assert not [text for text in Mind.said if text in page]


def test_columns_stand_under_each_other() -> None:
    lines = table(("意图", "F1"), [("greet", "0.5"), ("谢谢你呀", "0.25")])
    assert len({width(line) for line in lines}) == 1


def _report(monkeypatch: pytest.MonkeyPatch, folder: Path, **how: bool) -> int:
    monkeypatch.setattr(nlu_report, "Understanding", lambda model_dir: Mind())
    facts = {"file": "m.tar.gz", "megabytes": 1.5, "training_seconds": 60.9, "trained_at": "2026-11-23"}
    monkeypatch.setattr(nlu_report, "model_facts", lambda model_dir: facts)
    return nlu_report.report(folder, folder, **{"as_json": False, **how})


def test_the_report_as_json(monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _report(monkeypatch, folder, as_json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["macro_f1"], said["crisis"]["false_alarms"]) == (0.5, {"share": 0.25, "n": 4})
    assert said["registers"]["standard"]["share"] == 0.6667 and said["model"]["training_seconds"] == 60.9


def test_the_report_as_a_page(
    monkeypatch: pytest.MonkeyPatch, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _report(monkeypatch, folder) == 0
    assert "1.5 MB，训练 61 秒" in capsys.readouterr().out


def test_without_a_model_it_says_what_to_do(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadModel):
        nlu_report.model_facts(tmp_path / "models")
    assert nlu_report.report(tmp_path / "models", folder, as_json=False) == 1
    assert "make train" in capsys.readouterr().out
