"""The figures of understanding as a page of text: what to look at first stands first."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from jiuji.nlu_figures import SURE, CrisisFigures, Facts, Figures, Share

_WEAK: Final = 0.85
_STANDARD: Final = "standard"
_HEARERS: Final = {"lexicon": "词表", "scorer": "危机模型", "both": "两个都", "neither": "都没有"}
_ALONE: Final = {"lexicon": "词表", "scorer": "危机模型", "intents": "意图模型"}


def width(text: str) -> int:
    """Columns a text takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> list[str]:
    """Lines of columns: the first ones flush left, the others flush right."""
    lines = [list(head), *(list(row) for row in rows)]
    wide = [max(width(line[column]) for line in lines) for column in range(len(head))]
    return ["  " + "  ".join(_cell(text, wide[at], at < left) for at, text in enumerate(line)) for line in lines]


def _cell(text: str, wide: int, flush_left: bool) -> str:
    blank = " " * (wide - width(text))
    return text + blank if flush_left else blank + text


def _part(value: float) -> str:
    return f"{value:.3f}"


def _percent(one: Share) -> str:
    return f"{one.share:.1%}（{one.n}）"


def render(figures: Figures) -> str:
    """The whole report; never a sentence of the set."""
    parts = [
        _summary(figures), _intents(figures), _confusions(figures), _registers(figures), _calibration(figures),
        _crisis(figures.crisis), _facts("实体，按文件", figures.fact_files), _facts("实体，按种类", figures.fact_kinds),
    ]  # fmt: skip
    return "\n\n".join("\n".join(lines) for lines in parts if lines)


def _summary(figures: Figures) -> list[str]:
    return [
        f"意图 macro-F1 {_part(figures.macro_f1)}，全对 {figures.right:.1%}，"
        f"{figures.messages} 句，{len(figures.intents)} 种",
        f"一句话 {figures.median_ms:.2f} ms（中位），{figures.p95_ms:.2f} ms（95%）",
    ]


def _intents(figures: Figures) -> list[str]:
    ordered = sorted(figures.intents.items(), key=lambda item: item[1].f1)
    rows = [
        (
            ("! " if one.f1 < _WEAK else "  ") + name,
            _part(one.precision),
            _part(one.recall),
            _part(one.f1),
            str(one.support),
        )
        for name, one in ordered
    ]
    return ["每种意图，差的在前", *table(("  意图", "准确", "召回", "F1", "句数"), rows)] if rows else []


def _confusions(figures: Figures) -> list[str]:
    rows = [(meant, f"→ {got}", str(count)) for meant, got, count in figures.confusions]
    return ["最常听错的", *table(("本意", "听成", "次数"), rows, left=2)] if rows else []


def _registers(figures: Figures) -> list[str]:
    standard = figures.registers.get(_STANDARD)
    rows = [
        (name or "-", _part(one.share), f"{one.share - standard.share:+.3f}" if standard else "", str(one.n))
        for name, one in figures.registers.items()
    ]
    return ["按说法（听对的比例，和标准说法的差）", *table(("说法", "听对", "差", "句数"), rows)] if rows else []


def _calibration(figures: Figures) -> list[str]:
    rows = [
        (f"{one.low:.1f}–{one.high:.1f}", _part(one.stated), _part(one.right), str(one.n))
        for one in figures.calibration
    ]
    if not rows:
        return []
    lines = ["说有几成把握，实际对几成", *table(("把握", "自称", "实际", "句数"), rows)]
    return [*lines, f"  自称 ≥ {SURE} 的，实际对 {_percent(figures.sure)}"]


def _crisis(crisis: CrisisFigures) -> list[str]:
    if not crisis.heard.n and not crisis.near_misses.n:
        return []
    rows = [(kind, _percent(one)) for kind, one in crisis.kinds.items()]
    who = [
        (title, *(str(crisis.heard_by[name][part]) for part in _HEARERS))
        for name, title in (("heard", "求救听到的"), ("false_alarms", "别的话误报"), ("near_misses", "近似的话误报"))
    ]
    return [
        f"危机：听到 {_percent(crisis.heard)}；别的话误报 {_percent(crisis.false_alarms)}；"
        f"近似的话误报 {_percent(crisis.near_misses)}",
        *table(("哪种", "听到"), rows),
        "  " + "，".join(f"单靠{title} {_percent(crisis.alone[part])}" for part, title in _ALONE.items()),
        *table(("谁听到的", *_HEARERS.values()), who),
    ]


def _facts(title: str, facts: dict[str, Facts]) -> list[str]:
    rows = [
        (
            name,
            _part(one.recall),
            _part(one.precision),
            str(one.told),
            str(one.found),
        )
        for name, one in facts.items()
    ]
    return [title, *table(("实体", "召回", "准确", "说到", "读出"), rows)] if rows else []
