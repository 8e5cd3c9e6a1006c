"""What every child process of ours shares: frames on its pipes, no settings in its environment, an end."""

import asyncio
import os
from contextlib import suppress
from typing import Final

from contracts.files import LENGTH_BYTES

_LONGEST_ERROR: Final = 4000


def frame(body: bytes) -> bytes:
    """Bytes with their length in front, big-endian."""
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def bare_environment() -> dict[str, str]:
    """Without our settings: no key and no database for a process that decodes what strangers send."""
    return {name: value for name, value in os.environ.items() if not name.startswith("JIUJI_")}


async def drain(process: asyncio.subprocess.Process) -> None:
    """Read and forget what it prints."""
    assert process.stderr is not None
    while await process.stderr.read(65536):
        pass


async def last_words(process: asyncio.subprocess.Process) -> str:
    """Why it ended, in its own words; it prints them before it ends. It is ended now if it has not."""
    assert process.stderr is not None
    with suppress(ProcessLookupError):
        process.kill()
    said = (await process.stderr.read())[-_LONGEST_ERROR:].decode("utf-8", "replace").strip()
    await process.wait()
    return said or f"it ended with {process.returncode}"


async def end(process: asyncio.subprocess.Process | None) -> None:
    """End it, if it runs."""
    if process is not None and process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
