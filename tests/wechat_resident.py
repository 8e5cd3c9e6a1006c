"""A resident with WeChat for tests: writes on a phone, reads what the phone shows; the talk of `tests/resident.py`.

The fake platform lives in a thread with a loop of its own, so that one serves every test of a session.
"""

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from casework.services.context import Casework
from casework.services.conversations import messages_after
from casework.services.wechat_contacts import find_contact
from casework.storage.database import Database
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from policy.book import PolicyBook
from simulator import Delivery, FakeAccount, FakeWeChat, Follower

T = TypeVar("T")
# an answer that did not come with the callback is pushed: the turn's deadline and some time to carry it
ANSWER_SECONDS = 20.0


def has_number(text: str, number: int) -> bool:
    """Whether a text names this digit as something to type."""
    return bool(re.search(rf"^{number} |回复\s*{number}(?!\d)|回复.*[，、；]\s*{number}\s*[^\d条]", text, re.MULTILINE))


class Platform:
    """WeChat's servers with one account, in a thread of their own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.account = FakeAccount()
        self.fake = FakeWeChat([self.account])

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 60.0) -> T:
        """Do something there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def environment(self, **more: str) -> dict[str, str]:
        """What a service needs to know to answer for the account."""
        return {
            "JIUJI_WECHAT_APP_ID": self.account.app_id,
            "JIUJI_WECHAT_APP_SECRET": self.account.app_secret,
            "JIUJI_WECHAT_TOKEN": self.account.token,
            "JIUJI_WECHAT_AES_KEY": ",".join(self.account.aes_keys),
            "JIUJI_WECHAT_API_BASE": self.fake.base,
            "JIUJI_WECHAT_OAUTH_BASE": self.fake.base,
            **more,
        }

    @contextmanager
    def listening(self) -> "Iterator[Platform]":
        """Up until the block ends."""
        self._thread.start()
        self.run(self.fake.__aenter__())
        try:
            yield self
        finally:
            self.run(self.fake.__aexit__(None, None, None))
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(5)
            self.loop.close()


@dataclass
class Line:
    """The platform, a service that answers for its account, and the record of that service."""

    platform: Platform
    cw: Casework

    def resident(self, **how: Any) -> "WeChatResident":
        """Somebody new."""
        return WeChatResident(self, **how)


@contextmanager
def line_to(platform: Platform, environment: dict[str, str], book: PolicyBook) -> Iterator[Line]:
    """Phones of the platform beside the record of the service that runs with this environment."""
    keyring = Keyring([environment["JIUJI_SECRET_KEY"]])
    install_keyring(keyring)
    cw = Casework(Database(f"sqlite:///{environment['JIUJI_DATA_DIR']}/jiuji.db"), keyring, book)
    try:
        yield Line(platform, cw)
    finally:
        platform.run(cw.database.close())


class WeChatResident:
    """One follower. What the phone shows is `heard`; what is asked and which cards were meant is read in the record."""

    def __init__(self, line: Line, scene: str | None = None) -> None:
        self._line = line
        self.phone: Follower = line.platform.fake.phone(following=False)
        self._seq = 0
        self.conversation_id = ""
        # the texts the phone showed last, the messages of the record behind them, and how often something was done
        self.new: list[str] = []
        self.last: list[dict[str, Any]] = []
        self.turns = 0
        self.do(self.phone.follow(scene))

    @property
    def platform(self) -> Platform:
        """Where the phone is."""
        return self._line.platform

    def say(self, text: str) -> list[dict[str, Any]]:
        """One message in words; the messages said in answer."""
        return self.do(self.phone.say(text))

    def tap(self, title: str) -> list[dict[str, Any]]:
        """Type the number that the phone shows before these words."""
        return self.say(str(self.number_of(title)))

    def number_of(self, title: str) -> int:
        """The number of an offered reply whose title contains these words."""
        offered = self.offered()
        number = next((place for place, found in enumerate(offered, 1) if title in found), None)
        assert number, f"{title!r} was not offered, only {offered}"
        assert has_number(self.heard, number), f"{number} {offered[number - 1]!r} is not to be read in:\n{self.heard}"
        return number

    def offered(self) -> list[str]:
        """The titles of the choices offered last, as the record has them."""
        offers = [message["quick_replies"] for message in self.last if message["quick_replies"]]
        return [reply["title"] for reply in offers[-1]] if offers else []

    def do(self, act: Coroutine[Any, Any, Delivery]) -> list[dict[str, Any]]:
        """Whatever one does with a phone; waits until something is shown for it."""
        self.new = self.platform.run(self._shown_after(act))
        self.turns += 1
        self.last = self.platform.run(self._said_after())
        return self.last

    async def _shown_after(self, act: Coroutine[Any, Any, Delivery]) -> list[str]:
        known = len(self.phone.shown)
        await act
        await self.phone.until(lambda phone: len(phone.shown) > known, ANSWER_SECONDS)
        return self.phone.texts[known:]

    async def _said_after(self) -> list[dict[str, Any]]:
        cw = self._line.cw
        if not self.conversation_id:
            contact = await find_contact(cw, self.phone.account.name, self.phone.openid)
            assert contact, "somebody who follows is known"
            self.conversation_id = contact.conversation_id
        found = await messages_after(cw, self.conversation_id, self._seq)
        self._seq = found[-1].seq if found else self._seq
        return [one.model_dump(mode="json", by_alias=True) for one in found if one.from_ != "resident"]

    @property
    def heard(self) -> str:
        """The words the phone showed last."""
        return "\n".join(self.new)

    @property
    def asked(self) -> str | None:
        """The key the last answer asks for."""
        return next((message["asks"] for message in reversed(self.last) if message.get("asks")), None)

    def card(self, kind: str) -> dict[str, Any] | None:
        """The data of the last answer's card of a kind."""
        cards = (message["card"] for message in self.last if message.get("card"))
        return next((card["data"] for card in cards if card["type"] == kind), None)
