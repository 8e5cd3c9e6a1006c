"""A gateway as a process of its own that official accounts call, with a small dialogue: for abuse and load."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import yaml

from simulator import FakeAccount, FakeWeChat
from tests.gateway_world import FakeDialogue
from tests.service_fixtures import Service, make_service

START_SECONDS = 60.0


@dataclass
class Lone:
    """One gateway process, its dialogue, and the platform that calls it."""

    service: Service
    dialogue: FakeDialogue
    fake: FakeWeChat

    def memory(self) -> int:
        """Resident memory of the process in bytes."""
        status = Path(f"/proc/{self.service.processes['gateway'].pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def output(self) -> str:
        """Everything it printed."""
        return (self.service.folder / "gateway.log").read_text(encoding="utf-8", errors="replace")

    async def get(self, url: str) -> str:
        """The body of a page."""
        async with self.fake.http.get(url) as answer:
            return await answer.text()

    async def wait_ready(self) -> None:
        """Until its port answers."""
        end = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(aiohttp.ClientError, OSError):
                await self.get(f"{self.service.base}/healthz")
                return
            assert self.service.processes["gateway"].poll() is None, self.output()[-3000:]
            assert time.monotonic() < end, self.output()[-3000:]
            await asyncio.sleep(0.1)


def accounts_file(path: Path, accounts: list[FakeAccount]) -> Path:
    """The YAML file that names these accounts."""
    entries = {
        one.name: {
            "app_id": one.app_id, "app_secret": one.app_secret, "token": one.token, "mode": one.mode,
            "aes_keys": list(one.aes_keys),
        }
        for one in accounts
    }  # fmt: skip
    path.write_text(yaml.safe_dump({"accounts": entries}), encoding="utf-8")
    return path


@asynccontextmanager
async def lone_gateway(folder: Path, accounts: list[FakeAccount], **extra: str) -> AsyncIterator[Lone]:
    """A gateway for these accounts, each of which has a name."""
    dialogue = FakeDialogue()
    await dialogue.start()
    async with FakeWeChat(accounts) as fake:
        service = make_service(
            folder, folder, JIUJI_DIALOGUE_URL=dialogue.url, JIUJI_WECHAT_API_BASE=fake.base,
            JIUJI_WECHAT_ACCOUNTS=str(accounts_file(folder / "accounts.yml", accounts)), **extra,
        )  # fmt: skip
        for one in accounts:
            one.callback = f"{service.base}/wechat/{one.name}"
        service.start("gateway")
        lone = Lone(service, dialogue, fake)
        try:
            await lone.wait_ready()
            yield lone
        finally:
            await asyncio.to_thread(service.stop)
            await dialogue.stop()
