"""Gateways that an official account calls: the world of `gateway_world` with WeChat's servers and phones beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import func, select

from casework.storage.channel_models import WeChatArrival, WeChatContact
from casework.storage.models import Conversation, InboundMessage, OutboundMessage, Turn
from connectors.wechat.accounts import Notice
from contracts.keyring import Keyring
from policy.book import PolicyBook
from simulator import FakeAccount, FakeWeChat, Follower
from tests.gateway_world import FakeDialogue, Running, World, until

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
REGION = "522702"


@dataclass
class WeChatWorld(World):
    """A `World` whose first gateway is the callback address of the default account."""

    fake: FakeWeChat = field(default_factory=FakeWeChat)
    # does the office say that the account has customer-service messages
    customer_service: bool | None = None
    # the template message the office has set up
    notice: Notice | None = None

    @property
    def account(self) -> FakeAccount:
        return self.fake.account()

    def settings(self) -> Any:
        account = self.account
        self.extra = {
            "wechat_app_id": account.app_id, "wechat_app_secret": account.app_secret, "wechat_token": account.token,
            "wechat_aes_key": ",".join(account.aes_keys), "wechat_mode": account.mode, "wechat_region": REGION,
            "wechat_customer_service": self.customer_service, "wechat_api_base": self.fake.base,
            "wechat_oauth_base": self.fake.base, **self.extra,
        }  # fmt: skip
        settings = super().settings()
        if self.notice:
            with_notice = {name: replace(one, notice=self.notice) for name, one in settings.accounts.items()}
            settings.__dict__["accounts"] = with_notice
        return settings

    async def start(self) -> Running:
        running = await super().start()
        self.point_at(running)
        return running

    def point_at(self, running: Running) -> None:
        """The platform calls this gateway from now on."""
        for account in self.fake.accounts.values():
            account.callback = running.base + (f"/wechat/{account.name}" if account.name else "/wechat")

    def phone(self) -> Follower:
        return self.fake.phone()

    async def rows(self, table: type[Any], **where: Any) -> list[Any]:
        """Rows of a table, as the first gateway sees them."""
        async with self.gateways[0].cw.database.read() as session:
            return list(await session.scalars(select(table).filter_by(**where)))

    async def count(self, table: type[Any], **where: Any) -> int:
        async with self.gateways[0].cw.database.read() as session:
            return int(await session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0)

    async def contact(self) -> WeChatContact:
        """The only follower."""
        (row,) = await self.rows(WeChatContact)
        found: WeChatContact = row
        return found

    async def conversation(self) -> Conversation:
        (row,) = await self.rows(Conversation)
        found: Conversation = row
        return found

    async def idle(self, seconds: float = 15.0) -> None:
        """Until every turn is closed and nothing waits to be taken up."""

        async def still() -> bool:
            waiting = await self.count(WeChatArrival, state="waiting")
            queued, running = await self.count(Turn, state="queued"), await self.count(Turn, state="running")
            return not (waiting or queued or running)

        await until(still, seconds)


Made = Callable[..., Awaitable[WeChatWorld]]


async def make_world(
    stack: AsyncExitStack, url: str, book: PolicyBook, folder: Path, *, api: bool = True, started: bool = True,
    **extra: Any,
) -> WeChatWorld:  # fmt: skip
    """A world with one account; without `api` it has no right to customer-service messages, and the office says so."""
    account = FakeAccount(customer_service=api)
    fake = await stack.enter_async_context(FakeWeChat([account]))
    http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
    made = WeChatWorld(url, book, folder, FakeDialogue(), http, extra=extra, fake=fake)
    made.customer_service = None if api else False
    await stack.enter_async_context(made)
    if started:
        await made.start()
    return made


@pytest.fixture
async def wechat_on_both(
    database_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path
) -> AsyncIterator[Made]:
    """Makes worlds on SQLite and again on PostgreSQL."""
    async with AsyncExitStack() as stack:

        async def make(**how: Any) -> WeChatWorld:
            return await make_world(stack, database_url, policy_book, tmp_path, **how)

        yield make


@pytest.fixture
async def wechat_made(
    sqlite_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path
) -> AsyncIterator[Made]:
    """Makes worlds on SQLite only."""
    async with AsyncExitStack() as stack:

        async def make(**how: Any) -> WeChatWorld:
            return await make_world(stack, sqlite_url, policy_book, tmp_path, **how)

        yield make


@pytest.fixture
async def wechat(wechat_made: Made) -> WeChatWorld:
    """One gateway on SQLite, one account with everything."""
    return await wechat_made()


async def told(phone: Follower, text: str, seconds: float = 12.0) -> str:
    """The first thing shown that holds these words."""
    await phone.until(lambda p: any(text in shown for shown in p.texts), seconds)
    return next(shown for shown in phone.texts if text in shown)


def answers(phone: Follower, text: str) -> list[str]:
    """Everything shown that answers these words, as the stand-in dialogue answers them."""
    return [shown for shown in phone.texts if f"答：{text}" in shown]


async def settle(seconds: float = 0.6) -> None:
    """Time for what must not happen."""
    await asyncio.sleep(seconds)


__all__ = [
    "REGION", "SEND", "TYPING", "Conversation", "InboundMessage", "Made", "OutboundMessage", "Turn", "WeChatArrival",
    "WeChatContact", "WeChatWorld", "answers", "make_world", "settle", "told", "wechat", "wechat_made", "wechat_on_both",
]  # fmt: skip
