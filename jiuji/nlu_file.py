"""The file people review: one entry for words that were not understood, with the intent left for them to fill in."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import yaml

from casework.services.not_understood import Heard

SKIP: Final = "skip"
_KEYS: Final = frozenset({"text", "intent", "guesses", "question", "region", "channel", "seen", "last", "rows"})
_HEAD: Final = """\
# 没听懂的话，已去掉号码、姓名、住址。在 intent 后面填它是什么意思；不要的填 skip；拿不准的空着，下次还会来。
# 一句话只有一个意思：决定机器人下一步做什么的那个。先后：危机 > 找人工 > 填表时的控制 > 案件 > 申请 > 问题 > 闲聊。
# 还看得见姓名、地址的，先在 text 里改成“某某”“某地”；错别字和方言照原样留着。
# 填好后：uv run jiuji nlu review 这个文件
# 可填的：
"""


@dataclass(frozen=True)
class Entry:
    """One entry as it was filled in, with the line it stands on; no intent yet is None."""

    text: str
    intent: str | None
    rows: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Problem:
    """What is wrong in a line."""

    line: int
    what: str


def review_file(heard: Iterable[Heard], intents: Iterable[str]) -> str:
    """The file to fill in."""
    names = sorted(intents)
    lines = [f"#   {' '.join(names[at : at + 6])}" for at in range(0, len(names), 6)]
    return _HEAD + "\n".join(lines) + "\n" + "".join(_entry(one) for one in heard)


def _entry(heard: Heard) -> str:
    guesses = ", ".join(f"{one['intent']} {one['confidence']:.2f}" for one in heard.ranking)
    fields = [
        f"text: {json.dumps(heard.text, ensure_ascii=False)}",
        "intent:",
        f"guesses: {json.dumps(guesses)}",
        *(f"{name}: {json.dumps(value)}" for name, value in _around(heard).items() if value),
        f"seen: {heard.seen}",
        f"last: {heard.last_at.date().isoformat()}",
        f"rows: [{', '.join(json.dumps(row) for row in heard.rows)}]",
    ]
    return "\n- " + "\n  ".join(fields) + "\n"


def _around(heard: Heard) -> dict[str, str | None]:
    return {"question": heard.question, "region": heard.region, "channel": heard.channel}


def read_reviewed(content: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of a reviewed file, and what is wrong with its form."""
    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [], [
            Problem(mark.line + 1 if mark else 1, f"不是合格的 YAML：{getattr(error, 'problem', '') or '读不了'}")
        ]
    if root is None:
        return [], []
    if not isinstance(root, yaml.SequenceNode):
        return [], [Problem(root.start_mark.line + 1, "整个文件应是一列条目，每条以 “- text:” 开头")]
    entries: list[Entry] = []
    problems: list[Problem] = []
    for node in root.value:
        found = _read_entry(node)
        (entries if isinstance(found, Entry) else problems).append(found)  # type: ignore[arg-type]
    return entries, problems


def _read_entry(node: yaml.Node) -> Entry | Problem:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return Problem(line, "这一条不是 “text: … / intent: …”")
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value not in _KEYS:
            return Problem(key.start_mark.line + 1, f"没有 {key.value} 这一项；有的是 text、intent")
        if key.value in fields:
            return Problem(key.start_mark.line + 1, f"{key.value} 写了两次")
        fields[key.value] = value
    text, intent = _word(fields.get("text")), _word(fields.get("intent"))
    if not text:
        return Problem(line, "text 是空的")
    rows: Any = fields.get("rows")
    held = rows.value if isinstance(rows, yaml.SequenceNode) else []
    return Entry(text, intent, tuple(str(one.value) for one in held), _line(fields.get("intent"), line))


def _word(node: yaml.Node | None) -> str | None:
    """A scalar as it is written; nothing, `~` and `null` are None."""
    if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
        return None
    return str(node.value).strip() or None


def _line(node: yaml.Node | None, otherwise: int) -> int:
    return node.start_mark.line + 1 if node is not None else otherwise
