"""What every public call goes through: a request id, the one error shape, the security headers."""

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contracts.errors import BadRequest, JiujiError, NotFound, TooLarge, Unavailable

BODY_LIMIT: Final = 512 * 1024
CSP: Final = "; ".join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:", "font-src 'self'",
    "connect-src 'self'", "media-src 'self'", "manifest-src 'self'", "base-uri 'none'", "form-action 'self'",
    "frame-ancestors 'none'",
))  # fmt: skip
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class MethodNotAllowed(JiujiError):
    """The path exists, the method does not."""

    code, status, message = "method_not_allowed", 405, "这个地址不支持这种操作。"


class BodyTooLarge(TooLarge):
    """Over what any call takes."""

    message = "内容太大了，一次最多 512 KB，请分几次发。"


def request_id_of(request: web.Request) -> str:
    """The proxy's id when it is a sane one, else ours."""
    given = request.headers.get("X-Request-Id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _known(error: Exception) -> JiujiError | None:
    """The documented error behind an exception; None when we did not foresee it."""
    if isinstance(error, JiujiError):
        return error
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return BodyTooLarge()
    if isinstance(error, web.HTTPMethodNotAllowed):
        return MethodNotAllowed()
    if isinstance(error, web.HTTPClientError):
        return NotFound() if error.status == 404 else BadRequest()
    if isinstance(error, DBAPIError | PoolTimeout | ConnectionError | TimeoutError | OSError):
        log.error("call.unavailable", error=type(error).__name__, reason=_reason(error))
        return Unavailable()
    return None


def _reason(error: Exception) -> str | None:
    """The database's own name for what went wrong (SQLITE_BUSY, 57P01): names only, as texts may carry values."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)


@web.middleware
async def documented_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error as `{"error": …}`; what we did not foresee is logged by type and place, never by value."""
    request["request_id"] = request_id_of(request)
    try:
        return await handler(request)
    except web.HTTPRedirection:
        raise
    except Exception as error:
        known = _known(error)
        if known is None:
            log.error("call.failed", request_id=request["request_id"], exc_info=error)
            known = JiujiError()
        return web.json_response(
            known.as_json(request["request_id"]), status=known.status, headers={"Cache-Control": "no-store"}
        )


async def secure_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: headers on everything, streams too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = request.get("request_id", "")
    response.headers.popall("Server", None)
