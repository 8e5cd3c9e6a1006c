"""Fetches what residents send by its media id: at once after the message is stored, and what a dead process left."""

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol

import structlog

from casework.services.attachment_work import (
    ARRIVED,
    Waiting,
    claim_attachment,
    fail_attachment,
    inspector_of,
    return_attachment,
)  # fmt: skip
from casework.services.context import Casework
from casework.services.file_keeping import digest_of, keep_file
from connectors.file_words import about_file
from connectors.measures import ATTACHMENTS
from connectors.wechat.errors import MediaGone, MediaTooBig, PlatformAway, WeChatError
from contracts.content_types import fits_kind
from contracts.errors import Unavailable
from contracts.files import LARGEST_FILE, FileProblem, Inspected
from contracts.messages import Bubble

ROOM: Final = 4
SWEEP_SECONDS: Final = 3.0
# shorter than the lease of an attachment
FETCH_SECONDS: Final = 40.0
# what became of a file that is worth a word
SPOKEN: Final = ("same", "too_many")
log = structlog.get_logger()


class Fetched(Protocol):
    """What came; its type is looked at, not believed."""

    @property
    def body(self) -> bytes:
        """The bytes."""
        ...


class MediaSource(Protocol):
    """The part of `WeChatApi` needed here."""

    async def fetch_media(self, media_id: str) -> Fetched:
        """The bytes behind a media id. Raises `WeChatError`."""
        ...


class MediaFetcher:
    """Downloads for the official accounts of one gateway; keep `keep_fetching()` running beside it."""

    def __init__(self, cw: Casework, apis: Mapping[str, MediaSource]) -> None:
        self._cw, self._apis = cw, apis
        self._tasks: set[asyncio.Task[None]] = set()

    async def keep_fetching(self) -> None:
        """Fetch what waits, a few at a time, until cancelled; what is under way then is handed back."""
        with self._cw.events.subscribe(ARRIVED) as woken:
            try:
                while True:
                    await self._start_what_waits()
                    await woken.wait(SWEEP_SECONDS)
            finally:
                await self._hand_back()

    async def _start_what_waits(self) -> None:
        try:
            while len(self._tasks) < ROOM and (waiting := await claim_attachment(self._cw, self._apis.keys())):
                task = asyncio.create_task(self._fetch(waiting))
                self._tasks.add(task)
                task.add_done_callback(self._forget)
        except Exception as error:  # the database may be away: the next round tries again
            log.warning("media.sweep_failed", error=type(error).__name__)

    def _forget(self, done: asyncio.Task[None]) -> None:
        was_full = len(self._tasks) >= ROOM
        self._tasks.discard(done)
        if was_full:
            self._cw.events.wake(ARRIVED)
        if not done.cancelled() and (error := done.exception()):
            log.error("media.task_failed", exc_info=error)

    async def _hand_back(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _fetch(self, waiting: Waiting) -> None:
        try:
            outcome = await self._fetch_one(waiting)
        except asyncio.CancelledError:
            await asyncio.shield(return_attachment(self._cw, waiting))
            raise
        ATTACHMENTS.labels(waiting.kind, outcome).inc()
        log.info("media.fetched", attachment_id=waiting.id, kind=waiting.kind, outcome=outcome, attempts=waiting.tries)

    async def _fetch_one(self, waiting: Waiting) -> str:
        """One download from claim to row; the outcome as a word for the counters."""
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                media = await self._apis[waiting.account].fetch_media(waiting.media_id)
        except TimeoutError:
            return await self._again(waiting, "slow", hopeful=True)
        except MediaTooBig:
            return await self._refuse(waiting, "too_large")
        except MediaGone:
            return await self._ask_again(waiting, "expired")
        except WeChatError as error:
            return await self._again(waiting, f"wechat_{error.code}", hopeful=isinstance(error, PlatformAway))
        return await self._keep(waiting, media.body)

    async def _keep(self, waiting: Waiting, body: bytes) -> str:
        if len(body) > LARGEST_FILE:
            return await self._refuse(waiting, "too_large")
        try:
            inspected = await inspector_of(self._cw).inspect(body)
            if problem := _problem_of(inspected, waiting.kind):
                return await self._refuse(waiting, problem)
            says = {name: about_file(name) for name in SPOKEN}
            return (await keep_file(self._cw, waiting, digest_of(body), inspected, says)).state
        except Unavailable:
            # the sender still has it for days: until then there may be room again
            log.error("media.not_stored", attachment_id=waiting.id, bytes=len(body))
            return await self._again(waiting, "no_room", hopeful=False)

    async def _refuse(self, waiting: Waiting, why: FileProblem) -> str:
        says = about_file(why) if waiting.kind != "voice" else []
        await fail_attachment(self._cw, waiting, why, final=True, rejected=why, says=says)
        return why

    async def _ask_again(self, waiting: Waiting, why: str) -> str:
        await fail_attachment(self._cw, waiting, why, gone=True, says=self._send_again(waiting))
        return "gone"

    async def _again(self, waiting: Waiting, why: str, *, hopeful: bool) -> str:
        says = self._send_again(waiting)
        state = await fail_attachment(self._cw, waiting, why, slow=not hopeful, says=says)
        return "gone" if state == "gone" else "later"

    def _send_again(self, waiting: Waiting) -> list[Bubble]:
        """A recording is not asked for again: its turn goes on, and the dialogue asks for words instead."""
        return about_file("gone") if waiting.kind != "voice" else []


def _problem_of(inspected: Inspected, kind: str) -> FileProblem | None:
    """Why a file cannot be kept; one that is not what was announced cannot be opened as that."""
    if inspected.problem:
        return inspected.problem
    return None if fits_kind(inspected.content_type, kind) else "unreadable"
