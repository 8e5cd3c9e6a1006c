"""WeChat's API as far as we use it, for one official account.

Every method raises a `WeChatError` when the platform did not do what was asked; `error_table` says which one when.
One call takes at most `calls.IN_ALL_SECONDS`, with the waiting for a token, pauses and repeats.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from casework.services.context import Casework
from casework.services.wechat_accounts import SEND, close_circuits, learn_can_send
from connectors.wechat.accounts import Account
from connectors.wechat.calls import CALL_SECONDS, TYPING, Caller
from connectors.wechat.errors import BadBody, CodeRefused, MediaGone, NotEntitled, WeChatError
from connectors.wechat.media import MEDIA_SECONDS, Media, MediaReader
from connectors.wechat.notices import notice_call
from connectors.wechat.wire import Answer, Wire

DEFAULT_BASE: Final = "https://api.weixin.qq.com"
SEND_PATH: Final = "/cgi-bin/message/custom/send"
TYPING_PATH: Final = "/cgi-bin/message/custom/typing"
MENU_PATH: Final = "/cgi-bin/menu/create"
READ_MENU_PATH: Final = "/cgi-bin/menu/get"
QR_PATH: Final = "/cgi-bin/qrcode/create"
QUOTA_PATH: Final = "/cgi-bin/openapi/quota/get"
SIGN_IN_PATH: Final = "/sns/oauth2/access_token"
# the platform's limit for one text, in bytes of UTF-8; longer is 45002
LONGEST_TEXT: Final = 2048
# str_scene of a QR code: 1 to 64 characters
LONGEST_SCENE: Final = 64
TOO_LONG: Final = 45002
NO_MENU: Final = 46003
# already shown, or no action of the resident in the last 30 s: nothing is lost
TYPING_IS_FINE: Final = (45080, 45081)
# quota/get's word for "you have no right to the interface you ask about"
NO_SUCH_RIGHT: Final = 76022

__all__ = ["DEFAULT_BASE", "Media", "Qr", "Quota", "WeChatApi"]


@dataclass(frozen=True)
class Qr:
    """A permanent QR code: `url` is what the code itself says."""

    ticket: str
    url: str


@dataclass(frozen=True)
class Quota:
    """The live daily quota of one interface."""

    limit: int
    used: int
    left: int


class WeChatApi:
    """Calls of one account; safe to use from many tasks, processes share the token through the record."""

    def __init__(self, cw: Casework, account: Account, http: aiohttp.ClientSession, base: str = DEFAULT_BASE) -> None:
        self._cw, self.account = cw, account
        self._wire = Wire(http, base)
        self._caller = Caller(cw, account, self._wire)

    async def _post(self, interface: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        async def attempt(token: str, seconds: float) -> Answer:
            return await self._wire.call(path, seconds, query={"access_token": token}, body=body)

        return (await self._caller.ask(interface, attempt)).body

    async def may_push(self) -> bool:
        """Whether `send_text` is worth a try: False without a secret, when the office said no, or the platform did."""
        if not self.account.may_call or self.account.customer_service is False:
            return False
        return (await self._caller.state()).can_send is not False

    async def learn(self) -> bool:
        """Ask the platform, where we do not know yet, whether customer-service messages work; then `may_push`."""
        if await self.may_push() and (await self._caller.state()).can_send is None:
            # whoever is away now is asked again by sending
            with suppress(WeChatError):
                await self.ask_quota(SEND_PATH)
        return await self.may_push()

    def _check_sending(self) -> None:
        if self.account.customer_service is False:
            raise NotEntitled

    async def send_text(self, openid: str, text: str) -> None:
        """A customer-service message of at most 2,048 bytes."""
        self._check_sending()
        if not 0 < len(text.encode("utf-8", "replace")) <= LONGEST_TEXT:
            raise BadBody(TOO_LONG)
        await self._post(SEND, SEND_PATH, {"touser": openid, "msgtype": "text", "text": {"content": text}})

    async def show_typing(self, openid: str, on: bool = True) -> None:
        """Show, or take back, that an answer is being written."""
        self._check_sending()
        try:
            await self._post(TYPING, TYPING_PATH, {"touser": openid, "command": "Typing" if on else "CancelTyping"})
        except WeChatError as error:
            if error.code not in TYPING_IS_FINE:
                raise

    async def send_notice(self, openid: str, values: Mapping[str, str]) -> None:
        """The account's template or subscription message; `values` are `at` and `office`, nothing about a person."""
        if self.account.notice is None:
            raise NotEntitled
        interface, path, body = notice_call(self.account.notice, openid, values)
        await self._post(interface, path, body)

    async def fetch_media(self, media_id: str) -> Media:
        """What a resident sent; `MediaGone` when it is no longer there, `MediaTooBig` above 10 MB."""
        reader = MediaReader(self._wire, media_id)
        await self._caller.ask("media", reader.attempt, seconds=MEDIA_SECONDS, in_all=MEDIA_SECONDS + CALL_SECONDS)
        if reader.found is None:
            raise MediaGone
        return reader.found

    async def push_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu: `{"button": […]}` as `menu.platform_menu` makes it."""
        await self._post("menu", MENU_PATH, menu)

    async def read_menu(self) -> dict[str, Any] | None:
        """The menu that was pushed last, or None."""

        async def attempt(token: str, seconds: float) -> Answer:
            return await self._wire.call(READ_MENU_PATH, seconds, query={"access_token": token})

        try:
            answer = await self._caller.ask("menu-read", attempt)
        except WeChatError as error:
            if error.code == NO_MENU:
                return None
            raise
        menu = answer.body.get("menu")
        return menu if isinstance(menu, dict) else None

    async def create_qr(self, scene: str) -> Qr:
        """A permanent QR code that brings `scene` with the scan; the platform gives 100,000 of them in all."""
        if not 0 < len(scene) <= LONGEST_SCENE:
            raise ValueError(f"a scene has 1 to {LONGEST_SCENE} characters")
        wish = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        body = await self._post("qr", QR_PATH, wish)
        return Qr(str(body.get("ticket", "")), str(body.get("url", "")))

    async def openid_of_code(self, code: str) -> str:
        """Who signed in inside WeChat's browser; `CodeRefused` when the code is used, old or not theirs."""
        query = {
            "appid": self.account.app_id, "secret": self.account.app_secret, "code": code,
            "grant_type": "authorization_code",
        }  # fmt: skip

        async def attempt(seconds: float) -> Answer:
            return await self._wire.call(SIGN_IN_PATH, seconds, query=query)

        openid = (await self._caller.ask_bare("sign-in", attempt)).body.get("openid")
        if not isinstance(openid, str) or not openid:
            raise CodeRefused
        return openid

    async def ask_quota(self, path: str) -> Quota:
        """The live daily quota of one interface; a no to `SEND_PATH` also teaches that we may not push."""
        try:
            body = await self._post("quota", QUOTA_PATH, {"cgi_path": path})
        except NotEntitled as error:
            if error.code == NO_SUCH_RIGHT and path == SEND_PATH:
                await learn_can_send(self._cw, self.account.name, False)
            raise
        found = body.get("quota") or {}
        return Quota(int(found.get("daily_limit", 0)), int(found.get("used", 0)), int(found.get("remain", 0)))

    async def probe(self) -> None:
        """Whether the platform knows us: asks for a token, changes nothing."""
        await self._caller.probe()

    async def look_again(self) -> None:
        """Forget what was learned and every circuit: somebody has changed a setting and wants to know."""
        await close_circuits(self._cw, self.account.name)
