"""Fault 30: consent withdrawn while a file is on its way or is being looked into: nothing of it stays."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from casework.services.consents import record_consent
from casework.services.erasure import erase_conversation
from casework.services.retention import sweep_retention
from casework.storage.channel_models import Attachment, Upload, UploadPart
from casework.storage.paper_models import PaperRecord
from contracts.casework import EraseIn
from contracts.files import Inspected, Inspector
from tests.casework_steps import consent_in, turn
from tests.gateway_world import World, until
from tests.paper_files import jpeg
from tests.upload_steps import Answer, attach, begin, send_part


class SlowInspector:
    """The real one, whose answer is held back until a test lets it go."""

    def __init__(self, real: Inspector) -> None:
        self._real = real
        self.looking, self.go = asyncio.Event(), asyncio.Event()

    async def inspect(self, body: bytes) -> Inspected:
        found = await self._real.inspect(body)
        self.looking.set()
        await self.go.wait()
        return found


def slow(world: World) -> SlowInspector:
    cw = world.gateways[0].cw
    assert cw.inspector is not None
    cw.inspector = made = SlowInspector(cw.inspector)
    return made


async def left(world: World) -> list[Any]:
    """Everything there still is of any file."""
    async with world.gateways[0].cw.database.read() as session:
        rows = [list(await session.scalars(select(one))) for one in (Attachment, UploadPart, Upload, PaperRecord)]
    return [row for found in rows for row in found] + [
        path for path in (world.folder / "files").rglob("*") if path.is_file()
    ]


async def erase(world: World, talk_id: str) -> None:
    await erase_conversation(world.gateways[0].cw, talk_id, EraseIn(turn_id=turn()))


async def withdraw(world: World, talk_id: str) -> None:
    await record_consent(world.gateways[0].cw, talk_id, consent_in("given"))
    await record_consent(world.gateways[0].cw, talk_id, consent_in("withdrawn"))


@pytest.mark.parametrize("end", [erase, withdraw])
async def test_while_it_is_looked_into(world: World, end: Callable[[World, str], Any]) -> None:
    inspector, talk = slow(world), await world.open()
    sending = asyncio.create_task(attach(talk, jpeg()))
    await inspector.looking.wait()
    await end(world, talk.conversation_id)
    inspector.go.set()
    status, said = await sending
    assert (status, said["error"]["code"]) == (409, "conflict")
    assert await left(world) == []


@pytest.mark.parametrize("end", [erase, withdraw])
async def test_while_half_of_it_is_here(world: World, end: Callable[[World, str], Any]) -> None:
    talk = await world.open()
    body = jpeg()
    _, opened = await begin(talk, body)
    assert (await send_part(talk, opened["upload_id"], 0, body[:3000]))[0] == 200
    assert len(await left(world)) == 3
    await end(world, talk.conversation_id)
    assert await left(world) == []
    assert (await send_part(talk, opened["upload_id"], 3000, body[3000:]))[0] == 404
    assert await left(world) == []


async def test_stored_and_not_sent_with_a_message_yet(world: World) -> None:
    talk = await world.open()
    made = (await attach(talk, jpeg()))[1]
    await erase(world, talk.conversation_id)
    assert await left(world) == []
    status, said = await talk.post(attachment_ids=[made["attachment_id"]])
    assert (status, said["error"]["code"]) == (404, "not_found")


async def test_a_refused_notice_takes_what_was_not_sent_yet(world: World) -> None:
    talk = await world.open()
    await talk.say("你好")
    await attach(talk, jpeg())
    _, body = await talk.post(text="不同意")
    await record_consent(world.gateways[0].cw, talk.conversation_id, consent_in("refused", turn_id=body["message_id"]))
    assert await left(world) == []


async def test_a_gateway_that_dies_while_it_looks_leaves_nothing_for_long(world: World) -> None:
    inspector, talk = slow(world), await world.open()
    cw = world.gateways[0].cw
    sending = asyncio.create_task(attach(talk, jpeg()))
    await inspector.looking.wait()
    # as after SIGKILL: nobody tidies up
    rows = await _rows(world)
    assert [(row.state, row.scan) for row in rows] == [("waiting", "pending")]
    real = cw.now
    cw.now = lambda: real() + _later()
    await sweep_retention(cw, draft_keep_days=30, tracker_keep_days=30)
    assert await _rows(world) == []
    cw.now = real
    inspector.go.set()
    assert (await sending)[0] == 409
    # the page sends it again
    assert (await attach(talk, jpeg()))[0] == 201


async def _rows(world: World) -> list[Attachment]:
    async with world.gateways[0].cw.database.read() as session:
        return list(await session.scalars(select(Attachment)))


def _later() -> Any:
    from datetime import timedelta

    return timedelta(minutes=10)


async def test_an_upload_nobody_goes_on_with_is_gone_after_a_day(world: World) -> None:
    from datetime import timedelta

    talk = await world.open()
    body = jpeg()
    _, opened = await begin(talk, body)
    await send_part(talk, opened["upload_id"], 0, body[:3000])
    cw = world.gateways[0].cw
    real = cw.now
    for hours, there in ((23, 3), (25, 0)):
        cw.now = lambda hours=hours: real() + timedelta(hours=hours)  # type: ignore[misc]
        await sweep_retention(cw, draft_keep_days=30, tracker_keep_days=30)
        assert len(await left(world)) == there


async def test_two_answers_one_file_when_erased_between_them(world: World) -> None:
    """Sent twice at once, erased while both are looked into: neither comes back."""
    inspector, talk = slow(world), await world.open()
    sending: list[asyncio.Task[Answer]] = [asyncio.create_task(attach(talk, jpeg(word))) for word in ("1", "2")]

    async def both() -> bool:
        return len(await _rows(world)) == 2

    await until(both)
    await erase(world, talk.conversation_id)
    inspector.go.set()
    assert [status for status, _ in await asyncio.gather(*sending)] == [409, 409]
    assert await left(world) == []
