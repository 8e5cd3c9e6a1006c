"""No amount and no number to ring of the policy files stands anywhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
PLACES = {
    "actions": ("*.py",),
    "bot": ("*.py", "*.yml"),
    "casework": ("*.py",),
    "connectors": ("*.py", "*.yml"),
    "contracts": ("*.py",),
    "jiuji": ("*.py",),
    "policy": ("*.py",),
    "web/resident": ("*.vue", "*.ts"),
    "web/staff": ("*.vue", "*.ts"),
}
# Round numbers are sizes, ports and years of many other things; a standard or a cap is not one of these.
ORDINARY = {"100", "200", "300", "400", "500", "1000", "2000", "3000", "5000", "8000", "10000"}
# told when nothing else is known: contracts may not read policy files
ALLOWED = {("contracts/errors.py", "12345")}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def scalars(content: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for name, value in content.items():
            yield from scalars(value, str(name))
    elif isinstance(content, list):
        for value in content:
            yield from scalars(value, key)
    elif content is not None:
        yield key, str(content)


def policy_numbers() -> set[str]:
    """Amounts and phone numbers: values of three digits and more, and every `number`."""
    found = set()
    for path in (ROOT / "policy" / "parameters").rglob("*.yaml"):
        for key, value in scalars(yaml.safe_load(path.read_text(encoding="utf-8"))):
            if key in ("value", "number", "phone") and re.fullmatch(r"\d{3,6}", value) and value not in ORDINARY:
                found.add(value)
    return found


def test_numbers_are_found_at_all():
    assert {"590", "390", "705", "5316", "12345", "12356", "50000"} <= policy_numbers()


def docstrings(tree: ast.Module) -> set[int]:
    homes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, homes))
    return {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}


def said_in(path: Path) -> Iterator[str]:
    """What a file says: whole numbers of four digits and more, and text with Chinese in it; no comments."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from (
            line
            for line in source.splitlines()
            if CHINESE.search(line) and not line.lstrip().startswith(("#", "//", "*", "/*"))
        )
        return
    tree = ast.parse(source)
    skipped = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            is_number = (
                isinstance(node.value, int | float) and not isinstance(node.value, bool) and abs(node.value) >= 1000
            )
            if is_number or (isinstance(node.value, str) and CHINESE.search(node.value)):
                yield str(node.value)


def test_no_policy_number_stands_elsewhere():
    numbers = sorted(policy_numbers(), key=len, reverse=True)
    pattern = re.compile(r"(?<![\d.])(" + "|".join(numbers) + r")(?![\d.])")
    found = []
    for place, kinds in PLACES.items():
        for path in (file for kind in kinds for file in (ROOT / place).rglob(kind)):
            name = str(path.relative_to(ROOT))
            found += [
                f"{name}: {n}" for said in said_in(path) for n in pattern.findall(said) if (name, n) not in ALLOWED
            ]
    assert not found
