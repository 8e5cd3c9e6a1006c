"""Bodies kept as they came: once each, taken up in order, by one process at a time, never lost with it."""

import asyncio
from datetime import timedelta

from sqlalchemy import event, select

from casework.services.context import Casework
from casework.services.retention import sweep_retention
from casework.services.wechat_arrivals import (
    Arrival,
    claim_arrivals,
    finish_arrivals,
    keep_arrivals,
    kept_count,
    release_arrivals,
    set_arrivals_aside,
    waiting_arrivals,
)  # fmt: skip
from casework.storage.channel_models import WeChatArrival
from casework.storage.types import install_keyring
from contracts.keyring import Keyring
from tests.wechat_steps import another_process, count, moved_clock


def bodies(first: int, last: int, account: str = "") -> list[Arrival]:
    return [Arrival(account, f"k{number}", f"<xml>{number}</xml>") for number in range(first, last)]


async def test_a_bulk_is_one_statement_in_order_without_copies(casework: Casework):
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(casework.database.engine.sync_engine, "before_cursor_execute", note)
    assert await keep_arrivals(casework, bodies(0, 40)) == 40
    assert sum(statement.startswith("INSERT") for statement in statements) == 1
    assert await keep_arrivals(casework, [*bodies(30, 50), *bodies(40, 45)]) == 10
    assert await keep_arrivals(casework, []) == 0
    assert await keep_arrivals(casework, bodies(0, 3, "aba")) == 3
    assert await waiting_arrivals(casework) == {"": 50, "aba": 3}
    claimed = await claim_arrivals(casework, 100)
    assert [one.body for one in claimed if not one.account] == [f"<xml>{number}</xml>" for number in range(50)]


async def test_a_thousand_at_once(casework: Casework):
    assert await keep_arrivals(casework, bodies(0, 1200)) == 1200
    assert [one.key for one in await claim_arrivals(casework, 1200)] == [f"k{number}" for number in range(1200)]


async def test_one_process_at_a_time_takes_up_an_account(casework: Casework, database_url: str):
    other = another_process(casework, database_url)
    await keep_arrivals(casework, bodies(0, 20))
    claimed = await asyncio.gather(*(claim_arrivals(cw, 5) for cw in (casework, other) * 3))
    assert sorted(map(len, claimed)) == [0, 0, 0, 0, 0, 5]
    mine = max(claimed, key=len)
    await finish_arrivals(casework, [one.id for one in mine])
    following = await claim_arrivals(other, 5)
    assert [one.key for one in following] == ["k5", "k6", "k7", "k8", "k9"]
    # another account is not held up
    await keep_arrivals(casework, bodies(0, 2, "aba"))
    assert len(await claim_arrivals(casework, 5)) == 2
    await other.database.close()


async def test_a_process_that_died_is_followed(casework: Casework):
    await keep_arrivals(casework, bodies(0, 4))
    dead = await claim_arrivals(casework, 4)
    await finish_arrivals(casework, [dead[0].id])
    assert await claim_arrivals(casework, 4) == []
    async with casework.database.write() as session:
        for row in await session.scalars(select(WeChatArrival).where(WeChatArrival.state == "waiting")):
            row.lease_until = casework.now() - timedelta(minutes=1)
    assert [one.key for one in await claim_arrivals(casework, 4)] == ["k1", "k2", "k3"]


async def test_given_back_is_taken_again(casework_sqlite: Casework):
    await keep_arrivals(casework_sqlite, bodies(0, 2))
    ids = [one.id for one in await claim_arrivals(casework_sqlite, 2)]
    await release_arrivals(casework_sqlite, ids)
    assert [one.id for one in await claim_arrivals(casework_sqlite, 2)] == ids


async def test_done_bodies_are_gone_and_copies_still_known(casework: Casework):
    clock = moved_clock(casework)
    await keep_arrivals(casework, bodies(0, 2))
    await finish_arrivals(casework, [one.id for one in await claim_arrivals(casework, 2)])
    assert await count(casework, WeChatArrival, WeChatArrival.body != "") == 0
    assert await keep_arrivals(casework, bodies(0, 2)) == 0
    clock.forward(days=2)
    assert (await sweep_retention(casework, draft_keep_days=30, tracker_keep_days=30)).arrivals == 2


async def test_what_nobody_can_read_is_kept_a_month(casework: Casework):
    clock = moved_clock(casework)
    await keep_arrivals(casework, [Arrival("", "broken", "<xml", "unreadable"), *bodies(0, 1)])
    assert await waiting_arrivals(casework) == {"": 1}
    odd = await claim_arrivals(casework, 5)
    assert [one.key for one in odd] == ["k0"]
    await set_arrivals_aside(casework, [one.id for one in odd], "unknown")
    assert await kept_count(casework) == 2 and await waiting_arrivals(casework) == {}
    clock.forward(days=29)
    assert (await sweep_retention(casework, draft_keep_days=90, tracker_keep_days=90)).arrivals == 0
    clock.forward(days=2)
    assert (await sweep_retention(casework, draft_keep_days=90, tracker_keep_days=90)).arrivals == 2


async def test_bodies_lie_encrypted_and_long_keys_fit(casework: Casework, keyring: Keyring):
    await keep_arrivals(casework, [Arrival("", "长" * 400, "<xml>秘密</xml>")])
    assert await keep_arrivals(casework, [Arrival("", "长" * 400, "<xml>秘密</xml>")]) == 0
    async with casework.database.read() as session:
        from sqlalchemy import text

        stored = (await session.execute(text("select body from wechat_arrivals"))).scalar_one()
    install_keyring(keyring)
    assert "秘密" not in stored and stored.startswith(keyring.current_id)
