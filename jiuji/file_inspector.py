"""The gateway's end of inspecting files: the virus scanner first, then one limited child process for each paper."""

import asyncio
import json
import sys
from contextlib import suppress
from typing import Any, Final

import structlog

from contracts.content_types import content_type_of, paper_kind
from contracts.errors import Unavailable
from contracts.files import LENGTH_BYTES, Inspected
from jiuji.children import bare_environment, frame
from jiuji.virus_scanner import TEST_FILE, is_infected

# children at once, and how long one may take by the clock: a busy machine is slow, a hung child is ended
ROOM: Final = 2
WALL_SECONDS: Final = 30.0
NOT_NOW: Final = "文件现在检查不了，请过一会儿再发一次。打字不受影响。"
log = structlog.get_logger()


class FileInspector:
    """Looks into files for one process; `clamd` is the scanner's `host:port`, where there is one."""

    def __init__(self, clamd: str | None = None) -> None:
        self._clamd = clamd
        self._room = asyncio.Semaphore(ROOM)

    async def inspect(self, body: bytes) -> Inspected:
        """Look into a file of any kind. Raises `Unavailable` when scanner or child cannot be had."""
        if await self._is_malware(body):
            return Inspected(problem="malware")
        content_type = content_type_of(body)
        if content_type is None:
            return Inspected(problem="type")
        if content_type.startswith(("audio/", "video/")):
            return Inspected(content_type, body)
        if paper_kind(content_type) is None:
            return Inspected(problem="type")
        async with self._room:
            return await _ask_child(body, content_type)

    async def _is_malware(self, body: bytes) -> bool:
        if TEST_FILE in body:
            return True
        if self._clamd is None:
            return False
        try:
            return await is_infected(self._clamd, body)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            log.error("files.scanner_away", error=type(error).__name__)
            raise Unavailable(NOT_NOW) from error


async def _ask_child(body: bytes, content_type: str) -> Inspected:
    try:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "paper_reading.inspect_child", env=bare_environment(),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as error:
        log.error("files.no_child", error=type(error).__name__)
        raise Unavailable(NOT_NOW) from error
    try:
        async with asyncio.timeout(WALL_SECONDS):
            said, _ = await child.communicate(frame(json.dumps({"content_type": content_type}).encode()) + frame(body))
        return _answer(said, child.returncode)
    except TimeoutError:
        log.warning("files.child_hung", seconds=WALL_SECONDS)
        return Inspected(problem="unreadable")
    except RuntimeError as error:
        # it had ended before it was asked; uvloop's transport says so in this way
        log.error("files.child_gone", error=type(error).__name__)
        raise Unavailable(NOT_NOW) from error
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def _answer(said: bytes, code: int | None) -> Inspected:
    """What a child said; one that was ended by its limits, or by the file, says nothing."""
    if code is None or code < 0:
        log.warning("files.child_ended", code=code)
        return Inspected(problem="unreadable")
    if code > 0:
        # it did not even begin: that is not the file's fault
        log.error("files.child_failed", code=code)
        raise Unavailable(NOT_NOW)
    about, rest = _next_frame(said)
    body, rest = _next_frame(rest)
    thumbnail, _ = _next_frame(rest)
    found: dict[str, Any] = json.loads(about)
    return Inspected(body=body, thumbnail=thumbnail, **found)


def _next_frame(said: bytes) -> tuple[bytes, bytes]:
    end = LENGTH_BYTES + int.from_bytes(said[:LENGTH_BYTES], "big")
    return said[LENGTH_BYTES:end], said[end:]
