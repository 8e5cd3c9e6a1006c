"""Closed sets of words: relations, causes, programmes, papers, urgent needs, safety, vulnerable members."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from contracts.extraction.entity import Entity
from contracts.extraction.first_characters import first_characters

_DATA = Path(__file__).parent / "data" / "lexicon.yml"
_NEGATED = re.compile(
    r"(?:没有?|没得|莫得|不是|并没有?|并非|未|从来没|不会|不存在|又不是|别|谨防|防止|除了|不算|以防)(?:发生|得"
    r"|遭|受|出|被|什么|啥子?|过|因为|是|说|有)*$"
)
_CAUSE_IS_NEGATIVE = re.compile(r"^(?:没|莫|不|找不|回不|吃不|治不|医不|看不)")
# What only follows from a named event says nothing of its own about the cause.
_FOLLOWS = {
    "injury": {"traffic_accident", "fire", "disaster"},
    "acute_illness": {"traffic_accident", "fire", "disaster", "injury", "death"},
}
_WEAK_ILLNESS = re.compile(r"住院|抢救|手术|开刀|ICU|重症|大出血|昏|突然")


@dataclass(frozen=True)
class _Words:
    """The patterns of one entity, compiled to one expression with a group a value."""

    entity: str
    pattern: re.Pattern[str]
    values: tuple[str, ...]
    negated: bool
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@lru_cache(maxsize=1)
def _lexicon() -> tuple[_Words, ...]:
    data = yaml.safe_load(_DATA.read_text("utf-8"))
    return tuple(_compiled(entity, entry) for entity, entry in data.items())


def _compiled(entity: str, entry: dict[str, object]) -> _Words:
    words = entry["words"]
    assert isinstance(words, dict)
    pairs = [(pattern, index) for index, patterns in enumerate(words.values()) for pattern in patterns.split()]
    pairs.sort(key=lambda pair: -len(re.sub(r"\(\?.*?\)|[\\\[\]?]", "", pair[0])))
    groups = "|".join(f"(?P<v{index}_{serial}>{pattern})" for serial, (pattern, index) in enumerate(pairs))
    starts = first_characters(groups)
    if starts:
        groups = f"(?=[{re.escape(''.join(sorted(starts)))}])(?:{groups})"
    before, after = entry.get("before"), entry.get("after")
    return _Words(
        entity, re.compile(groups), tuple(words), bool(entry.get("negated")),
        re.compile(str(before)) if before else None, re.compile(str(after)) if after else None,
    )  # fmt: skip


def find_words(text: str) -> Iterator[Entity]:
    """Every word of the lexicon in a normalised text; a cause that only follows from another is left out."""
    for words in _lexicon():
        found = list(_of(words, text))
        yield from _without_consequences(found) if words.entity == "cause" else found


def _of(words: _Words, text: str) -> Iterator[Entity]:
    for match in words.pattern.finditer(text):
        before = text[max(0, match.start() - 8) : match.start()]
        if words.before and words.before.search(before):
            continue
        if words.after and words.after.match(text[match.end() : match.end() + 4]):
            continue
        if words.negated and _NEGATED.search(before) and not _CAUSE_IS_NEGATIVE.match(match.group(0)):
            continue
        value = words.values[int((match.lastgroup or "v0_").split("_")[0][1:])]
        yield Entity(words.entity, match.group(0), value, match.start(), match.end())


def _without_consequences(found: list[Entity]) -> Iterator[Entity]:
    values = {entity.value for entity in found}
    for entity in found:
        stronger = _FOLLOWS.get(entity.value, set()) & values
        weak = entity.value != "acute_illness" or _WEAK_ILLNESS.search(entity.text)
        if not (stronger and weak) and not (entity.value == "other" and len(values) > 1):
            yield entity
