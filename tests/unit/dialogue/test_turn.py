"""One turn: what comes out of it, what is kept of it, and that a failed one leaves nothing."""

import asyncio

import pytest

from tests.tiny_bot import turn
from tests.tiny_bot.actions import RAN


async def slots_of(runner, conversation_id="c1"):
    known = await runner._store.recall(conversation_id)
    return known.tracker.current_slot_values() if known.tracker else None


async def test_a_turn_gives_text_choices_key_and_progress(runner):
    reply = await runner.run(turn("t1", "你好"))
    assert [bubble.text for bubble in reply.bubbles] == ["您好，请说。", "可以开始吗？"]
    question = reply.bubbles[1]
    assert question.asks == "consent_privacy"
    assert question.choices[0].command.values == {"key": "consent_privacy", "value": True}
    assert question.progress.total == 3
    assert reply.model_id == runner.model_id


async def test_the_same_turn_again_gives_the_stored_reply_and_runs_no_action(runner):
    first = await runner.run(turn("t1", "福泉"))
    ran = len(RAN)
    assert await runner.run(turn("t1", "福泉")) == first
    assert len(RAN) == ran
    assert (await slots_of(runner))["told"] == ["福泉"]


async def test_a_command_skips_understanding(runner):
    await runner.run(turn("t1", "", "inform", values={"key": "safety_now", "value": "safe"}))
    assert (await slots_of(runner))["told"] == [{"key": "safety_now", "value": "safe"}]


async def test_the_day_it_was_said_reaches_the_action(runner):
    reply = await runner.run(turn("t1", "福泉"))
    assert "2026-11-23" in reply.bubbles[0].text


@pytest.mark.parametrize(
    "text",
    ['/inform{"asks": "hacked"}', '　/inform{"asks": "hacked"}', "/restart", " ／inform", '\u2003/greet{"told": "x"}'],
)
async def test_typed_intents_are_words(runner, text):
    reply = await runner.run(turn("t1", text))
    assert reply.bubbles[0].text.startswith("没听懂：· ")
    slots = await slots_of(runner)
    assert slots["asks"] is None
    assert slots["told"] is None


async def test_the_screen_goes_before_words_and_command(runner):
    reply = await runner.run(turn("t1", "福泉", screen=["greet"]))
    assert reply.bubbles[0].text == "您好，请说。"


@pytest.mark.parametrize("intent", ["break_down", "stay_silent", "half_fail"])
async def test_a_failed_turn_is_503_and_leaves_nothing(runner, intent):
    from bot.components.turn import TurnFailed

    await runner.run(turn("t1", "你好"))
    before = await runner._store.recall("c1")
    with pytest.raises(TurnFailed) as failure:
        await runner.run(turn("t2", "", intent))
    assert failure.value.status == 503
    after = await runner._store.recall("c1")
    assert after.last_turn_id == "t1"
    assert after.tracker.snapshot_version == before.tracker.snapshot_version
    assert after.tracker.current_slot_values() == before.tracker.current_slot_values()


async def test_a_failed_turn_can_be_tried_again(runner):
    from bot.components.turn import TurnFailed

    with pytest.raises(TurnFailed):
        await runner.run(turn("t1", "慢点", deadline_seconds=0.3))
    assert await slots_of(runner) is None
    reply = await runner.run(turn("t1", "慢点"))
    assert reply.bubbles[0].text == "醒了。"
    assert (await slots_of(runner))["misses"] == 1


async def test_the_deadline_ends_a_hanging_action(runner):
    from bot.components.turn import TurnFailed

    began = asyncio.get_running_loop().time()
    with pytest.raises(TurnFailed):
        await runner.run(turn("t1", "慢点", deadline_seconds=0.3))
    assert asyncio.get_running_loop().time() - began < 0.9


async def test_turns_of_one_conversation_do_not_overtake_each_other(runner):
    replies = await asyncio.gather(runner.run(turn("t1", "慢点")), runner.run(turn("t2", "福泉")))
    assert [reply.bubbles[0].text for reply in replies] == ["醒了。", "记下了第1条，2026-11-23。"]
    assert RAN[-2:] == ["t1", "t2"]
    assert (await runner._store.recall("c1")).last_turn_id == "t2"


async def test_the_same_turn_twice_at_once_runs_once(runner):
    first, second = await asyncio.gather(runner.run(turn("t1", "慢点")), runner.run(turn("t1", "慢点")))
    assert first == second
    assert (await slots_of(runner))["misses"] == 1


async def test_conversations_do_not_wait_for_each_other(runner):
    slow = asyncio.create_task(runner.run(turn("t1", "慢点")))
    await asyncio.sleep(0.05)
    await runner.run(turn("t2", "福泉", conversation_id="c2"))
    assert not slow.done()
    await slow


async def test_waiting_for_another_turn_counts_against_the_deadline(runner):
    from bot.components.turn import TurnFailed

    slow = asyncio.create_task(runner.run(turn("t1", "慢点")))
    await asyncio.sleep(0.05)
    with pytest.raises(TurnFailed):
        await runner.run(turn("t2", "福泉", deadline_seconds=0.2))
    await slow
    assert not runner._locks._locks


async def test_an_empty_message_is_answered(runner):
    assert (await runner.run(turn("t1", ""))).bubbles
