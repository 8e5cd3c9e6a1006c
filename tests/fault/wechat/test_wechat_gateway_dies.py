"""A gateway dies or is stopped in the middle: what was acknowledged is answered, what was not is delivered again."""

import asyncio

import pytest

from simulator import Fault, Follower
from tests.gateway_world import until
from tests.wechat_process import Line, MadeLine
from tests.wechat_world import SEND, answers, settle

pytestmark = pytest.mark.alone


async def _met(line: Line) -> Follower:
    phone = line.fake.phone()
    await phone.say("你好")
    return phone


async def test_killed_between_the_acknowledgement_and_the_answer(wechat_line: MadeLine) -> None:
    line = await wechat_line()
    phone = await _met(line)
    line.dialogue.delay = 6.0
    assert (await phone.say("我没饭吃")).outcome == "silent"
    line.kill()
    line.dialogue.delay = 0.0
    await line.start()
    await phone.until(lambda p: answers(p, "我没饭吃"), 30)
    await settle(2.5)
    assert len(answers(phone, "我没饭吃")) == 1 and line.dialogue.texts.count("我没饭吃") == 1


async def test_killed_before_the_acknowledgement(wechat_line: MadeLine) -> None:
    """The connection breaks, the platform delivers again, the turn is not thought about twice."""
    line = await wechat_line()
    phone = await _met(line)
    line.dialogue.delay, line.fake.retry_gap, line.fake.tries = 2.0, 1.0, 9
    asked = asyncio.create_task(phone.say("我没饭吃"))
    await until(lambda: len(line.dialogue.asked) == 2)
    line.kill()
    line.dialogue.delay = 0.0
    await line.start()
    delivery = await asked
    assert delivery.attempts[0].kind == "connection" and delivery.outcome in ("reply", "silent")
    await phone.until(lambda p: answers(p, "我没饭吃"), 30)
    await settle(2.5)
    assert len(answers(phone, "我没饭吃")) == 1 and line.dialogue.texts.count("我没饭吃") == 1


async def test_killed_while_a_push_is_under_way(wechat_line: MadeLine) -> None:
    """It may arrive twice, but it arrives."""
    line = await wechat_line()
    phone = await _met(line)
    line.dialogue.delay = 4.5
    line.fake.script(SEND, Fault(latency=6.0))
    await phone.say("我没饭吃")
    await until(lambda: line.fake.calls_to(SEND) or len(line.dialogue.thought) == 2, 15)
    await asyncio.sleep(1.0)
    line.kill()
    await line.start()
    await phone.until(lambda p: answers(p, "我没饭吃"), 40)
    assert line.dialogue.texts.count("我没饭吃") == 1


async def test_killed_with_a_crowd_at_the_door(wechat_line: MadeLine) -> None:
    """What was kept and acknowledged in a burst is taken up by the process that follows."""
    line = await wechat_line()
    line.dialogue.delay, line.fake.retry_gap, line.fake.tries = 0.3, 1.0, 30
    phones = [line.fake.phone() for _ in range(150)]
    asked = [asyncio.create_task(phone.say(f"第{number}个人没饭吃")) for number, phone in enumerate(phones)]
    acknowledged = lambda: sum(bool(d.attempts) for d in line.fake.deliveries)  # noqa: E731
    await until(lambda: acknowledged() > 60 or all(task.done() for task in asked), 30)
    line.kill()
    await line.start()
    await asyncio.gather(*asked)
    for number, phone in enumerate(phones):
        await phone.until(lambda p, number=number: answers(p, f"第{number}个人没饭吃"), 60)
    thought = [text for text in line.dialogue.texts if text.startswith("第")]
    assert len(thought) == len(set(thought)) == 150


async def test_stopped_in_mid_turn(wechat_line: MadeLine) -> None:
    """Fault 13: SIGTERM lets running turns end; nothing is lost, nothing doubled."""
    line = await wechat_line()
    phone = await _met(line)
    line.dialogue.delay, line.fake.retry_gap, line.fake.tries = 3.0, 1.0, 12
    asked = asyncio.create_task(phone.say("我没饭吃"))
    await until(lambda: len(line.dialogue.asked) == 2)
    line.terminate()
    await asyncio.to_thread(line.service.processes["gateway"].wait, 20)
    assert line.service.processes["gateway"].returncode == 0
    await line.start()
    await asked
    await phone.until(lambda p: answers(p, "我没饭吃"), 30)
    await settle(2.5)
    assert len(answers(phone, "我没饭吃")) == 1 and line.dialogue.texts.count("我没饭吃") == 1
