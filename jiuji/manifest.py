"""Which model belongs here: the file, its hash, its id and what it was trained on."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from jiuji.settings import REPOSITORY, Settings

MANIFEST = "manifest.json"


class BadModel(Exception):
    """The model that the manifest names cannot be used; `wrong` when it is another model than named."""

    def __init__(self, reason: str, *, wrong: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wrong = wrong


@dataclass(frozen=True)
class Manifest:
    """What `train` writes beside a model and every dialogue process checks before it serves."""

    model_file: str
    sha256: str
    model_id: str
    trained_on: str
    trained_at: str
    seconds: float
    rasa: str


def read_manifest(model_dir: Path) -> Manifest:
    """The manifest of a folder; `BadModel` when there is none or it cannot be read."""
    try:
        return Manifest(**json.loads((model_dir / MANIFEST).read_text("utf-8")))
    except FileNotFoundError:
        raise BadModel("no manifest.json: no model was trained here") from None
    except (ValueError, TypeError, OSError) as error:
        raise BadModel(f"manifest.json cannot be read: {type(error).__name__}") from None


def write_manifest(model_dir: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step, so that a reader sees the old or the new one."""
    body = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
    with tempfile.NamedTemporaryFile("w", dir=model_dir, delete=False, encoding="utf-8") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(model_dir / MANIFEST)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_model_file(model_dir: Path, manifest: Manifest) -> Path:
    """The model's path, when it is there and whole; `BadModel` otherwise."""
    path = model_dir / manifest.model_file
    if not path.is_file():
        raise BadModel(f"model file {manifest.model_file} is missing")
    if file_hash(path) != manifest.sha256:
        raise BadModel(f"model file {manifest.model_file} is not the one in the manifest", wrong=True)
    return path


def _component_files(config: dict[str, Any], root: Path) -> list[Path]:
    """Source files of our own components that take part in training."""
    names = [str(item.get("name", "")) for part in ("pipeline", "policies") for item in config.get(part) or []]
    modules = {name.rpartition(".")[0] for name in names if name.startswith("bot.")}
    return [root / f"{module.replace('.', '/')}.py" for module in modules]


def training_inputs(root: Path = REPOSITORY) -> list[Path]:
    """Every file a model follows from, in a fixed order."""
    config = root / "bot" / "config.yml"
    rooms = [root / "bot" / "domain", root / "bot" / "rules", root / "bot" / "stories", root / "data" / "nlu"]
    files = [path for room in rooms for path in room.rglob("*") if path.is_file()]
    known = yaml.safe_load(config.read_text("utf-8")) if config.is_file() else {}
    return sorted({config, *files, *_component_files(known or {}, root)})


def inputs_hash(root: Path = REPOSITORY) -> str:
    """One hash over the training inputs and the version of Rasa."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in training_inputs(root):
        digest.update(f"\n{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def model_is_current(settings: Settings, root: Path = REPOSITORY) -> bool:
    """Whether the model is there, whole, and trained on the present sources."""
    try:
        manifest = read_manifest(settings.model_dir)
        check_model_file(settings.model_dir, manifest)
    except BadModel:
        return False
    return manifest.trained_on == inputs_hash(root)
