"""The house rules that a machine can check: sizes, names, addresses, pages that are generated."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from jiuji.settings_page import settings_page
from tools.portable_lock import portable

ROOT = Path(__file__).resolve().parents[3]
ROOMS = (
    "actions",
    "bot",
    "casework",
    "connectors",
    "contracts",
    "jiuji",
    "paper_reading",
    "policy",
    "simulator",
    "tools",
)
FORBIDDEN_WORDS = re.compile(r"^(process_|handle_|manage_)|(^|_)(utils?|helpers?|common)($|_)")


def committed(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode != 0:
        return [path for pattern in patterns for path in ROOT.rglob(pattern) if ".venv" not in path.parts]
    return [ROOT / name for name in listed.stdout.split("\n") if name and (ROOT / name).is_file()]


def python_files() -> list[Path]:
    return [path for path in committed("*.py") if path.relative_to(ROOT).parts[0] in ROOMS]


def test_files_and_functions_stay_small():
    too_long = []
    for path in python_files():
        source = path.read_text(encoding="utf-8")
        if source.count("\n") > 400:
            too_long.append(f"{path.relative_to(ROOT)}: {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50:
                too_long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not too_long


def test_pages_stay_small_too():
    long = [p for p in committed("web/**/*.ts", "web/**/*.vue") if p.read_text(encoding="utf-8").count("\n") > 400]
    assert not long


def test_no_forbidden_names():
    found = []
    for path in python_files():
        names = [path.stem]
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names += [
            n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        ]
        # SQLAlchemy names these two hooks, we do not
        names = [n for n in names if n not in ("process_bind_param", "process_result_value")]
        # Rasa names this one
        found += [
            f"{path.relative_to(ROOT)}: {n}" for n in names if FORBIDDEN_WORDS.search(n.lstrip("_")) and n != "process"
        ]
    assert not found


def stored_by_git(name: str) -> str:
    """A file as git stores it; in a tree without git, as it lies there."""
    shown = subprocess.run(["git", "show", f":{name}"], cwd=ROOT, capture_output=True, text=True)
    return shown.stdout if shown.returncode == 0 else portable((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["uv.lock", "web/package-lock.json"])
def test_locks_name_no_address(name):
    # uv completes its lock in the work tree; what counts is what a clone gets
    assert "://" not in stored_by_git(name)


def test_cleaned_lock_keeps_every_version():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    version = re.compile(r'^name = "(.+)"\nversion = "(.+)"', re.M)
    assert version.findall(portable(lock)) == version.findall(lock)
    assert len(version.findall(lock)) > 100


def test_settings_page_is_current():
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page(), (
        "run: python -m jiuji.settings_page"
    )


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_nothing_is_left_unfinished():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [str(p.relative_to(ROOT)) for p in python_files() if unfinished.search(p.read_text(encoding="utf-8"))]
    assert not found
