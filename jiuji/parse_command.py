"""`jiuji parse`: what is understood of a line, through the whole chain: crisis screen, model, extractors."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.components.lean_imports import prepare_imports
from contracts.crisis import CrisisEar, CrisisLexicon
from jiuji.crisis_ear import LEXICON, read_danger
from jiuji.manifest import check_model_file, read_manifest

# A resident's words beyond this many never reach the model; the screen reads them all.
LIMIT = 1000
# The entities of the outside contract; what else the extractors see is for our own actions.
PUBLIC = frozenset({
    "amount", "count", "date", "region", "relation", "cause", "programme", "disability", "document_type",
    "case_number", "id_number", "phone", "name",
})  # fmt: skip


class Understanding:
    """The understanding part of a trained model, without any dialogue."""

    def __init__(self, model_dir: Path) -> None:
        model = check_model_file(model_dir, read_manifest(model_dir))
        prepare_imports(model)
        from bot.components.loading import load_agent

        self._lexicon, self._danger = CrisisLexicon.load(LEXICON), read_danger(model)
        self._ear = CrisisEar(self._lexicon, self._danger)
        processor = load_agent(model).processor
        if processor is None:
            raise RuntimeError(f"model {model.name} has no understanding")
        self._processor = processor

    def read(self, text: str, said_on: date) -> dict[str, Any]:
        """`{text, intent, confidence, entities: [{entity, text, value}]}` of one message."""
        parsed = self._parsed(text[:LIMIT], said_on)
        hits = self._ear.screen(text)
        intent, confidence = parsed["intent"]["name"], parsed["intent"]["confidence"]
        if hits:
            intent, confidence = hits[0].intent, 1.0
        entities = [_public(entity) for entity in parsed["entities"] if entity["entity"] in PUBLIC]
        return {"text": text, "intent": intent, "confidence": round(float(confidence), 4), "entities": entities}

    def crisis_signs(self, text: str, said_on: date) -> frozenset[str]:
        """Which of `lexicon`, `scorer` and `intents` (the intent model) hear a crisis, each by itself."""
        ranking = self._parsed(text[:LIMIT], said_on).get("intent_ranking") or [{"name": None}]
        danger = self._danger.hear(text)
        heard = {
            "lexicon": bool(self._lexicon.screen(text)),
            "scorer": danger is not None and danger.score >= self._danger.alarm_from,
            "intents": str(ranking[0]["name"]).startswith("crisis_"),
        }
        return frozenset(name for name, hears in heard.items() if hears)

    def _parsed(self, text: str, said_on: date) -> dict[str, Any]:
        from rasa.core.channels.channel import UserMessage
        from rasa.shared.core.trackers import DialogueStateTracker

        message = UserMessage(text, metadata={"said_on": said_on.isoformat()})
        tracker = DialogueStateTracker.from_events(message.sender_id, [])
        parsed: dict[str, Any] = self._processor._parse_message_with_graph(message, tracker)
        return parsed


def _public(entity: dict[str, Any]) -> dict[str, Any]:
    """An entity as the outside contract names it."""
    value = entity["value"]
    if entity["entity"] == "region":
        value = {key: value[key] for key in ("code", "name", "township") if key in value}
    return {"entity": entity["entity"], "text": entity["text"], "value": value}


def parse_lines(lines: Iterable[str], as_of: date, model_dir: Path) -> Iterator[dict[str, Any]]:
    """One reading a line, in order; the model is loaded once."""
    understanding = Understanding(model_dir)
    for line in lines:
        yield understanding.read(line, as_of)
