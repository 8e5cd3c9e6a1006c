"""FakeWeChat: WeChat's servers and its users' phones in one object, on a port of its own or under another site."""

from collections.abc import Iterable
from typing import Any, Self

from aiohttp import web

from simulator import api
from simulator.accounts import FakeAccount, Mode
from simulator.clock import Clock
from simulator.faults import Fault
from simulator.followers import Follower
from simulator.platform import Postman, sign_and_seal
from simulator.records import Call, Delivery, Notification, Raw, Signed
from simulator.world import World

STOP_SECONDS = 0.1


class FakeWeChat(World):
    """Both halves together; `async with` it to listen on a free port, or mount `app()`."""

    def __init__(self, accounts: Iterable[FakeAccount] = (), clock: Clock | None = None) -> None:
        super().__init__(list(accounts) or [FakeAccount()], clock)
        self.base = ""
        self.postman = Postman(self)
        self._runner: web.AppRunner | None = None

    @property
    def world(self) -> World:
        """The state alone."""
        return self

    def app(self) -> web.Application:
        """The API half, to be served alone or as a sub-application."""
        app = web.Application()
        app.add_routes(api.routes(self))
        app.on_cleanup.append(self._close_with)
        return app

    async def _close_with(self, app: web.Application) -> None:
        await self.close()

    async def __aenter__(self) -> Self:
        """Listen on a free port of this machine."""
        self._runner = web.AppRunner(self.app(), access_log=None, shutdown_timeout=STOP_SECONDS)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    # people and deliveries

    def phone(self, account_name: str = "", openid: str | None = None, following: bool = True) -> Follower:
        """A phone, new or known by its openid."""
        account = self.account(account_name)
        known = self.people.get((account_name, openid)) if openid else None
        return known or Follower(self, account, openid, following)

    async def deliver(self, note: Notification, *, copies: int = 1, delay: float = 0.0) -> Delivery:
        """Send a notification that was written before."""
        return await self.people[note.account, note.openid].send(note, copies=copies, delay=delay)

    async def replay(self, delivery: Delivery, seconds: float = 30.0) -> Raw:
        """The very same bytes and query again; nothing is shown."""
        assert delivery.sealed
        account = self.account(delivery.note.account)
        return await self.postman.post(account, delivery.sealed.query, delivery.sealed.body, seconds=seconds)

    async def verify_callback(self, account_name: str = "") -> bool:
        """Whether our address passes the check at saving it."""
        return await self.postman.verify(self.account(account_name))

    # raw calls of the callback, for abuse

    def signed_body(
        self,
        xml: str,
        *,
        account_name: str = "",
        openid: str = "",
        mode: Mode | None = None,
        aes_key: str | None = None,
        timestamp: float | None = None,
        nonce: str | None = None,
        app_id: str | None = None,
        token: str | None = None,
    ) -> Signed:
        """Query and body for any content; each part can be made wrong."""
        stamp = self.stamps() if timestamp is None else timestamp
        return sign_and_seal(
            self.account(account_name), xml, stamp, openid=openid, mode=mode, aes_key=aes_key, nonce=nonce,
            app_id=app_id, token=token,
        )  # fmt: skip

    async def post_raw(
        self,
        body: bytes,
        query: dict[str, str] | None = None,
        *,
        account_name: str = "",
        headers: dict[str, str] | None = None,
        seconds: float = 30.0,
    ) -> Raw:
        """POST anything to the callback."""
        return await self.postman.post(
            self.account(account_name), query or {}, body, headers=headers, seconds=seconds
        )  # fmt: skip

    # what a test orders and looks at

    def script(self, path: str, *faults: Fault) -> None:
        """Let the next calls of a path fail so, one fault a call."""
        self.faults.order(path, *faults)

    def fail(self, path: str, code: int, times: int = 1) -> None:
        """Refuse the next calls of a path with a code."""
        self.faults.order(path, *(Fault(code=code) for _ in range(times)))

    def calls_to(self, path: str) -> list[Call]:
        """The calls of one path, in order."""
        return [call for call in self.calls if call.path == path]

    def revoke_tokens(self, account_name: str = "") -> None:
        """Every token so far is refused with 40001."""
        self.tokens.revoke(self.account(account_name).app_id)

    def expire_tokens(self, account_name: str = "") -> None:
        """Every token so far is refused with 42001."""
        self.tokens.expire(self.account(account_name).app_id)

    def put_media(self, body: bytes, content_type: str, account_name: str = "") -> str:
        """A file on WeChat's servers; its media id."""
        return self.media.put(self.account(account_name).app_id, body, content_type)

    def menu_of(self, account_name: str = "") -> dict[str, Any] | None:
        """The menu in force."""
        return self.account(account_name).menu
