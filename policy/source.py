"""YAML read with line numbers: every leaf is text, so that the schema alone decides what it means."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from policy.model import Problem

# the C parser is ten times as fast; both give the same nodes
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path = tuple[str | int, ...]


@dataclass
class Source:
    """One file: its data (dicts, lists, text) and the line each part starts on."""

    path: str
    text: str = ""
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *where: str | int) -> int:
        """The line of a part, or of the nearest part around it."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return self.lines[where[:end]]
        return 1

    def complain(self, where: Path, what: str, instead: str) -> None:
        """Note a problem at a part of the file."""
        self.problems.append(Problem(self.path, self.line(*where), what, instead))


def read_source(path: str, text: str) -> Source:
    """Read one file; broken YAML and repeated keys become problems with their line."""
    source = Source(path, text)
    try:
        node = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        source.problems.append(Problem(path, line, f"YAML 读不了（{_cause(error)}）", "检查缩进、冒号后的空格和引号"))
        return source
    source.data = _convert(source, node, ()) if node is not None else None
    return source


def _cause(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "格式不对")


def _convert(source: Source, node: yaml.Node, where: Path) -> Any:
    source.lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _convert_mapping(source, node, where)
    if isinstance(node, yaml.SequenceNode):
        return [_convert(source, item, (*where, index)) for index, item in enumerate(node.value)]
    # an unquoted nothing is no text at all
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _convert_mapping(source: Source, node: yaml.MappingNode, where: Path) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in result:
            source.problems.append(Problem(source.path, line, f"“{key}”写了两次", "只留一个"))
        source.lines[(*where, key)] = line
        result[key] = _convert(source, value_node, (*where, key))
    return result
