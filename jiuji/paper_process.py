"""The worker's end of the reading process: started when needed, one file at a time, ended when it hangs or idles."""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from contracts.files import LENGTH_BYTES
from contracts.papers import PaperReading
from jiuji.children import bare_environment, drain, end, frame, last_words

START_SECONDS: Final = 120.0
# the process limits its own computing; on a busy machine that takes long, and only a hung one takes this long
READ_SECONDS: Final = 240.0
# after a failed start: not at once again, a broken installation would keep the machine busy
PAUSE_SECONDS: Final = 10.0
READ_CHILD: Final = (sys.executable, "-m", "paper_reading.read_child")
_LONGEST_REPLY: Final = 16 * 1024**2
_LONGEST_ERROR: Final = 4000


class ReaderAway(Exception):
    """The reading process does not run, ended or hung; the text says why, for `jiuji doctor`, `code` for the record."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


class Unreadable(Exception):
    """The process is well and cannot read this file; trying again would not help."""


class PaperEngine:
    """One reading process; `read` starts it when it is not there."""

    def __init__(self, command: Sequence[str] = READ_CHILD) -> None:
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()
        self._not_before = 0.0
        self.load_seconds = 0.0

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Have the models loaded. Raises `ReaderAway`."""
        async with self._one_at_a_time:
            await self._start()

    async def _start(self) -> None:
        if self.pid is not None:
            return
        if time.monotonic() < self._not_before:
            raise ReaderAway("reader_away", "it failed a moment ago")
        self._not_before = time.monotonic() + PAUSE_SECONDS
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=bare_environment(), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            first = await asyncio.wait_for(self._reply(), START_SECONDS)
        except (TimeoutError, asyncio.IncompleteReadError, ValueError):
            raise ReaderAway("reader_away", await last_words(self._process)) from None
        if "ready" not in first:
            await self.close()
            raise ReaderAway("reader_away", str(first.get("problem")))
        # what it prints from now on could be about somebody's paper
        self._drain = asyncio.create_task(drain(self._process))
        self.load_seconds, self._not_before = float(first["ready"]), 0.0

    async def read(self, body: bytes, content_type: str, today: date) -> list[PaperReading]:
        """What the pages of a file say. Raises `ReaderAway`, or `Unreadable` for a file that is nothing to read."""
        async with self._one_at_a_time:
            await self._start()
            try:
                async with asyncio.timeout(READ_SECONDS):
                    return await self._ask(body, content_type, today)
            except TimeoutError:
                await self.close()
                raise ReaderAway("reader_slow", f"no answer within {READ_SECONDS:.0f} s") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                await self.close()
                raise ReaderAway("reader_ended", "it ended while reading") from None
            except asyncio.CancelledError:
                # its answer would be taken for the next one's
                await self.close()
                raise

    async def _ask(self, body: bytes, content_type: str, today: date) -> list[PaperReading]:
        assert self._process is not None and self._process.stdin is not None
        header = json.dumps({"content_type": content_type, "today": today.isoformat()}).encode()
        self._process.stdin.write(frame(header) + frame(body))
        await self._process.stdin.drain()
        try:
            reply = await self._reply()
            if "pages" not in reply:
                raise Unreadable(str(reply.get("problem"))[:_LONGEST_ERROR])
            return [PaperReading.model_validate(page) for page in reply["pages"]]
        except ValueError:
            # not in step with it any more, or another version of it
            await self.close()
            raise ReaderAway("reader_garbled", "its answer cannot be understood") from None

    async def _reply(self) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None
        length = int.from_bytes(await self._process.stdout.readexactly(LENGTH_BYTES), "big")
        if length > _LONGEST_REPLY:
            raise ValueError("too long a frame")
        reply = json.loads(await self._process.stdout.readexactly(length))
        if not isinstance(reply, dict):
            raise ValueError("no object")
        return reply

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        await end(process)
