"""How strongly words speak of present danger: a linear scorer made when the model is trained, numbers only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from contracts.wording import Block, features, simplified

KINDS = ("crisis_self_harm", "crisis_physical_danger", "crisis_violence", "crisis_child_alone")
# The most dangerous clause counts beside the whole: one cry may stand within a long story about money.
CLAUSE_SHARE = 0.4
# A longer text is read in pieces of this many characters; clauses without signs in windows of this many.
_PIECE, _WINDOW, _LONG = 1000, 18, 24
_SPLIT = re.compile(r"[。!?;\n,、…\s:~！？；，：～]+")
FILE = "danger.npz"


@dataclass(frozen=True)
class Danger:
    """How dangerous a text sounds, as what, and the clause that sounds worst."""

    score: float
    kind: str
    matched: str


class DangerWeights:
    """Scores any text; `alarm_from` is the score from which words alone, without the dialogue, are an alarm.

    `weights`: one row a feature; the first column tells danger from all else, the others tell its kinds apart.
    """

    def __init__(
        self, block: Block, weights: NDArray[np.float16], bias: NDArray[np.float32], alarm_from: float
    ) -> None:
        self.block, self._weights, self._bias, self.alarm_from = block, weights, bias, alarm_from

    def hear(self, text: str) -> Danger | None:
        """The most dangerous piece of a text; None for a blank one or a single sign."""
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        heard = [self._piece(piece) for piece in pieces if len(piece.strip()) > 1]
        return max(heard, key=lambda one: one.score, default=None)

    def _piece(self, text: str) -> Danger:
        whole = self._scores(text)
        said = list(clauses(text)) or [text]
        scores = [float(self._scores(clause)[0]) for clause in said]
        worst = int(np.argmax(scores))
        score = float(whole[0]) + CLAUSE_SHARE * scores[worst]
        return Danger(score, KINDS[int(np.argmax(whole[1:]))], said[worst])

    def _scores(self, text: str) -> NDArray[np.float64]:
        columns, values = self.block.row(features(simplified(text)))
        scores: NDArray[np.float64] = values @ self._weights[columns] + self._bias
        return scores

    def save(self, folder: Path) -> None:
        """One file of numbers; the intent model looks its features up in the same block."""
        np.savez(folder / FILE, keys=self.block.keys, idf=self.block.idf, weights=self._weights,
                 bias=self._bias, alarm_from=self.alarm_from)  # fmt: skip

    @staticmethod
    def load(file: "Path | IO[bytes]") -> "DangerWeights":
        """What `save` wrote."""
        with np.load(file, allow_pickle=False) as numbers:
            block = Block(numbers["keys"], numbers["idf"])
            return DangerWeights(block, numbers["weights"], numbers["bias"], float(numbers["alarm_from"]))


def clauses(text: str) -> Iterator[str]:
    """Clauses, neighbouring clauses together, and windows of what has no signs."""
    parts = [part for part in _SPLIT.split(text) if len(part) > 1]
    yield from parts
    for first, second in pairwise(parts):
        yield f"{first}，{second}"
    for part in parts:
        if len(part) > _LONG:
            yield from (part[start : start + _WINDOW] for start in range(0, len(part) - _WINDOW // 2, _WINDOW // 2))
