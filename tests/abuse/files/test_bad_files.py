"""Faults 21 and 22: whatever is sent is looked into by its bytes, refused in one sentence, and reaches nobody."""

import asyncio
import itertools
import random
import resource
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from casework.services.attachments import read_attachment
from casework.services.sessions import Actor
from casework.storage.channel_models import Attachment, Upload
from casework.storage.models import Conversation
from contracts.errors import NotFound
from tests.gateway_world import Talk, World
from tests.paper_files import EICAR, HTML, SVG, ZIP, bomb, encoded, jpeg, pdf, picture
from tests.upload_steps import attach, begin, send_all, send_part

CLERK = Actor("c" * 32, "clerk", "办事员", "clerk", "522702")
SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
HIDDEN = b"/OpenAction << /S /Java#53cript /#4aS (app.alert\\(1\\)) >>"
LAUNCH = b"/OpenAction << /S /Launch /F (cmd.exe) >>"

# file → status, the reason's word, a piece of the sentence
BAD: dict[str, tuple[bytes, int, str, str]] = {
    "html": (HTML, 415, "type", "只收照片和 PDF"),
    "svg": (SVG, 415, "type", "只收照片和 PDF"),
    "zip": (ZIP, 415, "type", "只收照片和 PDF"),
    "gif": (encoded(picture(), "GIF"), 415, "type", "只收照片和 PDF"),
    "video": (b"\x00\x00\x00\x18ftypmp42" + bytes(500), 415, "type", "只收照片和 PDF"),
    "recording": (b"#!AMR\n" + bytes(500), 415, "type", "只收照片和 PDF"),
    "a bomb of 48 KB": (bomb(), 422, "too_many_pixels", "4000 万像素"),
    "cut": (jpeg()[:3000], 422, "truncated", "没有传完整"),
    "cut to its head": (jpeg()[:20], 422, "truncated", "没有传完整"),
    "a png cut": (encoded(picture(), "PNG")[:900], 422, "truncated", "没有传完整"),
    "noise": (b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9", 422, "unreadable", "打不开"),
    "html behind a mark": (b"\xff\xd8\xff" + HTML + b"\xff\xd9", 422, "unreadable", "打不开"),
    "malware": (EICAR, 422, "malware", "病毒"),
    "malware in a photo": (jpeg() + EICAR, 422, "malware", "病毒"),
    "malware in a pdf": (pdf() + EICAR, 422, "malware", "病毒"),
    "pdf with a script": (pdf(catalog=SCRIPT), 422, "active", "程序"),
    "pdf with a hidden script": (pdf(catalog=HIDDEN), 422, "active", "程序"),
    "pdf that starts a program": (pdf(catalog=LAUNCH), 422, "active", "程序"),
    "pdf with a file in it": (pdf(embed=ZIP), 422, "active", "程序"),
    "pdf with a password": (pdf(password=b"geheim"), 422, "locked", "密码"),
    "pdf cut": (pdf()[:300], 422, "truncated", "没有传完整"),
}


async def rows(world: World, table: Any = Attachment) -> list[Any]:
    async with world.gateways[0].cw.database.read() as session:
        return list(await session.scalars(select(table)))


def on_disk(world: World) -> list[str]:
    return [path.name for path in (world.folder / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("what", list(BAD))
async def test_a_bad_file_called_jpg(small_world: World, what: str) -> None:
    body, status, word, piece = BAD[what]
    talk = await small_world.open()
    answered, said = await attach(talk, body, "照片.jpg", "image/jpeg")
    assert (answered, said["error"]["fields"]) == (status, {"file": word})
    assert piece in said["error"]["message"] and len(said["error"]["message"]) <= 60
    (row,) = await rows(small_world)
    assert (row.state, row.scan, row.scan_problem, row.size) == ("failed", "rejected", word, 0)
    assert on_disk(small_world) == []
    # neither a message nor a clerk can get at it
    assert (await talk.post(attachment_ids=[row.id]))[0] == 404
    cw = small_world.gateways[0].cw
    async with cw.database.write() as session:
        for conversation in await session.scalars(select(Conversation)):
            conversation.region = CLERK.region
    with pytest.raises(NotFound):
        await read_attachment(cw, CLERK, row.id)
    # and words go on
    assert await talk.say("那我打字说") == ["答：那我打字说"]


async def test_a_harmless_opening_place_is_no_script(small_world: World) -> None:
    talk = await small_world.open()
    for catalog in (b"/OpenAction [3 0 R /Fit]", b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"):
        assert (await attach(talk, pdf(catalog=catalog)))[0] == 201


async def _raw(talk: Talk, head: str, pieces: int, *, piece: bytes = b"x" * 65536) -> tuple[bytes, int]:
    """What is answered to a body that keeps coming, and how many bytes of it were taken before."""
    host, port = talk.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(head.encode())
    sent, answered = 0, asyncio.create_task(reader.read(4096))
    try:
        for _ in range(pieces):
            if answered.done():
                break
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
            sent += len(piece)
        return await asyncio.wait_for(answered, 10), sent
    except ConnectionError:
        return await asyncio.wait_for(answered, 10), sent
    finally:
        writer.close()


async def test_twenty_megabytes_are_stopped_at_ten(small_world: World) -> None:
    talk = await small_world.open()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # announced: refused before the body
    status, said = await attach(talk, jpeg() + bytes(20 * 1024**2))
    assert (status, said["error"]["code"]) == (413, "file_too_large")
    assert "10 MB" in said["error"]["message"]
    assert (await begin(talk, bytes(20 * 1024**2)))[0] == 413
    # unannounced: stopped as it comes
    head = (
        f"POST /api/chat/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {talk.token}\r\n"
        "Content-Type: multipart/form-data; boundary=B\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    opening = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    head += f"{len(opening):x}\r\n{opening.decode()}\r\n"
    said_raw, sent = await _raw(talk, head, 20 * 16)
    assert b" 413 " in said_raw.split(b"\r\n")[0]
    # what lies in the buffers between the two is more than what is taken
    assert 10 * 1024**2 <= sent < 19 * 1024**2
    assert on_disk(small_world) == [] and await rows(small_world, Upload) == []
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 60 * 1024, f"{grown} KB"


async def test_mutated_forms_never_break_anything(small_world: World) -> None:
    talk, draw = await small_world.open(), random.Random(11)
    whole = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        + jpeg()[:500] + b"\r\n--B--\r\n"
    )  # fmt: skip
    headers = talk.headers | {"Content-Type": "multipart/form-data; boundary=B"}
    seen: dict[int, int] = {}
    small_world.gateways[0].cw.now = _a_new_hour_each_time(small_world)
    for _ in range(40):
        body = bytearray(whole)
        for _ in range(draw.randrange(1, 6)):
            at, long = draw.randrange(120), draw.randrange(1, 8)
            body[at : at + draw.randrange(3)] = draw.choice([b"", draw.randbytes(long), b"\r\n", b"--B", b"\0"])
        async with talk.http.post(
            f"{talk.base}/api/chat/attachments", data=bytes(body[: draw.randrange(20, 2000)]), headers=headers
        ) as answer:
            seen[answer.status] = seen.get(answer.status, 0) + 1
            assert set(await answer.json()) == {"error"}
    assert max(seen) < 500 and len(seen) > 1, seen
    assert on_disk(small_world) == [] and await rows(small_world, Upload) == []


def _a_new_hour_each_time(world: World) -> Callable[[], datetime]:
    """So that the limit of forty an hour does not answer for the parser."""
    real, hours = world.gateways[0].cw.now, itertools.count()
    return lambda: real() + timedelta(minutes=2 * next(hours))


async def test_a_part_over_the_agreed_size_is_refused(small_world: World) -> None:
    talk = await small_world.open()
    body = bytes(400_000)
    _, opened = await begin(talk, body)
    assert (await send_part(talk, opened["upload_id"], 0, body))[0] == 413
    assert (await begin(talk, body))[1]["offset"] == 0


async def test_ten_bombs_at_once_and_others_do_not_wait(small_world: World) -> None:
    talk, other = await small_world.open(), await small_world.open()
    bombs = [asyncio.create_task(attach(talk, bomb() + bytes([number]))) for number in range(10)]
    await asyncio.sleep(0.2)
    began = time.monotonic()
    assert await other.say("你好") == ["答：你好"]
    assert time.monotonic() - began < 3
    assert {(status, body["error"]["fields"]["file"]) for status, body in await asyncio.gather(*bombs)} == {
        (422, "too_many_pixels")
    }
    assert (await send_all(other, jpeg()))[0] == 201
