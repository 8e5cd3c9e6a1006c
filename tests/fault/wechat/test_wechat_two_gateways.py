"""Several gateways on one record, and a record that is slow or away: one turn, one answer, no loss."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import make_url

from simulator import Follower
from tests.conftest import PostgresServer
from tests.gateway_world import Running, until
from tests.wechat_world import SEND, Made, Turn, WeChatWorld, answers, settle


async def test_a_copy_at_another_gateway_carries_the_answer(wechat_on_both: Made) -> None:
    world = await wechat_on_both(api=False)
    phone = world.phone()
    await phone.say("你好")
    first, second = world.gateways[0], await world.start()
    world.point_at(first)
    world.dialogue.delay = 6.5
    asked = asyncio.create_task(phone.say("我没饭吃"))
    await asyncio.sleep(2.0)
    world.point_at(second)
    delivery = await asked
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "reply"]
    await settle()
    assert len(answers(phone, "我没饭吃")) == 1 and world.dialogue.texts == ["你好", "我没饭吃"]


async def test_the_third_copy_is_known_as_such_wherever_it_comes(wechat_on_both: Made) -> None:
    world = await wechat_on_both(api=False, turn_seconds=30)
    phone = world.phone()
    await phone.say("你好")
    first, second = world.gateways[0], await world.start()
    world.dialogue.delay = 16.0
    asked = asyncio.create_task(phone.say("我没饭吃"))
    for gateway in (first, second, first):
        world.point_at(gateway)
        await asyncio.sleep(4.9 if gateway is not second else 5.0)
    delivery = await asked
    assert [attempt.kind for attempt in delivery.attempts] == ["timeout", "timeout", "success"]


async def test_copies_at_two_gateways_at_once_are_one_turn_and_one_reply(wechat_on_both: Made) -> None:
    world = await wechat_on_both()
    phone = world.phone()
    await phone.say("你好")
    gateways = [world.gateways[0], await world.start()]
    note = phone.write("我没饭吃")
    signed = world.fake.signed_body(note.xml)

    async def post(gateway: Running) -> bytes:
        async with world.http.post(f"{gateway.base}/wechat", params=signed.query, data=signed.body) as answer:
            assert answer.status == 200
            return await answer.read()

    bodies = await asyncio.gather(*(post(gateways[number % 2]) for number in range(20)))
    assert sum(body != b"success" for body in bodies) == 1
    await settle(1.0)
    assert world.dialogue.texts == ["你好", "我没饭吃"] and not world.fake.calls_to(SEND)


async def _say_all(world: WeChatWorld, phone: Follower, count: int) -> None:
    for number in range(count):
        await phone.say(f"第{number}句")


@pytest.mark.postgres
async def test_connections_cut_again_and_again(wechat_on_both: Made, postgres: PostgresServer) -> None:
    """Fault 7 on WeChat: 503 or a broken commit makes the platform deliver again, and nothing is said twice."""
    world = await wechat_on_both()
    if world.url.startswith("sqlite"):
        pytest.skip("there are no connections to cut")
    world.fake.tries, world.fake.retry_gap = 8, 0.2
    phone = world.phone()
    await phone.say("你好")
    name = make_url(world.url).database
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    stopping = asyncio.Event()

    async def cutting() -> None:
        while not stopping.is_set():
            await asyncio.sleep(0.17)
            await asyncio.to_thread(postgres.run, cut)

    task = asyncio.create_task(cutting())
    await _say_all(world, phone, 12)
    stopping.set()
    await task
    for number in range(12):
        await phone.until(lambda p, number=number: answers(p, f"第{number}句"), 30)
    assert world.dialogue.texts == ["你好", *(f"第{number}句" for number in range(12))]
    assert await world.count(Turn) == 13


async def test_another_writer_holds_the_file_for_seven_seconds(wechat_made: Made) -> None:
    """The record stands still longer than the platform waits: copies come, one turn, one answer."""
    world = await wechat_made()
    phone = world.phone()
    await phone.say("你好")
    await settle()
    other = sqlite3.connect(make_url(world.url).database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(6.0, other.rollback)
    delivery = await phone.say("我没饭吃")
    other.close()
    assert delivery.outcome in ("reply", "silent"), "nobody sees an error of the platform"
    await phone.until(lambda p: answers(p, "我没饭吃"), 20)
    await settle(2.5)
    assert len(answers(phone, "我没饭吃")) == 1 and world.dialogue.texts == ["你好", "我没饭吃"]


async def test_a_dialogue_that_is_away_is_apologised_for_once(wechat_made: Made) -> None:
    world = await wechat_made()
    phone = world.phone()
    await phone.say("你好")
    await world.dialogue.stop()
    delivery = await phone.say("我腿断了")
    assert "存好了" in (delivery.text or ""), "an honest sentence within the budget"
    await world.dialogue.start()
    await phone.until(lambda p: answers(p, "我腿断了"), 20)
    await until(lambda: world.dialogue.texts == ["你好", "我腿断了"])
    assert len([text for text in phone.texts if "存好了" in text]) == 1
