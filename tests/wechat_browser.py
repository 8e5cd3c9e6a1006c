"""A browser inside WeChat with its own cookies, signed in there and back: for the tests of page and chat."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from casework.storage.models import Conversation
from connectors import fixed_words
from connectors.page_tickets import TICKET_COOKIE
from simulator import Follower
from tests.gateway_world import Talk
from tests.wechat_world import WeChatWorld

EXCHANGE = "/sns/oauth2/access_token"
NOBODY = [bubble.text for bubble in fixed_words.not_signed_in()]
OPENING = [bubble.text for bubble in fixed_words.opening()]


@dataclass
class Browser:
    """A browser with its own cookies; keeps every address it was sent to."""

    base: str
    http: aiohttp.ClientSession
    visited: list[str] = field(default_factory=list)

    async def get(self, address: str, **more: Any) -> aiohttp.ClientResponse:
        url = address if "://" in address else self.base + address
        self.visited.append(url)
        async with self.http.get(url, allow_redirects=False, **more) as answer:
            await answer.read()
        return answer

    async def away(self, path: str = "/wechat/page") -> str:
        """The address of WeChat's sign-in that our page sends the phone to."""
        answer = await self.get(path)
        assert answer.status == 302
        return answer.headers["Location"]

    async def sign_in(self, phone: Follower, path: str = "/wechat/page") -> aiohttp.ClientResponse:
        """There and back."""
        answer = await self.get(await phone.authorize(await self.away(path)))
        assert (answer.status, answer.headers["Location"]) == (302, "/")
        return answer

    async def open(self, **body: Any) -> Talk:
        """What the page does first."""
        async with self.http.post(f"{self.base}/api/chat/conversations", json=body) as answer:
            assert answer.status == 201, await answer.text()
            made = await answer.json()
        return Talk(self.http, self.base, made["conversation_id"], made["token"], made["messages"])

    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.http.cookie_jar}


@pytest.fixture
async def browser(wechat: WeChatWorld) -> AsyncIterator[Callable[[], Browser]]:
    made: list[Browser] = []

    def make() -> Browser:
        http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        made.append(Browser(wechat.gateways[0].base, http))
        return made[-1]

    yield make
    for one in made:
        await one.http.close()


async def texts(talk: Talk) -> list[str]:
    return [message["text"] for message in await talk.history()]


async def is_ordinary(world: WeChatWorld, browser: Browser) -> Talk:
    """The page opens a web conversation of its own that says honestly what happened."""
    talk = await browser.open()
    assert [message["text"] for message in talk.opening] == NOBODY
    assert (await world.rows(Conversation, id=talk.conversation_id))[0].channel == "web"
    assert TICKET_COOKIE not in browser.cookies()
    return talk
