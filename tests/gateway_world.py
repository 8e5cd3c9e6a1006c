"""A gateway under test: real database, real ports, and a small dialogue of our own in place of Rasa.

The stand-in is for tests of the gateway alone; conversation tests use the real dialogue.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest
from aiohttp import web

from casework.services.context import Casework
from casework.storage.database import Database
from casework.storage.files import FileStore
from contracts.keyring import Keyring
from jiuji.file_inspector import FileInspector
from jiuji.gateway import Gateway, build_gateway, serving
from jiuji.settings import Settings
from policy.book import PolicyBook
from tests.conftest import TEST_SECRET
from tests.service_fixtures import free_ports


class FakeDialogue:
    """Answers `答：<text>` and keeps what it was asked; the same turn id again gets the stored reply."""

    def __init__(self) -> None:
        self.port = free_ports(1)[0]
        self.asked: list[dict[str, Any]] = []
        self.thought: dict[str, dict[str, Any]] = {}
        self.delay = 0.0
        self.failures: list[int] = []
        self.state = "ready"
        self.overlaps = 0
        self._inside: dict[str, int] = {}
        self._site: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        """What it thought about, in order; repeats of a turn id are not thought about again."""
        return [turn["text"] for turn in self.thought.values()]

    async def start(self) -> None:
        app = web.Application()
        app.add_routes([web.post("/turn", self._turn), web.get("/readyz", self._ready)])
        self._site = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._site.setup()
        await web.TCPSite(self._site, "127.0.0.1", self.port, reuse_address=True).start()

    async def stop(self) -> None:
        if self._site:
            await self._site.cleanup()
            self._site = None

    async def _ready(self, request: web.Request) -> web.Response:
        body = {"state": self.state, "model_id": "m1", "expected_model_id": "m1"}
        return web.json_response(body, status=200 if self.state == "ready" else 503)

    async def _turn(self, request: web.Request) -> web.Response:
        assert request.headers["X-Jiuji-Secret"]
        turn = await request.json()
        self.asked.append(turn)
        if self.state != "ready":
            return web.json_response({"error": {}}, status=503)
        talk = turn["conversation_id"]
        self._inside[talk] = self._inside.get(talk, 0) + 1
        self.overlaps += self._inside[talk] > 1
        try:
            await asyncio.sleep(self.delay)
        finally:
            self._inside[talk] -= 1
        if self.failures:
            return web.json_response({"error": {}}, status=self.failures.pop(0))
        self.thought.setdefault(turn["turn_id"], turn)
        return web.json_response({"turn_id": turn["turn_id"], "bubbles": [self._bubble(turn)], "model_id": "m1"})

    def _bubble(self, turn: dict[str, Any]) -> dict[str, Any]:
        said = turn["text"] or f"<{turn['command']['intent']}>"
        choice = {"title": "同意", "command": {"intent": "inform", "values": {"key": "consent_privacy", "value": True}}}
        return {"text": f"答：{said[:80]}", "choices": [choice]}


@dataclass
class Talk:
    """One resident's side of a conversation over the public API."""

    http: aiohttp.ClientSession
    base: str
    conversation_id: str
    token: str
    opening: list[dict[str, Any]]
    count: int = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, wait: float | None = 10, **body: Any) -> tuple[int, dict[str, Any]]:
        """POST a message as given."""
        self.count += 1
        body.setdefault("client_message_id", f"m{self.count}")
        query = f"?wait={wait}" if wait is not None else ""
        url = f"{self.base}/api/chat/messages{query}"
        async with self.http.post(url, json=body, headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def say(self, text: str, **more: Any) -> list[str]:
        """The texts said in answer."""
        status, body = await self.post(text=text, **more)
        assert status == 200, body
        return [message["text"] for message in body["messages"]]

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        async with self.http.get(f"{self.base}{path}", headers=self.headers) as answer:
            return answer.status, await answer.json()

    async def history(self) -> list[dict[str, Any]]:
        return list((await self.get("/api/chat/history?limit=100"))[1]["messages"])

    async def events(self, count: int, last: int | None = None, seconds: float = 10) -> list[dict[str, Any]]:
        """The next `count` messages of the event stream."""
        found: list[dict[str, Any]] = []
        headers = self.headers | ({"Last-Event-ID": str(last)} if last is not None else {})
        async with asyncio.timeout(seconds), self.http.get(f"{self.base}/api/chat/events", headers=headers) as stream:
            assert stream.status == 200
            async for line in stream.content:
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
                if len(found) == count:
                    return found
        return found


@dataclass
class Running:
    """One gateway that listens."""

    gateway: Gateway
    base: str
    internal: str
    stack: AsyncExitStack

    @property
    def cw(self) -> Casework:
        return self.gateway.cw

    async def stop(self) -> None:
        """As SIGTERM does."""
        await self.stack.aclose()


@dataclass
class World:
    """A database, a dialogue, and as many gateways as a test wants."""

    url: str
    book: PolicyBook
    folder: Path
    dialogue: FakeDialogue
    http: aiohttp.ClientSession
    gateways: list[Running] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    def settings(self) -> Settings:
        port, internal = free_ports(2)
        return Settings(
            port=port, internal_port=internal, data_dir=self.folder, database_url=self.url, secret_key=TEST_SECRET,
            dialogue_url=self.dialogue.url, **self.extra,
        )  # fmt: skip

    async def start(self) -> Running:
        """Another gateway process's worth of parts, with its own connections."""
        settings = self.settings()
        keyring = Keyring([TEST_SECRET])
        files = FileStore(settings.data_dir / "files", keyring)
        inspector = FileInspector(settings.clamd)
        cw = Casework(Database(settings.database), keyring, self.book, files=files, inspector=inspector)
        gateway, stack = build_gateway(settings, cw), AsyncExitStack()
        stack.push_async_callback(cw.database.close)
        await stack.enter_async_context(serving(settings, gateway))
        local = "http://127.0.0.1"
        running = Running(gateway, f"{local}:{settings.port}", f"{local}:{settings.internal}", stack)
        self.gateways.append(running)
        return running

    async def open(self, running: Running | None = None, **body: Any) -> Talk:
        """A resident opens the page."""
        base = (running or self.gateways[0]).base
        async with self.http.post(f"{base}/api/chat/conversations", json=body) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()
        return Talk(self.http, base, made["conversation_id"], made["token"], made["messages"])

    async def close(self) -> None:
        for running in self.gateways:
            with contextlib.suppress(Exception):
                await running.stop()
        await self.dialogue.stop()
        await self.http.close()

    async def __aenter__(self) -> Self:
        await self.dialogue.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()


async def _world(url: str, book: PolicyBook, folder: Path) -> AsyncIterator[World]:
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    async with World(url, book, folder, FakeDialogue(), session) as world:
        await world.start()
        yield world


@pytest.fixture
async def world(database_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path) -> AsyncIterator[World]:
    """One gateway and its dialogue, on SQLite and again on PostgreSQL."""
    async for made in _world(database_url, policy_book, tmp_path):
        yield made


@pytest.fixture
async def small_world(
    sqlite_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path
) -> AsyncIterator[World]:
    """The same on SQLite only: for what does not depend on the database."""
    async for made in _world(sqlite_url, policy_book, tmp_path):
        yield made


async def until(check: Any, seconds: float = 10.0) -> Any:
    """Wait for something true; the last value is the error."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while True:
        value = check()
        value = await value if asyncio.iscoroutine(value) else value
        if value:
            return value
        assert loop.time() < end, f"not within {seconds} s: {value!r}"
        await asyncio.sleep(0.03)
