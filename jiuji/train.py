"""`jiuji train`: a model from the sources, when they changed; deterministic, quiet, replaced in one step."""

import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from contracts.errors import JiujiError
from jiuji.manifest import (
    BadModel,
    Manifest,
    code_inputs,
    file_hash,
    hash_files,
    inputs_hash,
    model_is_current,
    read_manifest,
    write_manifest,
)
from jiuji.settings import REPOSITORY, Settings

KEPT_MODELS = 2
# Rasa keeps trained components here, so that a changed response does not train the classifier again. It looks at a
# component's class but not at what that imports: other code of ours, another folder
CACHE = "cache"


class TrainingFailed(JiujiError):
    """The sources do not make a model; the message ends with the trainer's last lines."""

    code, message = "training_failed", "模型训练失败 / training failed"


def quiet_environment(cache: Path) -> dict[str, str]:
    """Environment of a training process: no telemetry, no TensorFlow chatter, the same numbers every time."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_DETERMINISTIC_OPS": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "LOG_LEVEL": "WARNING",
        "RASA_CACHE_DIRECTORY": str(cache),
        "RASA_MAX_CACHE_SIZE": "400",
    }


def train(settings: Settings, force: bool = False, root: Path = REPOSITORY) -> Manifest:
    """Train unless the model is current; returns the manifest in force. Raises `TrainingFailed`."""
    settings.model_dir.mkdir(parents=True, exist_ok=True)
    with _only_one_trainer(settings.model_dir):
        if not force and model_is_current(settings, root):
            manifest = read_manifest(settings.model_dir)
            print(f"model {manifest.model_file} is current; nothing to train")
            return manifest
        manifest = _train_and_keep(settings.model_dir, root, force)
    print(f"trained {manifest.model_file} in {manifest.seconds:.0f} s")
    return manifest


@contextlib.contextmanager
def _only_one_trainer(model_dir: Path) -> Iterator[None]:
    with (model_dir / ".train.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train_and_keep(model_dir: Path, root: Path, force: bool) -> Manifest:
    began, trained_on = time.monotonic(), inputs_hash(root)
    with tempfile.TemporaryDirectory(dir=model_dir, prefix=".training-") as folder:
        trained = _run_trainer(model_dir, root, Path(folder), force)
        model_id = read_model_id(trained)
        name = f"jiuji-{trained_on[:12]}-{model_id[:8]}.tar.gz"
        trained.replace(model_dir / name)
    seconds = round(time.monotonic() - began, 1)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(name, file_hash(model_dir / name), model_id, trained_on, now, seconds, version("rasa"))
    write_manifest(model_dir, manifest)
    _drop_old_models(model_dir, keep=name)
    return manifest


def _cache_for(model_dir: Path, root: Path) -> Path:
    """The cache that fits the present code; caches of other code are dropped."""
    cache = model_dir / CACHE / hash_files(code_inputs(root), root)[:12]
    for other in set((model_dir / CACHE).glob("*")) - {cache}:
        shutil.rmtree(other, ignore_errors=True) if other.is_dir() else other.unlink()
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _run_trainer(model_dir: Path, root: Path, folder: Path, force: bool) -> Path:
    """Train in a process of its own: TensorFlow's memory and messages stay there."""
    command = [sys.executable, "-m", "jiuji.train", str(root), str(folder), "force" if force else ""]
    environment = quiet_environment(_cache_for(model_dir, root))
    environment["PYTHONPATH"] = os.pathsep.join([str(root), str(REPOSITORY), environment.get("PYTHONPATH", "")])
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    models = list(folder.glob("*.tar.gz"))
    if result.returncode != 0 or not models:
        last_lines = "\n".join((result.stdout + result.stderr).strip().splitlines()[-15:])
        raise TrainingFailed(f"{TrainingFailed.message}:\n{last_lines}")
    return models[0]


def read_model_id(model: Path) -> str:
    """The id Rasa gave a model, read from the archive without loading it; `BadModel` when it is damaged."""
    try:
        with tarfile.open(model) as archive:
            member = next(item for item in archive if Path(item.name).name == "metadata.json")
            body = archive.extractfile(member)
            return str(json.load(body)["model_id"]) if body else ""
    except (tarfile.TarError, EOFError, OSError, StopIteration, KeyError, ValueError) as error:
        raise BadModel(f"model file {model.name} is damaged: {type(error).__name__}") from None


def _drop_old_models(model_dir: Path, keep: str) -> None:
    models = sorted(model_dir.glob("jiuji-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[KEPT_MODELS:]:
        if path.name != keep:
            path.unlink(missing_ok=True)
    for folder in model_dir.glob(".training-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _train_here(root: Path, folder: Path, force: bool) -> int:
    """What the training process does: Rasa's own trainer on our folders."""
    from rasa.model_training import train as train_with_rasa

    data = [str(root / part) for part in ("data/nlu", "bot/rules", "bot/stories") if (root / part).exists()]
    result = train_with_rasa(
        domain=str(root / "bot" / "domain"),
        config=str(root / "bot" / "config.yml"),
        training_files=data,
        output=str(folder),
        fixed_model_name="model",
        force_training=force,
    )
    return int(result.code)


if __name__ == "__main__":
    raise SystemExit(_train_here(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "force"))
