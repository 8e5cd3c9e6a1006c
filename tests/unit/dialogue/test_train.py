"""When a model counts as current, and that a failed training leaves the old one in force."""

import shutil
from pathlib import Path

import pytest

from jiuji.manifest import BadModel, check_model_file, inputs_hash, model_is_current, read_manifest
from jiuji.settings import Settings
from jiuji.train import TrainingFailed, read_model_id, train
from tests.tiny_bot import ROOT


@pytest.fixture
def place(tiny_model_dir: Path, tmp_path: Path) -> tuple[Settings, Path]:
    """A copy of the tiny bot's sources and model that a test may change."""
    root, models = tmp_path / "root", tmp_path / "models"
    shutil.copytree(ROOT, root)
    shutil.copytree(tiny_model_dir, models, ignore=shutil.ignore_patterns("cache"))
    return Settings(model_dir=models, data_dir=tmp_path), root


def test_an_unchanged_model_is_current_and_not_trained_again(place, capsys):
    settings, root = place
    assert model_is_current(settings, root)
    before = read_manifest(settings.model_dir)
    assert train(settings, root=root) == before
    assert "current" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changed",
    ["bot/domain/tiny.yml", "bot/rules/tiny.yml", "bot/config.yml", "data/nlu/tiny.yml"],
)
def test_any_changed_source_makes_it_old(place, changed):
    settings, root = place
    with (root / changed).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert not model_is_current(settings, root)


def test_a_new_file_makes_it_old(place):
    settings, root = place
    (root / "data/nlu/more.yml").write_text('version: "3.1"\n', "utf-8")
    assert not model_is_current(settings, root)


def test_a_component_and_what_it_imports_count(place):
    _, root = place
    config = root / "bot/config.yml"
    config.write_text(config.read_text("utf-8").replace("pipeline:", "pipeline:\n  - name: bot.components.own.Part"))
    (root / "bot/components").mkdir()
    (root / "contracts").mkdir()
    (root / "bot/components/own.py").write_text("from contracts import words\n", "utf-8")
    (root / "contracts/words.py").write_text("WORDS = 1\n", "utf-8")
    (root / "contracts/unrelated.py").write_text("OTHER = 1\n", "utf-8")
    before = inputs_hash(root)
    (root / "contracts/unrelated.py").write_text("OTHER = 2\n", "utf-8")
    assert inputs_hash(root) == before
    (root / "contracts/words.py").write_text("WORDS = 2\n", "utf-8")
    assert inputs_hash(root) != before


@pytest.mark.parametrize("damage", ["cut", "gone", "manifest"])
def test_a_damaged_model_is_not_current(place, damage):
    settings, root = place
    model = settings.model_dir / read_manifest(settings.model_dir).model_file
    if damage == "cut":
        model.write_bytes(model.read_bytes()[:-100])
        with pytest.raises(BadModel) as bad:
            check_model_file(settings.model_dir, read_manifest(settings.model_dir))
        assert bad.value.wrong
    elif damage == "gone":
        model.unlink()
    else:
        (settings.model_dir / "manifest.json").unlink()
    assert not model_is_current(settings, root)


def test_a_damaged_archive_has_no_id(tmp_path):
    path = tmp_path / "m.tar.gz"
    path.write_bytes(b"\x1f\x8b nonsense")
    with pytest.raises(BadModel, match="damaged"):
        read_model_id(path)


def test_a_failed_training_says_why_and_keeps_the_old_model(place):
    settings, root = place
    before = read_manifest(settings.model_dir)
    (root / "bot/config.yml").write_text("recipe: default.v1\nlanguage: zh\npipeline:\n  - name: NoSuchPart\n", "utf-8")
    with pytest.raises(TrainingFailed, match="NoSuchPart"):
        train(settings, root=root)
    assert read_manifest(settings.model_dir) == before
    assert check_model_file(settings.model_dir, before).is_file()
    assert not list(settings.model_dir.glob(".training-*"))
