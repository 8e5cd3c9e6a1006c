"""Strip download addresses from uv.lock: a git clean filter, so that the committed lock pins versions only.

uv completes such a lock from whatever package index the machine uses, without changing a version
(docs/decisions/0003-portable-lock.md). Reads the lock on stdin, writes it on stdout.
"""

import re
import sys


def portable(lock: str) -> str:
    """The lock without wheels, sources of files and index addresses; idempotent."""
    lock = re.sub(r"\[manifest\]\noverrides = \[\n(?:    .*\n)*\]\n", "", lock)
    lock = re.sub(r"^sdist = .*\n", "", lock, flags=re.M)
    lock = re.sub(r"^wheels = \[\n(?:    .*\n)*\]\n", "", lock, flags=re.M)
    return re.sub(r'registry = "[^"]*"', 'registry = "index"', lock)


if __name__ == "__main__":
    sys.stdout.write(portable(sys.stdin.read()))
