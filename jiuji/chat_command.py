"""`jiuji chat`: talk to a running service in the terminal, over the same web chat API as the page."""

import asyncio
import contextlib
import uuid
from typing import Any

import aiohttp

WAIT_SECONDS = 15
HELP = "（打字说话；数字选选项；空行再看一遍选项；Ctrl-D 离开 / type, pick by number, Ctrl-D to leave）"
NAMES = {"bot": "救急", "staff": "工作人员", "system": "系统", "resident": "我"}


class ChatSession:
    """One conversation: what was offered last, and whom to say it to."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base.rstrip("/")
        self._headers: dict[str, str] = {}
        self._offered: list[dict[str, str]] = []

    async def open(self) -> list[dict[str, Any]]:
        """Begin a conversation; its opening messages."""
        async with self._session.post(f"{self._base}/api/chat/conversations", json={}) as answer:
            body = await answer.json()
        if answer.status != 201:
            raise ConnectionError(body["error"]["message"])
        self._headers = {"Authorization": f"Bearer {body['token']}"}
        return list(body["messages"])

    async def say(self, words: str) -> list[dict[str, Any]]:
        """Say words, or take the choice with that number; the messages said in answer."""
        body = {"client_message_id": uuid.uuid4().hex, **self._said(words)}
        url = f"{self._base}/api/chat/messages?wait={WAIT_SECONDS}"
        async with self._session.post(url, json=body, headers=self._headers) as answer:
            reply = await answer.json()
        if "error" in reply:
            return [{"from": "system", "text": reply["error"]["message"]}]
        return list(reply.get("messages") or [{"from": "system", "text": "（收到了，还在处理 / still at work）"}])

    def _said(self, words: str) -> dict[str, str]:
        if words.isdecimal() and 0 < int(words) <= len(self._offered):
            return {"payload": self._offered[int(words) - 1]["payload"]}
        return {"text": words}

    def show(self, messages: list[dict[str, Any]]) -> None:
        """Print messages and number what the last one with choices offers."""
        for message in messages:
            print(as_lines(message))
            self._offered = message.get("quick_replies") or self._offered
        self.show_choices()

    def show_choices(self) -> None:
        """Print the choices on offer."""
        for number, reply in enumerate(self._offered, start=1):
            print(f"   {number}. {reply['title']}")


def as_lines(message: dict[str, Any]) -> str:
    """A message as terminal lines, with its card and how far the interview is."""
    who = message.get("staff_name") or NAMES.get(message["from"], message["from"])
    progress = message.get("progress")
    done = f" [{progress['chapter']} {progress['done']}/{progress['total']}]" if progress else ""
    lines = [f"{who}{done}：{message['text']}" if message["text"] else f"{who}{done}："]
    card = message.get("card")
    return "\n".join(lines + (card_lines(card) if card else []))


def card_lines(card: dict[str, Any]) -> list[str]:
    """The plain facts of a card, one a line."""
    facts = [(key, value) for key, value in card["data"].items() if isinstance(value, str | int | float)]
    items = [f"   │ {item['number']}. {item['label']}：{item['text']}" for item in card["data"].get("items", [])]
    return [f"   ┌ {card['type']}", *(f"   │ {key}: {value}" for key, value in facts), *items]


async def _talk(base: str) -> None:
    timeout = aiohttp.ClientTimeout(total=WAIT_SECONDS + 20)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        chat_session = ChatSession(session, base)
        chat_session.show(await chat_session.open())
        print(HELP)
        while True:
            words = (await asyncio.to_thread(input, "我：")).strip()
            if words:
                chat_session.show(await chat_session.say(words))
            else:
                chat_session.show_choices()


def chat(base: str) -> None:
    """Talk until Ctrl-D or Ctrl-C; one sentence when nobody answers."""
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        try:
            asyncio.run(_talk(base))
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            print(f"{base} 没有回应，请先运行 make serve / no answer: {type(error).__name__}")
            raise SystemExit(1) from None
    print()
