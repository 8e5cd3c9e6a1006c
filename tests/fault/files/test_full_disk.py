"""Fault 14: the volume of the files is full. A sentence, no row without its file, and the talk goes on."""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from casework.storage.channel_models import Attachment, UploadPart
from casework.storage.files import NO_ROOM_WORDS
from contracts.keyring import Keyring
from policy.book import PolicyBook
from tests.gateway_world import World, _world
from tests.paper_files import encoded, jpeg
from tests.upload_steps import attach, begin, send_all, send_part


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """The folder of the files on a disk of its own, of one megabyte."""
    disk = tmp_path / "files"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.fixture
async def full_world(
    small_disk: Path, sqlite_url: str, keyring: Keyring, policy_book: PolicyBook, tmp_path: Path
) -> AsyncIterator[World]:
    """A gateway whose files lie on the small disk."""
    async for made in _world(sqlite_url, policy_book, tmp_path):
        yield made


def noise(side: int) -> bytes:
    """A photo that takes room: nothing of it can be packed."""
    return encoded(Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)), "JPEG", quality=95)


async def test_a_full_disk_is_said_and_the_talk_goes_on(full_world: World) -> None:
    world = full_world
    talk = await world.open()
    small, large = jpeg(), noise(1200)
    assert len(large) > 1024**2
    assert (await attach(talk, small))[0] == 201
    for status, said in (await attach(talk, large), await send_all(talk, large)):
        assert (status, said["error"]["code"], said["error"]["message"]) == (503, "unavailable", NO_ROOM_WORDS)
    assert await talk.say("还在吗") == ["答：还在吗"]
    cw = world.gateways[0].cw
    async with cw.database.read() as session:
        (row,) = await session.scalars(select(Attachment))
        parts = set(await session.scalars(select(UploadPart.id)))
    # every row has its file and every file its row
    names = {path.name for path in (world.folder / "files").rglob("*") if path.is_file()}
    assert names == {row.id, row.thumbnail_id} | parts and row.state == "stored"


async def test_what_had_come_before_the_disk_was_full_goes_on_when_there_is_room(full_world: World) -> None:
    world = full_world
    talk = await world.open()
    body = noise(500)
    ballast = world.folder / "files" / "ballast"
    _, opened = await begin(talk, body)
    half = min(len(body) // 2, opened["chunk"])
    status, said = await send_part(talk, opened["upload_id"], 0, body[:half])
    assert (status, said) == (200, {"offset": half})
    with ballast.open("wb") as file:
        file.write(bytes(1024**2 - half - 40_000))
    status, said = await send_part(talk, opened["upload_id"], half, body[half : half + opened["chunk"]])
    assert (status, said["error"]["message"]) == (503, NO_ROOM_WORDS)
    ballast.unlink()
    assert (await begin(talk, body))[1]["offset"] == half
    assert (await send_all(talk, body))[0] == 201
