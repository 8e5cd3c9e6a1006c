"""Files that come over the page: looked into before they are kept, shown to their owner, bound to a message."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.attachment_work import Waiting, fail_attachment, inspector_of, store_of
from casework.services.context import Casework, new_id
from casework.services.conversations import Beside
from casework.services.file_keeping import MOST_FILES, count_files, digest_of, draft_in_hand, keep_file, same_file
from casework.services.leases import changed
from casework.storage.channel_models import Attachment
from casework.storage.locks import lock_conversation
from casework.storage.models import InboundMessage
from contracts.content_types import content_type_of, paper_kind
from contracts.errors import Conflict, NotFound
from contracts.files import FileProblem, Inspected

# longer than an inspection may wait and take
LEASE: Final = timedelta(minutes=3)
NO_FILE: Final = "没有找到这个文件，请重新发一次。"
ERASED: Final = "您的信息刚删除了，这个文件没有留下。"


@dataclass(frozen=True)
class WebFile:
    """A file of a resident; `already` when it had come before, `problem` when it was not kept."""

    id: str
    kind: str
    state: str
    already: bool = False
    problem: FileProblem | None = None


async def take_file(cw: Casework, conversation_id: str, body: bytes) -> WebFile:
    """Look into a file and keep it. `Conflict` when all was erased meanwhile, `Unavailable` when it cannot be kept."""
    digest = digest_of(body)
    begun = await _begin(cw, conversation_id, digest, paper_kind(content_type_of(body)) or "other")
    if isinstance(begun, WebFile):
        return begun
    try:
        return await _inspect(cw, begun, digest, body)
    except BaseException:
        # the page sends it again: nothing speaks of a file that is not there
        await asyncio.shield(_forget(cw, begun))
        raise


async def _begin(cw: Casework, conversation_id: str, digest: str, kind: str) -> Waiting | WebFile:
    """The row of a file that is looked into now; or the file itself, where it is there already."""
    async with cw.database.write() as session:
        await lock_conversation(session, conversation_id)
        if earlier := await _known(session, conversation_id, digest):
            return WebFile(earlier.id, earlier.kind, earlier.state, already=True)
        now = cw.now()
        row = Attachment(
            id=new_id(), conversation_id=conversation_id, draft_id=await draft_in_hand(session, conversation_id),
            kind=kind, source="web", state="waiting", tries=1, created_at=now, lease_until=now + LEASE,
        )  # fmt: skip
        if await count_files(session, conversation_id, row.draft_id) >= MOST_FILES:
            return WebFile("", kind, "failed", problem="too_many")
        session.add(row)
        await session.flush()
        return Waiting(row.id, conversation_id, None, kind, "", "", 1, now, now + LEASE)


async def _known(session: AsyncSession, conversation_id: str, digest: str) -> Attachment | None:
    return await same_file(session, conversation_id, await draft_in_hand(session, conversation_id), digest)


async def known_file(cw: Casework, conversation_id: str, digest: str) -> WebFile | None:
    """The file of this content, when it is there already: it need not be sent again."""
    async with cw.database.read() as session:
        row = await _known(session, conversation_id, digest) if digest else None
    return WebFile(row.id, row.kind, row.state, already=True) if row else None


async def _inspect(cw: Casework, waiting: Waiting, digest: str, body: bytes) -> WebFile:
    inspected = await inspector_of(cw).inspect(body)
    if problem := _problem_of(inspected):
        if await fail_attachment(cw, waiting, problem, final=True, rejected=problem) is None:
            raise Conflict(ERASED)
        return WebFile(waiting.id, waiting.kind, "failed", problem=problem)
    settled = await keep_file(cw, waiting, digest, inspected)
    if settled.state == "erased":
        raise Conflict(ERASED)
    if settled.state == "too_many":
        return WebFile(waiting.id, waiting.kind, "failed", problem="too_many")
    return WebFile(settled.id, waiting.kind, "stored", already=settled.state == "same")


def _problem_of(inspected: Inspected) -> FileProblem | None:
    """Papers only: recordings and videos do not come over the page."""
    return inspected.problem or (None if paper_kind(inspected.content_type) else "type")


async def _forget(cw: Casework, waiting: Waiting) -> None:
    async with cw.database.write() as session:
        await session.execute(delete(Attachment).where(Attachment.id == waiting.id, Attachment.state == "waiting"))


async def own_files(cw: Casework, conversation_id: str, ids: Sequence[str]) -> list[WebFile]:
    """Stored files of this resident, in the order asked for; `NotFound` when any is not there or not theirs."""
    mine = (Attachment.conversation_id == conversation_id, Attachment.state == "stored", Attachment.scan == "clean")
    async with cw.database.read() as session:
        rows = await session.scalars(select(Attachment).where(Attachment.id.in_(ids), *mine))
        found = {row.id: WebFile(row.id, row.kind, row.state) for row in rows}
    if not found.keys() >= set(ids):
        raise NotFound(NO_FILE)
    return [found[one] for one in dict.fromkeys(ids)]


def bind_beside(ids: Sequence[str]) -> Beside:
    """What gives files their message, in the transaction that stores it: the first one they came by."""

    async def beside(session: AsyncSession, inbound: InboundMessage) -> None:
        free = (
            Attachment.id.in_(ids), Attachment.conversation_id == inbound.conversation_id,
            Attachment.inbound_id.is_(None), Attachment.state == "stored",
        )  # fmt: skip
        await changed(session, update(Attachment).where(*free).values(inbound_id=inbound.id))

    return beside


async def own_thumbnail(cw: Casework, conversation_id: str, attachment_id: str) -> bytes:
    """The small picture (JPEG) of a resident's own file; the same `NotFound` for not theirs as for not there."""
    mine = (
        Attachment.id == attachment_id, Attachment.conversation_id == conversation_id, Attachment.state == "stored",
        Attachment.scan == "clean",
    )  # fmt: skip
    async with cw.database.read() as session:
        thumbnail_id = await session.scalar(select(Attachment.thumbnail_id).where(*mine))
    if thumbnail_id is None:
        raise NotFound(NO_FILE)
    return await asyncio.to_thread(store_of(cw).read, thumbnail_id)
