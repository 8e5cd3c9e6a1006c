"""The dialogue is away, slow, wrong or failing: one honest sentence, nothing lost, answered when it is back."""

import asyncio

import pytest

from casework.services import handoffs
from casework.storage.keeping_models import Outbox
from casework.storage.models import Conversation, Handoff, Turn
from connectors import runner
from tests.gateway_world import Talk, World, until


async def _one(world: World, table: type, **where: str):  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    async with world.gateways[0].cw.database.read() as session:
        return await session.scalar(select(table).filter_by(**where))


async def _bot_says(talk: Talk) -> list[str]:
    return [m["text"] for m in await talk.history() if m["from"] == "bot"][1:]


def _is_apology(text: str) -> bool:
    return "存好了" in text and "120" in text and "人工" in text


async def test_away_from_the_start_then_back(world: World) -> None:
    await world.dialogue.stop()
    talk = await world.open(region="522702")
    began = asyncio.get_running_loop().time()
    (first,) = await talk.say("我腿断了")
    (second,) = await talk.say("在福泉")
    assert _is_apology(first) and _is_apology(second)
    assert asyncio.get_running_loop().time() - began < 4.0
    await world.dialogue.start()
    await until(lambda: world.dialogue.texts == ["我腿断了", "在福泉"])

    async def said() -> bool:
        return (await _bot_says(talk))[-2:] == ["答：我腿断了", "答：在福泉"]

    await until(said)
    assert len(await _bot_says(talk)) == 4, "one apology each, one answer each"


async def test_a_person_and_a_crisis_are_served_without_it(world: World) -> None:
    await world.dialogue.stop()
    talk = await world.open(region="522702")
    await talk.say("我腿断了")
    status, body = await talk.post(text="人工")
    (message,) = body["messages"]
    assert status == 200 and message["card"]["type"] == "handoff" and message["card"]["data"]["state"] == "queued"
    handoff = await _one(world, Handoff, conversation_id=talk.conversation_id)
    assert handoff.reason == "requested" and not handoff.urgent
    _, body = await talk.post(text="我不想活了")
    (message,) = body["messages"]
    assert message["card"]["type"] == "crisis" and {"120", "110"} <= {
        x["number"] for x in message["card"]["data"]["lines"]
    }
    handoff = await _one(world, Handoff, conversation_id=talk.conversation_id)
    assert handoff.urgent
    assert (await _one(world, Outbox, kind="crisis.alert")) is not None
    await world.dialogue.start()
    await until(lambda: world.dialogue.texts == ["我腿断了"])


async def test_the_handoff_choice_of_the_apology_works(small_world: World) -> None:
    await small_world.dialogue.stop()
    talk = await small_world.open()
    _, body = await talk.post(text="你好")
    _, body = await talk.post(payload=body["messages"][0]["quick_replies"][0]["payload"])
    assert body["messages"][0]["card"]["type"] == "handoff"


@pytest.mark.parametrize("state", ["loading", "wrong_model", "failed"])
async def test_a_dialogue_that_is_not_ready_is_not_tried_to_death(small_world: World, state: str) -> None:
    small_world.dialogue.state = state
    talk = await small_world.open()
    (first,) = await talk.say("你好")
    assert _is_apology(first)
    await asyncio.sleep(2.5)
    assert len(small_world.dialogue.asked) == 1
    small_world.dialogue.state = "ready"
    await until(lambda: small_world.dialogue.texts == ["你好"])
    turn = await _one(small_world, Turn, conversation_id=talk.conversation_id)
    assert turn.attempts <= 1


async def test_one_failure_is_mended_in_silence(small_world: World) -> None:
    small_world.dialogue.failures = [503]
    talk = await small_world.open()
    assert await talk.say("你好") == ["答：你好"]


async def test_two_failures_are_apologised_for_once_and_then_answered(small_world: World) -> None:
    small_world.dialogue.failures = [503, 500, 503]
    talk = await small_world.open()
    began = asyncio.get_running_loop().time()
    (said,) = await talk.say("你好")
    assert _is_apology(said) and asyncio.get_running_loop().time() - began < 4.0
    await talk.post(wait=None, text="还在吗")
    await until(lambda: small_world.dialogue.texts == ["你好", "还在吗"])

    async def both() -> bool:
        return [text for text in await _bot_says(talk) if text.startswith("答")] == ["答：你好", "答：还在吗"]

    await until(both)
    assert len([text for text in await _bot_says(talk) if _is_apology(text)]) == 1


