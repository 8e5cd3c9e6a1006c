"""The queue: once, in order, whoever runs it."""

import asyncio
import random

import pytest

from casework.services import conversations, turns
from casework.services.context import Casework
from casework.services.leases import LeaseLost
from casework.storage.database import Database
from contracts.messages import Bubble
from tests.gateway_world import World, until


async def _open(cw: Casework) -> str:
    made = await conversations.open_conversation(cw, channel="web", account="", identity_hash="h", region=None)
    return made.id


async def _record(cw: Casework, talk: str, key: str, **more: object) -> conversations.Recorded:
    return await conversations.record_inbound(cw, talk, dedup_key=f"{talk}:{key}", text=key, command=None, **more)


async def test_fifty_copies_are_one_turn_and_one_reply(world: World) -> None:
    talk = await world.open()
    answers = await asyncio.gather(*(talk.post(text="我腿断了", client_message_id="same") for _ in range(50)))
    assert {status for status, _ in answers} == {200}
    assert len({body["message_id"] for _, body in answers}) == 1
    assert all([m["text"] for m in body["messages"]] == ["答：我腿断了"] for _, body in answers)
    assert world.dialogue.texts == ["我腿断了"]
    assert [m["from"] for m in await talk.history()] == ["bot", "resident", "bot"]


async def test_copies_over_two_gateways_are_one_turn(world: World) -> None:
    second = await world.start()
    talk = await world.open()
    other = type(talk)(talk.http, second.base, talk.conversation_id, talk.token, [])
    both = await asyncio.gather(
        *(one.post(text="在吗", client_message_id="x") for one in (talk, other) for _ in range(10))
    )
    assert len({body["message_id"] for _, body in both}) == 1
    assert all([m["text"] for m in body["messages"]] == ["答：在吗"] for _, body in both)
    assert len(world.dialogue.asked) == 1


async def test_order_holds_over_random_interleavings(world: World) -> None:
    second = await world.start()
    talk = await world.open()
    other = type(talk)(talk.http, second.base, talk.conversation_id, talk.token, [])
    world.dialogue.delay = 0.01
    draw = random.Random(7)
    for number in range(12):
        door = draw.choice([talk, other])
        status, _ = await door.post(wait=None, text=f"第{number}句", client_message_id=f"c{number}")
        assert status == 202
        await asyncio.sleep(draw.choice([0, 0, 0.005, 0.03]))
    await until(lambda: len(world.dialogue.thought) == 12)
    assert world.dialogue.texts == [f"第{number}句" for number in range(12)]
    assert world.dialogue.overlaps == 0

    async def answered() -> bool:
        return len([m for m in await talk.history() if m["from"] == "bot"]) == 13

    await until(answered)
    history = await talk.history()
    assert [m["seq"] for m in history] == sorted(m["seq"] for m in history)


async def test_many_conversations_run_beside_each_other(small_world: World) -> None:
    small_world.dialogue.delay = 0.3
    talks = [await small_world.open() for _ in range(8)]
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(talk.say("你好") for talk in talks))
    assert asyncio.get_running_loop().time() - began < 8 * 0.3


async def test_more_talks_than_room_are_all_served_soon(small_world: World) -> None:
    small_world.gateways[0].gateway.runner._room = 2
    small_world.dialogue.delay = 0.1
    talks = [await small_world.open() for _ in range(10)]
    began = asyncio.get_running_loop().time()
    answers = await asyncio.gather(*(talk.say("你好") for talk in talks))
    assert answers == [["答：你好"]] * 10
    assert asyncio.get_running_loop().time() - began < 4


async def test_a_lost_lease_writes_nothing(casework: Casework) -> None:
    talk = await _open(casework)
    first = (await _record(casework, talk, "一", claim=True)).claimed
    assert first is not None
    assert await turns.claim_next_turn(casework, talk) is None, "held"
    async with casework.database.write() as session:
        row = await session.get_one(conversations.Conversation, talk)
        row.lease_until = row.created_at.replace(year=2000)
    assert await turns.sweep_turns(casework) == [talk]
    second = await turns.claim_next_turn(casework, talk)
    assert second is not None and second.id == first.id and second.attempts == 2
    assert not await turns.renew_turn(casework, first)
    with pytest.raises(LeaseLost):
        await turns.finish_turn(casework, first, [Bubble(text="旧")])
    await turns.finish_turn(casework, second, [Bubble(text="新")])
    said = await conversations.messages_after(casework, talk, 0)
    assert [m.text for m in said] == ["一", "新"]


