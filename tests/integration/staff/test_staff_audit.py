"""The audit chain: whole under concurrency, broken by any tampering."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.services.audit import append_audit, list_audit, verify_chain
from casework.services.context import Casework
from tests.tampering import tamper


async def add(cw: Casework, number: int) -> None:
    async with cw.database.write() as session:
        await append_audit(
            cw, session, actor_kind="staff", actor_id=f"s{number}", action="test", object_kind="case",
            object_id=f"c{number}", detail={"number": number},
        )  # fmt: skip


async def test_forty_at_once_make_one_unbroken_chain(casework: Casework) -> None:
    await asyncio.gather(*(add(casework, number) for number in range(40)))
    report = await verify_chain(casework)
    assert (report.rows, report.problem, report.broken_at) == (40, None, None)


async def test_several_events_of_one_transaction_follow_one_another(casework: Casework) -> None:
    async with casework.database.write() as session:
        for _ in range(3):
            await append_audit(
                casework, session, actor_kind="system", actor_id="x", action="test", object_kind="case", object_id="y"
            )
    assert (await verify_chain(casework)).rows == 3


async def test_what_is_rolled_back_was_never_audited(casework: Casework) -> None:
    await add(casework, 1)
    with pytest.raises(RuntimeError):
        async with casework.database.write() as session:
            await append_audit(
                casework, session, actor_kind="system", actor_id="x", action="test", object_kind="case", object_id="y"
            )
            raise RuntimeError
    await add(casework, 2)
    report = await verify_chain(casework)
    assert (report.rows, report.problem) == (2, None)


@pytest.mark.parametrize(("statement", "broken_at"), [
    ("UPDATE audit_events SET actor_id = 'somebody else' WHERE seq = 3", 3),
    ("UPDATE audit_events SET detail = '{\"number\": 9}' WHERE seq = 3", 3),
    ("UPDATE audit_events SET action = 'other' WHERE seq = 5", 5),
    ("DELETE FROM audit_events WHERE seq = 2", 2),
    ("DELETE FROM audit_events WHERE seq = 1", 1),
    ("UPDATE audit_events SET hash = previous_hash WHERE seq = 4", 4),
    ("UPDATE audit_events SET seq = 99 WHERE seq = 4", 4),
])  # fmt: skip
async def test_tampering_is_found_and_placed(casework: Casework, statement: str, broken_at: int) -> None:
    for number in range(6):
        await add(casework, number)
    async with casework.database.write() as session:
        await tamper(session, statement)
    report = await verify_chain(casework)
    assert report.broken_at == broken_at
    assert report.problem


async def test_the_list_pages_backwards(casework: Casework) -> None:
    for number in range(5):
        await add(casework, number)
    first = await list_audit(casework, limit=2)
    second = await list_audit(casework, limit=2, before=first.events[-1].seq)
    assert [event.seq for event in [*first.events, *second.events]] == [5, 4, 3, 2]
    assert [event.object_id for event in (await list_audit(casework, object_id="c3")).events] == ["c3"]


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET action = 'other'", "DELETE FROM audit_events"])
async def test_the_database_refuses_to_change_what_was_audited(casework: Casework, statement: str) -> None:
    await add(casework, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        async with casework.database.write() as session:
            await session.execute(text(statement))
    assert (await verify_chain(casework)).rows == 1
