"""The WeChat simulator of a demo: accounts of its own, the fake platform on our port, the page's routes."""

import asyncio

from aiohttp import web

from casework.services.context import Casework
from casework.services.wechat_accounts import close_circuits
from connectors.dialogue_client import DialogueClient
from connectors.wechat.accounts import Account
from connectors.wechat.menu import load_menu, platform_menu
from contracts.dialogue import TurnReply, TurnRequest
from jiuji.demo_accounts import demo_title
from jiuji.settings import SIMULATOR, Settings
from jiuji.wechat_commands import domain_intents
from simulator import FakeAccount, FakeWeChat, Template
from simulator.page_desk import AccountCard, Desk
from simulator.page_routes import PageRoutes


class SlowDialogue(DialogueClient):
    """A dialogue that the simulator can slow down for a show."""

    delay = 0.0

    async def ask(self, turn: TurnRequest) -> TurnReply:
        """The reply, later."""
        await asyncio.sleep(self.delay)
        return await super().ask(turn)


class Simulator:
    """The platform that stands in for WeChat, at the very port it calls."""

    def __init__(self, settings: Settings, cw: Casework, dialogue: SlowDialogue | None = None) -> None:
        self._cw, self._accounts = cw, settings.accounts
        self.fake = FakeWeChat([_fake_account(account, settings.own_address) for account in self._accounts.values()])
        self.fake.base = settings.own_address + SIMULATOR
        self.desk = Desk(
            self.fake, {name: _card(account, settings) for name, account in self._accounts.items()},
            dialogue=dialogue, on_switch=self._learn_again, on_new_key=self._take_key,
        )  # fmt: skip

    def _take_key(self, name: str) -> None:
        """What an administrator does before the back office changes the key: tell us the new one first."""
        keys = self._accounts[name].aes_keys
        if isinstance(keys, list):
            keys[:] = self.fake.account(name).aes_keys

    async def _learn_again(self, app: web.Application | None = None) -> None:
        """Forget what the platform refused before."""
        for name in self._accounts:
            await close_circuits(self._cw, name)

    def add_to(self, app: web.Application) -> None:
        """Mount the platform and the page's routes."""
        PageRoutes(self.desk).add_to(app)
        app.on_startup.append(self._learn_again)
        app.add_subapp(SIMULATOR, self.fake.app())


def _fake_account(account: Account, address: str) -> FakeAccount:
    notice = account.notice
    templates = {notice.template_id: Template(tuple(notice.fields), notice.kind)} if notice else {}
    return FakeAccount(
        name=account.name, app_id=account.app_id, app_secret=account.app_secret, token=account.token,
        aes_keys=list(account.aes_keys), mode=account.mode, callback=address + account.path, templates=templates,
    )  # fmt: skip


def _card(account: Account, settings: Settings) -> AccountCard:
    menu = platform_menu(load_menu(domain_intents()), account, settings.own_address)
    title = demo_title(account.name) or account.controller or account.name or account.app_id
    return AccountCard(title, account.region or "", account.path, menu["button"])
