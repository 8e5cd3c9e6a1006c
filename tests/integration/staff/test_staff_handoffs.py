"""Asking for a person and raising the alarm, on both databases."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select, text

from casework.services.claims import claim
from casework.services.context import Casework
from casework.services.handoffs import raise_crisis, request_handoff
from casework.storage.keeping_models import AuditEvent, Outbox
from casework.storage.models import Conversation, Handoff
from tests.staff_tools import ABA_COUNTY, Clock, Talk, make_actor


async def rows(cw: Casework, query: Any) -> list[Any]:
    async with cw.database.read() as session:
        return list(await session.scalars(query))


async def test_asking_ten_times_at_once_makes_one_handoff(casework: Casework, talk: Talk) -> None:
    where = await talk.open(reason=None)
    briefs = await asyncio.gather(*(request_handoff(casework, where, reason="requested") for _ in range(10)))
    assert {(brief.state, brief.position) for brief in briefs} == {("queued", 1)}
    assert len(await rows(casework, select(Handoff))) == 1
    assert [one.mode for one in await rows(casework, select(Conversation))] == ["queued"]


async def test_places_in_the_queue_count_urgent_first_and_only_ones_own_county(casework: Casework, talk: Talk) -> None:
    first, second = await talk.open(), await talk.open()
    await talk.open(ABA_COUNTY)
    urgent = await talk.open(urgent=True)
    places = [(await request_handoff(casework, one, reason="requested")).position for one in (urgent, first, second)]
    assert places == [1, 2, 3]


async def test_an_open_request_can_only_become_more_urgent(casework: Casework, talk: Talk) -> None:
    where = await talk.open()
    await request_handoff(casework, where, reason="urgent_case", urgent=True)
    await request_handoff(casework, where, reason="not_understood", urgent=False)
    handoff = (await rows(casework, select(Handoff)))[0]
    assert (handoff.reason, handoff.urgent) == ("urgent_case", True)


async def test_a_crisis_is_one_alert_an_hour_and_carries_no_word_of_the_resident(
    casework: Casework, talk: Talk, clock: Clock
) -> None:
    casework.now = clock
    where = await talk.open(said="我不想活了，我叫王小五，电话13912345678", reason=None)
    for _ in range(3):
        await raise_crisis(casework, where, "crisis_self_harm", ["不想活了"])
    clock.at += timedelta(hours=1)
    await raise_crisis(casework, where, "crisis_self_harm", ["不想活了"])
    alerts = await rows(casework, select(Outbox).where(Outbox.kind == "crisis.alert"))
    assert len(alerts) == 2
    payload = alerts[0].payload
    assert set(payload) == {"conversation_id", "kind", "region", "at", "console"}
    assert (payload["kind"], payload["region"], payload["conversation_id"]) == ("crisis_self_harm", "522702", where)
    async with casework.database.read() as session:
        details = [row[0] for row in await session.execute(text("SELECT detail FROM audit_events"))]
    everything = json.dumps([payload, details], ensure_ascii=False)
    assert not any(word in everything for word in ("不想活", "王小五", "13912345678"))
    now = (await rows(casework, select(Conversation)))[0]
    assert (now.crisis, now.urgent, now.mode) == ("crisis_self_harm", True, "queued")
    assert len(await rows(casework, select(AuditEvent).where(AuditEvent.action == "crisis.alert"))) == 4


async def test_a_crisis_in_a_staff_chat_leaves_it_with_its_holder(casework: Casework, talk: Talk) -> None:
    clerk, where = await make_actor(casework), await talk.open()
    await claim(casework, clerk, where)
    await raise_crisis(casework, where, "crisis_violence", "他又打我")
    now = (await rows(casework, select(Conversation)))[0]
    handoff = (await rows(casework, select(Handoff)))[0]
    assert (now.mode, now.claimed_by, now.crisis) == ("staff", clerk.id, "crisis_violence")
    assert (handoff.state, handoff.urgent, handoff.reason) == ("claimed", True, "crisis_violence")


async def test_raising_the_alarm_wakes_the_console(casework: Casework, talk: Talk) -> None:
    where = await talk.open(reason=None)
    with casework.events.subscribe("staff") as place:
        await raise_crisis(casework, where, "crisis_violence", "x")
        assert await place.wait(0.2)


async def test_outside_hours_the_resident_learns_when_somebody_is_there(
    casework: Casework, talk: Talk, clock: Clock
) -> None:
    where = await talk.open(reason=None)
    casework.now = clock
    # a Sunday night in China
    clock.at = clock.at.replace(year=2024, month=5, day=19, hour=15)
    brief = await request_handoff(casework, where, reason="requested")
    assert brief.opens_at is not None and brief.opens_at > clock.at
