"""The few things we write on an open callback: the answer, `success`, or nothing at all."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from connectors.wechat.accounts import Account
from connectors.wechat.deliveries import Delivery
from connectors.wechat.envelope import Opened

# the platform cuts the connection after five seconds; a burst must not push an answer over that. Where it does not cut,
# we do, later
BUDGET_SECONDS: Final = 4.0
CUT_SECONDS: Final = 7.0
_LOOK_SECONDS: Final = 0.1


@dataclass(frozen=True)
class Call:
    """One callback that is open: what it brought, and when it came (monotonic seconds)."""

    request: web.Request
    account: Account
    opened: Opened
    delivery: Delivery
    arrived: float

    @property
    def key(self) -> tuple[str, str]:
        """The same for every copy of one delivery."""
        return self.account.name, self.delivery.key

    @property
    def seconds(self) -> float:
        """Since it came."""
        return asyncio.get_running_loop().time() - self.arrived

    @property
    def left(self) -> float:
        """Seconds until an answer would come too late."""
        return BUDGET_SECONDS - self.seconds

    @property
    def cut(self) -> bool:
        """Whether the platform has hung up."""
        transport = self.request.transport
        return transport is None or transport.is_closing()


class Unanswered(web.Response):
    """No answer: the connection ends without a byte, and the platform delivers again."""

    def __init__(self) -> None:
        super().__init__(status=444)

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Refuse to be written; aiohttp then closes the connection."""
        raise ConnectionResetError


def success() -> web.Response:
    """Taken: the platform delivers no further copy and shows nothing."""
    return web.Response(text="success", headers=_HEADERS)


async def write_answer(call: Call, xml: str) -> tuple[web.Response, bool]:
    """Write a passive answer at once; False when the platform had hung up and nobody will see it."""
    response = web.Response(text=xml, content_type="text/xml", headers=_HEADERS)
    try:
        await response.prepare(call.request)
        await response.write_eof()
    except ConnectionError:
        return response, False
    # a hang-up that has come in by now is seen in the next round of the loop
    await asyncio.sleep(0)
    return response, not call.cut


async def stay_silent(call: Call) -> Unanswered:
    """Write nothing until the platform cuts the connection, as it does before it delivers again."""
    while not call.cut and call.seconds < CUT_SECONDS:  # noqa: ASYNC110  nobody tells that a peer has hung up
        await asyncio.sleep(_LOOK_SECONDS)
    return Unanswered()


_HEADERS: Final[Mapping[str, str]] = {"Cache-Control": "no-store"}
