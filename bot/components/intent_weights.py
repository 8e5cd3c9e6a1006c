"""The intent model itself: two blocks of weighted features, one linear layer, a softmax."""

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.components.concepts import ConceptReader
from bot.components.homophones import Homophones
from contracts.danger import KINDS, DangerWeights
from contracts.wording import Block, Row, features, simplified

CONCEPT_SHARE = 0.3
COPIES = 3
_RARE = 2
_TEMPERATURES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0)
_THREADS = 2


@dataclass
class Material:
    """Examples and their misspelt copies as rows of numbers; `number` is the example a row comes from."""

    texts: list[str]
    labels: list[str]
    blocks: list[Block]
    matrix: csr_matrix
    number: NDArray[np.int64]

    @staticmethod
    def of(texts: list[str], labels: list[str], reader: ConceptReader) -> "Material":
        """Columns come from the words as they were written; misspelt copies only teach what to make of them."""
        plain = [simplified(text) for text in texts]
        documents = ([list(features(text)) for text in plain], [reader.features(text) for text in plain])
        ngrams = Block.fitted(documents[0], _RARE, 1.0, 0)
        blocks = [ngrams, Block.fitted(documents[1], 1, CONCEPT_SHARE, len(ngrams.columns))]
        rows = [_joined(blocks, pair) for pair in zip(*documents, strict=True)]
        homophones = Homophones(texts)
        for copy in range(COPIES):
            copies = [simplified(homophones.misspelt(text, copy)) for text in texts]
            rows += [_joined(blocks, (features(text), reader.features(text))) for text in copies]
        number = np.tile(np.arange(len(texts)), 1 + COPIES)
        return Material(plain, labels, blocks, _matrix(rows, blocks), number)


class IntentWeights:
    """Reads a text into a probability for every intent; trained once, then numbers only."""

    def __init__(
        self, reader: ConceptReader, blocks: list[Block], intents: list[str], weights: NDArray[np.float32],
        bias: NDArray[np.float32], temperature: float, known: dict[str, str],
    ) -> None:  # fmt: skip
        self._reader, self._blocks = reader, blocks
        self._weights, self._bias, self.temperature = weights, bias, temperature
        self.intents, self._known = intents, known

    @staticmethod
    def train(material: Material, reader: ConceptReader) -> "IntentWeights":
        """A linear model over both blocks; its temperature is set on texts held out."""
        intents = sorted(set(material.labels))
        truth = np.array([intents.index(label) for label in material.labels])
        weights, bias = _linear(material.matrix, truth[material.number])
        known = {text: label for text, label in zip(material.texts, material.labels, strict=True) if text}
        return IntentWeights(reader, material.blocks, intents, weights, bias, _temperature(material, truth), known)

    def known(self, text: str) -> str | None:
        """The intent of a text that is an example itself."""
        return self._known.get(simplified(text))

    def scores(self, text: str) -> NDArray[np.float64]:
        """How strongly a text speaks for every intent, in the order of `intents`."""
        plain = simplified(text)
        columns, values = _joined(self._blocks, (features(plain), self._reader.features(plain)))
        scores: NDArray[np.float64] = values @ self._weights[columns] + self._bias
        return scores

    def save(self, folder: Path) -> None:
        """Writes numbers and words, no pickles."""
        described = {
            "intents": self.intents, "known": self._known, "temperature": self.temperature,
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


def train_danger(material: Material, alarm_from: float) -> DangerWeights:
    """The scorer of danger alone, on the n-grams of the same examples: danger or not, and of which kind."""
    ngrams = material.blocks[0]
    matrix = material.matrix[:, : len(ngrams.columns)]
    labels = np.array(material.labels)[material.number]
    columns = [labels == kind for kind in KINDS]
    danger = np.any(columns, axis=0)
    layers = [LinearSVC(C=2.0, class_weight="balanced", random_state=0).fit(matrix, danger)]
    layers += [LinearSVC(random_state=0).fit(matrix[danger], column[danger]) for column in columns]
    weights = np.stack([layer.coef_[0] for layer in layers], axis=1).astype(np.float32)
    bias = np.array([layer.intercept_[0] for layer in layers], np.float32)
    return DangerWeights(ngrams, weights, bias, alarm_from)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as probabilities, over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return result


def _joined(blocks: list[Block], documents: Iterable[Iterable[str]]) -> Row:
    rows = [block.row(names) for block, names in zip(blocks, documents, strict=True)]
    return np.concatenate([row[0] for row in rows]), np.concatenate([row[1] for row in rows])


def _matrix(rows: list[Row], blocks: list[Block]) -> csr_matrix:
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    width = sum(len(block.columns) for block in blocks)
    data = np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), ends
    return csr_matrix(data, shape=(len(rows), width))


def _linear(matrix: csr_matrix, truth: NDArray[np.int64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One layer an intent against all others, small intents weighed like large ones; two at a time."""

    def layer(intent: int) -> tuple[NDArray[np.float32], float]:
        mine = truth == intent
        weigh = {False: 1.0, True: len(truth) / ((truth.max() + 1) * max(1, mine.sum()))}
        fitted = LinearSVC(C=1.2, class_weight=weigh, random_state=0).fit(matrix, mine)
        return fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0])

    with ThreadPoolExecutor(_THREADS) as pool:
        layers = list(pool.map(layer, range(truth.max() + 1)))
    return np.stack([weights for weights, _ in layers], axis=1), np.array([bias for _, bias in layers], np.float32)


def _temperature(material: Material, truth: NDArray[np.int64]) -> float:
    """The factor under which held-out texts get the most likely probabilities."""
    if np.bincount(truth).min() < 3:
        return _TEMPERATURES[2]
    learn, check = next(StratifiedKFold(3, shuffle=True, random_state=0).split(truth, truth))
    originals = material.matrix[: len(truth)]
    weights, bias = _linear(originals[learn], truth[learn])
    scores = originals[check] @ weights + bias
    places = np.arange(len(check))
    loss = [-np.log(softmax(scores * factor)[places, truth[check]] + 1e-9).mean() for factor in _TEMPERATURES]
    return _TEMPERATURES[int(np.argmin(loss))]
