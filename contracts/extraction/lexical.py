"""Closed sets of words: relations, causes, programmes, papers, urgent needs, safety, vulnerable members."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml

from contracts.extraction.address import addresses
from contracts.extraction.earlier import Times, are_apart, marked_earlier, without_past
from contracts.extraction.entity import Entity
from contracts.extraction.first_characters import first_characters, shortest

_DATA = Path(__file__).parent / "data" / "lexicon.yml"
_NEGATED = re.compile(
    r"(?:(?<![动差要得])不|(?<!害)怕(?!是|有)|害怕|担心|万一|要是|如果|假如|倘若|以后|小心|生怕|(?<![都也钱啥吃])没(?:有|得)?|(?<![都也钱啥])莫得|不是"
    r"|并没有?|并非|未|从来没|不会|不存在|又不是|别|谨防|防止|除了|不算|以防|假使|哪天)(?:发生|得"
    r"|遭|受|出|被|什么|啥子?|过|因为|是|说|有|我|我们|哪天|又|再|家里|屋头)*$"
)
# What is only supposed has not happened: read over the whole clause before it.
_SUPPOSED = re.compile(r"(?:万一|如果|假如|倘若|假使|要是|哪天|等到|以后要)[^,。!?;]*$")
# What befalls the stock is nobody's death or hurt: 牛被雷打死, 羊摔死了三只.
_STOCK = re.compile(
    r"(?<![放骑赶看喂养牵割打杀卖买守])(?:牛|羊|猪|鸡|鸭|马|牲口)(?:儿|子)?(?:都|也|全部?|被|遭|给|雷|大?雪|水|冰雹|车|病)*$"
)
_CAUSE_IS_NEGATIVE = re.compile(r"^(?:没|莫|不|找不|回不|吃不|治不|医不|看不)")
_OF_PEOPLE = frozenset({"death", "injury"})
# How far back the words before a match are read.
_BEFORE = 10
# What only follows from a named event says nothing of its own about the cause, unless it is named in strong words.
_FOLLOWS = {
    "injury": {"traffic_accident", "fire", "disaster", "death"},
    "acute_illness": {"traffic_accident", "fire", "disaster", "injury", "death"},
    "theft_or_stranded": {"fire", "disaster"},
    "unemployment": {"traffic_accident", "fire", "disaster", "injury", "death", "acute_illness", "wage_arrears"},
    "wage_arrears": {"traffic_accident", "injury", "death"},
}
_WEAK = {
    "acute_illness": re.compile(r"住院|抢救|手术|开刀|ICU|重症|大出血|昏|突然"),
    "theft_or_stranded": re.compile(r"住|睡|家可归|没了"),
    # 老板不给钱, said beside an injury, is of the doctor's bill
    "wage_arrears": re.compile(r"^(?!.*(?:工资|工钱|血汗|工程款|薪|拖|结|白条))"),
    "unemployment": re.compile(r"收入|进账|来源|上班|班上|活干|活做|活路|事做|工做|生计"),
}


@dataclass(frozen=True)
class _Words:
    """The patterns of one entity: for each character a match can begin with, those that can begin so."""

    entity: str
    start: re.Pattern[str]
    by_start: dict[str, tuple[re.Pattern[str], tuple[str, ...]]]
    negated: bool
    nested: bool
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@lru_cache(maxsize=1)
def _lexicon() -> tuple[_Words, ...]:
    data = yaml.safe_load(_DATA.read_text("utf-8"))
    return tuple(_compiled(entity, entry) for entity, entry in data.items())


def _compiled(entity: str, entry: dict[str, object]) -> _Words:
    words = entry["words"]
    assert isinstance(words, dict)
    names = tuple(words)
    pairs = [(pattern, index) for index, patterns in enumerate(words.values()) for pattern in patterns.split()]
    pairs.sort(key=lambda pair: -max(len(re.sub(r"\(\?.*?\)|[\\\[\]?]", "", pair[0])), shortest(pair[0])))
    starts = {pattern: first_characters(pattern) for pattern, _ in pairs}
    open_ended = [pattern for pattern, first in starts.items() if not first]
    assert not open_ended, f"patterns must begin with words: {open_ended}"
    by_start = {}
    for char in set().union(*(first or set() for first in starts.values())):
        fitting = [(pattern, names[index]) for pattern, index in pairs if char in (starts[pattern] or set())]
        groups = "|".join(f"(?P<v{serial}>{pattern})" for serial, (pattern, _) in enumerate(fitting))
        by_start[char] = (re.compile(groups), tuple(name for _, name in fitting))
    before, after = entry.get("before"), entry.get("after")
    return _Words(
        entity, re.compile(f"[{re.escape(''.join(sorted(by_start)))}]"), by_start,
        bool(entry.get("negated")), bool(entry.get("nested")),
        re.compile(str(before)) if before else None, re.compile(str(after)) if after else None,
    )  # fmt: skip


def _matches(words: _Words, text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every match with its value; none overlaps another, but that causes may stand within one another (出车祸走了)."""
    position = 0
    ends: dict[str, int] = {}
    while start := words.start.search(text, position):
        pattern, values = words.by_start[start.group(0)]
        position = start.start() + 1
        if match := pattern.match(text, start.start()):
            value = values[int((match.lastgroup or "v0")[1:])]
            if ends.get(value, 0) <= match.start():
                yield match, value
            if words.nested:
                ends[value] = match.end()
            else:
                position = max(position, match.end())


