"""A gateway stops or dies in mid-turn; another one, or the next, goes on with the same turn."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TEST_SECRET
from tests.gateway_world import FakeDialogue, Talk, World, until
from tests.service_fixtures import ROOT, free_ports


async def test_sigterm_lets_a_running_turn_end(world: World) -> None:
    world.dialogue.delay = 1.0
    talk = await world.open()
    await talk.post(wait=None, text="你好")
    await asyncio.sleep(0.1)
    await world.gateways[0].stop()
    second = await world.start()
    moved = Talk(talk.http, second.base, talk.conversation_id, talk.token, [])
    assert [m["text"] for m in await moved.history()][-1] == "答：你好"
    assert len(world.dialogue.asked) == 1


async def test_sigterm_hands_back_a_turn_that_does_not_end(world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(type(world.gateways[0].gateway.runner).stop, "__defaults__", (0.3,))
    world.dialogue.delay = 2.0
    talk = await world.open()
    await talk.post(wait=None, text="你好")
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await world.gateways[0].stop()
    assert time.monotonic() - began < 5
    world.dialogue.delay = 0.0
    second = await world.start()
    moved = Talk(talk.http, second.base, talk.conversation_id, talk.token, [])
    assert [m["text"] for m in await moved.events(1, last=2, seconds=4)] == ["答：你好"]


class Process:
    """A gateway as a process of its own."""

    def __init__(self, folder: Path, url: str, dialogue: FakeDialogue) -> None:
        self.port, internal = free_ports(2)
        self.base = f"http://127.0.0.1:{self.port}"
        self._log = (folder / f"gateway-{self.port}.log").open("wb")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JIUJI_")} | {
            "JIUJI_PORT": str(self.port), "JIUJI_INTERNAL_PORT": str(internal), "JIUJI_DATA_DIR": str(folder),
            "JIUJI_DATABASE_URL": url, "JIUJI_SECRET_KEY": TEST_SECRET, "JIUJI_DIALOGUE_URL": dialogue.url,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jiuji", "serve", "--role", "gateway"],
            env=environment, cwd=ROOT, stdout=self._log, stderr=self._log,
        )  # fmt: skip

    async def wait_up(self) -> None:
        def answers() -> bool:
            assert self.process.poll() is None, Path(self._log.name).read_text("utf-8")[-2000:]
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0

        await until(answers, 30)

    def end(self, number: int) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=20)


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    made: list[Process] = []
    yield made
    for one in made:
        one.end(signal.SIGKILL)
        one._log.close()


async def test_sigkill_in_mid_turn_loses_nothing_and_doubles_nothing(
    world: World, processes: list[Process], tmp_path: Path
) -> None:
    """The killed gateway's lease runs out; the other one takes the same turn."""
    process = Process(tmp_path, world.url, world.dialogue)
    processes.append(process)
    await process.wait_up()
    talk = await world.open()
    doomed = Talk(talk.http, process.base, talk.conversation_id, talk.token, [])
    world.dialogue.delay = 1.0
    status, first = await doomed.post(wait=None, text="我腿断了", client_message_id="k1")
    assert status == 202
    await until(lambda: len(world.dialogue.asked) == 1)
    process.end(signal.SIGKILL)
    world.dialogue.delay = 0.0
    status, again = await talk.post(wait=15, text="我腿断了", client_message_id="k1")
    assert again["message_id"] == first["message_id"]

    async def answered() -> bool:
        return [m["text"] for m in await talk.history() if m["text"].startswith("答")] == ["答：我腿断了"]

    await until(answered, 15)
    assert {turn["turn_id"] for turn in world.dialogue.asked} == {first["message_id"]}
    assert await talk.say("还在") == ["答：还在"]


async def test_sigkill_at_any_moment_of_a_talk(small_world: World, processes: list[Process], tmp_path: Path) -> None:
    """Twelve messages, the gateway killed again and again: each has one row and one answer, in order."""
    small_world.dialogue.delay = 0.05
    await small_world.gateways[0].stop()
    process = Process(tmp_path, small_world.url, small_world.dialogue)
    processes.append(process)
    await process.wait_up()
    small_world.gateways[0].base = process.base
    talk = await small_world.open()
    for number in range(12):
        sent = False
        if number % 4 == 3:
            asyncio.get_running_loop().call_later(0.01 * (number % 7), process.end, signal.SIGKILL)
        while not sent:
            try:
                status, _ = await talk.post(wait=1, text=f"第{number}句", client_message_id=f"n{number}")
                sent = status in (200, 202)
            except OSError:
                process = Process(tmp_path, small_world.url, small_world.dialogue)
                processes.append(process)
                await process.wait_up()
                talk.base = process.base
            except Exception as error:
                assert type(error).__name__ in ("ServerDisconnectedError", "ClientOSError", "ClientPayloadError")
    wanted = [f"答：第{number}句" for number in range(12)]

    async def complete() -> bool:
        if process.process.poll() is not None:
            return False
        return [m["text"] for m in await talk.history() if m["text"].startswith("答")] == wanted

    if process.process.poll() is not None:
        process = Process(tmp_path, small_world.url, small_world.dialogue)
        processes.append(process)
        await process.wait_up()
        talk.base = process.base
    await until(complete, 30)
    said = [m["text"] for m in await talk.history() if m["from"] == "resident"]
    assert said == [f"第{number}句" for number in range(12)]
    assert small_world.dialogue.texts == said


async def test_a_gateway_answers_within_five_seconds_and_ends_in_order(
    small_world: World, processes: list[Process], tmp_path: Path
) -> None:
    began = time.monotonic()
    process = Process(tmp_path, small_world.url, small_world.dialogue)
    processes.append(process)
    await process.wait_up()
    assert time.monotonic() - began < 15, "five seconds on a machine that does nothing else"
    assert process.end(signal.SIGTERM) == 0
