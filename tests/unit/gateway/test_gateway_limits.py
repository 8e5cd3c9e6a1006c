"""The limiter: distinct messages count, copies do not, and it says so once."""

from connectors.limits import MemoryWindow, RedisWindow, Verdict


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_the_21st_text_in_a_minute_is_told_once_then_silence() -> None:
    window = MemoryWindow(clock=Clock())
    verdicts = [await window.admit("a", str(n)) for n in range(25)]
    assert verdicts[:20] == [Verdict.ASK] * 20
    assert verdicts[20:] == [Verdict.TELL] + [Verdict.QUIET] * 4


async def test_copies_of_one_message_count_once() -> None:
    window = MemoryWindow(clock=Clock())
    assert {await window.admit("a", "same") for _ in range(100)} == {Verdict.ASK}
    assert await window.admit("a", "other") is Verdict.ASK


async def test_another_conversation_and_another_minute_are_free() -> None:
    clock = Clock()
    window = MemoryWindow(clock=clock)
    for n in range(21):
        await window.admit("a", str(n))
    assert await window.admit("b", "1") is Verdict.ASK
    clock.now += 61
    assert await window.admit("a", "late") is Verdict.ASK


async def test_memory_stays_small() -> None:
    clock = Clock()
    window = MemoryWindow(clock=clock)
    for n in range(10_001):
        await window.admit(str(n), "x")
    clock.now += 61
    await window.admit("new", "x")
    assert len(window._seen) == 1


class DeadRedis:
    def __init__(self) -> None:
        self.asked = 0

    def pipeline(self, transaction: bool) -> None:
        self.asked += 1
        raise ConnectionError


async def test_without_redis_it_counts_alone_and_does_not_ask_every_time() -> None:
    redis = DeadRedis()
    window = RedisWindow(redis)
    verdicts = [await window.admit("a", str(n)) for n in range(22)]
    assert verdicts[:20] == [Verdict.ASK] * 20 and verdicts[20] is Verdict.TELL
    assert redis.asked == 1
