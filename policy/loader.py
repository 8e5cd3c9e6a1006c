"""One loader for files on disk and for published rows: a mapping of path to text becomes parameters or problems."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from policy.entries import EntryReader
from policy.fields import Misfit, read_date
from policy.model import Problem, Reference
from policy.parameters import Entry, Parameters, case_of
from policy.quantities import PATH as REGISTER
from policy.quantities import Quantity, read_quantities
from policy.regions import REGION_FILE, TOWNSHIP_FILE, build_tree, folder_of
from policy.source import Source, read_source

ROOT = Path(__file__).resolve().parent
REFERENCE_FILE = "references.yaml"
OTHER_FILES = (REGION_FILE, TOWNSHIP_FILE, REFERENCE_FILE)
DOCUMENT_KEYS = ("title", "short", "document_no", "url", "note", "in_force_from", "in_force_to")


@dataclass
class Loaded:
    """What a set of files says, and everything wrong with it."""

    parameters: Parameters
    sources: dict[str, Source]
    documents: dict[str, Reference]
    lines: dict[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def problems(self) -> list[Problem]:
        """All problems, by file and line."""
        found = [problem for source in self.sources.values() for problem in source.problems]
        return sorted(found, key=lambda problem: (problem.path, problem.line))


def read_folder(root: Path | None = None) -> dict[str, str]:
    """Every policy file below a folder: path relative to it, and text."""
    base = root or ROOT
    paths = sorted([*base.glob("parameters/**/*.yaml"), *base.glob("answers/*.yaml")])
    return {path.relative_to(base).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def version_of(files: Mapping[str, str]) -> str:
    """The sha256 of paths and texts: the same content has the same version wherever it came from."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path}\0{files[path]}\0".encode())
    return digest.hexdigest()


def load(files: Mapping[str, str]) -> Loaded:
    """Read every file; problems are collected, not raised."""
    sources = {path: read_source(path, text) for path, text in sorted(files.items())}
    documents = _read_documents(sources)
    register = sources.setdefault(REGISTER, Source(REGISTER))
    quantities = read_quantities(register)
    tree = build_tree([source for source in sources.values() if source.path.startswith("parameters/")])
    loaded = Loaded(Parameters(quantities, tree, {}), sources, documents)
    codes = {region.path: region.code for region in tree.all()}
    for source in sources.values():
        if _is_parameter_file(source.path):
            _read_parameters(loaded, source, codes)
    return loaded


def _is_parameter_file(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return path.startswith("parameters/") and path != REGISTER and name not in OTHER_FILES


def _read_documents(sources: dict[str, Source]) -> dict[str, Reference]:
    found: dict[str, Reference] = {}
    # wide before narrow: a name used twice is the fault of the smaller place
    for path, source in sorted(sources.items(), key=lambda item: (item[0].count("/"), item[0])):
        if path.endswith("/" + REFERENCE_FILE) and isinstance(source.data, dict):
            for name, body in source.data.items():
                if name in found:
                    source.complain((name,), f"文件代号“{name}”已经用过", "换一个代号")
                found[name] = _read_document(source, name, body)
    return found


def _read_document(source: Source, name: str, body: Any) -> Reference:
    if not isinstance(body, dict) or not body.get("title"):
        source.complain((name,), f"文件“{name}”没有 title", "写 title: 文件名")
        return Reference(name)
    for key in body:
        if key not in DOCUMENT_KEYS:
            source.complain((name, key), f"不认识的键“{key}”", f"可以写的有 {'、'.join(DOCUMENT_KEYS)}")
    dates: dict[str, date] = {}
    for key in ("in_force_from", "in_force_to"):
        if key in body:
            try:
                dates[key] = read_date(body[key])
            except Misfit as misfit:
                source.complain((name, key), misfit.what, misfit.instead)
    if len(dates) > 1 and dates["in_force_to"] < dates["in_force_from"]:
        source.complain((name, "in_force_to"), "失效日在施行日之前", "改其中一个日期")
    words = {key: body[key] for key in ("title", "short", "document_no", "url", "note") if body.get(key)}
    return Reference(**words, in_force_from=dates.get("in_force_from"), in_force_to=dates.get("in_force_to"))


def _read_parameters(loaded: Loaded, source: Source, codes: dict[tuple[str, ...], str]) -> None:
    if source.problems and source.data is None:
        return
    quantity = _named_quantity(source, loaded.parameters.quantities)
    region = codes.get(folder_of(source.path))
    if region is None:
        source.complain((), "这个文件夹没有 region.yaml", "先写 region.yaml")
    if quantity is None or region is None:
        return
    series = loaded.parameters.entries.setdefault(quantity.name, {}).setdefault(region, {})
    for line, entry in EntryReader(source, quantity, region, loaded.documents).read():
        series.setdefault(case_of(entry.where), []).append(entry)
        loaded.lines[id(entry)] = (source.path, line)
    for entries in series.values():
        _order(loaded, source, entries)


def _named_quantity(source: Source, quantities: dict[str, Quantity]) -> Quantity | None:
    name = source.path.rsplit("/", 1)[-1].removesuffix(".yaml")
    if not isinstance(source.data, dict):
        source.complain((), "文件是空的", "写 quantity、values")
        return None
    given = source.data.get("quantity")
    if given != name:
        source.complain(("quantity",), f"quantity“{given}”和文件名不同", f"写 quantity: {name}")
    if name not in quantities:
        source.complain(("quantity",), f"没有登记的数量“{name}”", f"先写进 {REGISTER}")
    return quantities.get(name)


def _order(loaded: Loaded, source: Source, entries: list[Entry]) -> None:
    """Oldest first; two entries of one case that hold on the same day are a problem of the later line."""
    entries.sort(key=lambda entry: entry.effective_from or date.min)
    for earlier, later in pairwise(entries):
        same = earlier.effective_from == later.effective_from
        runs_on = earlier.effective_to and later.effective_from and earlier.effective_to >= later.effective_from
        if same or runs_on:
            lines = sorted((loaded.lines[id(earlier)][1], loaded.lines[id(later)][1]))
            what = f"和第 {lines[0]} 行的时间重叠"
            source.problems.append(Problem(source.path, lines[1], what, "改 from，或在前一项写较早的 to"))
