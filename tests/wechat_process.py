"""A gateway process of its own with the stand-in dialogue and the fake platform beside it: to be killed, or flooded."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulator import FakeAccount, FakeWeChat
from tests.gateway_world import FakeDialogue
from tests.service_fixtures import Service, make_service
from tests.wechat_world import REGION


@dataclass
class Line:
    """Platform, gateway process and dialogue."""

    service: Service
    fake: FakeWeChat
    dialogue: FakeDialogue

    async def start(self) -> None:
        """Start the gateway and wait until it answers the platform's check."""
        self.service.start("gateway")
        async with asyncio.timeout(60):
            while not await self.fake.verify_callback():
                assert self.service.processes["gateway"].poll() is None, self.service.all_output()[-3000:]
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        self.service.processes["gateway"].send_signal(signal.SIGKILL)
        self.service.processes["gateway"].wait(timeout=30)

    def terminate(self) -> None:
        """As a deploy does; returns at once."""
        self.service.processes["gateway"].terminate()


MadeLine = Callable[..., Awaitable[Line]]


@pytest.fixture
async def wechat_line(tmp_path: Path) -> AsyncIterator[MadeLine]:
    """Makes a line with one account; `api` says whether it has customer-service messages."""
    async with AsyncExitStack() as stack:

        async def make(*, api: bool = True, **environment: Any) -> Line:
            account = FakeAccount(customer_service=api)
            fake = await stack.enter_async_context(FakeWeChat([account]))
            dialogue = FakeDialogue()
            await dialogue.start()
            stack.push_async_callback(dialogue.stop)
            service = await asyncio.to_thread(
                make_service, tmp_path, tmp_path / "models", JIUJI_DIALOGUE_URL=dialogue.url,
                JIUJI_WECHAT_APP_ID=account.app_id, JIUJI_WECHAT_APP_SECRET=account.app_secret,
                JIUJI_WECHAT_TOKEN=account.token, JIUJI_WECHAT_AES_KEY=account.aes_keys[0],
                JIUJI_WECHAT_REGION=REGION, JIUJI_WECHAT_API_BASE=fake.base,
                JIUJI_WECHAT_CUSTOMER_SERVICE=str(api).lower(), **environment,
            )  # fmt: skip
            stack.callback(_stop, service)
            account.callback = f"{service.base}/wechat"
            line = Line(service, fake, dialogue)
            await line.start()
            return line

        yield make


def _stop(service: Service) -> None:
    with contextlib.suppress(ProcessLookupError):
        service.stop()
