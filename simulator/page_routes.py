"""The routes behind the simulator's page, `/simulator/api/...`: its state, its changes as a stream, what one can do."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from contracts.errors import BadRequest, NotFound
from simulator.page_desk import SILENCE, Desk, HeldPhone
from simulator.page_state import read_state
from simulator.page_wire import wire_parts
from simulator.records import Delivery

PREFIX: Final = "/simulator/api"
IDENTITY_COOKIE: Final = "simulated_openid"
PHOTO_BYTES: Final = 10 * 1024 * 1024
_QUIET: Final = 5.0
# several changes in a row become one look
_GATHER: Final = 0.05
_STREAM: Final = {
    "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
}  # fmt: skip
Deed = Callable[[HeldPhone, dict[str, Any]], Awaitable[Delivery]]


def _text(body: dict[str, Any], name: str, most: int = 20_000) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise BadRequest(fields={name: f"1 to {most} characters"})
    return value


def _scene(body: dict[str, Any]) -> str:
    region, source = body.get("region"), body.get("source")
    return "-".join(part for part in (region, source) if isinstance(part, str) and part)[:64]


# what a phone can do, by the last part of the address
DEEDS: Final[dict[str, Deed]] = {
    "text": lambda phone, body: phone.follower.say(_text(body, "text")),
    "voice": lambda phone, body: phone.follower.send_voice(SILENCE),
    "location": lambda phone, body: phone.follower.send_location(26.7, 107.5, _text(body, "label", 200)),
    "link": lambda phone, body: phone.follower.send_link("一篇文章", "模拟器转发的文章", "https://example.org/article"),
    "sticker": lambda phone, body: phone.follower.send_sticker(),
    "follow": lambda phone, body: phone.follower.follow(),
    "unfollow": lambda phone, body: phone.follower.unfollow(),
    "scan": lambda phone, body: phone.follower.scan(_scene(body)),
    "click": lambda phone, body: phone.follower.click(_text(body, "key", 128)),
    "view": lambda phone, body: phone.follower.view(_text(body, "url", 1024)),
    "item": lambda phone, body: phone.follower.tap_menu_message(_text(body, "item", 128)),
}


class PageRoutes:
    """Handlers of the page; `add_to` registers them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._closing = False

    async def _body(self, request: web.Request) -> dict[str, Any]:
        """A JSON object; another site's form cannot send one."""
        if request.content_type != "application/json":
            raise BadRequest
        try:
            body = json.loads(await request.read() or b"{}")
        except (ValueError, RecursionError):
            raise BadRequest from None
        if not isinstance(body, dict):
            raise BadRequest
        return body

    async def state(self, request: web.Request) -> web.Response:
        """Everything the page shows."""
        return _json(read_state(self._desk))

    async def events(self, request: web.Request) -> web.StreamResponse:
        """The state now, and again after every change."""
        response = web.StreamResponse(headers=_STREAM)
        await response.prepare(request)
        # a page that is gone is no error: there is nobody to tell
        with contextlib.suppress(ConnectionResetError):
            async for chunk in self._chunks():
                await response.write(chunk)
        return response

    async def _chunks(self) -> AsyncIterator[bytes]:
        shown: dict[str, Any] = {}
        while not self._closing:
            woken = asyncio.ensure_future(self._desk.fake.pulse.next())
            # it listens from here on: what changes while we write is not missed
            await asyncio.sleep(0)
            state = read_state(self._desk)
            known = {name: value for name, value in state.items() if name != "at"}
            if known != shown:
                shown = known
                yield f"event: state\ndata: {json.dumps(state, ensure_ascii=False)}\n\n".encode()
            else:
                yield b": still here\n\n"
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(woken, _QUIET)
            await asyncio.sleep(_GATHER)

    async def add_phone(self, request: web.Request) -> web.Response:
        """Another phone on the desk."""
        body = await self._body(request)
        return _json({"id": self._desk.add_phone(str(body.get("account", ""))).id}, 201)

    async def remove_phone(self, request: web.Request) -> web.Response:
        """A phone off the desk."""
        await self._body(request)
        self._desk.remove_phone(request.match_info["phone"])
        return _json({})

    async def act(self, request: web.Request) -> web.Response:
        """Something done on a phone; what comes of it is seen in the state."""
        phone, body = self._desk.phone(request.match_info["phone"]), await self._body(request)
        deed = DEEDS.get(request.match_info["deed"])
        if deed is None:
            raise NotFound
        needless = request.match_info["deed"] in ("follow", "scan")
        if not phone.follower.following and not needless:
            raise BadRequest("先关注公众号。")
        await self._desk.do(phone, deed(phone, body))
        return _json({})

    async def photo(self, request: web.Request) -> web.Response:
        """A photo, as bytes; another site's form cannot send this type."""
        phone = self._desk.phone(request.match_info["phone"])
        if not request.content_type.startswith("image/") or not phone.follower.following:
            raise BadRequest("先关注公众号，再选一张照片。")
        body = bytearray()
        async for chunk in request.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > PHOTO_BYTES:
                raise BadRequest("微信里一张照片最多 10 MB。")
        await self._desk.do(phone, phone.follower.send_image(bytes(body), request.content_type))
        return _json({})

    async def again(self, request: web.Request) -> web.Response:
        """The platform delivers an old message once more, or many times at once."""
        phone, body = self._desk.phone(request.match_info["phone"]), await self._body(request)
        try:
            seq, times = int(str(body.get("bubble", ""))), int(body.get("times", 1))
        except (TypeError, ValueError):
            raise BadRequest(fields={"bubble": "a number", "times": "a number"}) from None
        await self._desk.again(phone, seq, times)
        return _json({})

    async def page(self, request: web.Request) -> web.Response:
        """Open the web page as this phone's WeChat would: the sign-in of this browser is now this person's."""
        phone = self._desk.phone(request.match_info["phone"])
        await self._body(request)
        path = self._desk.cards[phone.account].path
        response = _json({"open": f"{path}/page"})
        response.set_cookie(
            IDENTITY_COOKIE, phone.follower.openid, path="/simulator", max_age=60, httponly=True, samesite="Lax"
        )
        return response

    async def switches(self, request: web.Request) -> web.Response:
        """One or more of the platform's switches."""
        for name, value in (await self._body(request)).items():
            await self._desk.switch(name, value)
        return _json({})

    async def clock(self, request: web.Request) -> web.Response:
        """The platform's clock moves on."""
        self._desk.forward((await self._body(request)).get("seconds"))
        return _json({})

    async def rotate_key(self, request: web.Request) -> web.Response:
        """A new EncodingAESKey for every account."""
        await self._body(request)
        self._desk.rotate_keys()
        return _json({})

    async def wire(self, request: web.Request) -> web.Response:
        """What was sent in one row of the log."""
        parts = wire_parts(self._desk, request.match_info["row"])
        if parts is None:
            raise NotFound
        return _json({"parts": parts})

    async def _close(self, app: web.Application) -> None:
        self._closing = True
        self._desk.changed()
        await self._desk.close()

    def add_to(self, app: web.Application) -> None:
        """Register everything; at the end of the site the streams end first."""
        get, post = app.router.add_get, app.router.add_post
        get(f"{PREFIX}/state", self.state)
        get(f"{PREFIX}/events", self.events)
        get(f"{PREFIX}/wire/{{row}}", self.wire)
        post(f"{PREFIX}/phones", self.add_phone)
        post(f"{PREFIX}/phones/{{phone}}/remove", self.remove_phone)
        post(f"{PREFIX}/phones/{{phone}}/photo", self.photo)
        post(f"{PREFIX}/phones/{{phone}}/again", self.again)
        post(f"{PREFIX}/phones/{{phone}}/page", self.page)
        post(f"{PREFIX}/phones/{{phone}}/{{deed}}", self.act)
        post(f"{PREFIX}/switches", self.switches)
        post(f"{PREFIX}/clock", self.clock)
        post(f"{PREFIX}/rotate-key", self.rotate_key)
        app.on_shutdown.append(self._close)


def _json(body: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})
