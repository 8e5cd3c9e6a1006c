"""Uploads that may break off: parts sealed on the disk as they come, an offset in the record, whole at the end.

A part has its file before its row. What nobody finishes within a day goes, and all of it with an erasure.
"""

import asyncio
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.attachment_work import store_of
from casework.services.context import Casework, new_id
from casework.services.file_keeping import digest_of
from casework.services.leases import changed
from casework.services.shredding import shred_uploads
from casework.services.web_files import WebFile, known_file, take_file
from casework.storage.channel_models import Upload, UploadPart
from casework.storage.locks import lock_conversation
from contracts.errors import Conflict, NotFound
from contracts.files import LARGEST_FILE

# what one call carries at most; on a slow line half a minute
CHUNK: Final = 256 * 1024
NO_UPLOAD: Final = "这次上传找不到了，请重新发一次。"


class WrongOffset(Conflict):
    """The upload stands elsewhere: `fields.offset` says where to go on."""

    code, message = "wrong_offset", "上传的位置对不上，请从中断的地方接着传。"


@dataclass(frozen=True)
class UploadState:
    """How far an upload has come, in bytes; `done` when it has become a file, `fresh` when it was opened just now."""

    id: str
    offset: int
    size: int
    digest: str
    done: bool = False
    fresh: bool = False

    @property
    def whole(self) -> bool:
        """Whether all announced bytes are there."""
        return self.offset >= self.size


async def find_upload(cw: Casework, conversation_id: str, digest: str) -> UploadState | None:
    """The unfinished upload of this content in the same conversation."""
    mine = (Upload.conversation_id == conversation_id, Upload.digest == digest, Upload.state == "open")
    async with cw.database.read() as session:
        row: Upload | None = await session.scalar(select(Upload).where(*mine).order_by(Upload.created_at).limit(1))
    return _state(row) if row else None


async def open_upload(cw: Casework, conversation_id: str, *, size: int = LARGEST_FILE, digest: str = "") -> UploadState:
    """An upload of so many bytes; what is there already counts as received, an upload at the same moment is joined."""
    known = await known_file(cw, conversation_id, digest)
    async with cw.database.write() as session:
        await lock_conversation(session, conversation_id)
        mine = (Upload.conversation_id == conversation_id, Upload.digest == digest, Upload.state == "open")
        if digest and (there := await session.scalar(select(Upload).where(*mine).limit(1))):
            return _state(there)
        row = Upload(
            id=new_id(), conversation_id=conversation_id, digest=digest, size=size, received=size if known else 0,
            state="open", created_at=cw.now(),
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return _state(row, fresh=True)


def _state(row: Upload, *, fresh: bool = False) -> UploadState:
    return UploadState(row.id, row.received, row.size, row.digest, row.state == "done", fresh)


async def read_upload(cw: Casework, conversation_id: str, upload_id: str) -> UploadState:
    """An upload of this resident; `NotFound` for any other."""
    async with cw.database.read() as session:
        return _state(await _row(session, conversation_id, upload_id))


async def _row(session: AsyncSession, conversation_id: str, upload_id: str, *, lock: bool = False) -> Upload:
    mine = (Upload.id == upload_id, Upload.conversation_id == conversation_id, Upload.state != "shred")
    query = select(Upload).where(*mine)
    row: Upload | None = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound(NO_UPLOAD)
    return row


async def add_part(cw: Casework, conversation_id: str, upload_id: str, offset: int, body: bytes) -> UploadState:
    """Keep the next bytes. `WrongOffset` when others are due; of two at once one is kept. `Unavailable` on a full disk.

    More than was announced is cut off.
    """
    part_id = new_id()
    prepared = await asyncio.to_thread(store_of(cw).prepare, part_id, body)
    kept = False
    try:
        async with cw.database.write() as session:
            row = await _row(session, conversation_id, upload_id, lock=True)
            if offset != row.received or row.received >= row.size:
                raise WrongOffset(fields={"offset": str(row.received)})
            session.add(UploadPart(id=part_id, upload_id=row.id, start=row.received))
            row.received = min(row.size, row.received + len(body))
            kept = True
            await asyncio.to_thread(prepared.publish)
            return _state(row)
    finally:
        if not kept:
            await asyncio.to_thread(prepared.discard)


async def finish_upload(cw: Casework, conversation_id: str, upload_id: str) -> WebFile:
    """Take the file an upload has become, once it is whole; asked again it is the same file.

    A file that is not the one announced was damaged on its way: `problem` says `truncated`. Where it cannot be kept now
    (`Unavailable`) the upload stays.
    """
    upload = await read_upload(cw, conversation_id, upload_id)
    if known := await known_file(cw, conversation_id, upload.digest):
        kept = replace(known, already=not upload.done)
    else:
        kept = await _take(cw, conversation_id, upload)
    await close_upload(cw, upload_id, done=kept.problem is None)
    return kept


async def _take(cw: Casework, conversation_id: str, upload: UploadState) -> WebFile:
    body = await _whole(cw, upload)
    if upload.digest and digest_of(body) != upload.digest:
        return WebFile("", "other", "failed", problem="truncated")
    return await take_file(cw, conversation_id, body)


async def _whole(cw: Casework, upload: UploadState) -> bytes:
    query = select(UploadPart.id).where(UploadPart.upload_id == upload.id).order_by(UploadPart.start)
    async with cw.database.read() as session:
        ids = list(await session.scalars(query))
    store = store_of(cw)
    return b"".join([await asyncio.to_thread(store.read, one) for one in ids])[: upload.size]


async def close_upload(cw: Casework, upload_id: str, *, done: bool = False) -> None:
    """Its parts are not needed any more and are destroyed; one that is `done` is still known for a day."""
    async with cw.database.write() as session:
        mine = (Upload.id == upload_id, Upload.state != "shred")
        await changed(session, update(Upload).where(*mine).values(state="done" if done else "shred"))
    await shred_uploads(cw, Upload.id == upload_id)
