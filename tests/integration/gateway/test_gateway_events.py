"""The event stream: every message once, in order, over breaks and over processes."""

import asyncio

from casework.services import conversations
from connectors.webchat import events as stream_module
from contracts.messages import Bubble
from tests.gateway_world import World


async def test_a_stream_resumes_without_loss_or_doubles(world: World) -> None:
    talk = await world.open()
    await talk.say("一句话")
    seen = await talk.events(3)
    assert [m["seq"] for m in seen] == [1, 2, 3] and [m["from"] for m in seen] == ["bot", "resident", "bot"]
    await talk.say("第二句")
    assert [m["text"] for m in await talk.events(2, last=3)] == ["第二句", "答：第二句"]


async def test_what_is_said_arrives_at_once(small_world: World) -> None:
    talk = await small_world.open()
    waiting = asyncio.create_task(talk.events(2, last=1, seconds=5))
    await asyncio.sleep(0.2)
    began = asyncio.get_running_loop().time()
    await talk.post(wait=None, text="在吗")
    assert [m["text"] for m in await waiting] == ["在吗", "答：在吗"]
    assert asyncio.get_running_loop().time() - began < 0.8


async def test_a_stream_on_another_gateway_hears_within_two_seconds(world: World) -> None:
    second = await world.start()
    talk = await world.open()
    other = type(talk)(talk.http, second.base, talk.conversation_id, talk.token, [])
    waiting = asyncio.create_task(other.events(2, last=1, seconds=5))
    await asyncio.sleep(0.3)
    await talk.post(wait=None, text="在吗")
    assert [m["text"] for m in await asyncio.wait_for(waiting, 2.5)] == ["在吗", "答：在吗"]


async def test_no_message_is_lost_while_many_are_written(small_world: World) -> None:
    talk, cw = await small_world.open(), small_world.gateways[0].cw

    async def write() -> None:
        for number in range(120):
            await conversations.say(cw, talk.conversation_id, [Bubble(text=str(number))], origin="staff")

    writing, found, last = asyncio.create_task(write()), [], 1
    while len(found) < 120:
        part = await talk.events(min(7, 120 - len(found)), last=last)
        found, last = found + part, part[-1]["seq"]
    await writing
    assert [m["text"] for m in found] == [str(number) for number in range(120)]


async def test_a_bad_last_event_id_is_named(small_world: World) -> None:
    talk = await small_world.open()
    for bad in ("x", "-1", "1.5", "9" * 30, "²"):
        headers = talk.headers | {"Last-Event-ID": bad}
        async with small_world.http.get(f"{talk.base}/api/chat/events", headers=headers) as answer:
            assert answer.status == 400, bad
            assert "Last-Event-ID" in (await answer.json())["error"]["fields"]


async def test_it_beats_and_ends_when_the_session_moved(small_world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(stream_module, "HEARTBEAT_SECONDS", 0.1)
    talk, cw = await small_world.open(), small_world.gateways[0].cw
    async with asyncio.timeout(5), small_world.http.get(f"{talk.base}/api/chat/events", headers=talk.headers) as stream:
        assert stream.content_type == "text/event-stream"
        while await stream.content.readline() != b": beat\n":
            pass
        async with cw.database.write() as session:
            (await session.get_one(conversations.Conversation, talk.conversation_id)).identity_hash = "moved"
        await stream.content.read()
    assert stream.content.at_eof()


async def test_streams_of_one_conversation_are_bounded(small_world: World) -> None:
    talk = await small_world.open()
    opened = []
    for _ in range(stream_module.STREAMS_PER_CONVERSATION):
        opened.append(await small_world.http.get(f"{talk.base}/api/chat/events", headers=talk.headers))
    async with small_world.http.get(f"{talk.base}/api/chat/events", headers=talk.headers) as answer:
        assert answer.status == 429
    for one in opened:
        one.close()


async def test_a_stopping_gateway_ends_its_streams(small_world: World) -> None:
    talk = await small_world.open()
    stream = await small_world.http.get(f"{talk.base}/api/chat/events", headers=talk.headers)
    async with asyncio.timeout(4):
        await small_world.gateways[0].stop()
        await stream.content.read()
    stream.close()
