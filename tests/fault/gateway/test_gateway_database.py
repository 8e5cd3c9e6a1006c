"""The database goes away in mid-sentence and comes back: nothing is lost, nothing is doubled, no bare 500."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from casework.services import conversations
from casework.services.context import Casework
from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.conftest import PostgresServer
from tests.gateway_world import Talk, World, _world, until


@pytest.fixture
async def on_postgres(
    postgres: PostgresServer, postgres_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path
) -> AsyncIterator[World]:
    """A gateway on PostgreSQL."""
    async for made in _world(postgres_url, policy_book, tmp_path):
        yield made


async def _until_taken(talk: Talk, number: int) -> list[str]:
    """Send one message as a page does: again with the same id until it is taken."""
    for _ in range(40):
        status, body = await talk.post(text=f"第{number}句", client_message_id=f"p{number}")
        if status == 200:
            return [m["text"] for m in body["messages"]]
        assert status == 503 and body["error"]["code"] == "unavailable"
        await asyncio.sleep(0.05)
    raise AssertionError("never taken")


@pytest.mark.postgres
async def test_connections_cut_in_mid_transaction(on_postgres: World, postgres: PostgresServer) -> None:
    name = make_url(on_postgres.url).database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    talk = await on_postgres.open()
    stopping = asyncio.Event()

    async def cutting() -> None:
        while not stopping.is_set():
            await asyncio.sleep(0.11)
            await asyncio.to_thread(postgres.run, cut)

    task = asyncio.create_task(cutting())
    for number in range(15):
        await _until_taken(talk, number)
    stopping.set()
    await task
    wanted = [f"答：第{number}句" for number in range(15)]

    async def complete() -> bool:
        status, body = await talk.get("/api/chat/history?limit=100")
        return status == 200 and [m["text"] for m in body["messages"] if m["text"].startswith("答")] == wanted

    await until(complete, 25)
    said = [m["text"] for m in await talk.history() if m["from"] == "resident"]
    assert said == [f"第{number}句" for number in range(15)]
    assert on_postgres.dialogue.texts == said


async def test_another_writer_holds_the_file_for_a_second(small_world: World) -> None:
    """SQLite has one writer: the gateway waits its turn."""
    talk = await small_world.open()
    other = sqlite3.connect(make_url(small_world.url).database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(1.0, other.rollback)
    began = asyncio.get_running_loop().time()
    assert await talk.say("你好") == ["答：你好"]
    assert asyncio.get_running_loop().time() - began >= 0.9
    other.close()


async def test_many_writers_of_one_process_all_get_their_turn(casework_sqlite: Casework) -> None:
    made = await conversations.open_conversation(
        casework_sqlite, channel="web", account="", identity_hash="h", region=None
    )

    async def write(number: int) -> None:
        await conversations.record_inbound(
            casework_sqlite, made.id, dedup_key=str(number), text="x", command=None, ask=False
        )

    await asyncio.gather(*(write(number) for number in range(60)))
    assert len(await conversations.messages_after(casework_sqlite, made.id, 0, 100)) == 60


async def test_a_cancelled_writer_leaves_the_file_usable(casework_sqlite: Casework) -> None:
    """A caller that is cancelled in the commit must not leave the connection in a transaction."""
    for pause in (0.0, 0.0005, 0.001, 0.002, 0.004, 0.008):
        task = asyncio.create_task(conversations.open_conversation(
            casework_sqlite, channel="web", account="", identity_hash=str(pause), region=None
        ))  # fmt: skip
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    made = await conversations.open_conversation(
        casework_sqlite, channel="web", account="", identity_hash="last", region=None
    )
    assert made.id
