"""Rasa component: the intent of a message by character n-grams, sounds and concepts."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.concepts import ConceptReader, read_concepts
from bot.components.intent_weights import IntentWeights

_RANKED = 10
_CRISIS = "crisis_"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class NgramIntentClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]  # rasa is untyped
    """Trains and applies `IntentWeights`; what is probably a crisis of some kind is ranked as one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`crisis_from`: the summed probability of all kinds of crisis from which the likeliest kind comes first."""
        return {"crisis_from": 0.5}

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, weights: IntentWeights | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._weights = config, storage, resource, weights

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
        self._weights = IntentWeights.train(texts, labels, ConceptReader(read_concepts()))
        with self._storage.write_to(self._resource) as folder:
            self._weights.save(folder)
        return self._resource

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> "NgramIntentClassifier":  # fmt: skip
        """The trained component of a model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentWeights.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent and ranking."""
        for message in messages:
            ranking = self._ranking(str(message.get(TEXT) or ""))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        if self._weights is None or not text.strip():
            return [_ranked(None, 0.0)]
        chances = self._weights.probabilities(text)
        pairs = sorted(zip(self._weights.intents, map(float, chances), strict=True), key=lambda pair: -pair[1])
        danger = sum(chance for name, chance in pairs if name.startswith(_CRISIS))
        if danger >= self._config["crisis_from"]:
            first = next(name for name, _ in pairs if name.startswith(_CRISIS))
            pairs = [(first, danger), *((name, chance) for name, chance in pairs if not name.startswith(_CRISIS))]
        return [_ranked(name, chance) for name, chance in pairs[:_RANKED]]


def _ranked(name: str | None, chance: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: chance}
