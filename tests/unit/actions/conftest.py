"""Actions against the real casework behind its real internal API; only the intent is given by hand."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import base, casework_client
from actions.routes import intents_answered
from casework.api.internal import internal_app
from casework.services.context import Casework
from casework.services.conversations import open_conversation
from contracts.extraction import extract

SAID_ON = "2026-11-23"

_executor = ActionExecutor()
_executor.register_package("actions")


@dataclass
class Talk:
    """One conversation: says a text with its understanding, keeps slots as Rasa would."""

    casework: Casework
    conversation: str
    slots: dict[str, Any] = field(default_factory=dict)
    bubbles: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    turns: int = 0

    async def say(self, text: str, intent: str, **metadata: Any) -> str:
        found = [asdict(entity) for entity in extract(text, date.fromisoformat(SAID_ON))]
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": metadata.pop("confidence", 0.9)},
            "entities": found,
            "intent_ranking": metadata.pop("ranking", []),
            "metadata": {"turn_id": uuid.uuid4().hex, "said_on": SAID_ON, **metadata},
        }
        return await self._run(intent, message)

    async def tap(self, title: str) -> str:
        choice = next(c for b in self.bubbles for c in b["custom"].get("choices", []) if title in c["title"])
        return await self.command(choice["command"]["intent"], choice["command"]["values"])

    async def command(self, intent: str, values: dict[str, Any] | None = None) -> str:
        command = {"intent": intent, "values": values or {}}
        metadata = {"turn_id": uuid.uuid4().hex, "said_on": SAID_ON, "command": command}
        message = {"text": "", "intent": {"name": intent, "confidence": 1.0}, "entities": [], "metadata": metadata}
        return await self._run(intent, message)

    async def _run(self, intent: str, message: dict[str, Any]) -> str:
        tracker = Tracker(self.conversation, dict(self.slots), message, [], False, None, {}, None)
        dispatcher = CollectingDispatcher()
        events = await _executor.actions[intents_answered()[intent]](dispatcher, tracker, {})
        self.slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        self.bubbles = dispatcher.messages
        self.turns += 1
        self.said += [bubble["text"] for bubble in self.bubbles]
        return self.heard

    @property
    def heard(self) -> str:
        return "\n".join(bubble["text"] for bubble in self.bubbles)

    @property
    def asks(self) -> str | None:
        return next((b["custom"]["asks"] for b in reversed(self.bubbles) if b["custom"].get("asks")), None)

    def card(self, kind: str) -> dict[str, Any] | None:
        cards = [b["custom"]["card"] for b in self.bubbles if b["custom"].get("card")]
        return next((card["data"] for card in cards if card["type"] == kind), None)

    async def answers(self) -> dict[str, Any]:
        state = await casework_client.client().read_state(self.conversation)
        return state.draft.answers if state.draft else {}


@pytest.fixture
async def talk(casework_sqlite: Casework, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    """A fresh conversation; the actions reach casework over HTTP."""
    # what is said is tested here: a machine busy with other tests is no outage
    monkeypatch.setattr(casework_client, "CALL_SECONDS", 30.0)
    monkeypatch.setattr(base, "ACTION_SECONDS", 30.0)
    server = TestServer(internal_app(casework_sqlite))
    await server.start_server()
    client = casework_client.install(str(server.make_url("/")), casework_sqlite.keyring.internal_secret)
    opened = await open_conversation(
        casework_sqlite, channel="web", account="", identity_hash=uuid.uuid4().hex, region=None
    )
    yield Talk(casework_sqlite, opened.id)
    await client.close()
    await server.close()