def find_words(text: str, dates: Iterable[Entity], said_on: date) -> list[Entity]:
    """Every word of the lexicon in a normalised text; of causes only what happened, each once, and what is of now."""
    found = {words.entity: list(_of(words, text)) for words in _lexicon()}
    named = [(one.start, one.end) for kind in ("document_type", "programme") for one in found[kind]]
    happened = [one for one in found["cause"] if not any(start < one.end <= end for start, end in named)]
    found["cause"] = _of_now(happened, Times(text, dates, said_on)) if len(happened) > 1 else happened
    return [entity for kind in found.values() for entity in kind]


def _of_now(causes: list[Entity], times: Times) -> list[Entity]:
    """What happened lately, each once; what lies before it is marked, what was over long ago is left out."""
    recent = without_past(causes, times, _only_follows)
    return marked_earlier(list(_each_once(_without_consequences(recent, times))), times)


def _only_follows(later: Entity, earlier: Entity) -> bool:
    """Whether the one is told in words that say no more than the other: 车祸, and now 住院."""
    return (
        later.value in _WEAK and earlier.value in _FOLLOWS[later.value] and bool(_WEAK[later.value].search(later.text))
    )


def _each_once(causes: Iterable[Entity]) -> Iterator[Entity]:
    """The first mention of each cause: what happened happened once, however often it is told."""
    seen: set[str] = set()
    for cause in causes:
        if cause.value not in seen:
            seen.add(cause.value)
            yield cause


def _of(words: _Words, text: str) -> Iterator[Entity]:
    called = addresses(text) if words.entity == "relation" else []
    for match, value in _matches(words, text):
        if any(start <= match.start() < end for start, end in called):
            continue
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if words.before and words.before.search(before):
            continue
        if words.after and words.after.match(text[match.end() : match.end() + 6]):
            continue
        if words.negated and _NEGATED.search(before) and not _CAUSE_IS_NEGATIVE.match(match.group(0)):
            continue
        if words.nested and (_SUPPOSED.search(before) or (value in _OF_PEOPLE and _STOCK.search(before))):
            continue
        yield Entity(words.entity, match.group(0), value, match.start(), match.end())


def _without_consequences(found: list[Entity], times: Times) -> Iterator[Entity]:
    """The causes without what only follows from another of the same time, and without 其他 beside any."""
    days = times.days(found)
    told: dict[str, set[int | None]] = {}
    for entity, since in zip(found, days, strict=True):
        told.setdefault(entity.value, set()).add(since)
    for entity, since in zip(found, days, strict=True):
        if not _follows(entity, since, told) and not (entity.value == "other" and len(told) > 1):
            yield entity


def _follows(entity: Entity, since: int | None, told: dict[str, set[int | None]]) -> bool:
    weak = _WEAK.get(entity.value)
    if weak and not weak.search(entity.text):
        return False
    # who is in hospital after a death is somebody else; after an accident it is the same story, however long ago
    own = {"death"} if entity.value == "acute_illness" else set() if weak else set(told)
    stronger = _FOLLOWS.get(entity.value, set()) & set(told)
    return any(value not in own or any(not are_apart(since, then) for then in told[value]) for value in stronger)
