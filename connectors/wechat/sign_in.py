"""Sign-in inside WeChat's own browser (snsapi_base, without a question), so that page and chat are one talk.

Whatever goes wrong, the page opens: then as an ordinary web chat that says so.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import quote, urlencode

import structlog
from aiohttp import web

from casework.services.context import Casework
from casework.services.wechat_contacts import meet
from connectors import fixed_words
from connectors.page_tickets import give_ticket
from connectors.tickets import sign_until, still_holds
from connectors.wechat.accounts import DEFAULT, Account
from connectors.wechat.errors import WeChatError
from contracts.http import Route

TAG: Final = "微信公众号"
STATE_COOKIE: Final = "jiuji_wechat_state"
STATE_PATH: Final = "/wechat"
STATE_SECONDS: Final = 600
# the real sign-in page is an error page in every other browser
REAL_BASE: Final = "https://open.weixin.qq.com"
_OWN_BROWSER: Final = "MicroMessenger"
# a phone may ask twice for the same answer; the second time the platform calls the code used (40163)
_REMEMBERED_SECONDS: Final = 60.0
_CODE: Final = re.compile(r"[0-9A-Za-z_-]{1,256}", re.ASCII)
_OPENID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}", re.ASCII)
log = structlog.get_logger()


class CodeReader(Protocol):
    """Who turns a code into the openid of who signed in (`WeChatApi`)."""

    async def openid_of_code(self, code: str) -> str:
        """The openid; a `WeChatError` when there is none to be had."""
        ...


class SignIn:
    """The two addresses of signing in, for every account; `routes()` lists them.

    `public_url` is our address as phones see it; without it the address that was asked for is taken.
    """

    def __init__(
        self, cw: Casework, accounts: Mapping[str, Account], readers: Mapping[str, CodeReader], *,
        oauth_base: str = REAL_BASE, public_url: str | None = None,
    ) -> None:  # fmt: skip
        self._cw, self._accounts, self._readers = cw, accounts, readers
        self._oauth_base, self._public_url = oauth_base.rstrip("/"), (public_url or "").rstrip("/")
        self._running: dict[tuple[str, str, str], asyncio.Task[str | None]] = {}

    def routes(self) -> list[Route]:
        """The default account's addresses and those of the named ones."""
        base: dict[str, Any] = {"tag": TAG, "status": 302}
        away, back = "去微信登录（公众号菜单里的网页入口）", "从微信登录回来，进入网页"
        return [
            Route("GET", "/wechat/page", self.page, away, **base),
            Route("GET", "/wechat/signed-in", self.signed_in, back, **base),
            Route("GET", "/wechat/{account}/page", self.page, away, **base),
            Route("GET", "/wechat/{account}/signed-in", self.signed_in, back, **base),
        ]

    def _account(self, request: web.Request) -> Account | None:
        """The account asked for, when it can sign anybody in."""
        account = self._accounts.get(request.match_info.get("account", DEFAULT))
        return account if account and account.may_call and account.name in self._readers else None

    def _address(self, request: web.Request) -> str:
        return self._public_url or f"{request.scheme}://{request.host}"

    def _to(self, address: str) -> web.Response:
        return web.Response(status=302, headers={"Location": address, "Cache-Control": "no-store"})

    async def page(self, request: web.Request) -> web.Response:
        """Send the phone to WeChat's sign-in, with a state that only this browser can bring back."""
        account = self._account(request)
        real = self._oauth_base == REAL_BASE
        if account is None or (real and _OWN_BROWSER not in request.headers.get("User-Agent", "")):
            return self._unrecognised(request)
        nonce = secrets.token_hex(16)
        until = self._cw.now().timestamp() + STATE_SECONDS
        state = sign_until(self._cw.keyring.payload_keys, ("state", account.name, nonce), until)
        response = self._to(self._sign_in_address(account, self._address(request), state))
        response.set_cookie(
            STATE_COOKIE, nonce, max_age=STATE_SECONDS, path=STATE_PATH, httponly=True, samesite="Lax",
            secure=self._is_secure(request),
        )  # fmt: skip
        return response

    def _sign_in_address(self, account: Account, ours: str, state: str) -> str:
        # the platform wants these names in this order
        query = urlencode(
            {"appid": account.app_id, "redirect_uri": f"{ours}{account.path}/signed-in", "response_type": "code",
             "scope": "snsapi_base", "state": state}, quote_via=quote, safe="",
        )  # fmt: skip
        return f"{self._oauth_base}/connect/oauth2/authorize?{query}#wechat_redirect"

    def _is_secure(self, request: web.Request) -> bool:
        return self._address(request).startswith("https:")

    async def signed_in(self, request: web.Request) -> web.Response:
        """Back from WeChat: recognise the follower and open the page with their conversation."""
        account = self._account(request)
        code = request.query.get("code", "")
        if account is None or not _CODE.fullmatch(code) or not self._is_ours(request, account):
            return self._unrecognised(request)
        conversation_id = await self._once(account, code, request.cookies.get(STATE_COOKIE, ""))
        if conversation_id is None:
            return self._unrecognised(request)
        response = self._to("/")
        give_ticket(self._cw, response, conversation_id, secure=self._is_secure(request))
        return response

    def _is_ours(self, request: web.Request, account: Account) -> bool:
        """Whether this browser went away from here: else somebody could be signed in to another's talk."""
        about = ("state", account.name, request.cookies.get(STATE_COOKIE, ""))
        state = request.query.get("state", "")
        return still_holds(self._cw.keyring.payload_keys, about, state, self._cw.now().timestamp())

    async def _once(self, account: Account, code: str, nonce: str) -> str | None:
        """The conversation behind a code, asked for once however often this browser comes with it."""
        key = (account.name, code, nonce)
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(self._recognise(account, code))
            asyncio.get_running_loop().call_later(_REMEMBERED_SECONDS, self._running.pop, key, None)
        return await asyncio.shield(task)

    async def _recognise(self, account: Account, code: str) -> str | None:
        try:
            openid = await self._readers[account.name].openid_of_code(code)
            if not _OPENID.fullmatch(openid):
                raise WeChatError
            met = await meet(
                self._cw, account=account.name, openid=openid, region=self._region(account),
                opening=fixed_words.opening(),
            )  # fmt: skip
        except WeChatError as error:
            log.info("sign_in.refused", account=account.name, code=error.code, error=type(error).__name__)
            return None
        except Exception as error:  # a resident is never shown an error page: the page says what it can
            log.error("sign_in.failed", account=account.name, error=type(error).__name__)
            return None
        return met.conversation.id

    def _region(self, account: Account) -> str | None:
        region = self._cw.policy.region(account.region) if account.region else None
        return region.code if region is not None and region.served else None

    def _unrecognised(self, request: web.Request) -> web.Response:
        response = self._to("/")
        give_ticket(self._cw, response, None, secure=self._is_secure(request))
        return response
