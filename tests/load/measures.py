"""What is measured of a contender: latency by turn number, and replies a second with many residents."""

import asyncio
import time
from dataclasses import dataclass
from statistics import quantiles
from typing import Any, Protocol

PRELUDE = ("我是云南的，在福泉修路，前天从架子上摔下来腿断了，老板跑了，住院押金都交不起", "同意")
# questions and answers a resident mixes; none of them ends the interview, so that every turn stands for the others
CYCLE = (
    "低保标准是多少", "要准备哪些材料", "为什么问这个", "多久能办好", "我的电话是13800138000",
    "你是机器人吗", "我是外地户口，能办吗", "在哪里办", "谢谢", "继续",
)  # fmt: skip
WINDOW = 20


class Contender(Protocol):
    """Something that can be talked to."""

    name: str

    async def open(self) -> dict[str, Any]:
        """A new conversation."""
        ...

    async def say(self, conversation: dict[str, Any], text: str) -> bool:
        """One message; whether it was answered."""
        ...


@dataclass(frozen=True)
class Latency:
    """Milliseconds at a turn, over a window around it."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Throughput:
    """Answered messages a second, their latency, and how many were not answered."""

    per_second: float
    p50: float
    p95: float
    failed: int


def latency_of(seconds: list[float]) -> Latency:
    """Median and 95th percentile in milliseconds."""
    cuts = quantiles([value * 1000 for value in seconds], n=20)
    return Latency(round(cuts[9], 1), round(cuts[18], 1))


async def latency_by_turn(contender: Contender, turns: tuple[int, ...], limit: float) -> dict[int, Latency]:
    """One resident talks until the last turn; latencies in a window up to each turn. Stops at the time limit."""
    conversation, spent = await contender.open(), []
    until = time.monotonic() + limit
    for number in range(max(turns) + WINDOW // 2):
        text = PRELUDE[number] if number < len(PRELUDE) else CYCLE[number % len(CYCLE)]
        began = time.perf_counter()
        if not await contender.say(conversation, text):
            raise RuntimeError(f"{contender.name} did not answer turn {number + 1}: {text}")
        spent.append(time.perf_counter() - began)
        if time.monotonic() > until:
            break
    # around turn 10 only half a window lies before it
    windows = {turn: spent[max(turn - WINDOW // 2, 2) : turn + WINDOW // 2] for turn in turns}
    return {turn: latency_of(window) for turn, window in windows.items() if len(window) >= WINDOW // 2}


async def throughput(contender: Contender, residents: int, seconds: float) -> Throughput:
    """Residents talk as fast as they are answered, each in a conversation of their own."""
    spent: list[float] = []
    failed = 0
    conversations = [await contender.open() for _ in range(residents)]
    for conversation in conversations:
        for text in PRELUDE:
            await contender.say(conversation, text)
    began = time.monotonic()

    async def talk(conversation: dict[str, Any], number: int) -> None:
        nonlocal failed
        while time.monotonic() - began < seconds:
            start = time.perf_counter()
            if await contender.say(conversation, CYCLE[number % len(CYCLE)]):
                spent.append(time.perf_counter() - start)
            else:
                failed += 1
            number += 1

    await asyncio.gather(*(talk(conversation, number) for number, conversation in enumerate(conversations)))
    latency = latency_of(spent) if len(spent) > 1 else Latency(0, 0)
    return Throughput(round(len(spent) / (time.monotonic() - began), 1), latency.p50, latency.p95, failed)
