"""Papers through the worker's real loop: read once, tried again, given up in sight, dropped when erased."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversation_state import read_state
from casework.services.paper_queue import queue_reading
from casework.services.paper_work import DELAYS, LEASE, claim_reading, settle_reading
from casework.services.rest_conversations import ensure_conversation
from casework.storage.channel_models import Attachment
from jiuji import paper_process, paper_reader
from jiuji.paper_process import PaperEngine, ReaderAway, Unreadable
from tests.casework_steps import complete, consent_in, consenting
from tests.paper_steps import (
    FAKE,
    claimed,
    id_card,
    invoice,
    later,
    photo,
    read_papers,
    reading_loop,
    rows,
    told_to_fake_reader,
    turns,
    until_settled,
)


async def lines_in(log: Path, wanted: int) -> None:
    while not log.exists() or len(log.read_text().splitlines()) < wanted:  # noqa: ASYNC110, ASYNC240  another process writes it
        await asyncio.sleep(0.01)


async def in_state(cw: Casework, paper: str, state: str) -> None:
    while (await rows(cw))[paper].state != state:  # noqa: ASYNC110  the database has no event for it
        await asyncio.sleep(0.02)


async def test_queued_twice_it_is_one_reading(cw: Casework) -> None:
    conversation = await consenting(cw)
    one = await photo(cw, conversation)
    async with cw.database.write() as session:
        await queue_reading(cw, session, await session.get_one(Attachment, one))
    assert list(await rows(cw)) == [one]


async def test_what_was_read_is_kept_encrypted(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    await read_papers(cw, conversation, id_card())
    async with cw.database.read() as session:
        connection = await session.connection()
        raw = (await connection.exec_driver_sql("SELECT pages FROM paper_readings")).scalar_one()
    assert "杨" not in raw and "5132" not in raw and raw.startswith(f"{cw.keyring.current_id}:")


async def test_nothing_is_read_before_the_consent(cw: Casework) -> None:
    conversation = new_id()
    await ensure_conversation(cw, conversation)
    await photo(cw, conversation)
    assert await claim_reading(cw) is None
    await record_consent(cw, conversation, consent_in("given"))
    assert await claim_reading(cw) is not None


async def test_two_workers_never_have_the_same_paper_and_the_oldest_comes_first(cw: Casework) -> None:
    conversation = await consenting(cw)
    sent = []
    for _ in range(6):
        sent.append(await photo(cw, conversation))
        later(cw, 1)
    found = await asyncio.gather(*(claim_reading(cw) for _ in range(9)))
    assert sorted(paper.id for paper in found if paper) == sorted(sent)


async def test_a_lease_that_ran_out_is_taken_over_and_the_first_result_counts_for_nothing(cw: Casework) -> None:
    conversation = await consenting(cw)
    await photo(cw, conversation)
    first = await claimed(cw)
    assert await claim_reading(cw) is None
    later(cw, LEASE.total_seconds() + 1)
    second = await claimed(cw)
    assert not await settle_reading(cw, first, [invoice("1")])
    assert await settle_reading(cw, second, [id_card()])
    assert {row.kind for row in (await rows(cw)).values()} == {"id_card_front"}


async def test_a_file_that_takes_long_stays_with_its_worker(cw: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_reader, "RENEW_SECONDS", 0.05)
    conversation = await consenting(cw)
    one = await photo(cw, conversation, told_to_fake_reader([id_card()], sleep=1.5))
    async with reading_loop(cw):
        await in_state(cw, one, "reading")
        for _ in range(3):
            later(cw, LEASE.total_seconds() - 5)
            await asyncio.sleep(0.3)
            assert await claim_reading(cw) is None
        found = await until_settled(cw)
    assert (found[one].state, found[one].tries) == ("read", 1)


async def test_a_file_that_kills_every_reader_is_given_up_in_sight_and_the_others_are_read(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    bad = await photo(cw, conversation, told_to_fake_reader([], end=True))
    later(cw, 1)
    good = await photo(cw, conversation, told_to_fake_reader([id_card()]))
    async with reading_loop(cw):
        found = await until_settled(cw, skips=True)
    assert (found[bad].state, found[bad].problem) == ("failed", "reader_ended")
    assert found[good].state == "read"
    state = await read_state(cw, conversation)
    assert state.papers and [one.failed for one in state.papers.news] == [True, False]


async def test_a_paper_whose_worker_died_each_time_is_given_up(cw: Casework) -> None:
    conversation = await consenting(cw)
    one = await photo(cw, conversation)
    for _ in range(len(DELAYS) + 1):
        await claimed(cw)
        later(cw, LEASE.total_seconds() + 1)
    assert await claim_reading(cw) is None
    row = (await rows(cw))[one]
    assert (row.state, row.problem) == ("failed", "never_ended")


@pytest.mark.parametrize("body", [b"\xff\xd8 no paper at all", b'{"pages": []}'])
async def test_what_cannot_be_read_is_said_so_at_once(cw: Casework, body: bytes) -> None:
    conversation = await consenting(cw)
    one = await photo(cw, conversation, body)
    async with reading_loop(cw):
        found = await until_settled(cw)
    assert (found[one].state, found[one].problem, found[one].tries) == ("failed", "unreadable", 1)


async def test_a_lost_file_and_a_garbled_reader_end_in_sight_too(cw: Casework) -> None:
    conversation = await consenting(cw)
    lost, garbled = await photo(cw, conversation), await photo(cw, conversation, told_to_fake_reader([], garbled=True))
    assert cw.files
    cw.files.shred(lost)
    async with reading_loop(cw):
        found = await until_settled(cw, skips=True)
    assert {found[lost].problem, found[garbled].problem} == {"file_NotFound", "reader_garbled"}


async def test_a_reader_that_cannot_start_is_tried_again_and_then_given_up(
    cw: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_process, "PAUSE_SECONDS", 0.0)
    conversation = await consenting(cw)
    one = await photo(cw, conversation, told_to_fake_reader([id_card()]))
    async with reading_loop(cw, *FAKE, "--broken"):
        found = await until_settled(cw, skips=True)
    assert (found[one].state, found[one].problem, found[one].tries) == ("failed", "reader_away", len(DELAYS) + 1)


async def test_a_reader_that_hangs_is_ended(cw: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_process, "READ_SECONDS", 0.3)
    engine = PaperEngine(FAKE)
    with pytest.raises(ReaderAway, match="no answer"):
        await engine.read(told_to_fake_reader([id_card()], sleep=60), "image/jpeg", cw.today())
    assert engine.pid is None
    (page,) = await engine.read(told_to_fake_reader([id_card()]), "image/jpeg", cw.today())
    assert page.kind == "id_card_front"
    await engine.close()


async def test_the_reader_gets_none_of_our_settings(cw: Casework, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIUJI_SECRET_KEY", "a-key-of-the-installation")
    engine = PaperEngine(FAKE)
    await engine.start()
    environment = await asyncio.to_thread(Path(f"/proc/{engine.pid}/environ").read_bytes)
    await engine.close()
    assert b"JIUJI" not in environment and b"PATH=" in environment


async def test_what_the_reader_refuses_is_no_fault_of_the_reader(cw: Casework) -> None:
    says = (
        "import sys; f=lambda b: (len(b).to_bytes(4,'big')+b); o=sys.stdout.buffer;"
        'o.write(f(b\'{"ready": 0}\')); o.flush(); sys.stdin.buffer.read(4); o.write(f(b\'{"problem": "no"}\')); o.flush();'
        "sys.stdin.buffer.read()"
    )
    engine = PaperEngine((sys.executable, "-c", says))
    with pytest.raises(Unreadable):
        await engine.read(b"x", "image/jpeg", cw.today())
    await engine.close()


async def test_the_reader_killed_in_the_middle_of_twenty_loses_none_and_doubles_none(
    cw: Casework, tmp_path: Path
) -> None:
    conversation, _ = await complete(cw)
    log = tmp_path / "read.log"
    sent = [
        await photo(cw, conversation, told_to_fake_reader([invoice(str(n))], sleep=0.05, log=str(log), name=n))
        for n in range(1, 21)
    ]
    async with reading_loop(cw) as engine:
        for wanted in (4, 11):
            await lines_in(log, wanted)
            os.kill(engine.pid or 0, signal.SIGKILL)
        found = await until_settled(cw, skips=True)
        await asyncio.sleep(1.2)
    assert sorted(found) == sorted(sent) and {row.state for row in found.values()} == {"read"}
    assert sorted(int(row.pages[0]["fields"][3]["value"]) for row in found.values()) == list(range(1, 21))
    assert len(await turns(cw)) >= 1


async def test_a_worker_that_stops_gives_its_paper_back_untried(cw: Casework) -> None:
    conversation = await consenting(cw)
    one = await photo(cw, conversation, told_to_fake_reader([id_card()], sleep=30))
    async with reading_loop(cw):
        await in_state(cw, one, "reading")
    row = (await rows(cw))[one]
    assert (row.state, row.tries, row.lease_until) == ("waiting", 0, None)
