"""Which kind of paper a page is, by the words printed on it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

import yaml

from contracts.papers import PaperKind
from paper_reading.search import find_label
from paper_reading.sheet import Sheet

# the words of a kind must speak for it at least so loudly
_LEAST: Final = 4.0
# and nothing is added to the confidence beyond this
_ENOUGH: Final = 8.0


@dataclass(frozen=True)
class _Signs:
    """What speaks for a kind: words and patterns with their weights."""

    words: dict[str, float]
    patterns: dict[re.Pattern[str], float]

    def heard_in(self, rows: list[str]) -> float:
        """How loudly some rows speak for the kind; each sign counts once."""
        words = sum(weight for word, weight in self.words.items() if any(find_label(row, word) for row in rows))
        return words + sum(
            weight for pattern, weight in self.patterns.items() if any(pattern.search(row) for row in rows)
        )


def _read_signs() -> dict[PaperKind, _Signs]:
    content = yaml.safe_load((Path(__file__).parent / "kinds.yml").read_text("utf-8"))
    if not set(content) <= set(get_args(PaperKind)):
        raise ValueError("kinds.yml names a kind that is none")
    return {
        cast(PaperKind, kind): _Signs(
            {str(word): float(weight) for word, weight in signs["words"].items()},
            {re.compile(pattern): float(weight) for pattern, weight in signs.get("patterns", {}).items()},
        )
        for kind, signs in content.items()
    }


_SIGNS: Final = _read_signs()


def kind_of(sheet: Sheet) -> tuple[PaperKind, float]:
    """The kind of a page and how sure that is (0 to 1); `other` when too little speaks for any."""
    rows = [row.text for row in sheet.rows]
    heard = sorted(((signs.heard_in(rows), kind) for kind, signs in _SIGNS.items()), reverse=True)
    (best, kind), (second, _) = heard[0], heard[1]
    if best < _LEAST:
        return "other", round(1.0 - max(0.0, best) / _LEAST / 2, 3)
    margin = (best - max(0.0, second)) / best
    return kind, round(min(1.0, best / _ENOUGH) * (0.5 + 0.5 * margin), 3)
