"""Server-sent events of one conversation: every message once, in order, from the last one the page has."""

import asyncio
import time

import structlog
from aiohttp import web

from casework.services.context import Casework
from casework.services.conversations import PAGE, Conversation, messages_after
from casework.services.events import Subscription, conversation_topic
from connectors.measures import STREAMS
from connectors.webchat.sessions import conversation_of
from contracts.errors import BadRequest, TooMany, Unauthorised

HEARTBEAT_SECONDS = 15.0
STREAMS_PER_CONVERSATION = 8
RETRY_MS = 2000
log = structlog.get_logger()


def last_event_id(request: web.Request) -> int:
    """`Last-Event-ID` is the `seq` of the last message seen; without it everything is sent from the start."""
    given = request.headers.get("Last-Event-ID", "").strip()
    if not given:
        return 0
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise BadRequest("Last-Event-ID 应当是消息的序号。", fields={"Last-Event-ID": "must be the seq of a message"})
    return int(given)


class EventStreams:
    """The open streams of this process; ended together when it stops."""

    def __init__(self, cw: Casework, keep_days: int) -> None:
        self._cw, self._keep_days = cw, keep_days
        self._open: dict[asyncio.Task[None], str] = {}

    async def serve(self, request: web.Request, conversation: Conversation) -> web.StreamResponse:
        """Answer one request with a stream until the page goes or the process stops."""
        if list(self._open.values()).count(conversation.id) >= STREAMS_PER_CONVERSATION:
            raise TooMany
        last = last_event_id(request)
        response = web.StreamResponse(headers={
            "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no",
        })  # fmt: skip
        task = asyncio.create_task(self._run(request, response, conversation.id, last))
        self._open[task] = conversation.id
        STREAMS.set(len(self._open))
        try:
            await asyncio.wait([task])
        finally:
            task.cancel()
            self._open.pop(task, None)
            STREAMS.set(len(self._open))
        if not task.cancelled() and (error := task.exception()):
            if not response.prepared:
                raise error
            # the page comes back with Last-Event-ID; there is no other way to say anything in a stream
            log.info("events.ended", conversation_id=conversation.id, error=type(error).__name__)
        return response

    async def _run(self, request: web.Request, response: web.StreamResponse, conversation_id: str, last: int) -> None:
        with self._cw.events.subscribe(conversation_topic(conversation_id)) as woken:
            await response.prepare(request)
            await response.write(f"retry: {RETRY_MS}\n\n".encode())
            beat = time.monotonic()
            while True:
                last = await self._send_new(response, conversation_id, last)
                if time.monotonic() - beat >= HEARTBEAT_SECONDS:
                    await self._still_theirs(request, conversation_id)
                    await response.write(b": beat\n\n")
                    beat = time.monotonic()
                await _rest(woken, beat)

    async def _send_new(self, response: web.StreamResponse, conversation_id: str, last: int) -> int:
        while messages := await messages_after(self._cw, conversation_id, last):
            for message in messages:
                data = message.model_dump_json(by_alias=True, exclude_none=True)
                await response.write(f"id: {message.seq}\nevent: message\ndata: {data}\n\n".encode())
                last = message.seq
            if len(messages) < PAGE:
                break
        return last

    async def _still_theirs(self, request: web.Request, conversation_id: str) -> None:
        """A resume code may have moved the conversation to another session."""
        found = await conversation_of(self._cw, request.headers.get("Authorization", ""), self._keep_days)
        if found.id != conversation_id:
            raise Unauthorised

    async def close(self) -> None:
        """End every stream; pages come back to the next process with `Last-Event-ID`."""
        for task in list(self._open):
            task.cancel()


async def _rest(woken: Subscription, beat: float) -> None:
    await woken.wait(max(HEARTBEAT_SECONDS - (time.monotonic() - beat), 0.01))
