"""The intent model itself: two blocks of weighted features, one linear layer, a softmax."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.components.concepts import ConceptReader
from bot.components.ngram_features import features, simplified

Row = tuple[NDArray[np.int64], NDArray[np.float64]]
CONCEPT_SHARE = 0.3
_RARE = 2
_TEMPERATURES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0)


@dataclass
class Block:
    """One kind of features: their columns and how telling each is."""

    columns: dict[str, int]
    idf: NDArray[np.float64]
    share: float

    @staticmethod
    def fitted(documents: list[list[str]], rare: int, share: float, first: int) -> "Block":
        """Columns, from `first` on, for the features that occur in at least `rare` documents."""
        spread = Counter(name for document in documents for name in set(document))
        names = sorted(name for name, count in spread.items() if count >= rare)
        total = 1 + len(documents)
        idf = np.array([1 + np.log(total / (1 + spread[name])) for name in names])
        return Block({name: first + place for place, name in enumerate(names)}, idf, share)

    def row(self, names: Iterable[str]) -> Row:
        """Columns and values of one document, of length `share`."""
        counts = Counter(name for name in names if name in self.columns)
        if not counts:
            return np.empty(0, np.int64), np.empty(0)
        columns = np.array([self.columns[name] for name in counts], np.int64)
        values = (1 + np.log(np.array(list(counts.values()), float))) * self.idf[columns - self._first]
        return columns, self.share * values / np.sqrt((values**2).sum())

    @property
    def _first(self) -> int:
        return next(iter(self.columns.values()), 0)


class IntentWeights:
    """Reads a text into a probability for every intent; trained once, then numbers only."""

    def __init__(
        self, reader: ConceptReader, blocks: list[Block], intents: list[str], weights: NDArray[np.float32],
        bias: NDArray[np.float32], temperature: float, known: dict[str, str],
    ) -> None:  # fmt: skip
        self._reader, self._blocks = reader, blocks
        self._weights, self._bias, self._temperature = weights, bias, temperature
        self.intents, self._known = intents, known

    @staticmethod
    def train(texts: list[str], labels: list[str], reader: ConceptReader) -> "IntentWeights":
        """A linear model over both blocks; its temperature is set on texts held out in turn."""
        plain = [simplified(text) for text in texts]
        documents = ([list(features(text)) for text in plain], [reader.features(text) for text in plain])
        ngrams = Block.fitted(documents[0], _RARE, 1.0, 0)
        concepts = Block.fitted(documents[1], 1, CONCEPT_SHARE, len(ngrams.columns))
        blocks = [ngrams, concepts]
        matrix = _matrix([_joined(blocks, pair) for pair in zip(*documents, strict=True)], blocks)
        intents = sorted(set(labels))
        truth = np.array([intents.index(label) for label in labels])
        layer = _linear(matrix, truth)
        known = {text: label for text, label in zip(plain, labels, strict=True) if text}
        return IntentWeights(reader, blocks, intents, layer.coef_.T.astype(np.float32),
                             layer.intercept_.astype(np.float32), _temperature(matrix, truth), known)  # fmt: skip

    def probabilities(self, text: str) -> NDArray[np.float64]:
        """One probability an intent, in the order of `intents`; a text of the training data is certain."""
        plain = simplified(text)
        if plain in self._known:
            return self._certain(self._known[plain])
        columns, values = _joined(self._blocks, (features(plain), self._reader.features(plain)))
        return _softmax((values @ self._weights[columns] + self._bias) * self._temperature)

    def _certain(self, intent: str) -> NDArray[np.float64]:
        spread = np.full(len(self.intents), 0.01 / max(1, len(self.intents) - 1))
        spread[self.intents.index(intent)] = 0.99
        return spread

    def save(self, folder: Path) -> None:
        """Writes numbers and words, no pickles."""
        described = {
            "intents": self.intents, "known": self._known, "temperature": self._temperature,
            "concepts": self._reader.concepts,
            "blocks": [{"names": list(block.columns), "share": block.share} for block in self._blocks],
        }  # fmt: skip
        (folder / "intent_model.json").write_text(json.dumps(described, ensure_ascii=False), "utf-8")
        idf = np.concatenate([block.idf for block in self._blocks])
        np.savez(folder / "intent_model.npz", weights=self._weights, bias=self._bias, idf=idf)

    @staticmethod
    def load(folder: Path) -> "IntentWeights":
        """The model that `save` wrote."""
        described = json.loads((folder / "intent_model.json").read_text("utf-8"))
        with np.load(folder / "intent_model.npz", allow_pickle=False) as numbers:
            weights, bias, idf = numbers["weights"], numbers["bias"], numbers["idf"]
        blocks, first = [], 0
        for block in described["blocks"]:
            columns = {name: first + place for place, name in enumerate(block["names"])}
            blocks.append(Block(columns, idf[first : first + len(columns)], block["share"]))
            first += len(columns)
        reader = ConceptReader(described["concepts"])
        return IntentWeights(reader, blocks, described["intents"], weights, bias, described["temperature"],
                             described["known"])  # fmt: skip


def _joined(blocks: list[Block], documents: Iterable[Iterable[str]]) -> Row:
    rows = [block.row(names) for block, names in zip(blocks, documents, strict=True)]
    return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])


def _matrix(rows: list[Row], blocks: list[Block]) -> csr_matrix:
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    width = sum(len(block.columns) for block in blocks)
    data = np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), ends
    return csr_matrix(data, shape=(len(rows), width))


def _linear(matrix: csr_matrix, truth: NDArray[np.int64]) -> LinearSVC:
    return LinearSVC(C=1.2, class_weight="balanced", random_state=0).fit(matrix, truth)


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return result


def _temperature(matrix: csr_matrix, truth: NDArray[np.int64]) -> float:
    """The factor under which held-out texts get the most likely probabilities."""
    if np.bincount(truth).min() < 3:
        return _TEMPERATURES[2]
    scores = np.zeros((len(truth), truth.max() + 1))
    for learn, check in StratifiedKFold(3, shuffle=True, random_state=0).split(matrix, truth):
        scores[check] = _linear(matrix[learn], truth[learn]).decision_function(matrix[check])
    places = np.arange(len(truth))
    loss = [-np.log(_softmax(scores * factor)[places, truth] + 1e-9).mean() for factor in _TEMPERATURES]
    return _TEMPERATURES[int(np.argmin(loss))]
