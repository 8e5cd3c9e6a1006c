"""Outbox and workers: claimed once, signed, retried with back-off, given up visibly; retention by itself."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update

from casework.services.context import Casework, new_id
from casework.services.conversations import record_inbound
from casework.services.erasure import erase_conversation
from casework.services.handoffs import request_handoff
from casework.services.outbox import (
    GIVE_UP_AFTER,
    claim_due,
    delay_after,
    enqueue,
    mark_done,
    mark_failed,
    outbox_counts,
    revive,
)
from casework.services.rest_conversations import ensure_conversation
from casework.services.retention import sweep_retention
from casework.storage.keeping_models import Outbox, TrackerSnapshot
from casework.storage.models import AnswerEvent, Draft, InboundMessage
from casework.workers.run import keep_doing, run_worker, webhook_targets
from casework.workers.sender import send_due
from casework.workers.webhooks import Target
from contracts.casework import EraseIn
from tests.casework_steps import complete, count, filed, turn


@dataclass
class WorkerValues:
    crisis_webhook_url: str | None = None
    crisis_webhook_secret: str | None = "s3cret"
    case_webhook_url: str | None = None
    case_webhook_secret: str | None = None
    alarm_webhook_url: str | None = None
    alarm_webhook_secret: str | None = None
    draft_keep_days: int = 30
    tracker_keep_days: int = 30


@dataclass
class Receiver:
    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)


@asynccontextmanager
async def receiving(*statuses: int) -> AsyncIterator[tuple[Receiver, Target, aiohttp.ClientSession]]:
    receiver = Receiver(list(statuses))
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server, aiohttp.ClientSession() as client:
        yield receiver, Target(str(server.make_url("/hook")), "s3cret"), client


def set_clock(cw: Casework, at: datetime) -> None:
    cw.now = lambda: at


async def _promise(cw: Casework, number: int = 1, kind: str = "crisis.alert") -> None:
    async with cw.database.write() as session:
        for n in range(number):
            await enqueue(cw, session, kind, f"{kind}:{n}", {"conversation_id": f"c{n}"})


async def _row(cw: Casework) -> Outbox:
    async with cw.database.read() as session:
        return (await session.execute(select(Outbox))).scalar_one()


async def test_a_key_is_promised_once(casework: Casework) -> None:
    await _promise(casework)
    await _promise(casework)
    assert await count(casework, Outbox) == 1


async def test_parallel_senders_claim_each_row_once(casework: Casework) -> None:
    await _promise(casework, 30)
    claimed = await asyncio.gather(*(claim_due(casework, limit=7) for _ in range(8)))
    ids = [one.id for batch in claimed for one in batch]
    assert len(ids) == len(set(ids)) == 30


async def test_a_lease_that_ran_out_is_claimed_again_and_the_late_one_changes_nothing(casework: Casework) -> None:
    await _promise(casework)
    (late,) = await claim_due(casework)
    assert await claim_due(casework) == []
    later = casework.now() + timedelta(seconds=61)
    casework.now = lambda: later
    (again,) = await claim_due(casework)
    assert again.attempts == 2
    await mark_failed(casework, late, "slow")
    await mark_done(casework, again)
    assert (await _row(casework)).state == "done"


async def test_back_off_grows_and_ends_in_a_dead_letter_that_can_be_revived(casework: Casework) -> None:
    await _promise(casework)
    began = at = casework.now()
    state, attempts = "pending", 0
    while state == "pending":
        set_clock(casework, at)
        due = await claim_due(casework)
        if due:
            attempts += 1
            state = await mark_failed(casework, due[0], "status 503")
        at += timedelta(seconds=300)
    assert GIVE_UP_AFTER - timedelta(hours=1) < at - began <= GIVE_UP_AFTER + timedelta(hours=1)
    assert attempts > 50
    row = await _row(casework)
    assert (row.state, row.last_error) == ("dead", "status 503")
    assert (await outbox_counts(casework))["dead"] == 1
    assert await revive(casework, row.id)
    assert not await revive(casework, row.id)
    assert len(await claim_due(casework)) == 1


def test_first_five_tries_lie_within_fifteen_minutes() -> None:
    middle = sum((delay_after(n, 0.5) for n in range(1, 6)), timedelta())
    assert timedelta(minutes=12) < middle <= timedelta(minutes=15)
    assert delay_after(3, 0.0) < delay_after(3, 0.99)
    assert delay_after(50, 0.5) == timedelta(minutes=15)


async def test_sent_signed_and_keyed(casework: Casework) -> None:
    await _promise(casework)
    async with receiving() as (receiver, target, client):
        await send_due(casework, client, {"crisis.alert": target})
        await send_due(casework, client, {"crisis.alert": target})
    ((headers, body),) = receiver.got
    signed = headers["X-Jiuji-Timestamp"].encode() + b"." + body
    assert headers["X-Jiuji-Signature"] == "sha256=" + hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert headers["Idempotency-Key"] == "crisis.alert:0"
    assert b'"kind": "crisis.alert"' in body
    assert (await _row(casework)).state == "done"


@pytest.mark.parametrize(("status", "state"), [(503, "pending"), (429, "pending"), (400, "dead"), (301, "dead")])
async def test_what_a_receivers_no_means(casework: Casework, status: int, state: str) -> None:
    await _promise(casework)
    async with receiving(status) as (_, target, client):
        await send_due(casework, client, {"crisis.alert": target})
    row = await _row(casework)
    assert (row.state, row.last_error) == (state, f"status {status}")


async def test_a_receiver_that_is_away_is_tried_again(casework: Casework) -> None:
    await _promise(casework)
    async with aiohttp.ClientSession() as client:
        await send_due(casework, client, {"crisis.alert": Target("http://127.0.0.1:1/hook", "s3cret")})
    row = await _row(casework)
    assert row.state == "pending"
    assert row.next_attempt_at > casework.now()


async def test_without_a_target_it_is_done_and_says_so(casework: Casework) -> None:
    await filed(casework)
    async with aiohttp.ClientSession() as client:
        assert await send_due(casework, client, webhook_targets(casework, WorkerValues())) == 1
    row = await _row(casework)
    assert (row.state, row.last_error) == ("done", "no_target")
    assert (await outbox_counts(casework))["no_target"] == 1


async def test_each_kind_has_an_address_and_a_secret_of_its_own(casework: Casework) -> None:
    values = WorkerValues(case_webhook_url="http://case", alarm_webhook_url="http://alarm", alarm_webhook_secret="a1")
    targets = webhook_targets(casework, values)
    assert {kind: target.url for kind, target in targets.items()} == {
        "case.filed": "http://case", "channel.alarm": "http://alarm",
    }  # fmt: skip
    assert targets["channel.alarm"].secret == "a1"
    assert len(targets["case.filed"].secret) == 64
    await filed(casework)
    async with receiving() as (receiver, target, client):
        values = WorkerValues(case_webhook_url=target.url, crisis_webhook_url="http://127.0.0.1:1")
        await send_due(casework, client, webhook_targets(casework, values))
    assert [json.loads(body)["kind"] for _, body in receiver.got] == ["case.filed"]


async def test_the_worker_sends_and_can_be_cancelled(casework: Casework) -> None:
    await _promise(casework)
    async with receiving() as (receiver, target, _):
        values = WorkerValues(crisis_webhook_url=target.url, crisis_webhook_secret=None)
        work = asyncio.create_task(run_worker(casework, values))
        for _ in range(100):
            await asyncio.sleep(0.05)
            if receiver.got:
                break
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    assert len(receiver.got) == 1


async def test_a_failing_round_does_not_end_the_loop() -> None:
    rounds: list[int] = []

    async def work() -> Any:
        rounds.append(1)
        raise OSError("away")

    loop = asyncio.create_task(keep_doing("test", 0.001, work))
    await asyncio.sleep(0.1)
    loop.cancel()
    assert len(rounds) > 3


async def _sweep(cw: Casework) -> Any:
    return await sweep_retention(cw, draft_keep_days=30, tracker_keep_days=30)


async def test_old_open_drafts_lose_their_answers_filed_ones_do_not(casework: Casework) -> None:
    await complete(casework)
    await filed(casework)
    kept = await count(casework, AnswerEvent) // 2
    assert (await _sweep(casework)).drafts == 0
    later = casework.now() + timedelta(days=31)
    casework.now = lambda: later
    assert (await _sweep(casework)).drafts == 1
    assert await count(casework, AnswerEvent) == kept
    assert await count(casework, Draft, Draft.state == "submitted") == 1


async def test_working_memory_goes_when_old_or_written_back_after_an_erasure(casework: Casework) -> None:
    old, erased, alive = [(await complete(casework))[0] for _ in range(3)]
    await record_inbound(casework, erased, dedup_key="x", text="删除我的信息", command=None)
    await erase_conversation(casework, erased, EraseIn(turn_id=turn()))
    async with casework.database.write() as session:
        for one in (old, erased, alive):
            session.add(TrackerSnapshot(conversation_id=one, snapshot="x", updated_at=casework.now()))
        await session.flush()
        past = casework.now() - timedelta(days=31)
        mine = TrackerSnapshot.conversation_id == old
        await session.execute(update(TrackerSnapshot).where(mine).values(updated_at=past))
    assert (await _sweep(casework)).trackers == 2
    async with casework.database.read() as session:
        assert list((await session.execute(select(TrackerSnapshot.conversation_id))).scalars()) == [alive]


async def test_after_a_new_message_an_erased_conversation_keeps_its_memory(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    await record_inbound(casework, conversation, dedup_key="y", text="你好", command=None)
    async with casework.database.write() as session:
        session.add(TrackerSnapshot(conversation_id=conversation, snapshot="x", updated_at=casework.now()))
    assert (await _sweep(casework)).trackers == 0


async def test_words_of_those_who_never_agreed_go_those_of_others_stay(casework: Casework) -> None:
    agreed, _ = await complete(casework)
    never, helped = new_id(), new_id()
    for one in (never, helped):
        await ensure_conversation(casework, one)
    for one in (agreed, never, helped):
        await record_inbound(casework, one, dedup_key=one, text="我摔伤了", command=None)
    await request_handoff(casework, helped, reason="requested")
    assert (await _sweep(casework)).texts == 0
    later = casework.now() + timedelta(days=31)
    casework.now = lambda: later
    assert (await _sweep(casework)).texts == 1
    assert (await _sweep(casework)).texts == 0
    async with casework.database.read() as session:
        rows = (await session.execute(select(InboundMessage.conversation_id, InboundMessage.text))).all()
    assert {row[0]: row[1] for row in rows} == {agreed: "我摔伤了", helped: "我摔伤了", never: ""}
