"""Steps every test about attachments takes: a photo arrives, is downloaded, is looked for on the disk."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.services.attachment_work import Waiting
from casework.services.attachments import attach_beside, claim_attachment
from casework.services.context import Casework, new_id
from casework.services.conversations import record_inbound
from casework.services.file_keeping import digest_of, keep_file
from casework.services.sessions import Actor
from casework.storage.channel_models import Attachment
from contracts.files import Inspected
from contracts.messages import Bubble

PHOTO = b"\xff\xd8\xffa photo"
SMALL = b"\xff\xd8\xffsmall"
CLERK = Actor("c" * 32, "clerk", "办事员", "clerk", "522702")
STRANGER = Actor("d" * 32, "stranger", "外县", "clerk", "513201")
SAYS = [Bubble(text="请再发一次")]


def on_disk(cw: Casework, tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "files").rglob("*") if path.is_file())


async def sent(cw: Casework, conversation: str, kind: str = "image", key: str | None = None) -> str:
    """A photo arrives; its attachment's id."""
    attachment_id, beside = attach_beside(cw, kind=kind, media_id=f"media-{new_id()}", account="")
    await record_inbound(
        cw, conversation, dedup_key=key or new_id(), text="（图片）", command=None, ask=False, beside=beside
    )
    return attachment_id


def inspected(body: bytes = PHOTO) -> Inspected:
    """As inspection gives it back; inspection itself has tests of its own."""
    return Inspected("image/jpeg", body, SMALL, 1, 640, 480)


async def keep(cw: Casework, waiting: Waiting, body: bytes = PHOTO, **more: Any) -> str:
    return (await keep_file(cw, waiting, digest_of(body), inspected(body), **more)).state


async def fetched(cw: Casework, body: bytes = PHOTO) -> None:
    """Everything that waits is downloaded, each with other contents."""
    while waiting := await claim_attachment(cw, [""]):
        assert await keep(cw, waiting, body) == "stored"
        body = PHOTO + waiting.id.encode()


async def rows(cw: Casework) -> dict[str, Attachment]:
    async with cw.database.read() as session:
        return {row.id: row for row in await session.scalars(select(Attachment))}


async def files_of(cw: Casework, attachment_id: str) -> list[str]:
    """The names on the disk of a stored photo: its own and its thumbnail's."""
    row = (await rows(cw))[attachment_id]
    return sorted(name for name in (row.id, row.thumbnail_id) if name)
