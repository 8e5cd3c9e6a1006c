"""Rasa component: the facts of a message, by the deterministic extractors of `contracts.extraction`."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.extraction import Entity, extract

NAME = "JiujiExtractor"
_ZONE = ZoneInfo("Asia/Shanghai")


def said_on(message: Message) -> date:
    """The day the words were said: `said_on` of the message's metadata, else today in Shanghai."""
    metadata = message.get("metadata") or {}
    given = metadata.get("said_on")
    return date.fromisoformat(str(given)) if given else datetime.now(_ZONE).date()


def as_rasa(entity: Entity) -> dict[str, Any]:
    """An entity as Rasa hands it on, with its words beside its value."""
    plain = {"entity": entity.entity, "start": entity.start, "end": entity.end, "text": entity.text,
             "value": entity.value, "extractor": NAME}  # fmt: skip
    more = {"role": entity.role, "whose": entity.whose, "negated": entity.negated}
    return plain | {name: value for name, value in more.items() if value}


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class JiujiExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]  # rasa is untyped
    """Sets the entities of every message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "JiujiExtractor":
        """The component needs no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds what the extractors find in the text of each message."""
        for message in messages:
            found = [as_rasa(entity) for entity in extract(str(message.get(TEXT) or ""), said_on(message))]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages
