"""Rasa component: what was heard as present danger beats every other reading, a short answer's too."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

# Where the classifier, whose model holds the scorer, leaves the kinds of crisis heard in a message.
HEARD = "crisis_heard"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class CrisisScreen(GraphComponent):  # type: ignore[misc]  # rasa is untyped
    """Sets the intent to the gravest crisis heard; the gateway screens too, this serves plain `rasa run`."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "CrisisScreen":
        """Needs nothing of its own."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Overrides the intent of messages in which danger was heard."""
        for message in messages:
            heard = message.get(HEARD)
            if heard:
                found = {INTENT_NAME_KEY: heard[0], PREDICTED_CONFIDENCE_KEY: 1.0}
                message.set(INTENT, found, add_to_output=True)
        return messages
