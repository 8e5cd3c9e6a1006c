"""Rasa component: the intent of a message by character n-grams and sounds, and how dangerous it sounds."""

from math import exp
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.crisis_screen import HEARD
from bot.components.intent_weights import IntentWeights, Material, train_danger
from contracts.crisis import CrisisEar, CrisisLexicon
from contracts.danger import FILE, DangerWeights

LEXICON = Path(__file__).parents[2] / "data" / "nlu" / "crisis.yml"
_RANKED = 10
_CRISIS = "crisis_"
_CERTAIN = 0.99
# A crisis is never so doubtful that the fallback takes it.
_DOUBTFUL = 0.55
# A score that no words reach.
_FAR = 10.0
Pair = tuple[str, float]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class NgramIntentClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]  # rasa is untyped
    """Trains and applies `IntentWeights` and `DangerWeights`; what both together take for a crisis is ranked as one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The scores from which words are a crisis: of both models together, the same where no other reading has
        a chance of `unsure_below`, and of the scorer alone, at the gateway too.
        """
        return {"crisis_from": 0.3, "unsure_from": -0.3, "unsure_below": 0.25, "alarm_from": 0.6}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
        weights: IntentWeights | None = None, danger: DangerWeights | None = None,
    ) -> None:  # fmt: skip
        self._config, self._storage, self._resource = config, storage, resource
        self._weights, self._danger = weights, danger
        self._ear = CrisisEar(CrisisLexicon.load(LEXICON), danger)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NgramIntentClassifier":
        """An untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from every example that has an intent."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        texts = [str(one.get(TEXT)) for one in examples]
        labels = [str(one.get(INTENT)) for one in examples]
        material = Material.of(texts, labels)
        with self._storage.write_to(self._resource) as folder:
            IntentWeights.train(material).save(folder)
            train_danger(material, self._config["alarm_from"]).save(folder)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> "NgramIntentClassifier":  # fmt: skip
        """The trained component of a model."""
        with model_storage.read_from(resource) as folder:
            danger = DangerWeights.load(folder / FILE)
            return cls(config, model_storage, resource, IntentWeights.load(folder, danger.block), danger)

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking, and aside what `CrisisScreen` insists on."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            ranking = self._ranking(text)
            message.set(HEARD, [hit.intent for hit in self._ear.screen(text) if hit.by == "lexicon"])
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        if self._weights is None or self._danger is None or not text.strip():
            return [_ranked(None, 0.0)]
        known = self._weights.known(text)
        if known:
            return [_ranked(known, _CERTAIN)]
        scores = self._weights.scores(text)
        chances = self._weights.chances(scores)
        pairs = sorted(zip(self._weights.intents, map(float, chances), strict=True), key=lambda pair: -pair[1])
        other = max((chance for name, chance in pairs if not name.startswith(_CRISIS)), default=0.0)
        pairs = self._crisis_first(pairs, self._danger_of(text, scores, other))
        return [_ranked(name, chance) for name, chance in pairs[:_RANKED]]

    def _danger_of(self, text: str, scores: NDArray[np.float64], other: float) -> float:
        """From 0 on a crisis: by the lead of the likeliest one over all else and the scorer, or by the scorer alone.

        `other`: the chance of the likeliest harmless reading; where there is hardly any, less danger is enough.
        """
        assert self._weights is not None and self._danger is not None
        kinds = np.array([name.startswith(_CRISIS) for name in self._weights.intents])
        lead = scores[kinds].max(initial=-_FAR) - scores[~kinds].max(initial=-_FAR)
        heard = self._danger.hear(text)
        alone = heard.score if heard else -_FAR
        start = self._config["unsure_from"] if other < self._config["unsure_below"] else self._config["crisis_from"]
        return max(float(lead) + alone - float(start), alone - self._danger.alarm_from)

    def _crisis_first(self, pairs: list[Pair], danger: float) -> list[Pair]:
        """A crisis comes first and with the chance of all its kinds, or not at all."""
        crises = [pair for pair in pairs if pair[0].startswith(_CRISIS)]
        others = [pair for pair in pairs if not pair[0].startswith(_CRISIS)]
        if danger < 0 or not crises:
            return others
        assert self._weights is not None
        chance = max(sum(pair[1] for pair in crises), 1 / (1 + exp(-danger * self._weights.temperature)), _DOUBTFUL)
        left = (1 - chance) / max(sum(pair[1] for pair in others), 1e-9)
        return [(crises[0][0], chance), *((name, chance * left) for name, chance in others)]


def _ranked(name: str | None, chance: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: chance}
