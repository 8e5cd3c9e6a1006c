"""What residents wait while papers are read beside them; alone: `python tests/load/papers_beside.py`."""

import asyncio
import secrets
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402

from jiuji.settings import load_settings  # noqa: E402
from jiuji.train import train  # noqa: E402
from tests.load.contenders import LOCAL, Processes, Service, service_environment, wait_until  # noqa: E402
from tests.load.measures import CYCLE, PRELUDE, Latency, latency_of  # noqa: E402
from tests.papers import TUNING_SEEDS, make_paper  # noqa: E402
from tests.service_fixtures import free_ports  # noqa: E402

PHOTOS = 20
TURNS = 200
# of a message that shows that the last of them was read
READ_WORDS = ("看清了", "没读出来", "认不出")
LONGEST = 300.0


async def turns_beside_papers(session: aiohttp.ClientSession, port: int) -> tuple[Latency, Latency, int]:
    """Latency of one resident's turns alone, then while another one's twenty photos are read, and how many those were."""
    service, base = Service(session, port), f"{LOCAL}:{port}"
    photos = [make_paper("id_card_front", TUNING_SEEDS - number).jpeg() for number in range(1, PHOTOS + 1)]
    alone = latency_of(await _talk(service, TURNS, None))
    sender = await service.open()
    for text in PRELUDE:
        await service.say(sender, text)
    await _send(session, base, sender, photos)
    done = asyncio.create_task(_until_read(session, base, sender))
    spent = await _talk(service, TURNS * 5, done)
    done.cancel()
    return alone, latency_of(spent), len(spent)


async def _talk(service: Service, most: int, until: "asyncio.Task[None] | None") -> list[float]:
    conversation, spent = await service.open(), []
    for number in range(most):
        text = PRELUDE[number] if number < len(PRELUDE) else CYCLE[number % len(CYCLE)]
        began = time.perf_counter()
        if not await service.say(conversation, text):
            raise RuntimeError(f"turn {number + 1} was not answered")
        spent.append(time.perf_counter() - began)
        if until is not None and until.done():
            break
    return spent[len(PRELUDE) :]


async def _send(session: aiohttp.ClientSession, base: str, sender: dict[str, Any], photos: list[bytes]) -> None:
    headers = {"Authorization": f"Bearer {sender['token']}"}
    ids = []
    for body in photos:
        form = aiohttp.FormData()
        form.add_field("file", body, filename="photo.jpg", content_type="image/jpeg")
        async with session.post(f"{base}/api/chat/attachments", data=form, headers=headers) as answer:
            ids.append((await answer.json())["attachment_id"])
    message = {"client_message_id": uuid.uuid4().hex, "attachment_ids": ids}
    async with session.post(f"{base}/api/chat/messages", json=message, headers=headers) as answer:
        answer.raise_for_status()


async def _until_read(session: aiohttp.ClientSession, base: str, sender: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {sender['token']}"}
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        async with session.get(f"{base}/api/chat/history", headers=headers) as answer:
            said = "".join(message["text"] for message in (await answer.json())["messages"])
        if any(words in said for words in READ_WORDS):
            return
        await asyncio.sleep(0.5)


async def _measure(port: int) -> None:
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        alone, beside, count = await turns_beside_papers(session, port)
    print(f"turn p95 alone {alone.p95} ms, beside {PHOTOS} photos {beside.p95} ms ({count} turns): "
          f"{beside.p95 / alone.p95:.2f} ×; p50 {alone.p50} and {beside.p50} ms")  # fmt: skip


def main() -> None:
    """Start a whole service, measure, print."""
    settings = load_settings()
    train(settings)
    ports = dict(zip(("gateway", "internal", "dialogue", "stock", "actions"), free_ports(5), strict=True))
    with tempfile.TemporaryDirectory(prefix="jiuji-bench-") as folder:
        environment = service_environment(Path(folder), ports, settings.model_dir, secrets.token_urlsafe(32))
        processes = Processes(Path(folder), environment)
        try:
            processes.start("ours", "-m", "jiuji", "serve")
            wait_until(lambda: "NOT ready" in (log := (Path(folder) / "ours.log").read_text()) or "ready after" in log, 300,
                       "service")  # fmt: skip
            asyncio.run(_measure(ports["gateway"]))
        finally:
            processes.stop()


if __name__ == "__main__":
    main()
