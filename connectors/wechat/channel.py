"""WeChat as one part of a gateway: its routes, its background work, its end."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any, Final

import aiohttp
import structlog

from casework.services.clock import clock_ahead
from casework.services.context import Casework
from connectors.turn import Intake
from connectors.wechat.accounts import Account
from connectors.wechat.answering import Answering
from connectors.wechat.api import DEFAULT_BASE, WeChatApi
from connectors.wechat.callback import TAG, Callback
from connectors.wechat.copies import Copies
from connectors.wechat.courier import Courier
from connectors.wechat.doors import Doors
from connectors.wechat.drain import Drain
from connectors.wechat.envelope import prepare
from connectors.wechat.fetching import MediaFetcher
from connectors.wechat.overload import ROOM, Overload
from connectors.wechat.reception import Reception
from connectors.wechat.sign_in import REAL_BASE, SignIn
from contracts.http import Route

CLOCK_SECONDS: Final = 60.0
CLOCK_RETRY_SECONDS: Final = 5.0
# connections of one process to the platform; it is polite to it and enough for sixteen sends and some downloads
CONNECTIONS: Final = 32
log = structlog.get_logger()


class WeChat:
    """Everything of the channel in one process; `hold` is how long a recording's turn waits for its words."""

    def __init__(
        self, cw: Casework, intake: Intake, accounts: Mapping[str, Account], *, api_base: str = DEFAULT_BASE,
        oauth_base: str = REAL_BASE, public_url: str | None = None, hold: timedelta | None = None, room: int = ROOM,
    ) -> None:  # fmt: skip
        self._cw, self.accounts, self._ahead = cw, accounts, 0.0
        # the library of the platform's encryption takes a while to load: not while the first resident waits
        prepare(accounts.values())
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60)
        self._http = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        self.apis = {name: WeChatApi(cw, account, self._http, api_base) for name, account in accounts.items()}
        self.courier = Courier(cw, accounts, self.apis, public_url)
        reception, self._copies = Reception(cw, intake, hold), Copies(cw)
        self.overload = Overload(cw, self.courier, self._copies, room)
        self._drain = Drain(cw, accounts, reception, self.overload)
        self._answering = Answering(cw, reception, self.courier, self._copies)
        self._callback = Callback(accounts, self._answering, self.overload, self._now)
        self._sign_in = SignIn(cw, accounts, self.apis, oauth_base=oauth_base, public_url=public_url)
        callable_apis = {name: api for name, api in self.apis.items() if accounts[name].may_call}
        self._fetcher = MediaFetcher(cw, callable_apis)

    def _now(self) -> float:
        """Seconds since 1970 by the clock of the database: this machine's own may be wrong."""
        return self._cw.now().timestamp() + self._ahead

    def routes(self) -> list[Route]:
        """The platform's calls: of the default account, and of those with a name."""
        base: dict[str, Any] = {"tag": TAG, "errors": ("not_found",)}
        large: dict[str, Any] = {"tag": TAG, "errors": ("not_found", "too_large", "bad_request", "unavailable")}
        check, take = "微信校验服务器地址（echostr）", "微信推送消息与事件"
        # the sign-in's addresses stand before those that take any name
        return [
            *Doors(self.accounts).routes(),
            *self._sign_in.routes(),
            Route("GET", "/wechat", self._callback.verify, check, **base),
            Route("GET", "/wechat/{account}", self._callback.verify, check, **base),
            Route("POST", "/wechat", self._callback.receive, take, **large),
            Route("POST", "/wechat/{account}", self._callback.receive, take, **large),
        ]

    def background(self) -> list[Coroutine[Any, Any, None]]:
        """What runs beside the routes until it is cancelled."""
        return [self.courier.run(), self._drain.run(), self._fetcher.keep_fetching(), self._keep_time()]

    async def _keep_time(self) -> None:
        while True:
            pause = CLOCK_SECONDS
            try:
                self._ahead = await clock_ahead(self._cw)
            except Exception as error:  # the database may be away
                log.warning("wechat.clock_unknown", error=type(error).__name__)
                pause = CLOCK_RETRY_SECONDS
            await asyncio.sleep(pause)

    async def finish(self) -> None:
        """Let running sends end; call it while everything else still runs."""
        await self._copies.finish()
        await self._answering.finish()
        await self.courier.finish()

    async def close(self) -> None:
        """Close the connections to the platform."""
        await self._http.close()
