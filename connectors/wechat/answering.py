"""One callback from its record to its answer: in time passively, late down the ladder, exactly once."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import Final

import structlog
from aiohttp import web

from casework.services.context import Casework
from casework.services.events import Subscription, conversation_topic
from casework.services.wechat_ledger import close_callback
from casework.services.wechat_parcels import Parcel, claim_parcel, release_parcel, settle_parcel
from casework.services.wechat_standing import Standing, standing_of
from connectors.measures import WECHAT_ANSWER_SECONDS, WECHAT_DELIVERIES
from connectors.wechat.answers import Call, success, write_answer
from connectors.wechat.copies import Copies
from connectors.wechat.courier import Courier
from connectors.wechat.envelope import seal_text
from connectors.wechat.errors import WeChatError
from connectors.wechat.reading import Reading
from connectors.wechat.reception import Reception, Taken
from connectors.wechat.rendering import fit

# others may send when a callback has not been answered by then: the budget, and the time to write
OPEN_SECONDS: Final = 4.5
# the deadline of a turn: until then what waits is sent together with the answer that is on its way
FOLLOW_SECONDS: Final = 12.0
TYPING_AFTER: Final = 1.5
# what it may take to keep a body in place of storing its message
KEEP_SECONDS: Final = 0.5
# a message is delivered so often in all; after the last copy its sender would see an error of the platform
LAST_COPY: Final = 3
# another gateway may have settled the turn: how often the record is read without being woken
LOOK_SECONDS: Final = 1.0
# somebody else is writing an answer of this conversation: how soon to look again
SENDING_SECONDS: Final = 0.05
log = structlog.get_logger()


class NotStored(Exception):
    """The record is so slow that the budget ends before a message is in it."""


class Answering:
    """Answers the callbacks of one gateway process."""

    def __init__(self, cw: Casework, reception: Reception, courier: Courier, copies: Copies) -> None:
        self._cw, self._reception, self._courier, self._copies = cw, reception, courier, copies
        self._beside: set[asyncio.Task[None]] = set()

    async def answer(self, call: Call, reading: Reading) -> web.StreamResponse | None:
        """Store what came, wait for its answer within the budget, and write it or what else is due.

        None: nothing is to be written, a copy shall carry it. Raises `NotStored` when the record was not ready in
        time; it goes on being stored all the same.
        """
        taken = await self._stored(call, reading)
        if taken is None:
            return _count("noted", success())
        with self._courier.callback_open(taken.conversation_id):
            answer, leaves = await self._in_time(call, taken)
        if leaves:
            await self._close(taken.conversation_id)
        return answer or await self._late(call, taken)

    async def _stored(self, call: Call, reading: Reading) -> Taken | None:
        """Have it stored, once for all copies that come here."""
        follows = self._courier.may_push(call.account)
        open_for = max((FOLLOW_SECONDS if follows else OPEN_SECONDS) - call.seconds, 0.0)
        storing, before = self._copies.join(
            call.key, lambda: self._reception.take(call.account, call.delivery, reading, open_for=open_for)
        )  # fmt: skip
        await asyncio.wait([storing], timeout=max(call.left - KEEP_SECONDS, 0.0))
        if not storing.done():
            if follows:
                self._start(self._follow_stored(call, storing))
            raise NotStored
        taken = storing.result()
        return replace(taken, copies=taken.copies + before) if taken else None

    async def _in_time(self, call: Call, taken: Taken) -> tuple[web.StreamResponse | None, bool]:
        """The passive answer; `success` when there is nothing to say; None when the budget ended.

        And whether words, or the right to bring words, are left to others now.
        """
        typing = asyncio.get_running_loop().call_later(TYPING_AFTER, self._show_typing, call, taken)
        try:
            found = await self._parcel(call, taken)
        finally:
            typing.cancel()
        if isinstance(found, Parcel):
            return await self._carry(call, found)
        if found is None:
            return None, False
        # nothing to wait for any more: staff may answer at once
        return _count("nothing", success()), taken.copies == 1

    async def _parcel(self, call: Call, taken: Taken) -> Parcel | Standing | None:
        """The words to carry once the turn is settled; its standing when all were carried; None when time ran out."""
        with suppress(TimeoutError):
            async with asyncio.timeout(max(call.left, 0.0)):
                return await self._parcel_in_time(call, taken)
        return None

    async def _parcel_in_time(self, call: Call, taken: Taken) -> Parcel | Standing | None:
        with self._cw.events.subscribe(conversation_topic(taken.conversation_id)) as woken:
            if taken.ran is not None and not taken.ran.is_set():
                await woken.wait(min(call.left, LOOK_SECONDS))
            while True:
                standing = await standing_of(self._cw, taken.conversation_id, taken.turn_id)
                if standing.settled and not standing.unsent:
                    return standing
                if standing.settled and not call.cut and (parcel := await self._claim(taken)):
                    return parcel
                if call.left <= 0 or call.cut:
                    return None
                await self._look_again(woken, call, standing)

    async def _claim(self, taken: Taken) -> Parcel | None:
        claiming = asyncio.create_task(claim_parcel(self._cw, taken.conversation_id, passive=True))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # it may be ours already: nobody else could send until its lease ends
            self._start(self._give_back(claiming))
            raise

    async def _give_back(self, claiming: asyncio.Task[Parcel | None]) -> None:
        if parcel := await claiming:
            await release_parcel(self._cw, parcel, retry_in=None)

    @staticmethod
    async def _look_again(woken: Subscription, call: Call, standing: Standing) -> None:
        pause = SENDING_SECONDS if standing.settled else LOOK_SECONDS
        await woken.wait(min(max(call.left, 0.0), pause))

    async def _carry(self, call: Call, parcel: Parcel) -> tuple[web.StreamResponse | None, bool]:
        """Write all that is undelivered as one text; what was not seen to arrive stays undelivered."""
        follows = self._courier.may_push(call.account)
        piece = fit(
            parcel.messages, parcel.skip, late_before=parcel.late_before, pushed=follows,
            page=self._courier.page_of(call.account),
        )  # fmt: skip
        now = self._cw.now().timestamp()
        xml = seal_text(call.opened, openid=call.delivery.openid, text=piece.text, now=now)
        if call.left <= 0:
            self._start(release_parcel(self._cw, parcel, retry_in=None))
            return None, False
        seconds = call.seconds
        response, there = await write_answer(call, xml)
        if not there:
            await release_parcel(self._cw, parcel, retry_in=None)
            return _count("cut", response), True
        await settle_parcel(
            self._cw, parcel, upto_seq=piece.upto_seq, upto_characters=piece.upto_characters, spent=False
        )  # fmt: skip
        WECHAT_ANSWER_SECONDS.observe(seconds)
        return _count("answered", response), piece.more

    async def _close(self, conversation_id: str) -> None:
        """The words of this callback are others' to bring now, unless another one is open."""
        if not self._courier.is_open(conversation_id):
            await close_callback(self._cw, conversation_id)
            self._courier.push_soon(conversation_id)

    async def _late(self, call: Call, taken: Taken) -> web.StreamResponse | None:
        """The budget is used up: `success` where the answer can follow by itself, else a copy is to carry it."""
        if self._courier.may_push(call.account):
            self._start(self._follow(call, taken))
            WECHAT_ANSWER_SECONDS.observe(call.seconds)
            return _count("late", success())
        standing = await standing_of(self._cw, taken.conversation_id, taken.turn_id)
        if max(taken.copies, standing.copies) < LAST_COPY:
            return None
        WECHAT_ANSWER_SECONDS.observe(call.seconds)
        return _count("given_up", success())

    async def _follow_stored(self, call: Call, storing: asyncio.Task[Taken | None]) -> None:
        await asyncio.wait([storing])
        if not storing.cancelled() and not storing.exception() and (taken := storing.result()):
            await self._follow(call, taken)

    async def _follow(self, call: Call, taken: Taken) -> None:
        """After `success`: when the answer is there it is pushed, together with what waited before it."""
        topic = conversation_topic(taken.conversation_id)
        with self._courier.callback_open(taken.conversation_id), self._cw.events.subscribe(topic) as woken:
            while call.seconds < FOLLOW_SECONDS:
                if (await standing_of(self._cw, taken.conversation_id, taken.turn_id)).settled:
                    break
                await woken.wait(LOOK_SECONDS)
        await self._close(taken.conversation_id)

    def _show_typing(self, call: Call, taken: Taken) -> None:
        if self._courier.may_push(call.account) and not call.cut:
            self._start(self._typing(call, taken))

    async def _typing(self, call: Call, taken: Taken) -> None:
        with suppress(WeChatError):
            await self._courier.show_typing(call.account, taken.conversation_id)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        # the loop keeps only a weak hold of it
        self._beside.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, done: asyncio.Task[None]) -> None:
        self._beside.discard(done)
        if not done.cancelled() and (error := done.exception()):
            log.warning("wechat.beside_failed", error=type(error).__name__)

    async def finish(self) -> None:
        """Nobody is followed any more: the words are pushed by whoever finds them."""
        tasks = list(self._beside)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _count(outcome: str, response: web.Response) -> web.Response:
    WECHAT_DELIVERIES.labels(outcome).inc()
    return response
