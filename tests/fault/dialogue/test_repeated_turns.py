"""A process ends between reply and close, or two processes get the same conversation: no turn counts twice."""

import asyncio

import pytest

from tests.tiny_bot import turn
from tests.tiny_bot.actions import RAN


@pytest.fixture
def make_runner(tiny_agent, make_store):
    from bot.components.turn import TurnRunner

    return lambda: TurnRunner(tiny_agent.processor, make_store())


async def told(runner):
    known = await runner._store.recall("c1")
    return known.tracker.get_slot("told") if known.tracker else None


async def test_after_a_crash_behind_the_save_another_process_repeats_the_reply(make_runner):
    first = await make_runner().run(turn("t1", "福泉"))
    ran = len(RAN)
    # the first process is gone; its caller never heard the reply and asks again
    other = make_runner()
    assert await other.run(turn("t1", "福泉")) == first
    assert len(RAN) == ran
    assert await told(other) == ["福泉"]


async def test_after_a_crash_before_the_save_the_turn_runs_anew(make_runner, monkeypatch):
    class Crash(BaseException):
        """SIGKILL, as near as a test in one process can come."""

    async def crash(*_):
        raise Crash

    crashing = make_runner()
    monkeypatch.setattr(crashing._store, "remember", crash)
    with pytest.raises(Crash):
        await crashing.run(turn("t1", "福泉"))
    other = make_runner()
    assert await told(other) is None
    await other.run(turn("t1", "福泉"))
    assert await told(other) == ["福泉"]


async def test_two_processes_with_the_same_turn_at_once_agree(make_runner):
    from bot.components.turn import TurnFailed

    ours, theirs = make_runner(), make_runner()
    await ours.run(turn("t0", "你好"))
    results = await asyncio.gather(ours.run(turn("t1", "慢点")), theirs.run(turn("t1", "慢点")), return_exceptions=True)
    replies = [result for result in results if not isinstance(result, BaseException)]
    assert len(replies) == 1
    assert [type(result) for result in results if isinstance(result, BaseException)] == [TurnFailed]
    # the one that was too late asks again, as the gateway does, and gets the same words
    assert await theirs.run(turn("t1", "慢点")) == replies[0]
    assert (await theirs._store.recall("c1")).tracker.get_slot("misses") == 1


async def test_two_processes_with_different_turns_lose_none(make_runner):
    from bot.components.turn import TurnFailed

    runners = [make_runner(), make_runner()]

    async def say_until_heard(number: int) -> None:
        for _ in range(40):
            try:
                await runners[number % 2].run(turn(f"t{number}", "", "inform", values={"n": number}))
                return
            except TurnFailed:
                await asyncio.sleep(0.005 * (number + 1))
        raise AssertionError(f"turn {number} never succeeded")

    await asyncio.gather(*(say_until_heard(number) for number in range(6)))
    assert sorted(item["n"] for item in await told(runners[0])) == list(range(6))


async def test_a_lost_database_fails_the_turn_and_a_found_one_goes_on(make_runner, monkeypatch):
    from bot.components.turn import TurnFailed

    runner = make_runner()
    await runner.run(turn("t1", "福泉"))
    rows = runner._store._rows
    read = rows.read

    def gone(conversation_id):
        raise ConnectionError("database is away")

    monkeypatch.setattr(rows, "read", gone)
    # never an empty memory in silence: stock Rasa would answer as if nobody had spoken before
    with pytest.raises(TurnFailed):
        await runner.run(turn("t2", "马尔康"))
    monkeypatch.setattr(rows, "read", read)
    await runner.run(turn("t2", "马尔康"))
    assert await told(runner) == ["福泉", "马尔康"]
