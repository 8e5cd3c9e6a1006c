"""Files from the page: in one call or part by part, one row and one sealed file each, named by a message."""

import asyncio
import json
import os
from io import BytesIO
from typing import Any

import aiohttp
import jsonschema
from PIL import Image
from sqlalchemy import select

from casework.services.uploads import CHUNK
from casework.services.web_files import NO_FILE
from casework.storage.channel_models import Attachment, Upload, UploadPart
from connectors.file_words import words_about
from tests.gateway_world import World, until
from tests.paper_files import encoded, jpeg, located_jpeg, pdf, picture
from tests.upload_steps import attach, begin, send_all, send_part, thumbnail


async def rows(world: World, table: Any = Attachment) -> list[Any]:
    async with world.gateways[0].cw.database.read() as session:
        return list(await session.scalars(select(table)))


def on_disk(world: World) -> set[str]:
    return {path.name for path in (world.folder / "files").rglob("*") if path.is_file()}


def bytes_on_disk(world: World) -> list[bytes]:
    return [path.read_bytes() for path in (world.folder / "files").rglob("*") if path.is_file()]


async def test_a_photo_is_kept_upright_without_its_place_and_shown_to_its_owner(world: World) -> None:
    talk, other = await world.open(), await world.open()
    status, made = await attach(talk, located_jpeg())
    assert (status, made["kind"], made["state"], made["already"]) == (201, "image", "stored", False)
    (row,) = await rows(world)
    assert (row.scan, row.source, row.pages, row.width, row.height) == ("clean", "web", 1, 640, 480)
    assert on_disk(world) == {row.id, row.thumbnail_id}
    files = world.gateways[0].cw.files
    assert files is not None
    body = files.read(row.id)
    kept = Image.open(BytesIO(body))
    assert not kept.getexif() and "exif" not in kept.info and b"CameraMaker" not in body
    assert kept.getpixel((5, 5))[0] < 60 < kept.getpixel((635, 5))[0]
    status, small = await thumbnail(talk, row.id)
    assert status == 200 and max(Image.open(BytesIO(small)).size) == 320
    answers = [await thumbnail(other, one) for one in (row.id, "0" * 32)]
    assert {(status, json.loads(body)["error"]["message"]) for status, body in answers} == {(404, NO_FILE)}
    # sealed: not even a JPEG's own mark can be seen
    assert not any(b"JFIF" in body for body in bytes_on_disk(world))


async def test_heic_and_pdf(small_world: World) -> None:
    talk = await small_world.open()
    heic = encoded(picture(), "HEIF")
    assert (await attach(talk, heic, "IMG_1.HEIC", "image/heic"))[1]["kind"] == "image"
    assert (await attach(talk, pdf(3), "x.pdf", "application/pdf"))[1]["kind"] == "pdf"
    found = {row.kind: row for row in await rows(small_world)}
    assert (found["image"].content_type, found["pdf"].content_type) == ("image/jpeg", "application/pdf")
    assert found["pdf"].pages == 3 and found["pdf"].thumbnail_id


async def test_a_message_names_its_files_and_the_dialogue_hears_of_them_at_once(world: World) -> None:
    talk = await world.open()
    ids = [(await attach(talk, jpeg(word)))[1]["attachment_id"] for word in ("1", "2", "3")]
    status, body = await talk.post(attachment_ids=ids)
    assert (status, [message["text"] for message in body["messages"]]) == (200, ["答：<send_attachment>"])
    (turn,) = world.dialogue.asked
    values = {"kind": "image", "attachment_id": ids[0], "attachment_ids": ids}
    assert turn["command"] == {"intent": "send_attachment", "values": values}
    mine = next(message for message in await talk.history() if message["from"] == "resident")
    assert mine["text"] == "（图片 3 张）"
    assert mine["attachments"] == [{"id": one, "kind": "image", "state": "stored"} for one in ids]
    assert {row.inbound_id for row in await rows(world)} == {mine["id"]}


async def test_words_beside_files_are_understood_as_words(small_world: World) -> None:
    talk = await small_world.open()
    made = (await attach(talk, jpeg()))[1]
    for _ in range(2):
        status, body = await talk.post(
            text="这是住院的单子", attachment_ids=[made["attachment_id"]], client_message_id="both"
        )
        assert status == 200
        assert [message["text"] for message in body["messages"]] == ["答：<send_attachment>", "答：这是住院的单子"]
    assert [turn["command"] and turn["command"]["intent"] for turn in small_world.dialogue.asked] == [
        "send_attachment", None,
    ]  # fmt: skip
    told = [message for message in await talk.history() if message["from"] == "resident"]
    assert [message.get("attachments") is not None for message in told] == [True, False]


