"""Who may see a case (fault 27): its own conversation, staff of its region, nobody else; every attempt is on record."""

import asyncio
import secrets
import time
from collections.abc import Awaitable
from datetime import timedelta
from statistics import median

import pytest
from sqlalchemy import select

from casework.domain.case_numbers import mint_number
from casework.services.access import access_case_for_resident, access_case_for_staff
from casework.services.audit import verify_chain
from casework.services.context import Casework
from casework.services.drafts import save_answers
from casework.services.sessions import Actor
from casework.services.status import read_status
from casework.services.withdrawal import withdraw_case
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Case
from contracts.casework import StatusIn, WithdrawIn
from contracts.errors import NotFound
from tests.casework_steps import answers_in, consenting, count, filed, turn


def _clerk(region: str) -> Actor:
    return Actor("clerk1", "li", "李", "clerk", region)


def _unknown() -> str:
    return mint_number("福", secrets.choice)


async def _actions(cw: Casework) -> list[tuple[str, str]]:
    async with cw.database.read() as session:
        rows = await session.execute(select(AuditEvent.action, AuditEvent.object_id).order_by(AuditEvent.seq))
        return [(row[0], row[1]) for row in rows]


async def test_own_cases_without_a_number_and_the_one_with_it(casework: Casework) -> None:
    conversation, done = await filed(casework)
    assert (await read_status(casework, conversation, StatusIn(turn_id=turn()))).cases == [done.case]
    typed = done.case.case_number.lower().replace("-", " ")
    assert (await read_status(casework, conversation, StatusIn(turn_id=turn(), case_number=typed))).cases == [done.case]
    bare = done.case.case_number[2:]
    assert (await access_case_for_resident(casework, conversation, bare)).number == done.case.case_number


async def test_somebody_elses_number_reads_like_none(casework: Casework) -> None:
    _, done = await filed(casework)
    other = await consenting(casework)
    answers = []
    for number in (done.case.case_number, _unknown(), "不是编号"):
        answers.append(await read_status(casework, other, StatusIn(turn_id=turn(), case_number=number)))
        with pytest.raises(NotFound) as refused:
            await access_case_for_resident(casework, other, number)
        assert refused.value.message == "没有查到这个编号。"
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].cases == []
    assert (await read_status(casework, other, StatusIn(turn_id=turn()))).cases == []


async def test_every_attempt_is_an_audit_event(casework: Casework) -> None:
    conversation, done = await filed(casework)
    other = await consenting(casework)
    await access_case_for_resident(casework, conversation, done.case.case_number)
    for number in (done.case.case_number, _unknown()):
        with pytest.raises(NotFound):
            await access_case_for_resident(casework, other, number)
    async with casework.database.read() as session:
        case = (await session.execute(select(Case))).scalar_one()
    last = (await _actions(casework))[-3:]
    assert last == [("case.read", case.id), ("denied.case.read", case.id), ("denied.case.read", "unknown")]
    assert (await verify_chain(casework)).broken_at is None


async def test_five_wrong_numbers_close_lookups_until_tomorrow(casework: Casework) -> None:
    conversation, done = await filed(casework)
    own = StatusIn(turn_id=turn(), case_number=done.case.case_number)
    for _ in range(5):
        wrong = await read_status(casework, conversation, StatusIn(turn_id=turn(), case_number=_unknown()))
        assert not wrong.closed
    shut = await read_status(casework, conversation, own)
    assert shut.closed
    assert shut.cases == []
    assert (await read_status(casework, conversation, StatusIn(turn_id=turn()))).cases == [done.case]
    tomorrow = casework.now() + timedelta(days=1)
    casework.now = lambda: tomorrow
    assert (await read_status(casework, conversation, own)).cases == [done.case]


async def test_ten_lookups_an_hour(casework: Casework) -> None:
    conversation, done = await filed(casework)
    start = casework.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    casework.now = lambda: start
    body = StatusIn(turn_id=turn(), case_number=done.case.case_number)
    answers = [await read_status(casework, conversation, body) for _ in range(11)]
    assert [answer.closed for answer in answers] == [False] * 10 + [True]
    casework.now = lambda: start + timedelta(hours=1)
    assert not (await read_status(casework, conversation, body)).closed


async def test_staff_see_their_region_only(casework: Casework) -> None:
    _, done = await filed(casework)
    number = done.case.case_number
    for region in ("522702", "522700", "520000"):
        assert (await access_case_for_staff(casework, _clerk(region), number)).number == number
    for region in ("513200", "513230", "522701"):
        with pytest.raises(NotFound) as refused:
            await access_case_for_staff(casework, _clerk(region), number)
        assert refused.value.status == 404
    assert [action for action, _ in await _actions(casework)].count("denied.case.read") == 3


async def test_a_county_ending_in_zero_sees_no_neighbour(casework: Casework) -> None:
    _, done = await filed(casework, incident_region="513231")
    with pytest.raises(NotFound):
        await access_case_for_staff(casework, _clerk("513230"), done.case.case_number)


async def test_withdrawing_needs_the_case_to_be_ones_own(casework: Casework) -> None:
    conversation, done = await filed(casework)
    other = await consenting(casework)
    with pytest.raises(NotFound):
        await withdraw_case(casework, other, WithdrawIn(turn_id=turn(), case_number=done.case.case_number))
    with pytest.raises(NotFound):
        await withdraw_case(casework, other, WithdrawIn(turn_id=turn()))
    assert await count(casework, AuditEvent, AuditEvent.action == "denied.case.withdraw") == 1
    body = WithdrawIn(turn_id=turn())
    taken = await withdraw_case(casework, conversation, body)
    assert [case.state for case in taken.cases] == ["withdrawn"]
    assert await withdraw_case(casework, conversation, body) == taken
    assert await count(casework, AuditEvent, AuditEvent.action == "case.moved") == 1


async def test_same_work_for_missing_and_foreign_numbers(casework_sqlite: Casework) -> None:
    _, done = await filed(casework_sqlite)
    times: dict[str, list[float]] = {"foreign": [], "missing": []}
    for _ in range(30):
        for kind, number in (("foreign", done.case.case_number), ("missing", _unknown())):
            other = await consenting(casework_sqlite)
            began = time.process_time()
            await read_status(casework_sqlite, other, StatusIn(turn_id=turn(), case_number=number))
            times[kind].append(time.process_time() - began)
    assert 0.5 < median(times["foreign"]) / median(times["missing"]) < 2


async def test_withdrawing_and_telling_at_once_never_lock_each_other_out(casework: Casework) -> None:
    conversation, done = await filed(casework)
    number = done.case.case_number
    calls: list[Awaitable[object]] = []
    for n in range(1, 6):
        calls.append(save_answers(casework, conversation, answers_in({"affected_people": n})))
        calls.append(withdraw_case(casework, conversation, WithdrawIn(turn_id=turn(), case_number=number)))
        calls.append(access_case_for_staff(casework, _clerk("522702"), number))
        calls.append(read_status(casework, conversation, StatusIn(turn_id=turn(), case_number=number)))
    await asyncio.wait_for(asyncio.gather(*calls), timeout=30)
    assert (await verify_chain(casework)).broken_at is None
    assert await count(casework, AuditEvent, AuditEvent.action == "case.moved") == 1
