"""Leads, once a turn and before the staff of the place; limits, counted for all machines together."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from casework.services.context import Casework
from casework.services.leads import record_lead
from casework.services.rate_limits import RateLimit, allow, count_use, used
from casework.storage.models import Case, Handoff, Lead
from contracts.casework import LeadIn
from contracts.errors import NotFound
from tests.casework_steps import consenting, count, turn


def _lead(region: str | None = "522702") -> LeadIn:
    return LeadIn(turn_id=turn(), place="河边第三家\x00", region=region, situation="老人独居，几天没吃饭")


async def test_a_lead_is_kept_and_seen_and_never_a_case(casework: Casework) -> None:
    conversation = await consenting(casework)
    told = await record_lead(casework, conversation, _lead())
    assert told.number.startswith("线-")
    assert told.office
    async with casework.database.read() as session:
        lead = (await session.execute(select(Lead))).scalar_one()
        handoff = (await session.execute(select(Handoff))).scalar_one()
    assert (lead.place, lead.region, lead.state) == ("河边第三家", "522702", "new")
    assert (handoff.reason, handoff.urgent) == ("lead", False)
    assert await count(casework, Case) == 0


async def test_the_same_turn_keeps_one_lead(casework: Casework) -> None:
    conversation = await consenting(casework)
    body = _lead()
    told = await asyncio.gather(*(record_lead(casework, conversation, body) for _ in range(5)))
    assert len({one.number for one in told}) == 1
    assert await count(casework, Lead) == 1


async def test_somebody_elses_turn_tells_nothing(casework: Casework) -> None:
    conversation, other = await consenting(casework), await consenting(casework)
    body = _lead()
    await record_lead(casework, conversation, body)
    with pytest.raises(NotFound):
        await record_lead(casework, other, body)


async def test_a_lead_without_a_known_place_still_has_an_office(casework: Casework) -> None:
    conversation = await consenting(casework)
    assert (await record_lead(casework, conversation, _lead(None))).office


async def test_parallel_uses_are_all_counted(casework: Casework) -> None:
    allowed = await asyncio.gather(*(allow(casework, RateLimit.STATUS_LOOKUP, "r") for _ in range(15)))
    assert sum(allowed) == RateLimit.STATUS_LOOKUP.value.limit
    assert all([await allow(casework, RateLimit.STATUS_LOOKUP, "another")])


async def test_windows_end(casework: Casework) -> None:
    at = datetime(2026, 11, 23, 3, 59, 59, tzinfo=UTC)
    async with casework.database.write() as session:
        await count_use(session, RateLimit.STATUS_LOOKUP, "r", at)
        assert await used(session, RateLimit.STATUS_LOOKUP, "r", at) == 1
        assert await used(session, RateLimit.STATUS_LOOKUP, "r", at + timedelta(seconds=2)) == 0


def test_a_day_begins_at_midnight_in_china() -> None:
    before = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
    after = datetime(2026, 11, 22, 16, 1, tzinfo=UTC)
    start = RateLimit.STATUS_WRONG.window_start
    assert start(before) != start(after)
    assert start(after).astimezone(UTC) == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("limit", list(RateLimit))
async def test_without_its_counter_each_limit_fails_its_own_way(casework: Casework, limit: RateLimit) -> None:
    async with casework.database.write() as session:
        await session.execute(text("DROP TABLE rate_windows"))
    assert await allow(casework, limit, "r") is limit.value.fail_open
