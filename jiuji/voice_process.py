"""The worker's end of the listening process: started when needed, one sound at a time, ended when it hangs."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from contracts.files import LENGTH_BYTES
from jiuji.children import bare_environment, drain, end, frame, last_words

START_SECONDS: Final = 120.0
HEAR_SECONDS: Final = 25.0
# after a failed start: not at once again, a broken model would keep the machine busy
PAUSE_SECONDS: Final = 30.0


class EngineAway(Exception):
    """The engine does not run, ended or hung; the text says why, for `jiuji doctor`."""


@dataclass(frozen=True)
class Heard:
    """What a recording says: `words` may be empty; `problem` when it could not be decoded."""

    words: str = ""
    seconds: float = 0.0
    took: float = 0.0
    problem: str | None = None


class VoiceEngine:
    """One listening process; `hear` starts it when it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()
        self._not_before = 0.0
        self.load_seconds = 0.0

    async def start(self) -> None:
        """Have the model loaded. Raises `EngineAway`."""
        async with self._one_at_a_time:
            await self._start()

    async def _start(self) -> None:
        if self._process and self._process.returncode is None:
            return
        if time.monotonic() < self._not_before:
            raise EngineAway("it failed a moment ago")
        self._not_before = time.monotonic() + PAUSE_SECONDS
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "jiuji.voice_engine", str(self._folder), env=bare_environment(),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            first = await asyncio.wait_for(self._reply(), START_SECONDS)
        except (TimeoutError, asyncio.IncompleteReadError):
            raise EngineAway(await last_words(self._process)) from None
        if "ready" not in first:
            await self.close()
            raise EngineAway(str(first.get("problem")))
        # what it prints from now on could be about somebody's words
        self._drain = asyncio.create_task(drain(self._process))
        self.load_seconds, self._not_before = float(first["ready"]), 0.0

    async def hear(self, body: bytes) -> Heard:
        """What is said in a recording. Raises `EngineAway`."""
        async with self._one_at_a_time:
            await self._start()
            try:
                async with asyncio.timeout(HEAR_SECONDS):
                    reply = await self._ask(body)
            except TimeoutError:
                await self.close()
                raise EngineAway(f"no answer within {HEAR_SECONDS:.0f} s") from None
            except (asyncio.IncompleteReadError, ConnectionError):
                await self.close()
                raise EngineAway("it ended while listening: do model and tokens belong together?") from None
            except asyncio.CancelledError:
                # its answer would be taken for the next one's
                await self.close()
                raise
        return Heard(**reply)

    async def _ask(self, body: bytes) -> dict[str, Any]:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(frame(body))
        await self._process.stdin.drain()
        return await self._reply()

    async def _reply(self) -> dict[str, Any]:
        assert self._process is not None and self._process.stdout is not None
        length = int.from_bytes(await self._process.stdout.readexactly(LENGTH_BYTES), "big")
        reply: dict[str, Any] = json.loads(await self._process.stdout.readexactly(length))
        return reply

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        await end(process)
