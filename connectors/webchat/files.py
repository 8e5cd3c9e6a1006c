"""Files of the page: in one call or part by part, looked into before they are kept, shown to their owner."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import structlog
from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from casework.services import uploads, web_files
from casework.services.context import Casework
from casework.services.conversations import Conversation
from casework.services.rate_limits import RateLimit, allow
from casework.services.uploads import CHUNK, UploadState
from casework.services.web_files import WebFile
from connectors.file_words import words_about
from connectors.measures import ATTACHMENTS
from connectors.webchat.bodies import answer, read_json
from connectors.webchat.errors import refusal_of
from connectors.webchat.models import AttachmentOut, OffsetOut, UploadIn, UploadOut
from connectors.webchat.sessions import conversation_of
from contracts.errors import BadRequest, TooLarge, TooMany
from contracts.files import LARGEST_FILE
from contracts.http import Route

TAG: Final = "网页聊天"
# whole files in memory at once, while they are looked into
ROOM: Final = 4
# what a browser writes around a file in one call
_AROUND: Final = 64 * 1024
_TOO_OFTEN: Final = "您一小时里发的文件太多了，请过一会儿再发。打字不受影响。"
_NO_FILE: Final = "没有收到文件，请重新选一次。"
_PART_TOO_LARGE: Final = "这一段太大了，请按约定的大小分段传。"
# whatever the bytes claim to be, no browser runs them
_FOREIGN: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "no-store",
}
log = structlog.get_logger()


class WebFiles:
    """Handlers of `/api/chat/attachments` and `/api/chat/uploads`; `routes()` lists them."""

    def __init__(self, cw: Casework, *, keep_days: int) -> None:
        self._cw, self._keep_days = cw, keep_days
        self._room = asyncio.Semaphore(ROOM)

    async def _mine(self, request: web.Request) -> Conversation:
        return await conversation_of(self._cw, request.headers.get("Authorization", ""), self._keep_days)

    async def _admit(self, conversation: Conversation) -> None:
        if not await allow(self._cw, RateLimit.UPLOAD, conversation.id):
            raise TooMany(_TOO_OFTEN)

    async def attach(self, request: web.Request) -> web.Response:
        """One file in one call, laid down as it comes: what is too large is stopped there."""
        conversation = await self._mine(request)
        await self._admit(conversation)
        if (request.content_length or 0) > LARGEST_FILE + _AROUND:
            raise refusal_of("too_large")
        upload = await uploads.open_upload(self._cw, conversation.id)
        try:
            async for part in _parts_of(await _file_of(request)):
                if upload.offset + len(part) > LARGEST_FILE:
                    raise refusal_of("too_large")
                upload = await uploads.add_part(self._cw, conversation.id, upload.id, upload.offset, part)
            if upload.offset == 0:
                raise BadRequest(_NO_FILE, fields={"file": "empty"})
            return await self._finish(conversation, upload)
        finally:
            await asyncio.shield(uploads.close_upload(self._cw, upload.id))

    async def begin(self, request: web.Request) -> web.Response:
        """A file that will come part by part; one that broke off goes on."""
        conversation, body = await self._mine(request), await read_json(request, UploadIn)
        if body.size > LARGEST_FILE:
            raise refusal_of("too_large")
        if upload := await uploads.find_upload(self._cw, conversation.id, body.digest):
            return _opened(upload)
        await self._admit(conversation)
        return _opened(await uploads.open_upload(self._cw, conversation.id, size=body.size, digest=body.digest))

    async def add(self, request: web.Request) -> web.Response:
        """The next part; with the last one the file is looked into and kept."""
        conversation, upload_id = await self._mine(request), request.match_info["upload_id"]
        offset = _offset_of(request)
        upload = await uploads.read_upload(self._cw, conversation.id, upload_id)
        if offset != upload.offset:
            raise uploads.WrongOffset(fields={"offset": str(upload.offset)})
        if body := await _body_of(request):
            upload = await uploads.add_part(self._cw, conversation.id, upload_id, offset, body)
        if not upload.whole:
            return answer(OffsetOut(offset=upload.offset))
        return await self._finish(conversation, upload)

    async def _finish(self, conversation: Conversation, upload: UploadState) -> web.Response:
        async with self._room:
            file = await uploads.finish_upload(self._cw, conversation.id, upload.id)
        ATTACHMENTS.labels(file.kind, file.problem or ("same" if file.already else file.state)).inc()
        log.info("upload.taken", attachment_id=file.id, kind=file.kind, outcome=file.problem or file.state)
        if file.problem:
            raise refusal_of(file.problem)
        return answer(_attached(file), 201)

    async def thumbnail(self, request: web.Request) -> web.Response:
        """The small picture of one's own file."""
        conversation = await self._mine(request)
        body = await web_files.own_thumbnail(self._cw, conversation.id, request.match_info["attachment_id"])
        return web.Response(body=body, content_type="image/jpeg", headers=_FOREIGN)

    def routes(self) -> list[Route]:
        """Every call, as the OpenAPI file documents it."""
        base: dict[str, Any] = {"tag": TAG}
        common = ("bad_request", "unauthorised", "unavailable")
        refused = ("file_too_large", "file_type", "file_refused", "too_many", "conflict")
        return [
            Route("POST", "/api/chat/attachments", self.attach, "上传照片或 PDF，multipart 的 file 一项",
                  answer=AttachmentOut, status=201, errors=(*common, *refused), **base),
            Route("POST", "/api/chat/uploads", self.begin, "分段上传：开始，或问断在哪里", body=UploadIn,
                  answer=UploadOut, status=201, also=((200, UploadOut),),
                  errors=(*common, "file_too_large", "too_many"), **base),
            Route("PATCH", "/api/chat/uploads/{upload_id}", self.add,
                  "分段上传：下一段，头 Upload-Offset 是从哪里起；传完是 201", answer=AttachmentOut, status=201,
                  also=((200, OffsetOut),), errors=(*common, *refused, "too_large", "not_found", "wrong_offset"),
                  **base),
            Route("GET", "/api/chat/attachments/{attachment_id}/thumbnail", self.thumbnail, "自己发的文件的小图",
                  errors=("unauthorised", "unavailable", "not_found"), **base),
        ]  # fmt: skip


