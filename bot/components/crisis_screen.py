"""Rasa component: words of present danger beat what the model thinks."""

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.crisis import CrisisLexicon

LEXICON = Path(__file__).parents[2] / "data" / "nlu" / "crisis.yml"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class CrisisScreen(GraphComponent):  # type: ignore[misc]  # rasa is untyped
    """Sets the intent to the gravest crisis the lexicon sees; the gateway screens too, this serves plain `rasa run`."""

    def __init__(self, lexicon: CrisisLexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CrisisScreen":
        """Reads the lexicon of the repository."""
        return cls(CrisisLexicon.load(LEXICON))

    def process(self, messages: list[Message]) -> list[Message]:
        """Overrides the intent of messages with a hit, and a crisis of the model's that is told of another time."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            hits = self._lexicon.screen(text)
            if hits:
                found = {INTENT_NAME_KEY: hits[0].intent, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, found, add_to_output=True)
            elif _is_crisis(message.get(INTENT)) and self._lexicon.is_elsewhere(text):
                others = [one for one in message.get(INTENT_RANKING_KEY, []) if not _is_crisis(one)]
                message.set(INTENT, others[0], add_to_output=True)
        return messages


def _is_crisis(intent: dict[str, Any] | None) -> bool:
    return bool(intent) and str((intent or {}).get(INTENT_NAME_KEY)).startswith("crisis_")
