"""A resident of the web chat API for tests: says things, taps what was offered, reads what came back."""

import uuid
from typing import Any

import requests


class Resident:
    """One conversation over the public API, exactly as a page would hold it."""

    def __init__(self, base: str, **opening: Any) -> None:
        self.base = base
        answer = requests.post(f"{base}/api/chat/conversations", json=opening, timeout=20)
        assert answer.status_code == 201, answer.text
        body = answer.json()
        self.conversation_id: str = body["conversation_id"]
        self.headers = {"Authorization": f"Bearer {body['token']}"}
        self.last: list[dict[str, Any]] = body["messages"]
        self.turns = 0

    def post(self, body: dict[str, Any], wait: int = 20) -> requests.Response:
        """The raw call."""
        url = f"{self.base}/api/chat/messages" + (f"?wait={wait}" if wait else "")
        return requests.post(url, json=body, headers=self.headers, timeout=wait + 20)

    def say(self, text: str, message_id: str | None = None) -> list[dict[str, Any]]:
        """One message in words; the messages said in answer."""
        return self._send({"client_message_id": message_id or uuid.uuid4().hex, "text": text})

    def tap(self, title: str) -> list[dict[str, Any]]:
        """Tap the offered reply whose title contains these words."""
        offered = [reply for message in self.last for reply in message["quick_replies"]]
        payload = next((reply["payload"] for reply in offered if title in reply["title"]), None)
        assert payload, f"{title!r} was not offered, only {[reply['title'] for reply in offered]}"
        return self._send({"client_message_id": uuid.uuid4().hex, "payload": payload})

    def _send(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post(body)
        assert answer.status_code == 200, answer.text
        self.turns += 1
        self.last = answer.json()["messages"]
        return self.last

    @property
    def heard(self) -> str:
        """The words of the last answer in one string."""
        return "\n".join(message["text"] for message in self.last)

    @property
    def asked(self) -> str | None:
        """The key the last answer asks for."""
        return next((message["asks"] for message in reversed(self.last) if message.get("asks")), None)

    def card(self, kind: str) -> dict[str, Any] | None:
        """The data of the last answer's card of a kind."""
        cards = (message["card"] for message in self.last if message.get("card"))
        return next((card["data"] for card in cards if card["type"] == kind), None)

    def history(self) -> list[dict[str, Any]]:
        """Every message of the conversation, oldest first."""
        pages: list[dict[str, Any]] = []
        before = ""
        while True:
            url = f"{self.base}/api/chat/history" + (f"?before={before}" if before else "")
            page = requests.get(url, headers=self.headers, timeout=20).json()["messages"]
            if not page:
                return pages
            pages = page + pages
            before = str(page[0]["seq"])