def _opened(upload: UploadState) -> web.Response:
    out = UploadOut(upload_id=upload.id, offset=upload.offset, chunk=CHUNK)
    return answer(out, 201 if upload.fresh else 200)


def _attached(file: WebFile) -> AttachmentOut:
    note = words_about("same") if file.already else None
    return AttachmentOut(
        attachment_id=file.id, kind=file.kind, state=file.state, already=file.already, note=note
    )  # fmt: skip


@contextmanager
def _form_errors() -> Iterator[None]:
    """What aiohttp raises for a form that is none, is broken or breaks off."""
    try:
        yield
    except (ValueError, AssertionError, HttpProcessingError, web.RequestPayloadError) as error:
        raise BadRequest(_NO_FILE, fields={"file": "the form is broken"}) from error


async def _file_of(request: web.Request) -> BodyPartReader:
    """The part called `file`."""
    with _form_errors():
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, BodyPartReader) and part.name == "file":
                return part
    raise BadRequest(_NO_FILE, fields={"file": "missing"})


async def _next_of(field: BodyPartReader) -> bytes:
    with _form_errors():
        return bytes(await field.read_chunk())


async def _parts_of(field: BodyPartReader) -> AsyncIterator[bytes]:
    """What a field holds, in parts fit to lay down."""
    part = bytearray()
    while piece := await _next_of(field):
        part += piece
        if len(part) >= CHUNK:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)


def _offset_of(request: web.Request) -> int:
    given = request.headers.get("Upload-Offset", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise BadRequest(fields={"Upload-Offset": "a number of bytes is needed"})
    return int(given)


async def _body_of(request: web.Request) -> bytes:
    """The bytes of one part; of a connection that broke off what had come: on a bad network everything counts."""
    body = bytearray()
    with suppress(ConnectionError, web.RequestPayloadError):
        async for piece in request.content.iter_any():
            body += piece
            if len(body) > CHUNK:
                raise TooLarge(_PART_TOO_LARGE)
    return bytes(body)
