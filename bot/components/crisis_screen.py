"""Rasa component: words of present danger beat what the model thinks."""

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.crisis import CrisisLexicon

LEXICON = Path(__file__).parents[2] / "data" / "nlu" / "crisis.yml"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class CrisisScreen(GraphComponent):
    """Sets the intent to the gravest crisis the lexicon sees; the gateway screens too, this serves plain `rasa run`."""

    def __init__(self, lexicon: CrisisLexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> "CrisisScreen":
        """Reads the lexicon of the repository."""
        return cls(CrisisLexicon.load(LEXICON))

    def process(self, messages: list[Message]) -> list[Message]:
        """Overrides the intent of messages with a hit."""
        for message in messages:
            hits = self._lexicon.screen(str(message.get(TEXT) or ""))
            if hits:
                found = {INTENT_NAME_KEY: hits[0].intent, PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, found, add_to_output=True)
        return messages
