"""Rasa component: short answers and bare facts, which need no model (要得, 莫得, 不晓得, 四口人, 1)."""

import re
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from contracts.extraction import normalise

LOOKUPS = Path(__file__).parents[2] / "data" / "nlu" / "lookups"
_EDGES = re.compile(r"^[\s,。!?;:.~…·\-\"'()]+|[\s,。!?;:.~…·\-\"'()]+$")
_SIGNS = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200b-\u200f]")
_PARTICLES = re.compile(r"(?:吧|嘛|哦|呢|啊|哈|呀|了嘛|噻|撒|哟|咯|喽|哇塞|滴|的哈|嘞|咧|哒)+$")
_FIGURES = re.compile(r"^(?:选|第|回复|按|我选)?\s*\d{1,3}\s*(?:个|项|号|条|\.)?$")
_FACTS = frozenset({
    "amount", "count", "date", "region", "place", "name", "phone", "id_number", "disability", "relation", "people",
    "vulnerable",
})  # fmt: skip
_FILLER = re.compile(
    r"[\s,。!;:.~…、()\-]|我们|我家|家里头?|屋头|屋里|一共|总共|大概|大约|差不多|左右|样子|可能|应该|估计|现在"
    r"|目前|还有|只有|本来|那个|这边|那边|电话(?:号码?)?|手机号?码?|联系方式|身份证号?码?|住址|地址|位置|户口"
    r"|[我你他她们家有是在就的了吧嘛哦呢啊嗯哈和跟与还都也才只共叫姓个到住人岁多块元钱是那里头]"
)
_ASKS = re.compile(r"[?？吗么咋啥]|什么|多少|几|怎|哪|谁|不是$|没有$|不$|没$")


def read_short_answers(path: Path = LOOKUPS / "short_answers.yml") -> dict[str, str]:
    """Words → intent."""
    groups = yaml.safe_load(path.read_text("utf-8"))["short_answers"]
    return {str(word): str(intent) for intent, words in groups.items() for word in str(words).split()}


class ShortAnswers:
    """Knows the intent of an answer of a word or two, and of a message that is nothing but facts."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def intent_of(self, text: str, entities: list[dict[str, Any]]) -> str | None:
        """The intent, or None when the words need the model."""
        plain = _EDGES.sub("", _SIGNS.sub("", normalise(text))).lower()
        found = self._words.get(plain) or self._words.get(_PARTICLES.sub("", plain))
        if found:
            return found
        if _FIGURES.match(plain):
            return "inform"
        return self._by_facts(text, plain, entities)

    def _by_facts(self, text: str, plain: str, entities: list[dict[str, Any]]) -> str | None:
        facts = [one for one in entities if one["entity"] in _FACTS or one["entity"] == "case_number"]
        if not facts or _ASKS.search(plain):
            return None
        rest = list(normalise(text))
        for one in facts:
            rest[one["start"] : one["end"]] = " " * (one["end"] - one["start"])
        if _FILLER.sub("", _SIGNS.sub("", "".join(rest))):
            return None
        return "check_status" if all(one["entity"] == "case_number" for one in facts) else "inform"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class ShortAnswerReader(GraphComponent):  # type: ignore[misc]  # rasa is untyped
    """Overrides the model where the words are a known short answer or nothing but facts."""

    def __init__(self, answers: ShortAnswers) -> None:
        self._answers = answers

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ShortAnswerReader":
        """Reads the lookup file of the repository."""
        return cls(ShortAnswers(read_short_answers()))

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the intent of the messages it knows."""
        for message in messages:
            intent = self._answers.intent_of(str(message.get(TEXT) or ""), message.get(ENTITIES, []))
            if intent:
                message.set(INTENT, {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True)
        return messages
