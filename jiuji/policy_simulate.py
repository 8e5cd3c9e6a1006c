"""`jiuji policy simulate`: who would be assessed otherwise under a changed policy folder, and why."""

import json
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from contracts.errors import BadRequest
from jiuji.policy_commands import WRONG_FILE, WRONG_USE, gather, today
from jiuji.policy_households import GOLDEN, golden_households, stored_households
from jiuji.settings import REPOSITORY, Settings
from policy.book import PolicyBook
from policy.model import PolicyError
from policy.simulator import Comparison, Household, compare

SQLITE = "sqlite:///"


async def simulate(draft: Path, folder: Path | None, settings: Settings, *, cases: bool, as_json: bool) -> int:
    """Compare the shipped law with a draft over golden households and, where there is a record, its cases.

    The draft is a folder with changed files laid over the shipped ones, or a whole policy folder. 1 when the draft is
    refused, 2 when a folder is not there; who changes is no failure.
    """
    for path in (draft, *([folder] if folder else [])):
        if not path.is_dir():
            print(f"没有这个文件夹：{path}", file=sys.stderr)
            return WRONG_USE
    files, shown = gather([draft])
    try:
        after = PolicyBook.from_files(files)
    except PolicyError as error:
        for problem in error.problems:
            print(f"{shown.get(problem.path, problem.path)}:{problem.line}: {problem.what}；{problem.instead}")
        return WRONG_FILE
    source = folder or REPOSITORY / GOLDEN
    households = golden_households(source) if source.is_dir() else []
    if cases and _has_record(settings):
        households += await _of_record(settings)
    if not households:
        print(f"没有可以试算的人家：{source} 是空的，也没有案件", file=sys.stderr)
        return WRONG_USE
    _print(compare(PolicyBook.load(), after, households, today()), as_json=as_json)
    return 0


def _has_record(settings: Settings) -> bool:
    url = settings.database
    return not url.startswith(SQLITE) or Path(url.removeprefix(SQLITE)).is_file()


async def _of_record(settings: Settings) -> list[Household]:
    from jiuji.compose import open_casework

    try:
        async with open_casework(settings) as casework:
            return await stored_households(casework)
    except SQLAlchemyError:
        # the text of a database error may show rows
        raise BadRequest("案件库读不了：先运行 jiuji migrate，或加 --no-cases") from None


def _print(comparison: Comparison, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(comparison.as_json(), ensure_ascii=False, indent=2))
        return
    print("\n".join(comparison.summary()))
    for change in comparison.changes:
        print(f"\n{change}")
