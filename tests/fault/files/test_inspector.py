"""Who looks into files: a child without our settings, ended when it hangs; a scanner that may be away."""

import asyncio
import os
import stat
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contracts.errors import Unavailable
from jiuji import file_inspector
from jiuji.file_inspector import FileInspector
from tests.gateway_world import World, until
from tests.paper_files import HTML, jpeg
from tests.upload_steps import attach


def instead_of_python(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the inspector starts is this shell script."""
    path = folder / "child"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(path))


async def test_a_child_knows_nothing_of_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUJI_SECRET_KEY", "a-secret-of-the-tests")
    monkeypatch.setenv("JIUJI_DATABASE_URL", "sqlite:///secret.db")
    instead_of_python(tmp_path, f"cat > /dev/null; env > {tmp_path}/env; kill -9 $$", monkeypatch)
    assert (await FileInspector().inspect(jpeg())).problem == "unreadable"
    seen = (tmp_path / "env").read_text()
    assert "PATH=" in seen and "JIUJI_" not in seen


async def test_a_child_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_inspector, "WALL_SECONDS", 0.5)
    instead_of_python(tmp_path, f"echo $$ > {tmp_path}/pid; exec sleep 60", monkeypatch)
    began = time.monotonic()
    assert (await FileInspector().inspect(jpeg())).problem == "unreadable"
    assert time.monotonic() - began < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.parametrize("script", ["cat > /dev/null; exit 1", "exit 127"])
async def test_a_child_that_cannot_begin_is_our_fault_not_the_photos(
    small_world: World, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await small_world.open()
    with monkeypatch.context() as patch:
        instead_of_python(small_world.folder, script, patch)
        status, said = await attach(talk, jpeg())
    assert (status, said["error"]["message"]) == (503, file_inspector.NOT_NOW)
    assert await talk.say("还在吗") == ["答：还在吗"]
    assert (await attach(talk, jpeg()))[0] == 201


async def test_the_child_limits_itself_before_it_reads() -> None:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "paper_reading.inspect_child", stdin=asyncio.subprocess.PIPE
    )
    wanted = {"Max address space": "1258291200", "Max cpu time": "20", "Max file size": "0", "Max core file size": "0"}

    def limited() -> bool:
        lines = Path(f"/proc/{child.pid}/limits").read_text().splitlines()
        return all(
            any(line.startswith(name) and line.split()[-2] == most for line in lines) for name, most in wanted.items()
        )

    try:
        await until(limited, 20)
    finally:
        child.kill()
        await child.wait()


# --- the scanner


class Clamd:
    """Speaks clamd's INSTREAM: finds what contains `<script>`."""

    def __init__(self) -> None:
        self.port, self.scanned = 0, 0
        self.answer: bytes | None = None
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        body = b""
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            body += await reader.readexactly(size)
        self.scanned += 1
        found = b"stream: Html.Test FOUND\0" if b"<script>" in body else b"stream: OK\0"
        writer.write(self.answer or found)
        writer.close()


@pytest.fixture
async def clamd() -> AsyncIterator[Clamd]:
    made = Clamd()
    await made.start()
    yield made
    await made.stop()


async def test_what_the_scanner_finds_is_refused(clamd: Clamd) -> None:
    inspector = FileInspector(f"127.0.0.1:{clamd.port}")
    assert (await inspector.inspect(jpeg() + HTML)).problem == "malware"
    large = jpeg() + bytes(3 * 1024**2)
    assert (await inspector.inspect(large)).problem is None
    assert clamd.scanned == 2


async def test_without_the_scanner_nothing_is_kept(clamd: Clamd) -> None:
    inspector = FileInspector(f"127.0.0.1:{clamd.port}")
    clamd.answer = b"INSTREAM size limit exceeded. ERROR\0"
    with pytest.raises(Unavailable):
        await inspector.inspect(jpeg())
    await clamd.stop()
    with pytest.raises(Unavailable):
        await inspector.inspect(jpeg())
    await clamd.start()
    clamd.answer = None
    assert (await inspector.inspect(jpeg())).problem is None