async def test_five_failures_end_with_a_person(small_world: World) -> None:
    small_world.dialogue.failures = [503] * 5
    talk = await small_world.open()
    await talk.say("你好")

    async def failed() -> bool:
        return bool(await _one(small_world, Turn, conversation_id=talk.conversation_id, state="failed"))

    await until(failed, 25)
    assert (await _bot_says(talk))[-1].startswith("对不起")
    assert (await _one(small_world, Handoff, conversation_id=talk.conversation_id)).reason == "fault"
    assert await talk.say("再试试") == ["答：再试试"]


async def test_a_crisis_is_not_kept_waiting_for_a_second_try(small_world: World) -> None:
    small_world.dialogue.failures = [503] * 5
    talk = await small_world.open()
    _, body = await talk.post(text="我不想活了")
    assert body["messages"][0]["card"]["type"] == "crisis"
    assert len(small_world.dialogue.asked) == 1


@pytest.mark.parametrize("reply", [{"bubbles": []}, {"turn_id": "other"}, {"bubbles": [{"colour": 1}]}])
async def test_an_empty_or_foreign_reply_is_a_failure(small_world: World, reply: dict[str, object]) -> None:
    from aiohttp import web

    original = small_world.dialogue._bubble
    talk = await small_world.open()
    gateway = small_world.gateways[0].gateway
    answered = {"turn_id": "x" * 32, "bubbles": [original({"text": "x"})], "model_id": "m"} | reply

    async def turn(request: web.Request) -> web.Response:
        asked = await request.json()
        return web.json_response(answered | ({} if "turn_id" in reply else {"turn_id": asked["turn_id"]}))

    bad = web.Application()
    bad.router.add_post("/turn", turn)
    bad.router.add_get("/readyz", small_world.dialogue._ready)
    await small_world.dialogue.stop()
    site = web.AppRunner(bad)
    await site.setup()
    await web.TCPSite(site, "127.0.0.1", small_world.dialogue.port, reuse_address=True).start()
    assert _is_apology((await talk.say("你好"))[0])
    assert gateway.dialogue.up
    await site.cleanup()


async def test_a_long_silence_is_broken_and_the_answer_still_comes(small_world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    small_world.dialogue.delay = 4.5
    talk = await small_world.open()
    began = asyncio.get_running_loop().time()
    (said,) = await talk.say("你好")
    assert _is_apology(said) and asyncio.get_running_loop().time() - began < 4.0
    assert (await talk.events(1, last=3))[0]["text"] == "答：你好"
    assert len(small_world.dialogue.asked) == 1, "the lease was renewed, nobody asked twice"


async def test_a_second_message_does_not_overtake_a_hanging_one(small_world: World) -> None:
    small_world.dialogue.delay = 1.0
    talk = await small_world.open()
    await talk.post(wait=None, text="先说一件")
    small_world.dialogue.delay = 0.0
    assert await talk.say("再说一件") == ["答：再说一件"]
    assert small_world.dialogue.texts == ["先说一件", "再说一件"] and small_world.dialogue.overlaps == 0


async def test_waiting_too_long_for_a_dialogue_ends_with_a_person(small_world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(runner, "GIVE_UP_AFTER", 1.0)
    await small_world.dialogue.stop()
    talk = await small_world.open()
    await talk.say("你好")

    async def failed() -> bool:
        return bool(await _one(small_world, Turn, conversation_id=talk.conversation_id, state="failed"))

    await until(failed)
    assert (await _one(small_world, Handoff, conversation_id=talk.conversation_id)).reason == "fault"


async def test_no_bot_word_between_claim_and_hand_back(world: World) -> None:
    talk, cw = await world.open(), world.gateways[0].cw
    world.dialogue.delay = 0.5
    await talk.post(wait=None, text="你好")
    await asyncio.sleep(0.1)
    await handoffs.request_handoff(cw, talk.conversation_id, reason="requested")
    async with cw.database.write() as session:
        (await session.get_one(Conversation, talk.conversation_id)).mode = "staff"
    status, _ = await talk.post(text="我不想活了")
    assert status == 200
    await asyncio.sleep(0.8)
    history = await talk.history()
    assert [m["from"] for m in history] == ["bot", "resident", "resident", "system"]
    assert history[-1]["card"]["type"] == "crisis"
    assert len(world.dialogue.asked) == 1
