"""A reading process for tests: speaks the frames of `paper_reading.read_child`, answers what the file itself says.

A file is JSON: `{"pages": [PaperReading...]}`, and besides `sleep` (seconds), `end` (the process ends), `end_once` (a
file to leave behind; ends the first time only), `garbled`, or `log` (a file that gets a line for each reading). What is
no JSON has one page that cannot be read.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

SOURCE, OUT = sys.stdin.buffer, sys.stdout.buffer


def frame(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    return source.read(int.from_bytes(head, "big")) if len(head) == 4 else None


def say(reply: Any) -> None:
    body = json.dumps(reply).encode()
    OUT.write(len(body).to_bytes(4, "big") + body)
    OUT.flush()


def orders_in(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"pages": [{"problem": "unreadable"}]}
    return found if isinstance(found, dict) else {"pages": []}


def obey(orders: dict[str, Any]) -> None:
    time.sleep(orders.get("sleep", 0))
    if log := orders.get("log"):
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(f"{orders.get('name')}\n")
    once = orders.get("end_once")
    if orders.get("end") or (once and not Path(once).exists()):
        if once:
            Path(once).touch()
        os._exit(9)
    if orders.get("garbled"):
        say(["not", "an", "object"])


def main() -> None:
    say({"problem": "no models"} if "--broken" in sys.argv else {"ready": 0.01})
    while (header := frame(SOURCE)) is not None and (body := frame(SOURCE)) is not None:
        assert set(json.loads(header)) == {"content_type", "today"}
        orders = orders_in(body)
        obey(orders)
        say({"pages": orders["pages"]})


if __name__ == "__main__":
    main()
