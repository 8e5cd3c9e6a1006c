"""The worker's reading loop: papers become readings, one after the other, in the order they came."""

import asyncio
import time
from contextlib import suppress
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from casework.services.context import Casework
from casework.services.paper_work import (
    ToRead,
    claim_reading,
    fail_reading,
    let_speak,
    paper_body,
    renew_reading,
    return_reading,
    settle_reading,
)
from contracts.errors import NotFound, Unavailable
from contracts.keyring import UnreadableValue
from jiuji.paper_process import PaperEngine, ReaderAway, Unreadable

PAUSE_SECONDS: Final = 0.5
TROUBLE_SECONDS: Final = 5.0
RENEW_SECONDS: Final = 20.0
# the models are let go of when nothing has come for so long
IDLE_SECONDS: Final = 600.0
log = structlog.get_logger()


class PaperReader:
    """Reads papers with one engine; keep `keep_reading()` running."""

    def __init__(self, cw: Casework, engine: PaperEngine) -> None:
        self._cw, self._engine = cw, engine
        self._busy_at = time.monotonic()

    async def keep_reading(self) -> None:
        """Until cancelled; a round that fails is logged and the next one tries again."""
        try:
            while True:
                pause = await self._round()
                await asyncio.sleep(pause)
        finally:
            await self._engine.close()

    async def _round(self) -> float:
        """Read what waits; how long to pause then."""
        try:
            while paper := await claim_reading(self._cw):
                await self.read(paper)
                await let_speak(self._cw)
                self._busy_at = time.monotonic()
            await let_speak(self._cw)
            if time.monotonic() - self._busy_at > IDLE_SECONDS:
                await self._engine.close()
        except Exception as error:  # the database may be away
            log.error("paper.round_failed", error=type(error).__name__)
            return TROUBLE_SECONDS
        return PAUSE_SECONDS

    async def read(self, paper: ToRead) -> None:
        """One paper: read, tried again later, or given up."""
        began = time.monotonic()
        holding = asyncio.create_task(self._hold(paper))
        try:
            outcome = await self._read(paper)
        except asyncio.CancelledError:
            await asyncio.shield(return_reading(self._cw, paper))
            raise
        finally:
            holding.cancel()
        log.info("paper.read", attachment_id=paper.id, ms=round((time.monotonic() - began) * 1000), outcome=outcome)

    async def _hold(self, paper: ToRead) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with suppress(OSError, TimeoutError, SQLAlchemyError):
                await renew_reading(self._cw, paper)

    async def _read(self, paper: ToRead) -> str:
        try:
            pages = await self._engine.read(await paper_body(self._cw, paper), paper.content_type, paper.today)
        except ReaderAway as error:
            log.error("paper.reader_away", attachment_id=paper.id, code=error.code, reason="run: jiuji doctor")
            return await self._failed(paper, error.code)
        except Unreadable:
            return await self._failed(paper, "unreadable", final=True)
        except Unavailable:
            return await self._failed(paper, "no_files")
        except (NotFound, UnreadableValue) as error:
            # erased meanwhile, or on another machine's disk
            return await self._failed(paper, f"file_{type(error).__name__}", final=True)
        if not pages or all(page.problem for page in pages):
            return await self._failed(paper, "unreadable", final=True)
        return "read" if await settle_reading(self._cw, paper, pages) else "dropped"

    async def _failed(self, paper: ToRead, code: str, *, final: bool = False) -> str:
        return code if await fail_reading(self._cw, paper, code, final=final) else "dropped"
