"""The short tracker: what is kept, that nothing readable is stored, and who wins when two save."""

import json

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import SlotSet

from contracts.keyring import Keyring
from tests.tiny_bot import SECRET, turn


async def test_a_lost_row_is_a_new_tracker(runner):
    await runner.run(turn("t1", "福泉"))
    await runner._store.delete("c1")
    reply = await runner.run(turn("t2", "福泉"))
    assert reply.bubbles[0].text.startswith("记下了第1条")


async def test_a_row_under_a_lost_key_counts_as_lost_and_is_written_over(runner, make_store):
    from bot.components.turn import TurnRunner

    await runner.run(turn("t1", "福泉"))
    later = TurnRunner(runner._processor, make_store(keyring=Keyring(["another-key-entirely-0002"])))
    reply = await later.run(turn("t2", "福泉"))
    assert reply.bubbles[0].text.startswith("记下了第1条")
    assert (await later.run(turn("t3", "马尔康"))).bubbles[0].text.startswith("记下了第2条")


async def test_old_keys_still_read(runner, make_store):
    from bot.components.turn import TurnRunner

    await runner.run(turn("t1", "福泉"))
    later = TurnRunner(runner._processor, make_store(keyring=Keyring(["another-key-entirely-0002", SECRET])))
    assert (await later.run(turn("t2", "福泉"))).bubbles[0].text.startswith("记下了第2条")


async def test_the_tracker_stays_short_and_slots_stay(runner):
    sizes = []
    for number in range(30):
        await runner.run(turn(f"t{number}", "福泉"))
        sizes.append(len((await runner._store.recall("c1")).tracker.events))
    assert max(sizes[5:]) == sizes[5]
    assert len((await runner._store.recall("c1")).tracker.get_slot("told")) == 30


async def test_nothing_readable_is_stored(runner, database_url):
    await runner.run(turn("t1", "福泉 慕容鸢尾"))
    engine = sa.create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT snapshot, last_reply FROM tracker_snapshots")).one()
    engine.dispose()
    stored = json.dumps([row.snapshot, row.last_reply])
    assert "慕容" not in stored
    assert "\\u6155" not in stored
    assert row.snapshot.split(":")[0] == Keyring([SECRET]).current_id


async def test_two_processes_on_one_conversation_only_one_saves(runner, tiny_agent, make_store):
    from bot.components.tracker_rows import StaleTracker

    await runner.run(turn("t1", "你好"))
    ours, theirs = make_store(), make_store()
    mine = (await ours.recall("c1")).tracker
    other = (await theirs.recall("c1")).tracker
    other.update(SlotSet("told", ["theirs"]), tiny_agent.domain)
    await theirs.remember(other, "t2", "{}")
    mine.update(SlotSet("told", ["mine"]), tiny_agent.domain)
    with pytest.raises(StaleTracker):
        await ours.remember(mine, "t3", "{}")
    kept = await ours.recall("c1")
    assert kept.last_turn_id == "t2"
    assert kept.tracker.get_slot("told") == ["theirs"]


async def test_two_processes_on_a_new_conversation_only_one_saves(make_store):
    from bot.components.tracker_rows import StaleTracker

    ours, theirs = make_store(), make_store()
    mine, other = await ours.create_tracker("c9"), await theirs.create_tracker("c9")
    await theirs.remember(other, "t1", "{}")
    with pytest.raises(StaleTracker):
        await ours.remember(mine, "t2", "{}")


async def test_a_row_erased_during_a_turn_leaves_only_the_slots_of_now(runner, make_store):
    await runner.run(turn("t1", "福泉 慕容鸢尾"))
    store = make_store()
    tracker = (await store.recall("c1")).tracker
    await store.delete("c1")
    tracker.update(SlotSet("told", None))
    await store.remember(tracker, "t2", "{}")
    again = (await store.recall("c1")).tracker
    assert again.get_slot("told") is None
    assert "慕容鸢尾" not in json.dumps([event.as_dict() for event in again.events], ensure_ascii=False)


async def test_reset_slots_stay_reset(runner):
    await runner.run(turn("t1", "福泉"))
    await runner.run(turn("t2", "", "forget"))
    await runner.run(turn("t3", "你好"))
    assert (await runner._store.recall("c1")).tracker.get_slot("told") is None


async def test_what_stock_commands_need(make_store, tiny_agent):
    store = make_store()
    tracker = await store.get_or_create_tracker("c5", append_action_listen=False)
    assert list(await store.keys()) == []
    tracker.update(SlotSet("asks", "x"), tiny_agent.domain)
    await store.save(tracker)
    await store.save(tracker)
    assert list(await store.keys()) == ["c5"]
    full = await store.retrieve_full_tracker("c5")
    assert full.get_slot("asks") == "x"
    assert await store.exists("c5")
    await store.delete("c5")
    assert await store.retrieve("c5") is None


def test_the_table_is_the_one_of_the_record():
    from bot.components.tracker_rows import SNAPSHOTS
    from casework.storage.keeping_models import TrackerSnapshot

    ours = {column.name: (column.primary_key, column.nullable) for column in SNAPSHOTS.columns}
    theirs = {column.name: (column.primary_key, column.nullable) for column in TrackerSnapshot.__table__.columns}
    assert ours == theirs
    for column in TrackerSnapshot.__table__.columns:
        assert getattr(SNAPSHOTS.columns[column.name].type, "length", None) == getattr(column.type, "length", None)
