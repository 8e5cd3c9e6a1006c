"""Three hundred residents write in one moment: all are acknowledged in time, all are answered, none twice."""

import asyncio
import gc
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from simulator import Attempt, Delivery, Follower
from tests.wechat_process import Line, MadeLine, wechat_line
from tests.wechat_world import SEND, answers

pytestmark = pytest.mark.alone

CROWD = 300
TICKS = os.sysconf("SC_CLK_TCK")
__all__ = ["wechat_line"]


async def _flood(line: Line) -> tuple[list[Follower], list[Delivery], float]:
    """Everybody is known already and says one thing; and how much others slowed it down, see `Load`."""
    phones = [line.fake.phone() for _ in range(CROWD)]
    for start in range(0, CROWD, 20):
        await asyncio.gather(*(phone.say("你好") for phone in phones[start : start + 20]))
    # the platform must not stop to look through all that this process holds: a pause of its own is not the gateway's
    gc.collect()
    gc.freeze()
    try:
        before = Load.now(line)
        deliveries = await asyncio.gather(*(phone.say(f"第{n}个人没饭吃") for n, phone in enumerate(phones)))
        return phones, list(deliveries), Load.now(line).shared_since(before)
    finally:
        gc.unfreeze()


def _seconds(deliveries: Sequence[Delivery], kind: str) -> list[float]:
    """How long callbacks with this outcome took, shortest first."""

    def those(attempts: Sequence[Attempt]) -> list[float]:
        return [attempt.seconds for attempt in attempts if attempt.kind == kind]

    return sorted(second for delivery in deliveries for second in those(delivery.attempts))


@dataclass(frozen=True)
class Load:
    """Processor time so far, in seconds: of the whole machine, and of this process and the gateway's together."""

    at: float
    everybody: float
    ours: float

    @classmethod
    def now(cls, line: Line) -> Self:
        """Read from the kernel's own books."""
        user, nice, system, _, _, *rest = map(int, Path("/proc/stat").read_text("ascii").split(maxsplit=9)[1:9])
        gateway = (
            Path(f"/proc/{line.service.processes['gateway'].pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        )
        everybody, theirs = user + nice + system + sum(rest), int(gateway[11]) + int(gateway[12])
        return cls(time.monotonic(), everybody / TICKS, theirs / TICKS + time.process_time())

    def shared_since(self, before: Self) -> float:
        """How much longer everything took because others were at work meanwhile: 1.0 is nothing, 3.0 is believed."""
        machine = (self.at - before.at) * (os.cpu_count() or 1)
        others = (self.everybody - before.everybody) - (self.ours - before.ours)
        return min(max(machine / max(machine - others, machine / 3.0), 1.0), 3.0)


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
    phones, deliveries, shared = await _flood(line)
    assert {len(delivery.attempts) for delivery in deliveries} == {1}, "nobody had to be delivered twice"
    late, all_of_them = _seconds(deliveries, "success"), [d.attempts[0].seconds for d in deliveries]
    assert late[int(len(late) * 0.99)] < 1.0 * shared, "who is not answered at once is told so at once"
    assert max(all_of_them) < 4.5 * shared
    await _all_answered_once(line, phones)
    pushed = [call for call in line.fake.calls_to(SEND) if call.body and "个人没饭吃" in call.body["text"]["content"]]
    assert len(pushed) == len(late)


async def test_without_the_api(wechat_line: MadeLine) -> None:
    line = await wechat_line(api=False)
    line.dialogue.delay = 0.05
    phones, deliveries, shared = await _flood(line)
    assert all(second < 4.5 * shared for kind in ("reply", "success") for second in _seconds(deliveries, kind))
    assert {delivery.outcome for delivery in deliveries} <= {"reply", "silent"}, "nobody sees an error of the platform"
    # on a machine that is busy with other things the last ones are answered when they write again
    silent = [phone for phone, delivery in zip(phones, deliveries, strict=True) if delivery.outcome == "silent"]
    assert len(silent) < CROWD / 2
    await asyncio.gather(*(phone.say("在吗") for phone in silent))
    await _all_answered_once(line, phones)
