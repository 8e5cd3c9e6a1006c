"""What a page does to hand in a file: in one call, or part by part."""

import hashlib
from typing import Any

import aiohttp

from tests.gateway_world import Talk

Answer = tuple[int, dict[str, Any]]


async def _answered(answer: aiohttp.ClientResponse) -> Answer:
    return answer.status, await answer.json()


async def attach(talk: Talk, body: bytes, name: str = "照片.jpg", content_type: str = "image/jpeg") -> Answer:
    """`POST /api/chat/attachments`."""
    form = aiohttp.FormData()
    form.add_field("file", body, filename=name, content_type=content_type)
    async with talk.http.post(f"{talk.base}/api/chat/attachments", data=form, headers=talk.headers) as answer:
        return await _answered(answer)


async def begin(talk: Talk, body: bytes) -> Answer:
    """`POST /api/chat/uploads` for this file."""
    given = {"size": len(body), "digest": hashlib.sha256(body).hexdigest()}
    async with talk.http.post(f"{talk.base}/api/chat/uploads", json=given, headers=talk.headers) as answer:
        return await _answered(answer)


async def send_part(talk: Talk, upload_id: str, offset: int, part: bytes) -> Answer:
    """`PATCH /api/chat/uploads/{id}`."""
    headers = talk.headers | {"Upload-Offset": str(offset)}
    async with talk.http.patch(f"{talk.base}/api/chat/uploads/{upload_id}", data=part, headers=headers) as answer:
        return await _answered(answer)


async def send_all(talk: Talk, body: bytes) -> Answer:
    """A whole file part by part; the last answer."""
    _, opened = await begin(talk, body)
    offset, chunk = opened["offset"], opened["chunk"]
    while True:
        status, said = await send_part(talk, opened["upload_id"], offset, body[offset : offset + chunk])
        if status != 200:
            return status, said
        offset = said["offset"]


async def thumbnail(talk: Talk, attachment_id: str) -> tuple[int, bytes]:
    """One's own small picture, or the error's body."""
    url = f"{talk.base}/api/chat/attachments/{attachment_id}/thumbnail"
    async with talk.http.get(url, headers=talk.headers) as answer:
        return answer.status, await answer.read()
