"""The intent model itself: weighted n-grams and sounds, one linear layer, a softmax."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.components.homophones import Homophones
from contracts.danger import KINDS, DangerWeights
from contracts.wording import Block, Row, features, simplified

COPIES = 3
_RARE = 2
# Before there are texts enough to set it on.
_TEMPERATURE = 2.0
# How much an intent's offset costs: small ones are free, none runs away with few texts.
_OFFSET_COST = 0.001
_THREADS = 2


@dataclass
class Material:
    """Examples and their misspelt copies as rows of numbers; `number` is the example a row comes from."""

    texts: list[str]
    labels: list[str]
    block: Block
    matrix: csr_matrix
    number: NDArray[np.int64]

    @staticmethod
    def of(texts: list[str], labels: list[str]) -> "Material":
        """Columns come from the words as they were written; misspelt copies only teach what to make of them."""
        plain = [simplified(text) for text in texts]
        block = Block.fitted([list(features(text)) for text in plain], _RARE)
        homophones = Homophones(texts)
        copies = [simplified(homophones.misspelt(text, copy)) for copy in range(COPIES) for text in texts]
        rows = [block.row(features(text)) for text in [*plain, *copies]]
        number = np.tile(np.arange(len(texts)), 1 + COPIES)
        return Material(plain, labels, block, _matrix(rows, len(block.keys)), number)


class IntentWeights:
    """Reads a text into a probability for every intent; trained once, then numbers only."""

    def __init__(
        self, block: Block, intents: list[str], weights: NDArray[np.float16], bias: NDArray[np.float32],
        temperature: float, offsets: NDArray[np.float32], known: dict[str, str],
    ) -> None:  # fmt: skip
        self._block, self._weights, self._bias, self._offsets = block, weights, bias, offsets
        self.temperature, self.intents, self._known = temperature, intents, known

    @staticmethod
    def train(material: Material) -> "IntentWeights":
        """A linear model; its temperature and an offset for every intent are set on texts held out."""
        intents = sorted(set(material.labels))
        truth = np.array([intents.index(label) for label in material.labels])
        weights, bias = _linear(material.matrix, truth[material.number])
        temperature, offsets = _calibrated(material, truth)
        known = {text: label for text, label in zip(material.texts, material.labels, strict=True) if text}
        return IntentWeights(material.block, intents, weights, bias, temperature, offsets, known)

    def known(self, text: str) -> str | None:
        """The intent of a text that is an example itself."""
        return self._known.get(simplified(text))

    def scores(self, text: str) -> NDArray[np.float64]:
        """How strongly a text speaks for every intent, in the order of `intents`."""
        columns, values = self._block.row(features(simplified(text)))
        scores: NDArray[np.float64] = values @ self._weights[columns] + self._bias
        return scores

    def chances(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Scores as the chance of every intent."""
        return softmax(scores * self.temperature + self._offsets)

    def save(self, folder: Path) -> None:
        """Writes numbers and words, no pickles; the block of features is saved with the scorer of danger."""
        described = {"intents": self.intents, "known": self._known, "temperature": self.temperature}
        (folder / "intent_model.json").write_text(json.dumps(described, ensure_ascii=False), "utf-8")
        np.savez(folder / "intent_model.npz", weights=self._weights, bias=self._bias, offsets=self._offsets)

    @staticmethod
    def load(folder: Path, block: Block) -> "IntentWeights":
        """The model that `save` wrote, on the block it was trained with."""
        described = json.loads((folder / "intent_model.json").read_text("utf-8"))
        with np.load(folder / "intent_model.npz", allow_pickle=False) as numbers:
            weights, bias, offsets = numbers["weights"], numbers["bias"], numbers["offsets"]
        return IntentWeights(block, described["intents"], weights, bias, described["temperature"], offsets,
                             described["known"])  # fmt: skip


def train_danger(material: Material, alarm_from: float) -> DangerWeights:
    """The scorer of danger alone, on the same examples: danger or not, and of which kind."""
    matrix, labels = material.matrix, np.array(material.labels)[material.number]
    columns = [labels == kind for kind in KINDS]
    danger = np.any(columns, axis=0)
    layers = [LinearSVC(C=2.0, class_weight="balanced", random_state=0).fit(matrix, danger)]
    layers += [LinearSVC(random_state=0).fit(matrix[danger], column[danger]) for column in columns]
    weights = np.stack([layer.coef_[0] for layer in layers], axis=1).astype(np.float16)
    bias = np.array([layer.intercept_[0] for layer in layers], np.float32)
    return DangerWeights(material.block, weights, bias, alarm_from)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores as probabilities, over the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return result


def _matrix(rows: list[Row], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    data = np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), ends
    return csr_matrix(data, shape=(len(rows), width))


def _linear(matrix: csr_matrix, truth: NDArray[np.int64]) -> tuple[NDArray[np.float16], NDArray[np.float32]]:
    """One layer an intent against all others, small intents weighed like large ones; two at a time."""

    def layer(intent: int) -> tuple[NDArray[np.float16], float]:
        mine = truth == intent
        weigh = {False: 1.0, True: len(truth) / ((truth.max() + 1) * max(1, mine.sum()))}
        fitted = LinearSVC(C=1.2, class_weight=weigh, random_state=0).fit(matrix, mine)
        return fitted.coef_[0].astype(np.float16), float(fitted.intercept_[0])

    with ThreadPoolExecutor(_THREADS) as pool:
        layers = list(pool.map(layer, range(truth.max() + 1)))
    return np.stack([weights for weights, _ in layers], axis=1), np.array([bias for _, bias in layers], np.float32)


def _calibrated(material: Material, truth: NDArray[np.int64]) -> tuple[float, NDArray[np.float32]]:
    """The factor and the offsets under which held-out texts get the most likely chances, every intent weighed alike."""
    kinds = int(truth.max()) + 1
    if np.bincount(truth).min() < 3:
        return _TEMPERATURE, np.zeros(kinds, np.float32)
    learn, check = next(StratifiedKFold(3, shuffle=True, random_state=0).split(truth, truth))
    originals = material.matrix[: len(truth)]
    weights, bias = _linear(originals[learn], truth[learn])
    scores, right = originals[check] @ weights + bias, np.eye(kinds)[truth[check]]
    weigh = (right / right.sum(axis=0)).sum(axis=1, keepdims=True) / kinds

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        factor, offsets = point[0], point[1:]
        chances = softmax(scores * factor + offsets)
        slope = (chances - right) * weigh
        missed = -(weigh * right * np.log(chances + 1e-12)).sum() + _OFFSET_COST * (offsets**2).sum()
        return float(missed), np.array([(slope * scores).sum(), *(slope.sum(axis=0) + 2 * _OFFSET_COST * offsets)])

    point = minimize(loss, [_TEMPERATURE] + [0.0] * kinds, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    return float(point[0]), point[1:].astype(np.float32)
