"""Our client of WeChat's API on the line with the fake platform, as one process or as several on one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from sqlalchemy import select

from casework.services.context import Casework
from casework.storage.channel_models import WeChatAccountState
from casework.storage.keeping_models import Outbox
from connectors.wechat.accounts import Account
from connectors.wechat.api import WeChatApi
from simulator import FakeAccount, FakeWeChat, Follower

TOKEN = "/cgi-bin/stable_token"
SEND = "/cgi-bin/message/custom/send"


@dataclass
class Line:
    """The fake platform, our account there, and our client."""

    cw: Casework
    fake: FakeWeChat
    http: aiohttp.ClientSession
    account: Account
    api: WeChatApi

    def another(self, cw: Casework | None = None) -> WeChatApi:
        """The client of another process."""
        return WeChatApi(cw or self.cw, self.account, self.http, self.fake.base)

    async def resident(self) -> Follower:
        """Somebody who has just written, so that messages may be sent."""
        phone = self.fake.phone(self.account.name)
        await phone.say("你好")
        return phone

    async def state(self, interface: str = "") -> WeChatAccountState | None:
        key = f"{self.account.name}/{interface}" if interface else self.account.name
        async with self.cw.database.read() as session:
            return await session.get(WeChatAccountState, key)

    async def alarms(self) -> list[dict[str, Any]]:
        """What the office is told."""
        async with self.cw.database.read() as session:
            query = select(Outbox.payload).where(Outbox.kind == "channel.alarm").order_by(Outbox.created_at)
            return list((await session.execute(query)).scalars())

    def codes(self, path: str) -> list[int | None]:
        return [call.code for call in self.fake.calls_to(path)]


@asynccontextmanager
async def on_the_line(cw: Casework, fake_account: FakeAccount | None = None, **ours: Any) -> AsyncIterator[Line]:
    theirs = fake_account or FakeAccount()
    account = Account(
        name=theirs.name, app_id=theirs.app_id, token=theirs.token,
        **({"app_secret": theirs.app_secret, "aes_keys": tuple(theirs.aes_keys)} | ours),
    )  # fmt: skip
    async with FakeWeChat([theirs]) as fake, aiohttp.ClientSession() as http:
        yield Line(cw, fake, http, account, WeChatApi(cw, account, http, fake.base))
