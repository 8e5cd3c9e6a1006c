"""Key rotation of the file store: every stored file is sealed again under the newest key."""

import asyncio
from typing import Final

from sqlalchemy import select

from casework.services.context import Casework
from casework.storage.channel_models import Attachment

BATCH: Final = 100


async def rotate_files(cw: Casework) -> int:
    """Seal the files of all attachments again where needed; how many. Safe to stop and run again.

    Raises `UnreadableValue` when a file was written with a key that is no longer in `JIUJI_SECRET_KEY`, and
    `Unavailable` when the disk takes no more: the old file is then still whole.
    """
    if cw.files is None:
        return 0
    done, last = 0, ""
    while ids := await _stored_after(cw, last):
        for attachment_id in ids:
            done += await _rotate(cw, attachment_id)
        last = ids[-1]
    return done


async def _stored_after(cw: Casework, last: str) -> list[str]:
    query = select(Attachment.id).where(Attachment.state == "stored", Attachment.id > last)
    async with cw.database.read() as session:
        return list(await session.scalars(query.order_by(Attachment.id).limit(BATCH)))


async def _rotate(cw: Casework, attachment_id: str) -> bool:
    files = cw.files
    if files is None or not await asyncio.to_thread(files.seal_again, attachment_id):
        return False
    async with cw.database.read() as session:
        still = select(Attachment.id).where(Attachment.id == attachment_id, Attachment.state == "stored")
        if await session.scalar(still) is None:
            # erased while it was being written: what was just brought back goes again
            await asyncio.to_thread(files.shred, attachment_id)
            return False
    return True
