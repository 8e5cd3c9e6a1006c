"""The reading process: `python -m paper_reading.read_child`, files in, what their pages say out, until its input ends.

A process of its own because strangers' files are decoded here and because reading takes a core for a second: it holds
no key and no database and gives way to everything else. Each frame is a length (4 bytes, big-endian) and a body. Out
comes `{"ready": seconds}` or `{"problem": text}` once; then for each file two frames in, a header
`{"content_type", "today"}` and the bytes, and one out, `{"pages": [PaperReading]}`.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from contracts.papers import PaperReading

if TYPE_CHECKING:
    from paper_reading.engine import Engine

LENGTH_BYTES: Final = 4
NICENESS: Final = 10
# of computing, not of waiting: a busy machine must not fail a file
FILE_SECONDS: Final = 40.0
MEMORY_BYTES: Final = 1024**3


class TooLong(BaseException):
    """A file took more than its share; no `Exception`, so that no decoder takes it for its own."""


def main() -> int:
    """Read until the input ends; 1 when the engine cannot be loaded."""
    # the engine and its libraries may print: replies have a way of their own
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit()
    began = time.monotonic()
    try:
        engine = _load_engine()
    except Exception as error:  # whatever it is, the owner must hear of it
        _say(out, {"problem": f"{type(error).__name__}: {str(error)[:300]}"})
        return 1
    _say(out, {"ready": round(time.monotonic() - began, 3)})
    source = sys.stdin.buffer
    while (header := _frame(source)) is not None and (body := _frame(source)) is not None:
        _say(out, {"pages": [page.model_dump(mode="json") for page in read_limited(engine, header, body)]})
        _give_memory_back()
    return 0


def read_limited(engine: "Engine", header: bytes, body: bytes, seconds: float = FILE_SECONDS) -> list[PaperReading]:
    """What a file says, within `seconds` of computing; it never raises."""
    from paper_reading.reader import read_file

    pages: list[PaperReading] = []
    try:
        asked = json.loads(header)
        with _at_most(seconds):
            for page in read_file(engine, body, asked["content_type"], date.fromisoformat(asked["today"])):
                pages.append(page)
    except TooLong:
        pages.append(PaperReading(page=len(pages), problem="too_long"))
    except MemoryError:
        pages.append(PaperReading(page=len(pages), problem="too_large"))
    except Exception:  # a stranger's file may break anything; what it was stays out of every log
        pages.append(PaperReading(page=len(pages), problem="unreadable"))
    return pages


def _limit() -> None:
    """Give way to others, use one core and so much memory, and leave no file behind when it crashes."""
    os.nice(NICENESS)
    os.environ["OMP_NUM_THREADS"] = "1"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))


def _load_engine() -> "Engine":
    # after the limits: libraries count cores and take threads when they are loaded
    import cv2

    from paper_reading.engine import Engine

    cv2.setNumThreads(1)
    return Engine()


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after so many seconds of computing."""

    def stop(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _give_memory_back() -> None:
    """Return freed memory to the system: a large file must not keep the process large."""
    ctypes.CDLL(None).malloc_trim(0)


def _frame(source: BinaryIO) -> bytes | None:
    """The next frame, or None when the input has ended."""
    head = source.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    body = source.read(length)
    return body if len(body) == length else None


def _say(out: BinaryIO, reply: dict[str, Any]) -> None:
    body = json.dumps(reply, ensure_ascii=False).encode()
    out.write(len(body).to_bytes(LENGTH_BYTES, "big") + body)
    out.flush()


if __name__ == "__main__":
    raise SystemExit(main())
