"""`jiuji nlu collect|review`: what was not understood goes out to people, and comes back as training data."""

import asyncio
import sys
from pathlib import Path
from typing import Final

from casework.services.not_understood import Heard, mark_reviewed, unreviewed
from jiuji.compose import open_casework
from jiuji.nlu_data import DATA, DOMAIN, KeptApart, add_reviewed, all_examples, catalogue, plain, replace_file
from jiuji.nlu_file import read_reviewed, review_file
from jiuji.nlu_report import APART
from jiuji.nlu_review import Verdict, judge
from jiuji.settings import Settings

WRONG: Final = 1
# masked, but still somebody's words: for the reviewer alone
_PRIVATE: Final = 0o600


def collect(settings: Settings, out: Path, data: Path = DATA, domain: Path = DOMAIN) -> int:
    """Write what nobody has reviewed yet into a new file; 1 when it is there already or cannot be written."""
    if out.exists():
        print(f"{out} 已经有了，怕盖掉别人填好的：换个名字，或先移开", file=sys.stderr)
        return WRONG
    if not out.parent.is_dir():
        print(f"没有这个文件夹：{out.parent}", file=sys.stderr)
        return WRONG
    known = all_examples(data)
    heard = [one for one in asyncio.run(_unreviewed(settings)) if plain(one.text) not in known]
    if not heard:
        print("没有要看的：都看过了，或者还没有听不懂的话")
        return 0
    replace_file(out, review_file(heard, catalogue(domain, data)), _PRIVATE)
    print(f"{len(heard)} 句写进了 {out}。填好 intent 后运行 uv run jiuji nlu review {out}")
    return 0


async def _unreviewed(settings: Settings) -> list[Heard]:
    async with open_casework(settings) as casework:
        return await unreviewed(casework)


def review(
    settings: Settings, file: Path, *, file_only: bool = False, data: Path = DATA, domain: Path = DOMAIN,
    apart: Path = APART,
) -> int:  # fmt: skip
    """Take a reviewed file into the training data and mark its rows; with anything wrong in it, nothing at all."""
    try:
        entries, problems = read_reviewed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file}: 读不了（{type(error).__name__}）", file=sys.stderr)
        return WRONG
    kept_apart = KeptApart.read(apart) if apart.is_dir() else None
    verdict = judge(entries, catalogue(domain, data), all_examples(data), kept_apart)
    problems = sorted([*problems, *verdict.problems], key=lambda one: one.line)
    if problems:
        for one in problems:
            print(f"{file}:{one.line}: {one.what}", file=sys.stderr)
        print(f"{len(problems)} 处要改；什么都没有写", file=sys.stderr)
        return WRONG
    marked = None
    if file_only:
        _write(data, verdict)
    else:
        marked = asyncio.run(_write_and_mark(settings, data, verdict))
    _print(file, verdict, marked, compared=kept_apart is not None)
    return 0


def _write(data: Path, verdict: Verdict) -> None:
    if verdict.taken:
        add_reviewed(data, verdict.taken)


async def _write_and_mark(settings: Settings, data: Path, verdict: Verdict) -> int:
    """Both or neither: the file is written inside the transaction that marks the rows."""
    async with open_casework(settings) as casework, casework.database.write() as session:
        marked = await mark_reviewed(session, casework, verdict.done)
        _write(data, verdict)
    return marked


def _print(file: Path, verdict: Verdict, marked: int | None, *, compared: bool) -> None:
    count = sum(map(len, verdict.taken.values()))
    print(f"取了 {count} 句" + ("：" if count else ""))
    for intent in sorted(verdict.taken):
        print(f"  {intent} {len(verdict.taken[intent])}")
    if verdict.left:
        print(f"没取 {len(verdict.left)} 句：")
    for one in verdict.left:
        print(f"  {file}:{one.line}: {one.what}")
    if verdict.blank:
        print(f"还没填的 {verdict.blank} 句，下次还会来")
    if not compared:
        print("这里没有测试集，没有比对是不是太像")
    if marked is not None:
        print(f"库里 {marked} 条标成看过了")
    if count:
        print("下一步：make train，再 uv run jiuji nlu report")
