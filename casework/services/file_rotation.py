"""Key rotation of the file store: every stored file, thumbnail and part is sealed again under the newest key."""

import asyncio
from typing import Any, Final

from sqlalchemy import Select, select, true

from casework.services.context import Casework
from casework.storage.channel_models import Attachment, UploadPart

BATCH: Final = 100


async def rotate_files(cw: Casework) -> int:
    """Seal all files of the record again where needed; how many. Safe to stop and run again.

    Raises `UnreadableValue` when a file was written with a key that is no longer in `JIUJI_SECRET_KEY`, and
    `Unavailable` when the disk takes no more: the old file is then still whole.
    """
    if cw.files is None:
        return 0
    return sum([await _rotate_all(cw, column, wanted) for column, wanted in _KINDS])


_STORED: Final = Attachment.state == "stored"
_KINDS: Final[tuple[tuple[Any, Any], ...]] = (
    (Attachment.id, _STORED),
    (Attachment.thumbnail_id, _STORED),
    (UploadPart.id, true()),
)


async def _rotate_all(cw: Casework, column: Any, wanted: Any) -> int:
    done, last = 0, ""
    while ids := await _after(cw, column, wanted, last):
        for file_id in ids:
            done += await _rotate(cw, file_id, select(column).where(column == file_id, wanted))
        last = ids[-1]
    return done


async def _after(cw: Casework, column: Any, wanted: Any, last: str) -> list[str]:
    query = select(column).where(wanted, column > last).order_by(column).limit(BATCH)
    async with cw.database.read() as session:
        return list(await session.scalars(query))


async def _rotate(cw: Casework, file_id: str, still: Select[Any]) -> bool:
    files = cw.files
    if files is None or not await asyncio.to_thread(files.seal_again, file_id):
        return False
    async with cw.database.read() as session:
        if await session.scalar(still) is None:
            # erased while it was being written: what was just brought back goes again
            await asyncio.to_thread(files.shred, file_id)
            return False
    return True