async def test_files_of_others_cannot_be_named(small_world: World) -> None:
    mine, other = await small_world.open(), await small_world.open()
    photo = (await attach(mine, jpeg()))[1]["attachment_id"]
    answers = [await other.post(attachment_ids=[one]) for one in (photo, "0" * 32)]
    for status, body in answers:
        assert (status, body["error"]["code"]) == (404, "not_found")
    assert answers[0][1]["error"]["message"] == answers[1][1]["error"]["message"]
    assert small_world.dialogue.asked == []


async def test_the_same_photo_twice_is_one_file_and_said_so(world: World) -> None:
    talk, other = await world.open(), await world.open()
    first = (await attach(talk, jpeg()))[1]
    status, again = await attach(talk, jpeg())
    assert (status, again["attachment_id"], again["already"]) == (201, first["attachment_id"], True)
    assert again["note"] == words_about("same")
    assert (await send_all(talk, jpeg()))[1]["attachment_id"] == first["attachment_id"]
    # of somebody else it is another file
    assert (await attach(other, jpeg()))[1]["attachment_id"] != first["attachment_id"]
    assert len(await rows(world)) == 2
    assert len(on_disk(world)) == 4


async def test_the_same_photo_eight_times_at_once_is_one_file(world: World) -> None:
    talk = await world.open()
    answers = await asyncio.gather(*(attach(talk, jpeg()) for _ in range(8)))
    assert {status for status, _ in answers} == {201}
    assert len({body["attachment_id"] for _, body in answers}) == 1
    assert len(await rows(world)) == 1
    assert len(on_disk(world)) == 2


async def test_parts_go_on_after_a_restart(world: World) -> None:
    talk = await world.open()
    body = jpeg("long", 4000, 2600)
    status, opened = await begin(talk, body)
    assert (status, opened["offset"], opened["chunk"]) == (201, 0, 256 * 1024)
    half = len(body) // 2
    assert await send_part(talk, opened["upload_id"], 0, body[:half]) == (200, {"offset": half})
    assert len(bytes_on_disk(world)) == 1 and b"JFIF" not in bytes_on_disk(world)[0]
    await world.gateways[0].stop()
    talk.base = (await world.start()).base
    world.gateways.pop(0)
    status, again = await begin(talk, body)
    assert (status, again["upload_id"], again["offset"]) == (200, opened["upload_id"], half)
    status, wrong = await send_part(talk, opened["upload_id"], 0, body[:half])
    assert (status, wrong["error"]["code"], wrong["error"]["fields"]) == (409, "wrong_offset", {"offset": str(half)})
    status, made = await send_part(talk, opened["upload_id"], half, body[half:])
    assert (status, made["state"], made["already"]) == (201, "stored", False)
    # the answer was lost on the way: asked again it is the same file
    assert (await send_part(talk, opened["upload_id"], half, body[half:]))[0] == 409
    status, same = await send_part(talk, opened["upload_id"], len(body), b"")
    assert (status, same["attachment_id"], same["already"]) == (201, made["attachment_id"], False)
    assert len(on_disk(world)) == 2
    assert await rows(world, UploadPart) == []


async def test_two_that_send_the_same_part_at_once_lay_it_down_once(world: World) -> None:
    talk = await world.open()
    body = jpeg("wide", 1200, 900)
    opened = await asyncio.gather(*(begin(talk, body) for _ in range(4)))
    (upload_id,) = {made["upload_id"] for _, made in opened}
    third = len(body) // 3
    answers = await asyncio.gather(*(send_part(talk, upload_id, 0, body[:third]) for _ in range(6)))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409, 409]
    # what lost was not left lying about
    assert len(on_disk(world)) == 1
    assert (await send_part(talk, upload_id, third, body[third:]))[0] == 201
    assert len(await rows(world)) == 1


async def test_what_had_come_of_a_broken_connection_counts(small_world: World) -> None:
    talk = await small_world.open()
    body = jpeg("broken", 1200, 900)
    _, opened = await begin(talk, body)
    base = talk.base.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(base[0], int(base[1]))
    path = f"/api/chat/uploads/{opened['upload_id']}"
    head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {talk.token}\r\nUpload-Offset: 0\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:5000])
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.close()

    async def offset() -> int:
        return int((await begin(talk, body))[1]["offset"])

    await until(lambda: _is(offset, 5000))
    assert (await send_part(talk, opened["upload_id"], 5000, body[5000:]))[0] == 201


