"""`jiuji policy check|show` and `jiuji assess`: what the policy room says, as text or JSON."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jiuji.settings import Settings
from policy.book import PolicyBook
from policy.checker import check_files
from policy.facts import WrongFacts, check_facts
from policy.freshness import STATES, Finding, findings
from policy.loader import ROOT, load, read_folder
from policy.model import Gap, Problem, Region, Value
from policy.page import as_html, as_markdown, page_of, value_words
from policy.places import CHINA
from policy.wording import case_words, date_words

WRONG_FILE, WRONG_USE = 1, 2
ROOMS = ("parameters", "answers")
REGISTER = "parameters/quantities.yaml"


def today() -> date:
    """The policy date: `JIUJI_NOW`, else today in Asia/Shanghai."""
    return Settings().now or datetime.now(CHINA).date()


def check(paths: list[Path], *, as_json: bool = False) -> int:
    """Print every problem as `file:line: what；instead`, and of whole data what is stale, unconfirmed or missing.

    0 when there is no problem, whatever is stale; 2 when a path is not there.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        print(f"没有这个文件：{missing[0]}", file=sys.stderr)
        return WRONG_USE
    files, shown = gather(paths)
    problems = [
        Problem(shown.get(problem.path, problem.path), problem.line, problem.what, problem.instead)
        for problem in check_files(files)
    ] + _unread(paths or [ROOT])
    whole = not paths or any(is_whole(path) for path in paths)
    stale = findings(load(files).parameters, today()) if whole and not problems else []
    if as_json:
        print(json.dumps(_report(len(files), problems, stale), ensure_ascii=False, indent=2))
    else:
        print("\n".join([*map(str, problems), *_summary(len(files), problems, stale)]))
    return WRONG_FILE if problems else 0


def _unread(paths: list[Path]) -> list[Problem]:
    """Files nobody would read, because of how their name ends."""
    strays = [file for path in paths if path.is_dir() for file in sorted(path.rglob("*.yml"))]
    return [Problem(str(file), 1, "这个文件不会被读到", "文件名改成 .yaml 结尾") for file in strays]


def _report(files: int, problems: list[Problem], stale: list[Finding]) -> dict[str, Any]:
    return {
        "files": files,
        "problems": [asdict(problem) for problem in problems],
        "freshness": [finding.as_json() for finding in stale],
        "on": today().isoformat(),
    }


def _summary(files: int, problems: list[Problem], stale: list[Finding]) -> list[str]:
    if problems:
        return [f"{files} 个文件，{len(problems)} 个问题"]
    counts = Counter(finding.state for finding in stale)
    told = "，".join(f"{STATES[state]} {counts[state]}" for state in STATES if counts[state])
    return [*map(str, stale), f"{files} 个文件，没有问题" + (f"；{date_words(today())}：{told}" if told else "")]


def is_whole(path: Path) -> bool:
    """Whether a folder is a policy room of its own, not a few files laid over ours."""
    return (path / REGISTER).is_file()


def gather(paths: list[Path]) -> tuple[dict[str, str], dict[str, str]]:
    """The files to read, the given ones laid over those that come with the code, and their names as given."""
    whole = [path for path in paths if is_whole(path)]
    root = whole[0] if whole else ROOT
    files = read_folder(root)
    shown = {key: str(root / key) for key in files} if whole else {}
    for path in paths:
        if path in whole:
            continue
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            key = _key_of(file.resolve())
            files[key] = file.read_text(encoding="utf-8")
            shown[key] = str(file)
    return files, shown


def _key_of(file: Path) -> str:
    """Where a file would stand in the policy room; one from nowhere is read as a national parameter."""
    for room in ROOMS:
        if room in file.parts:
            index = len(file.parts) - 1 - file.parts[::-1].index(room)
            return "/".join(file.parts[index:])
    return f"{ROOMS[0]}/national/{file.name}"


def _place(book: PolicyBook, region: str) -> Region | None:
    """The region of a name or code; when there is none, says which there are."""
    place = book.region_named(region) or book.region(region)
    if place is None:
        names = "、".join(served.name for served in book.served_regions())
        print(f"没有这个地方：{region}。有的是：{names}", file=sys.stderr)
    return place


def page(region: str, on: date | None = None, *, as_web: bool = False) -> int:
    """Print one readable page of what is in force at a place on a date, as Markdown or HTML."""
    book = PolicyBook.load()
    place = _place(book, region)
    if place is None:
        return WRONG_USE
    whole = page_of(book.parameters, place, on or today(), book.version)
    print(as_html(whole) if as_web else as_markdown(whole), end="")
    return 0


def show(region: str, on: date | None = None) -> int:
    """Print what is in force at a place (code or name) on a date: value, since when, source, and every gap."""
    book = PolicyBook.load()
    place = _place(book, region)
    if place is None:
        return WRONG_USE
    day = on or today()
    print(f"{place.full_name}（{place.code}） {date_words(day)}  政策版本 {book.version[:12]}")
    _show_place(book, place, day)
    for quantity in book.parameters.quantities.values():
        lines = [_entry_line(entry) for entry in _in_force(book, quantity.name, place.code, day)]
        if lines:
            print(f"\n{quantity.title}  [{quantity.name}]")
            print("\n".join(lines))
    return 0


def _show_place(book: PolicyBook, place: Region, day: date) -> None:
    office = book.office(place.code, day)
    print(f"受理：{office.name}  编号字头：{place.case_prefix}  信息处理者：{place.controller}")
    for key, reason in office.reasons.items():
        print(f"  缺 {key}：{reason}")
    if place.townships:
        print(f"乡镇（街道）{len(place.townships)} 个：{'、'.join(place.townships.values())}")


def _in_force(book: PolicyBook, quantity: str, code: str, day: date) -> list[Value | Gap]:
    parameters = book.parameters
    register = parameters.quantities[quantity]
    entries = parameters.history(quantity, code) + (parameters.history(register.floor, code) if register.floor else [])
    cases = {tuple(sorted(entry.where.items())): entry.where for entry in entries}
    return [parameters.value(quantity, code, day, **where) for where in cases.values()]


def _entry_line(entry: Value | Gap) -> str:
    case = case_words(entry.where) or "—"
    if isinstance(entry, Gap):
        return f"  {case}: 缺（{entry.reason}）"
    reference = entry.reference
    source = " ".join(part for part in (reference.title, reference.document_no, reference.article) if part)
    marks = "" if entry.confirmed else "  未确认"
    marks += f"  {date_words(entry.stale_since)}起可能已变" if entry.stale_since else ""
    return f"  {case}: {value_words(entry)}  {date_words(entry.effective_from)}起  《{source}》{marks}"


def assess(facts_path: Path) -> int:
    """Print the assessment of a facts file (`-` for standard input) as JSON; 2 when the facts cannot be read."""
    try:
        text = sys.stdin.read() if str(facts_path) == "-" else facts_path.read_text(encoding="utf-8")
        facts = json.loads(text)
        check_facts(facts)
    except WrongFacts as wrong:
        print(json.dumps(wrong.as_json("-"), ensure_ascii=False), file=sys.stderr)
        return WRONG_USE
    except (OSError, ValueError, RecursionError) as error:
        print(f"{facts_path}: {error}", file=sys.stderr)
        return WRONG_USE
    facts.setdefault("as_of", today().isoformat())
    print(json.dumps(PolicyBook.load().assess(facts), ensure_ascii=False, indent=2))
    return 0
