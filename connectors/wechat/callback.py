"""The platform's calls, `/wechat` and `/wechat/{account}`: checked before they are read, never a 5xx for bad input."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from aiohttp import web

from casework.services.wechat_arrivals import Arrival, Why
from connectors.measures import WECHAT_DELIVERIES
from connectors.wechat.accounts import DEFAULT, Account
from connectors.wechat.answering import LAST_COPY, Answering, NotStored
from connectors.wechat.answers import BUDGET_SECONDS, Call, Unanswered, stay_silent, success
from connectors.wechat.deliveries import Delivery, Unknown, Unreadable, read_delivery
from connectors.wechat.envelope import Opened, RefusedDelivery, open_envelope, verify_url
from connectors.wechat.overload import Overload
from connectors.wechat.reading import Report, read
from contracts.errors import BadRequest, NotFound, TooLarge

# a real packet has a few hundred bytes; longer ones cost time before anybody knows who sent them
BODY_LIMIT: Final = 64 * 1024
TAG: Final = "微信公众号"
log = structlog.get_logger()


class Callback:
    """Handlers of the platform's calls for every account; `clock` gives the seconds signatures are measured by."""

    def __init__(
        self, accounts: Mapping[str, Account], answering: Answering, overload: Overload, clock: Callable[[], float]
    ) -> None:
        self._accounts, self._answering, self._overload, self._clock = accounts, answering, overload, clock

    async def verify(self, request: web.Request) -> web.StreamResponse:
        """Answer the platform's check of our address."""
        try:
            echo = verify_url(self._account(request), request.query, self._clock())
        except RefusedDelivery as error:
            return _refuse(error)
        return web.Response(text=echo, headers={"Cache-Control": "no-store"})

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take one delivery: `success`, an answer, or nothing, so that it is delivered again."""
        arrived = asyncio.get_running_loop().time()
        account = self._account(request)
        try:
            body = await _read(request)
        except TimeoutError:
            WECHAT_DELIVERIES.labels("too_slow").inc()
            # the platform has hung up by now, or it is not the platform
            return Unanswered()
        try:
            opened = open_envelope(account, request.query, body, self._clock())
        except RefusedDelivery as error:
            return _refuse(error)
        try:
            delivery = _delivery_of(opened)
        except Unreadable:
            return await self._keep(opened, "unreadable", _digest(opened))
        if isinstance(delivery, Unknown):
            return await self._keep(opened, "unknown", delivery.key)
        return await self._take(Call(request, account, opened, delivery, arrived))

    def _account(self, request: web.Request) -> Account:
        account = self._accounts.get(request.match_info.get("account", DEFAULT))
        if account is None:
            raise NotFound
        return account

    async def _take(self, call: Call) -> web.StreamResponse:
        reading = read(call.delivery)
        if isinstance(reading, Report):
            WECHAT_DELIVERIES.labels(reading.outcome).inc()
            return success()
        try:
            async with self._overload.place(call) as admitted:
                if admitted:
                    answer = await self._answering.answer(call, reading)
        except NotStored:
            admitted = False
        if not admitted:
            return await self._put_off(call)
        return answer or await self._silent(call)

    async def _put_off(self, call: Call) -> web.StreamResponse:
        """Too many at once: keep the body in a crowd's one transaction; its answer follows, or goes with a copy."""
        copies = await self._overload.put_off(call)
        if copies < LAST_COPY and not self._overload.may_follow(call):
            return await self._silent(call)
        WECHAT_DELIVERIES.labels("put_off").inc()
        return success()

    async def _silent(self, call: Call) -> web.StreamResponse:
        WECHAT_DELIVERIES.labels("silent").inc()
        return await stay_silent(call)

    async def _keep(self, opened: Opened, why: Why, key: str) -> web.Response:
        """Keep what nobody can read; delivering it again would not help."""
        WECHAT_DELIVERIES.labels(why).inc()
        log.warning("wechat.kept", account=opened.account.name, reason=why)
        await self._overload.keep(Arrival(opened.account.name, key, opened.xml.decode("utf-8", "replace"), why))
        return success()


def _delivery_of(opened: Opened) -> Delivery:
    """The record of a packet; whatever else goes wrong in reading one is the packet's fault, too."""
    try:
        return read_delivery(opened)
    except Unreadable:
        raise
    except Exception as error:
        log.error("wechat.reading_failed", account=opened.account.name, error=type(error).__name__)
        raise Unreadable from error


def _refuse(error: RefusedDelivery) -> web.Response:
    """Not from the platform: no detail for the caller, a word for the counter."""
    WECHAT_DELIVERIES.labels("refused").inc()
    log.info("wechat.refused", reason=error.reason)
    return web.Response(status=403, headers={"Cache-Control": "no-store"})


async def _read(request: web.Request) -> bytes:
    """The body; `TooLarge` above 64 KB, `TimeoutError` when it comes too slowly to be answered."""
    if (request.content_length or 0) > BODY_LIMIT:
        raise _too_large()
    try:
        async with asyncio.timeout(BUDGET_SECONDS):
            return await _read_all(request)
    except (TimeoutError, web.RequestPayloadError):
        # not our outage: the platform sends its few hundred bytes at once
        raise BadRequest from None


async def _read_all(request: web.Request) -> bytes:
    body = bytearray()
    while piece := await request.content.readany():
        body += piece
        if len(body) > BODY_LIMIT:
            raise _too_large()
    return bytes(body)


def _too_large() -> TooLarge:
    WECHAT_DELIVERIES.labels("too_large").inc()
    return TooLarge()


def _digest(opened: Opened) -> str:
    return "b:" + hashlib.sha256(opened.xml).hexdigest()
