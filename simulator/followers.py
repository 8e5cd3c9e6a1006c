"""A follower's phone: what the person does, and what the person sees."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, Self

from simulator.accounts import FakeAccount
from simulator.actions import Actions
from simulator.platform import Postman
from simulator.records import Delivery, Grant, Notification, Said, Shown, Via
from simulator.rules import MENU_REFETCH_SECONDS, TYPING_SECONDS
from simulator.windows import Windows
from simulator.world import World


def new_openid() -> str:
    """An openid as WeChat makes them: `o` and 27 more."""
    return f"o{secrets.token_urlsafe(24)[:27]}"


class Follower(Actions):
    """One person with one account; the actions are in `Actions`."""

    def __init__(self, world: World, account: FakeAccount, openid: str | None = None, following: bool = True) -> None:
        self.world = world
        self.account = account
        self.postman = Postman(world)
        self.openid = openid or new_openid()
        self.following = following
        self.shown: list[Shown] = []
        self.said: list[Said] = []
        self.deliveries: list[Delivery] = []
        self.windows = Windows(account.windows)
        self.last_interaction = 0.0
        self.typing_until = 0.0
        # template id -> how many notices are allowed; None: any number
        self.subscriptions: dict[str, int | None] = {}
        self.block_templates = False
        self.transferred = False
        self._menu: dict[str, Any] | None = None
        self._menu_pulled: float | None = None
        world.people[account.name, self.openid] = self

    @property
    def texts(self) -> list[str]:
        """The words of all that was shown, in order."""
        return [shown.text for shown in self.shown]

    @property
    def feed(self) -> list[Said | Shown]:
        """Both sides of the chat, in order."""
        both: list[Said | Shown] = [*self.said, *self.shown]
        return sorted(both, key=lambda item: item.seq)

    @property
    def typing(self) -> bool:
        """Whether “对方正在输入” is on."""
        return self.world.clock.now() < self.typing_until

    def show(self, via: Via, **what: Any) -> None:
        """Something appears on the phone."""
        self.shown.append(Shown(self.world.next_number(), self.world.clock.now(), via, **what))
        self.typing_until = 0.0
        self.world.pulse.beat()

    def note_said(self, kind: str, text: str) -> None:
        """Something the person did, for the record."""
        self.said.append(Said(self.world.next_number(), self.world.clock.now(), kind, text))
        self.world.pulse.beat()

    def grant(self, grant: Grant) -> None:
        """What the person did opens a window for the account."""
        now = self.world.clock.now()
        if grant == "none":
            return
        self.last_interaction = now
        if grant == "message":
            self.windows.open_message(now)
        else:
            self.windows.open_tap(now)

    def start_typing(self) -> None:
        """The account says it is writing."""
        self.typing_until = self.world.clock.now() + TYPING_SECONDS
        self.world.pulse.beat()

    def menu(self) -> dict[str, Any] | None:
        """The menu as this phone has it: pulled again when the last time is over five minutes ago."""
        now = self.world.clock.now()
        if self._menu_pulled is None or now - self._menu_pulled > MENU_REFETCH_SECONDS:
            self._menu, self._menu_pulled = self.account.menu, now
        return self._menu

    def forget_menu(self) -> None:
        """As after unfollowing: the next look pulls the menu."""
        self._menu_pulled = None

    async def send(self, note: Notification, *, copies: int = 1, delay: float = 0.0) -> Delivery:
        """Hand a notification to the platform and wait for what comes of it."""
        delivery = await self.postman.deliver(note, copies=copies, delay=delay)
        self.deliveries.append(delivery)
        return delivery

    async def until(self, check: Callable[[Self], Any], seconds: float = 10.0) -> Self:
        """Wait for something true of this phone; an AssertionError with what was shown when it does not come."""
        try:
            async with asyncio.timeout(seconds):
                while not check(self):
                    await self.world.pulse.next()
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s; shown: {self.texts}") from None
        return self

    async def ask(self, text: str, seconds: float = 10.0) -> list[str]:
        """Write a text and wait for an answer, however it comes; the texts that are new."""
        known = len(self.shown)
        await self.say(text)
        await self.until(lambda phone: len(phone.shown) > known, seconds)
        return self.texts[known:]
