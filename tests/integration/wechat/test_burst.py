"""Three hundred residents write in one moment: all are acknowledged in time, all are answered, none twice."""

import asyncio
import time
from collections.abc import Sequence

import pytest

from simulator import Attempt, Delivery, Follower
from tests.wechat_process import Line, MadeLine, wechat_line
from tests.wechat_world import SEND, answers

pytestmark = pytest.mark.alone

CROWD = 300
__all__ = ["wechat_line"]


async def _flood(line: Line) -> tuple[list[Follower], list[Delivery]]:
    """Everybody is known already and says one thing."""
    phones = [line.fake.phone() for _ in range(CROWD)]
    for start in range(0, CROWD, 20):
        await asyncio.gather(*(phone.say("你好") for phone in phones[start : start + 20]))
    return phones, list(await asyncio.gather(*(phone.say(f"第{n}个人没饭吃") for n, phone in enumerate(phones))))


def _seconds(deliveries: Sequence[Delivery], kind: str) -> list[float]:
    """How long callbacks with this outcome took, shortest first."""

    def those(attempts: Sequence[Attempt]) -> list[float]:
        return [attempt.seconds for attempt in attempts if attempt.kind == kind]

    return sorted(second for delivery in deliveries for second in those(delivery.attempts))


def _shared() -> float:
    """How much of this machine others take at this moment: 1.0 is nothing."""
    wall, own = time.perf_counter(), time.thread_time()
    while time.thread_time() < own + 0.2:
        pass
    return min(max((time.perf_counter() - wall) / 0.2, 1.0), 3.0)


async def _all_answered_once(line: Line, phones: list[Follower]) -> None:
    for number, phone in enumerate(phones):
        await phone.until(lambda p, number=number: answers(p, f"第{number}个人没饭吃"), 60)
    await asyncio.sleep(1.0)
    assert all(len(answers(phone, f"第{number}个人没饭吃")) == 1 for number, phone in enumerate(phones))
    asked = [text for text in line.dialogue.texts if text.startswith("第")]
    assert len(asked) == len(set(asked)) == CROWD


async def test_with_the_api(wechat_line: MadeLine) -> None:
    line = await wechat_line()
    line.dialogue.delay = 0.05
    phones, deliveries = await _flood(line)
    assert {len(delivery.attempts) for delivery in deliveries} == {1}, "nobody had to be delivered twice"
    late, all_of_them = _seconds(deliveries, "success"), [d.attempts[0].seconds for d in deliveries]
    assert late[int(len(late) * 0.99)] < 1.0 * _shared(), "who is not answered at once is told so at once"
    assert max(all_of_them) < 4.5
    await _all_answered_once(line, phones)
    pushed = [call for call in line.fake.calls_to(SEND) if call.body and "个人没饭吃" in call.body["text"]["content"]]
    assert len(pushed) == len(late)


async def test_without_the_api(wechat_line: MadeLine) -> None:
    line = await wechat_line(api=False)
    line.dialogue.delay = 0.05
    phones, deliveries = await _flood(line)
    assert all(second < 4.5 for kind in ("reply", "success") for second in _seconds(deliveries, kind))
    assert {delivery.outcome for delivery in deliveries} <= {"reply", "silent"}, "nobody sees an error of the platform"
    # on a machine that is busy with other things the last ones are answered when they write again
    silent = [phone for phone, delivery in zip(phones, deliveries, strict=True) if delivery.outcome == "silent"]
    assert len(silent) < CROWD / 2
    await asyncio.gather(*(phone.say("在吗") for phone in silent))
    await _all_answered_once(line, phones)
