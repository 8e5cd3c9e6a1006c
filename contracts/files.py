"""What looking into a file gives: the file as it may be kept, or the one word why it may not."""

from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

# bytes of one file as it is sent, and what is stored of one
LARGEST_FILE: Final = 10 * 1024**2
# what a frame between our processes begins with: the length of what follows, big-endian
LENGTH_BYTES: Final = 4

FileProblem = Literal[
    "type", "too_large", "too_many", "truncated", "too_many_pixels", "locked", "active", "malware", "unreadable"
]


@dataclass(frozen=True)
class Inspected:
    """A file that was looked into. With `problem` there is nothing else; else `body` is what may be stored.

    A photo comes back as an upright JPEG without EXIF; recordings and videos as they came, without thumbnail.
    """

    content_type: str = ""
    body: bytes = field(default=b"", repr=False)
    thumbnail: bytes = field(default=b"", repr=False)
    pages: int = 0
    width: int = 0
    height: int = 0
    problem: FileProblem | None = None


class Inspector(Protocol):
    """Looks into files in a place where a bad one can do no harm."""

    async def inspect(self, body: bytes) -> Inspected:
        """Look into a file of any kind. Raises `Unavailable` when nobody can look into it now."""
        ...
