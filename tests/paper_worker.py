"""The worker's reading loop in a process of its own, over the fake reader: to be killed.

Arguments: database URL, folder of the file store, seconds its clock is ahead (leases of a dead worker have run out).
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from casework.services.context import Casework, utc_now
from casework.storage.database import Database
from casework.storage.files import FileStore
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from jiuji.paper_process import PaperEngine
from jiuji.paper_reader import PaperReader
from policy.book import PolicyBook
from tests.conftest import TEST_SECRET


async def main(url: str, folder: str, ahead: str) -> None:
    keyring = Keyring([TEST_SECRET])
    install_keyring(keyring)
    cw = Casework(Database(url), keyring, PolicyBook.load(), files=FileStore(Path(folder), keyring))
    cw.now = lambda: utc_now() + timedelta(seconds=float(ahead))
    print("ready", flush=True)
    await PaperReader(cw, PaperEngine((sys.executable, "-m", "tests.fake_paper_reader"))).keep_reading()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
