"""Steps every test about papers takes: a stored photo, what a reader says of it, a file that tells the fake reader."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from casework.services.context import Casework, new_id
from casework.services.conversations import record_inbound
from casework.services.file_keeping import digest_of
from casework.services.paper_queue import queue_reading
from casework.services.paper_work import DELAYS, ToRead, claim_reading, settle_reading
from casework.storage.channel_models import Attachment
from casework.storage.models import Turn
from casework.storage.paper_models import PaperRecord
from contracts.papers import PaperReading, ReadField
from jiuji.paper_process import PaperEngine
from jiuji.paper_reader import PaperReader

FAKE = (sys.executable, "-m", "tests.fake_paper_reader")
YANG = "513231195803124527"
OTHER_ID = "513231196001014523"
BORN = "1958-03-12"


def field(name: str, value: str, *, certain: bool = True, problem: str | None = None) -> ReadField:
    return ReadField(
        name=name, value=value, confidence=0.98 if certain else 0.4, certain=certain, problem=problem,
        place=(0.1, 0.1, 0.5, 0.2),
    )  # fmt: skip


def reading(kind: str, fields: dict[str, str] | list[ReadField], **more: Any) -> PaperReading:
    told = [field(name, value) for name, value in fields.items()] if isinstance(fields, dict) else fields
    return PaperReading.model_validate({"kind": kind, "confidence": 0.95, "fields": told, **more})


def id_card(
    name: str = "杨秀英", number: str = YANG, born: str = BORN, address: str = "四川省阿坝县贾洛镇一村"
) -> PaperReading:
    return reading(
        "id_card_front",
        {"name": name, "sex": "女", "birth_date": born, "address": address, "id_number": number},
    )  # fmt: skip


def invoice(total: str, paid: str = "0", day: str = "2026-10-01", hospital: str = "州人民医院") -> PaperReading:
    fields = {"hospital": hospital, "name": "杨秀英", "date": day, "total": total, "paid_by_insurance": paid}
    return reading("invoice", fields)


def told_to_fake_reader(pages: list[PaperReading], **orders: Any) -> bytes:
    """A file the fake reader answers with these pages; `orders` as it understands them (see `fake_paper_reader`)."""
    return json.dumps({"pages": [page.model_dump(mode="json") for page in pages], **orders}).encode()


async def photo(
    cw: Casework, conversation: str, body: bytes = b"", *, key: str | None = None, draft_id: str | None = None
) -> str:
    """A message with a stored photo that waits to be read; the attachment's id."""
    attachment_id = new_id()
    recorded = await record_inbound(
        cw, conversation, dedup_key=key or new_id(), text="（图片）", command=None, ask=False
    )
    async with cw.database.write() as session:
        row = Attachment(
            id=attachment_id, conversation_id=conversation, inbound_id=recorded.inbound_id, kind="image",
            draft_id=draft_id, state="stored", scan="clean", content_type="image/jpeg", size=len(body),
            digest=digest_of(body), created_at=cw.now(), stored_at=cw.now(),
        )  # fmt: skip
        session.add(row)
        await session.flush()
        if cw.files is not None:
            cw.files.write(attachment_id, body)
        await queue_reading(cw, session, row)
    return attachment_id


async def read_papers(cw: Casework, conversation: str, *pages: PaperReading) -> list[str]:
    """Photos that were read just now, one for each page; their attachments."""
    found = [await photo(cw, conversation) for _ in pages]
    by_id = dict(zip(found, pages, strict=True))
    while paper := await claim_reading(cw):
        assert await settle_reading(cw, paper, [by_id[paper.id]])
    return found


async def claimed(cw: Casework) -> ToRead:
    paper = await claim_reading(cw)
    assert paper is not None
    return paper


def later(cw: Casework, seconds: float) -> None:
    """The clock of this casework goes on."""
    before = cw.now
    cw.now = lambda: before() + timedelta(seconds=seconds)


async def rows(cw: Casework) -> dict[str, PaperRecord]:
    async with cw.database.read() as session:
        return {row.attachment_id: row for row in await session.scalars(select(PaperRecord))}


@asynccontextmanager
async def reading_loop(cw: Casework, *command: str) -> AsyncIterator[PaperEngine]:
    """The worker's loop over the fake reading process."""
    engine = PaperEngine(command or FAKE)
    loop = asyncio.create_task(PaperReader(cw, engine).keep_reading())
    try:
        yield engine
    finally:
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)


async def until_settled(cw: Casework, seconds: float = 30.0, *, skips: bool = False) -> dict[str, PaperRecord]:
    """Until nothing waits; `skips` lets the clock run over the pauses between tries."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = await rows(cw)
        if all(row.state in ("read", "failed") for row in found.values()):
            return found
        if skips and any(row.state == "waiting" and row.try_after for row in found.values()):
            later(cw, max(DELAYS) + 1)
        await asyncio.sleep(0.05)
    raise AssertionError({row.state for row in (await rows(cw)).values()})


async def turns(cw: Casework) -> list[str]:
    """The states of the turns that speak about papers, in order."""
    async with cw.database.read() as session:
        return list(await session.scalars(select(Turn.state).where(Turn.kind == "papers").order_by(Turn.seq)))