async def test_one_conversation_claimed_by_one_of_many(casework: Casework) -> None:
    talk = await _open(casework)
    await _record(casework, talk, "一")
    others = [Casework(casework.database, casework.keyring, casework.policy) for _ in range(8)]
    claimed = await asyncio.gather(*(turns.claim_next_turn(cw, talk) for cw in others))
    assert len([turn for turn in claimed if turn]) == 1


async def test_a_postponed_turn_holds_back_what_stands_behind_it(casework: Casework) -> None:
    talk = await _open(casework)
    first = (await _record(casework, talk, "一", claim=True)).claimed
    await _record(casework, talk, "二")
    assert first is not None
    await turns.put_back_turn(casework, first, error="x", wait=60)
    assert await turns.claim_next_turn(casework, talk) is None
    assert await turns.sweep_turns(casework) == []


async def test_put_back_uncounted_keeps_the_attempts(casework: Casework) -> None:
    talk = await _open(casework)
    first = (await _record(casework, talk, "一", claim=True)).claimed
    assert first is not None
    await turns.put_back_turn(casework, first, error="x", wait=0, counts=False)
    again = await turns.claim_next_turn(casework, talk)
    assert again is not None and again.attempts == 1 and again.id == first.id


async def test_staff_mode_asks_nobody_and_drops_what_the_bot_was_about_to_say(casework: Casework) -> None:
    talk = await _open(casework)
    running = (await _record(casework, talk, "一", claim=True)).claimed
    await _record(casework, talk, "二")
    async with casework.database.write() as session:
        (await session.get_one(conversations.Conversation, talk)).mode = "staff"
    assert running is not None
    await turns.finish_turn(casework, running, [Bubble(text="机器人的话")])
    assert await turns.claim_next_turn(casework, talk) is None, "what waited is the staff's"
    assert (await _record(casework, talk, "三")).turn_id is None
    said = await conversations.messages_after(casework, talk, 0)
    assert [m.from_ for m in said] == ["resident"] * 3


async def test_a_closed_conversation_reopens_as_bot(casework: Casework) -> None:
    talk = await _open(casework)
    async with casework.database.write() as session:
        (await session.get_one(conversations.Conversation, talk)).mode = "closed"
    recorded = await _record(casework, talk, "还在吗", claim=True)
    assert recorded.mode == "bot" and recorded.claimed is not None


async def test_hand_back_lets_the_bot_speak_first(world: World) -> None:
    talk = await world.open()
    cw = world.gateways[0].cw
    async with cw.database.write() as session:
        await turns.enqueue_resume(cw, session, talk.conversation_id)
    await until(lambda: len(world.dialogue.asked) == 1)
    assert world.dialogue.asked[0]["command"] == {"intent": "resume", "values": {}}
    assert (await talk.events(1, last=1))[0]["text"] == "答：<resume>"


async def test_turn_300_asks_the_database_no_more_than_turn_10(sqlite_url: str, casework_sqlite: Casework) -> None:
    from sqlalchemy import event

    cw, counted = casework_sqlite, {"n": 0}
    event.listen(cw.database.engine.sync_engine, "before_cursor_execute", lambda *_: counted.update(n=counted["n"] + 1))
    talk, at = await _open(cw), {}
    for number in range(1, 301):
        counted["n"] = 0
        turn = (await _record(cw, talk, str(number), claim=True)).claimed
        assert turn is not None
        await turns.finish_turn(cw, turn, [Bubble(text="好")])
        at[number] = counted["n"]
    assert at[300] == at[10]


@pytest.mark.parametrize("statement", ["sweep", "head", "known", "after"])
async def test_the_hot_queries_use_an_index(casework_sqlite: Casework, statement: str) -> None:
    from sqlalchemy import text

    queries = {
        "sweep": "SELECT conversation_id FROM turns WHERE state IN ('queued', 'running')",
        "head": "SELECT * FROM turns WHERE conversation_id='x' AND state IN ('queued','running') ORDER BY seq LIMIT 1",
        "known": "SELECT * FROM inbound_messages WHERE channel='web' AND account='' AND dedup_key='k'",
        "after": "SELECT * FROM outbound_messages WHERE conversation_id='x' AND seq > 3 ORDER BY seq LIMIT 50",
    }
    async with casework_sqlite.database.read() as session:
        plan = [row[3] for row in await session.execute(text(f"EXPLAIN QUERY PLAN {queries[statement]}"))]
    assert all("SCAN" not in line for line in plan), plan


async def test_the_database_url_of_two_gateways_is_one_record(world: World) -> None:
    assert isinstance(world.gateways[0].cw.database, Database)
    second = await world.start()
    talk = await world.open()
    moved = type(talk)(talk.http, second.base, talk.conversation_id, talk.token, [])
    assert await moved.say("换个门") == ["答：换个门"]
