"""Mutation testing of a package: small faults are put in one at a time, and the checks must notice each.

Each fault runs in a forked child, which imports the changed module in place of the true one; nothing on disk changes.
"""

import ast
import copy
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
SECONDS = 60


@dataclass(frozen=True)
class Mutant:
    """One fault: the module it is in, the line, what was changed, and the module's changed code."""

    module: str
    line: int
    what: str
    code: ast.Module

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.what}"


def mutants_of(module: str, path: Path) -> list[Mutant]:
    """Every single fault that can be put into a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(node) for root in _never_changed(tree) for node in ast.walk(root)}
    found = []
    for index, node in enumerate(ast.walk(tree)):
        if id(node) in skipped:
            continue
        for number, (what, _) in enumerate(_faults(node)):
            changed = copy.deepcopy(tree)
            twin = next(other for place, other in enumerate(ast.walk(changed)) if place == index)
            list(_faults(twin))[number][1]()
            found.append(Mutant(module, getattr(node, "lineno", 0), what, ast.fix_missing_locations(changed)))
    return found


def _never_changed(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, types, imports, decorators and words that are only read aloud: no fault of reasoning can be there."""
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from node.decorator_list
            yield from [node.returns] if isinstance(node, ast.FunctionDef) and node.returns else []
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield node


def _faults(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    """What may be done wrong at a node, in words, and how to do it."""
    if isinstance(node, ast.Compare):
        for place, sign in enumerate(node.ops):
            other = COMPARISONS[type(sign)]
            yield f"{type(sign).__name__} -> {other.__name__}", lambda p=place, o=other: node.ops.__setitem__(p, o())
    elif isinstance(node, ast.BoolOp):
        other_sign = ast.Or if isinstance(node.op, ast.And) else ast.And
        yield f"{type(node.op).__name__} -> {other_sign.__name__}", lambda: setattr(node, "op", other_sign())
    elif isinstance(node, ast.BinOp) and type(node.op) in SUMS:
        sign_of = SUMS[type(node.op)]
        yield f"{type(node.op).__name__} -> {sign_of.__name__}", lambda: setattr(node, "op", sign_of())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", lambda: _truth(node)
    elif isinstance(node, ast.IfExp | ast.If):
        yield "condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        swapped = CALLS[node.func.id]
        yield f"{node.func.id} -> {swapped}", lambda: setattr(node.func, "id", swapped)
    elif isinstance(node, ast.Constant):
        yield from _other_constant(node)


def _truth(node: ast.UnaryOp) -> None:
    """`not x` becomes `not not x`: the truth of x itself."""
    node.op = ast.Not()
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _other_constant(node: ast.Constant) -> Iterator[tuple[str, Callable[[], None]]]:
    value = node.value
    if isinstance(value, bool):
        yield f"{value} -> {not value}", lambda: setattr(node, "value", not value)
    elif isinstance(value, int):
        yield f"{value} -> {value + 1}", lambda: setattr(node, "value", value + 1)
    elif isinstance(value, str) and value.isascii() and value:
        yield f"{value!r} changed", lambda: setattr(node, "value", value + "_")


class Changed(MetaPathFinder, Loader):
    """Imports one module from the changed code."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Only the changed module is ours."""
        return ModuleSpec(name, self) if name == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(compile(self.mutant.code, self.mutant.module, "exec"), module.__dict__)  # noqa: S102


def is_noticed(mutant: Mutant, checks: list[Callable[[], bool]]) -> bool:
    """Whether any check fails (returns false, raises, or never ends) with the fault in place."""
    child = os.fork()
    if child == 0:
        _be_the_child(mutant, checks)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def _be_the_child(mutant: Mutant, checks: list[Callable[[], bool]]) -> None:
    signal.alarm(SECONDS)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.meta_path.insert(0, Changed(mutant))
    try:
        noticed = not all(check() for check in checks)
    except BaseException:
        noticed = True
    os._exit(1 if noticed else 0)


def survivors(mutants: list[Mutant], checks: list[Callable[[], bool]]) -> list[Mutant]:
    """The faults no check noticed."""
    return [mutant for mutant in mutants if not is_noticed(mutant, checks)]


def sample_of(package: str, count: int | None, seed: int = 1) -> list[Mutant]:
    """Faults all over a package, so many of them, the same ones every time; None for all."""
    folder = ROOT / package.replace(".", "/")
    paths = [path for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    everything = [mutant for path in paths for mutant in mutants_of(f"{package}.{path.stem}", path)]
    if count is None or count >= len(everything):
        return everything
    return random.Random(seed).sample(everything, count)
