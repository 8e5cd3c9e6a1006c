"""The door of every staff call: where it comes from, whose session it is, what the role may do."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import BaseModel, ValidationError

from casework.domain.staff_roles import may
from casework.services.audit import record_denial
from casework.services.context import Casework
from casework.services.sessions import FreshSession, SignedIn, read_session
from contracts.errors import BadRequest, Forbidden, TooLarge
from contracts.http import read_body

COOKIE: Final = "jiuji_staff"
_PATH: Final = "/api/staff"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BODY_LIMIT: Final = 256 * 1024
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
Model = TypeVar("Model", bound=BaseModel)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SignedHandler = Callable[[web.Request, SignedIn], Awaitable[web.StreamResponse]]


class CrossSite(Forbidden):
    """An unsafe call that another site's page made."""

    code, message = "cross_site", "请在本系统的页面上操作。"


class SetupNeeded(Forbidden):
    """Signed in, but the one-time password must be changed or the second factor set up first."""

    code, message = "setup_needed", "请先改密码、设置验证器。"


def check_origin(request: web.Request) -> None:
    """Refuse unsafe calls that a browser says come from elsewhere.

    Every browser sends `Origin` with a cross-site POST; a call with neither header comes from no page at all.
    """
    if request.method in _SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        raise CrossSite
    if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
        raise CrossSite
    if request.body_exists and request.content_type != "application/json":
        raise BadRequest("内容要是 JSON。", fields={"Content-Type": "application/json"})


class Door:
    """Guards handlers: `open` needs a session, `to` also a permission; `public` only the right origin."""

    def __init__(self, cw: Casework, *, secure_cookie: bool, demo: bool) -> None:
        self.cw = cw
        self.demo = demo
        self._secure = secure_cookie

    def public(self, handler: Handler) -> Handler:
        """No session needed: signing in."""

        async def call(request: web.Request) -> web.StreamResponse:
            check_origin(request)
            return await handler(request)

        return call

    def open(self, handler: SignedHandler) -> Handler:
        """Any session, even one whose account is not set up yet."""

        async def call(request: web.Request) -> web.StreamResponse:
            check_origin(request)
            return await handler(request, await self._session(request, touch=True))

        return call

    def to(self, permission: str, handler: SignedHandler, *, touch: bool = True) -> Handler:
        """A ready session whose role holds the permission; a refusal is an audit event.

        What a page asks by itself (`touch` off, or anything with `after`) is not activity of a person.
        """

        async def call(request: web.Request) -> web.StreamResponse:
            check_origin(request)
            signed_in = await self._session(request, touch=touch and "after" not in request.query)
            if not signed_in.ready:
                raise SetupNeeded
            if not may(signed_in.actor.role, permission):
                await record_denial(self.cw, signed_in.actor.id, permission)
                raise Forbidden
            return await handler(request, signed_in)

        return call

    async def _session(self, request: web.Request, *, touch: bool) -> SignedIn:
        return await read_session(self.cw, request.cookies.get(COOKIE), demo=self.demo, touch=touch)

    def set_cookie(self, request: web.Request, response: web.Response, fresh: FreshSession) -> web.Response:
        """Hand out a new session's cookie; it ends with the browser."""
        secure = self._is_secure(request)
        response.set_cookie(COOKIE, fresh.cookie, path=_PATH, httponly=True, samesite="Strict", secure=secure)
        return response

    def drop_cookie(self, request: web.Request, response: web.Response) -> web.Response:
        """Take the cookie back."""
        secure = self._is_secure(request)
        response.del_cookie(COOKIE, path=_PATH, httponly=True, samesite="Strict", secure=secure)
        return response

    def _is_secure(self, request: web.Request) -> bool:
        """Always but for a page on this very machine; behind a proxy the host a browser asked for tells."""
        return self._secure or (urlsplit(f"//{request.host}").hostname or "") not in _LOOPBACK


def answer(model: BaseModel, status: int = 200) -> web.Response:
    """A model as JSON that no cache keeps."""
    text = model.model_dump_json(by_alias=True)
    return web.Response(
        text=text, status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def body(request: web.Request, model: type[Model]) -> Model:
    """The request's body as a model."""
    raw = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        raw += chunk
        if len(raw) > _BODY_LIMIT:
            raise TooLarge
    return read_body(bytes(raw), model)


def query(request: web.Request, model: type[Model]) -> Model:
    """The query string as a model; `BadRequest` names what does not fit."""
    try:
        return model.model_validate(dict(request.query))
    except ValidationError as error:
        fields = {".".join(str(part) for part in item["loc"]): item["msg"] for item in error.errors()}
        raise BadRequest("查询条件不对：" + "、".join(fields), fields=fields) from None
