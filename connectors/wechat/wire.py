"""One HTTP exchange with the platform: one base address, explicit timeouts, JSON in real UTF-8.

Addresses hold the access token or the secret: no exception of the HTTP library leaves this module.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from connectors.wechat.errors import MediaTooBig, PlatformAway

CONNECT_SECONDS: Final = 2.0
LONGEST_JSON: Final = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back: the platform's error number (0: done), and the JSON it came with."""

    code: int
    body: dict[str, Any] = field(repr=False)


def utf8_json(body: Mapping[str, Any]) -> bytes:
    """JSON with the characters themselves: the platform refuses escaped ones (40033)."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def read_answer(raw: bytes) -> Answer:
    """The platform's JSON; whatever else stands there is not from the platform."""
    try:
        body = json.loads(raw)
        code = int(body.get("errcode") or 0)
    except (ValueError, AttributeError, TypeError):
        raise PlatformAway(ambiguous=True) from None
    return Answer(code, body)


async def read_bytes(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    """The body, read piece by piece; `MediaTooBig` as soon as it is longer than `limit`."""
    found = bytearray()
    async for piece in answer.content.iter_chunked(64 * 1024):
        found += piece
        if len(found) > limit:
            raise MediaTooBig
    return bytes(found)


class Wire:
    """Calls under one base address."""

    def __init__(self, http: aiohttp.ClientSession, base: str) -> None:
        self._http, self.base = http, base.rstrip("/")

    @asynccontextmanager
    async def open(
        self, method: str, url: str, seconds: float, *, query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[aiohttp.ClientResponse]:  # fmt: skip
        """A good answer (status 200), to be read inside the block; else `PlatformAway`."""
        connect = min(CONNECT_SECONDS, seconds)
        timeout = aiohttp.ClientTimeout(total=seconds, connect=connect, sock_connect=connect)
        data = None if body is None else utf8_json(body)
        headers = {} if data is None else {"Content-Type": "application/json; charset=utf-8"}
        try:
            async with self._http.request(
                method, url, params=query, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                if answer.status != 200:
                    raise PlatformAway(answer.status, ambiguous=answer.status >= 500)
                yield answer
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise PlatformAway from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise PlatformAway(ambiguous=True) from None

    async def call(
        self, path: str, seconds: float, *, query: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> Answer:
        """POST `body` as JSON, or GET without one; the platform's JSON."""
        method = "GET" if body is None else "POST"
        async with self.open(method, self.base + path, seconds, query=query, body=body) as answer:
            return read_answer(await read_bytes(answer, LONGEST_JSON))
