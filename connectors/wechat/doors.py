"""Which address signs a phone in with WeChat, for the page that was opened by its plain address inside WeChat."""

from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web
from pydantic import Field

from connectors.webchat.bodies import answer, read_query
from connectors.wechat.accounts import DEFAULT, Account
from contracts.http import Route
from contracts.messages import Contract

TAG: Final = "微信公众号"


class DoorsQuery(Contract):
    """Query of `GET /api/chat/doors`."""

    region: str | None = Field(default=None, max_length=12, description="code of the place the page serves")


class DoorsOut(Contract):
    """Where to go first; nothing where no account can sign anybody in, or it is not clear which."""

    wechat: str | None = None


class Doors:
    """Serves `GET /api/chat/doors`."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._accounts = [account for account in accounts.values() if account.may_call]

    def door(self, region: str | None) -> str | None:
        """The account of this place, else the default one, else the only one."""
        here = [account for account in self._accounts if region and account.region == region]
        default = [account for account in self._accounts if account.name == DEFAULT]
        only = self._accounts if len(self._accounts) == 1 else []
        return next((f"{account.path}/page" for account in (*here, *default, *only)), None)

    async def read(self, request: web.Request) -> web.Response:
        """The address, if there is one."""
        return answer(DoorsOut(wechat=self.door(read_query(request, DoorsQuery).region)))

    def routes(self) -> list[Route]:
        """The one call."""
        base: dict[str, Any] = {"tag": TAG, "query": DoorsQuery, "answer": DoorsOut, "errors": ("bad_request",)}
        return [Route("GET", "/api/chat/doors", self.read, "在微信里打开网页时，先去哪里登录", **base)]
