"""The console's event stream: who is listening is told within a second or two that something has changed."""

import asyncio
from typing import Final

from aiohttp import web

from casework.api.staff_auth import COOKIE
from casework.services.context import Casework
from casework.services.events import STAFF, EventHub
from casework.services.sessions import SignedIn, read_session
from casework.services.staff_watch import Event, changes, queue_counts, read_marks
from contracts.errors import Unauthorised

_QUIET: Final = 10.0
# Several commits in a row become one look.
_GATHER: Final = 0.1
_HEADERS: Final = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


# Streams of this process; they would else hold up its end.
_open_streams: set[asyncio.Task[None]] = set()


def close_staff_streams() -> None:
    """End every open stream of this process; pages come back to the next one."""
    for task in list(_open_streams):
        task.cancel()


class StaffEvents:
    """Serves `GET /api/staff/events`."""

    def __init__(self, cw: Casework, hub: EventHub, *, demo: bool) -> None:
        self._cw = cw
        self._hub = hub
        self._demo = demo

    async def stream(self, request: web.Request, me: SignedIn) -> web.StreamResponse:
        """`ready`, then `alarm`, `conversation` and `queue` as things happen; `signed-out` when the session ends."""
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        task = asyncio.create_task(self._follow(request, response, me))
        _open_streams.add(task)
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
            _open_streams.discard(task)
        # a page that is gone is no error: there is nobody to tell
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, ConnectionResetError):
            raise error
        return response

    async def _follow(self, request: web.Request, response: web.StreamResponse, me: SignedIn) -> None:
        with self._hub.subscribe(STAFF) as place:
            marks = await read_marks(self._cw, me.actor)
            await _send(response, ("ready", queue_counts(marks)))
            while True:
                woken = await place.wait(_QUIET)
                if not await self._still_signed_in(request):
                    await response.write(b"event: signed-out\ndata: {}\n\n")
                    return
                if not woken:
                    await response.write(b": still here\n\n")
                await asyncio.sleep(_GATHER)
                now = await read_marks(self._cw, me.actor)
                for event in changes(self._cw, marks, now):
                    await _send(response, event)
                marks = now

    async def _still_signed_in(self, request: web.Request) -> bool:
        try:
            await read_session(self._cw, request.cookies.get(COOKIE), demo=self._demo, touch=False)
        except Unauthorised:
            return False
        return True


async def _send(response: web.StreamResponse, event: Event) -> None:
    name, model = event
    await response.write(f"event: {name}\ndata: {model.model_dump_json()}\n\n".encode())
