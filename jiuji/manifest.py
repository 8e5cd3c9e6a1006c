"""Which model belongs here: the file, its hash, its id and what it was trained on."""

import ast
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
DATA_SUFFIXES = (".csv", ".json", ".txt", ".tsv", ".yml", ".yaml")


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


def _module_files(module: str, root: Path) -> list[Path]:
    """The source file of a module of ours, if it is one."""
    if not module.startswith(("bot.", "contracts.")):
        return []
    place = root / module.replace(".", "/")
    return [path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()]


def _imports(path: Path) -> set[str]:
    """Names of the modules a file imports; a name imported from a package may be a module of it."""
    found: set[str] = set()
    try:
        tree = ast.parse(path.read_text("utf-8"))
    except SyntaxError:
        # a file being edited: its bytes still count, and loading it will say what is wrong
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def _component_files(config: dict[str, Any], root: Path) -> set[Path]:
    """Source files of our own components that take part in training, with all of ours that they import."""
    names = [str(item.get("name", "")) for part in ("pipeline", "policies") for item in config.get(part) or []]
    found: set[Path] = set()
    waiting = [path for name in names for path in _module_files(name.rpartition(".")[0], root)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [file for module in _imports(path) for file in _module_files(module, root)]
    return found


def code_inputs(root: Path = REPOSITORY) -> list[Path]:
    """The components of ours in the pipeline and their word lists: with other code, nothing trained before counts."""
    config = root / "bot" / "config.yml"
    known = yaml.safe_load(config.read_text("utf-8")) if config.is_file() else {}
    lists = {path for path in (root / "contracts").rglob("*") if path.suffix in DATA_SUFFIXES}
    return sorted(lists | _component_files(known or {}, root))


def training_inputs(root: Path = REPOSITORY) -> list[Path]:
    """Every file a model follows from, in a fixed order."""
    rooms = [root / "bot" / "domain", root / "bot" / "rules", root / "bot" / "stories", root / "data" / "nlu"]
    files = {path for room in rooms for path in room.rglob("*") if path.is_file()}
    return sorted({root / "bot" / "config.yml", *files, *code_inputs(root)})


def hash_files(paths: list[Path], root: Path) -> str:
    """One hash over files, their names and the version of Rasa."""
    digest = hashlib.sha256(version("rasa").encode())
    for path in paths:
        digest.update(f"\n{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def inputs_hash(root: Path = REPOSITORY) -> str:
    """Hash of all a model follows from."""
    return hash_files(training_inputs(root), root)


def model_is_current(settings: Settings, root: Path = REPOSITORY) -> bool:
    """Whether the model is there, whole, and trained on the present sources."""
    try:
        manifest = read_manifest(settings.model_dir)
        check_model_file(settings.model_dir, manifest)
    except BadModel:
        return False
    return manifest.trained_on == inputs_hash(root)
