"""The worker killed in the middle of a batch: every file ends read or visibly failed, none lost or doubled."""

import asyncio
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from sqlalchemy import select

from casework.services.context import Casework
from casework.services.paper_work import LEASE
from casework.storage.files import FileStore
from casework.storage.models import Turn
from casework.storage.paper_models import PaperRecord
from tests.casework_steps import complete
from tests.paper_steps import invoice, later, photo, reading_loop, rows, told_to_fake_reader, until_settled

BATCH = 20
PATIENCE_SECONDS = 90


@contextmanager
def worker(url: str, folder: Path, ahead: float) -> Iterator["Popen[bytes]"]:
    """A worker whose clock is so many seconds ahead; killed at the end at the latest."""
    command = [sys.executable, "-m", "tests.paper_worker", url, str(folder), str(ahead)]
    running = Popen(command)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait(timeout=20)


async def settled(cw: Casework, wanted: int) -> list[PaperRecord]:
    """Until so many are read or failed."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = list((await rows(cw)).values())
        if sum(row.state in ("read", "failed") for row in found) >= wanted:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError(Counter(row.state for row in (await rows(cw)).values()))


def readings(log: Path) -> Counter[str]:
    """How often each file was given to a reader."""
    return Counter(log.read_text(encoding="utf-8").split())


async def test_a_worker_killed_twice_in_a_batch_of_twenty(
    casework: Casework, database_url: str, tmp_path: Path
) -> None:
    folder, log = tmp_path / "files", tmp_path / "read.log"
    casework.files = FileStore(folder, casework.keyring)
    conversation, _ = await complete(casework)
    bad = await photo(casework, conversation, told_to_fake_reader([], end=True))
    sent = {
        await photo(casework, conversation, told_to_fake_reader([invoice(str(n))], sleep=0.1, log=str(log), name=n)): n
        for n in range(1, BATCH)
    }
    step = LEASE.total_seconds() + 1
    with worker(database_url, folder, 0.0):
        await settled(casework, 5)
    with worker(database_url, folder, step):
        await settled(casework, 12)
    assert any(row.state not in ("read", "failed") for row in (await rows(casework)).values())
    # a third one ends the batch; later tries of the file that ends its reader are minutes apart
    later(casework, 2 * step)
    async with reading_loop(casework):
        found = await until_settled(casework, PATIENCE_SECONDS, skips=True)
        await asyncio.sleep(1.2)
    assert found.keys() == {bad, *sent}
    assert found[bad].state == "failed" and found[bad].problem
    assert {row.state for key, row in found.items() if key != bad} == {"read"}
    assert {key: int(found[key].pages[0]["fields"][3]["value"]) for key in sent} == sent
    # at most the one in hand at each kill was read a second time, and only one result of it counts
    assert sum(readings(log).values()) <= BATCH - 1 + 2
    async with casework.database.read() as session:
        spoken = list(await session.scalars(select(Turn.state).where(Turn.kind == "papers")))
    assert spoken and set(spoken) == {"queued"} and len(spoken) == 1