async def _is(ask: Any, wanted: int) -> bool:
    return bool(await ask() == wanted)


async def test_a_file_damaged_on_its_way_is_asked_for_again(small_world: World) -> None:
    talk = await small_world.open()
    body = jpeg()
    _, opened = await begin(talk, body)
    status, said = await send_part(talk, opened["upload_id"], 0, bytes(len(body)))
    assert (status, said["error"]["code"], said["error"]["fields"]) == (422, "file_refused", {"file": "truncated"})
    assert await rows(small_world, Upload) == [] and on_disk(small_world) == set()
    assert (await send_all(talk, body))[0] == 201


async def test_an_upload_is_its_owners(small_world: World) -> None:
    talk, other = await small_world.open(), await small_world.open()
    _, opened = await begin(talk, jpeg())
    for upload_id in (opened["upload_id"], "0" * 32):
        status, body = await send_part(other, upload_id, 0, jpeg())
        assert (status, body["error"]["code"]) == (404, "not_found")


async def test_forty_an_hour_and_twenty_of_a_case(small_world: World) -> None:
    talk = await small_world.open()
    answers = [await attach(talk, jpeg(str(number), 64, 64)) for number in range(21)]
    assert [status for status, _ in answers] == [201] * 20 + [422]
    assert answers[-1][1]["error"]["fields"] == {"file": "too_many"}
    assert "20" in answers[-1][1]["error"]["message"]
    for _ in range(19):
        assert (await attach(talk, jpeg("0", 64, 64)))[0] == 201
    status, body = await attach(talk, jpeg("0", 64, 64))
    assert (status, body["error"]["code"]) == (429, "too_many")
    # words are not held up
    assert await talk.say("还在吗") == ["答：还在吗"]


async def test_nonsense_is_a_documented_error(small_world: World) -> None:
    talk = await small_world.open()
    base = f"{talk.base}/api/chat"
    calls: list[tuple[str, str, Any, dict[str, str]]] = [
        ("POST", "attachments", b"x", {}),
        ("POST", "attachments", b"--x\r\n\r\n", {"Content-Type": "multipart/form-data; boundary=x"}),
        ("POST", "attachments", b"", {"Content-Type": "multipart/form-data"}),
        ("POST", "uploads", json.dumps({"size": -1, "digest": "x"}), {}),
        ("PATCH", "uploads/x", b"x", {}),
        ("PATCH", "uploads/x", b"x", {"Upload-Offset": "-1"}),
        ("PATCH", "uploads/x", b"x", {"Upload-Offset": "٣"}),
    ]
    for method, path, body, headers in calls:
        async with talk.http.request(method, f"{base}/{path}", data=body, headers=talk.headers | headers) as answer:
            assert answer.status == 400, path
            assert (await answer.json())["error"]["code"] == "bad_request"
    form = aiohttp.FormData()
    form.add_field("other", b"x", filename="x")
    async with talk.http.post(f"{base}/attachments", data=form, headers=talk.headers) as answer:
        assert answer.status == 400
    assert (await attach(talk, b""))[0] == 400
    assert on_disk(small_world) == set()


async def test_what_is_answered_is_what_openapi_says(small_world: World) -> None:
    talk = await small_world.open()
    async with talk.http.get(f"{talk.base}/api/openapi.json") as answer:
        described = await answer.json()

    def fits(path: str, method: str, status: int, body: Any) -> None:
        said = described["paths"][path][method]["responses"][str(status)]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**said, "components": described["components"]}).validate(body)

    large = os.urandom(CHUNK + 1000)
    assert len(large) > CHUNK
    status, opened = await begin(talk, large)
    fits("/api/chat/uploads", "post", status, opened)
    status, part = await send_part(talk, opened["upload_id"], 0, large[:CHUNK])
    fits("/api/chat/uploads/{upload_id}", "patch", status, part)
    fits("/api/chat/uploads/{upload_id}", "patch", *await send_part(talk, opened["upload_id"], 5, b"x"))
    fits("/api/chat/uploads/{upload_id}", "patch", *await send_all(talk, large))
    fits("/api/chat/uploads/{upload_id}", "patch", *await send_all(talk, jpeg("2")))
    fits("/api/chat/attachments", "post", *await attach(talk, jpeg("1")))
    fits("/api/chat/attachments", "post", *await attach(talk, b"<html>"))
