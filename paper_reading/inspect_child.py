"""`python -m paper_reading.inspect_child`: looks into one file, with little memory and time, then ends.

In: a frame with `{"content_type": …}`, a frame with the file. Out: a frame with what was found as JSON, then what may
be stored and the thumbnail, each as a frame. A frame is four bytes of length, big-endian, and as many bytes.
"""

import json
import resource
import sys
from typing import BinaryIO, Final

from contracts.files import LENGTH_BYTES, Inspected
from paper_reading.inspection import inspect_paper

# 40 megapixels with transparency are decoded within it
MEMORY_BYTES: Final = 1200 * 1024**2
CPU_SECONDS: Final = 20


def limit_self() -> None:
    """From here on: so much memory and computing time, no file written, no dump of what was in memory."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def read_frame(stream: BinaryIO) -> bytes:
    """The next frame."""
    return stream.read(int.from_bytes(stream.read(LENGTH_BYTES), "big"))


def frame(body: bytes) -> bytes:
    """Bytes with their length before them."""
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def framed(found: Inspected) -> bytes:
    """The three frames of an answer."""
    about = {"content_type": found.content_type, "pages": found.pages, "width": found.width,
             "height": found.height, "problem": found.problem}  # fmt: skip
    return frame(json.dumps(about).encode()) + frame(found.body) + frame(found.thumbnail)


def main() -> None:
    """Look into the file on the standard input."""
    limit_self()
    about, body = json.loads(read_frame(sys.stdin.buffer)), read_frame(sys.stdin.buffer)
    sys.stdout.buffer.write(framed(inspect_paper(body, about["content_type"])))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
