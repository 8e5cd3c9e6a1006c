"""Attachments in the record: with their message, downloaded once, kept with a draft or case, shown to staff of the place."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.services.attachment_work import KEPT_BY_SENDER, LEASE, return_attachment
from casework.services.attachments import attachments_of, claim_attachment, fail_attachment, read_attachment
from casework.services.audit import verify_chain
from casework.services.context import Casework
from casework.services.conversations import messages_after, record_inbound
from casework.services.drafts import save_answers
from casework.services.erasure import erase_conversation
from casework.services.file_keeping import MOST_FILES, keep_file
from casework.storage.channel_models import Attachment
from casework.storage.keeping_models import AuditEvent
from casework.storage.paper_models import PaperRecord
from contracts.casework import EraseIn
from contracts.errors import NotFound, Unavailable
from contracts.files import Inspected
from tests.attachment_steps import CLERK, PHOTO, SAYS, SMALL, STRANGER, fetched, files_of, keep, on_disk, rows, sent
from tests.casework_steps import answers_in, complete, consenting, count, file, turn
from tests.staff_tools import Clock


async def test_a_redelivered_message_has_one_attachment(cw: Casework) -> None:
    conversation = await consenting(cw)
    for _ in range(3):
        await sent(cw, conversation, key="one")
    (view,) = await attachments_of(cw, conversation)
    assert (view.kind, view.state, view.size) == ("image", "waiting", 0)


async def test_stored_bytes_are_read_back_by_staff_of_the_place_and_nobody_else(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    photo = await sent(cw, conversation)
    with pytest.raises(NotFound):
        await read_attachment(cw, CLERK, photo)
    await fetched(cw)
    view, body = await read_attachment(cw, CLERK, photo)
    assert (body, view.content_type, view.size, view.state) == (PHOTO, "image/jpeg", len(PHOTO), "stored")
    for who, what in ((STRANGER, photo), (CLERK, "0" * 32), (CLERK, "../../etc/passwd")):
        with pytest.raises(NotFound):
            await read_attachment(cw, who, what)
    async with cw.database.read() as session:
        query = select(AuditEvent.actor_id, AuditEvent.action).where(AuditEvent.object_kind == "attachment")
        seen = [tuple(row) for row in await session.execute(query.order_by(AuditEvent.seq))]
    assert seen[1:3] == [(CLERK.id, "attachment.read"), (STRANGER.id, "denied.attachment")]
    assert (await verify_chain(cw)).broken_at is None
    assert PHOTO not in (tmp_path / "files" / photo[:2] / photo).read_bytes()


async def test_many_processes_download_each_thing_once(cw: Casework) -> None:
    conversation = await consenting(cw)
    ids = {await sent(cw, conversation) for _ in range(6)}
    claimed = [await claim_attachment(cw, [""]) for _ in range(1)]
    claimed += await asyncio.gather(*(claim_attachment(cw, [""]) for _ in range(12)))
    got = [one.id for one in claimed if one]
    assert len(got) == len(set(got))
    assert set(got) <= ids
    while one := await claim_attachment(cw, [""]):
        got.append(one.id)
    assert sorted(got) == sorted(ids)
    assert await claim_attachment(cw, ["another account"]) is None


async def test_what_a_dead_process_had_is_taken_up_and_its_late_result_is_dropped(cw: Casework) -> None:
    cw.now = clock = Clock()
    photo = await sent(cw, await consenting(cw))
    dead = await claim_attachment(cw, [""])
    assert dead is not None
    assert await claim_attachment(cw, [""]) is None
    clock.at += LEASE + timedelta(seconds=1)
    second = await claim_attachment(cw, [""])
    assert second is not None
    assert (second.id, second.tries) == (photo, 2)
    assert await keep(cw, dead, b"other") == "erased"
    assert await fail_attachment(cw, dead, "away", gone=True) is None
    assert await keep(cw, second) == "stored"
    assert await keep(cw, dead, b"other") == "erased"
    row = (await rows(cw))[photo]
    assert (row.state, row.content_type, row.size) == ("stored", "image/jpeg", len(PHOTO))
    assert cw.files is not None
    assert cw.files.read(photo) == PHOTO


async def test_a_process_that_stops_hands_it_back_untried(cw: Casework) -> None:
    await sent(cw, await consenting(cw))
    waiting = await claim_attachment(cw, [""])
    assert waiting is not None
    await return_attachment(cw, waiting)
    again = await claim_attachment(cw, [""])
    assert again is not None
    assert again.tries == 1


async def test_back_off_until_the_sender_no_longer_has_it_then_one_question(cw: Casework) -> None:
    cw.now = clock = Clock()
    conversation = await consenting(cw)
    await sent(cw, conversation)
    await sent(cw, conversation)
    waits: list[float] = []
    while waiting := await claim_attachment(cw, [""]):
        state = await fail_attachment(cw, waiting, "away", says=SAYS)
        row = (await rows(cw))[waiting.id]
        assert row.try_after is not None
        if state == "waiting":
            waits.append((row.try_after - clock()).total_seconds())
        if not await count(cw, Attachment, Attachment.state == "waiting", Attachment.try_after.is_(None)):
            clock.forward(seconds=3600)
    assert waits[0] == 5
    assert max(waits) == 3600
    assert {row.state for row in (await rows(cw)).values()} == {"gone"}
    assert clock() - min(row.created_at for row in (await rows(cw)).values()) >= KEPT_BY_SENDER - timedelta(hours=2)
    said = [message.text for message in await messages_after(cw, conversation, 0) if message.from_ == "bot"]
    assert said == ["请再发一次"]


async def test_a_full_disk_leaves_no_row_without_a_file(cw: Casework, tmp_path: Path, monkeypatch: Any) -> None:
    conversation = await consenting(cw)
    photo = await sent(cw, conversation)
    waiting = await claim_attachment(cw, [""])
    assert waiting is not None

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable):
            await keep(cw, waiting)
    assert (await rows(cw))[photo].state == "waiting"
    assert on_disk(cw, tmp_path) == []
    # text goes on
    await record_inbound(cw, conversation, dedup_key="text", text="还在吗", command=None, ask=False)
    assert await keep(cw, waiting) == "stored"
    assert on_disk(cw, tmp_path) == await files_of(cw, photo)


async def test_a_draft_opened_later_adopts_what_was_sent_before(cw: Casework) -> None:
    conversation = await consenting(cw)
    before = [await sent(cw, conversation) for _ in range(3)]
    state = await save_answers(cw, conversation, answers_in({"safety_now": "safe"}))
    after = await sent(cw, conversation)
    assert state.draft is not None
    found = await rows(cw)
    assert {found[one].draft_id for one in (*before, after)} == {state.draft.draft_id}


async def test_a_photo_after_filing_belongs_to_the_case_and_stays_with_it(cw: Casework, tmp_path: Path) -> None:
    conversation, state = await complete(cw)
    await file(cw, conversation, state)
    assert state.draft is not None
    photo = await sent(cw, conversation)
    await fetched(cw)
    assert (await rows(cw))[photo].draft_id == state.draft.draft_id
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert on_disk(cw, tmp_path) == await files_of(cw, photo)
    assert [view.id for view in await attachments_of(cw, conversation)] == [photo]


async def test_only_what_was_found_clean_is_shown_to_staff(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    photo = await sent(cw, conversation)
    await fetched(cw)
    assert (await read_attachment(cw, CLERK, photo, thumbnail=True))[1] == SMALL
    for scan in ("pending", "rejected"):
        async with cw.database.write() as session:
            await session.execute(update(Attachment).values(scan=scan))
        for thumbnail in (False, True):
            with pytest.raises(NotFound):
                await read_attachment(cw, CLERK, photo, thumbnail=thumbnail)
    async with cw.database.read() as session:
        query = select(AuditEvent.action).where(AuditEvent.object_kind == "attachment").order_by(AuditEvent.seq)
        assert list(await session.scalars(query)) == ["attachment.thumbnail", *["denied.attachment"] * 4]


async def test_twenty_of_a_case_then_words(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    for _ in range(MOST_FILES):
        await sent(cw, conversation)
    await fetched(cw)
    last = await sent(cw, conversation)
    waiting = await claim_attachment(cw, [""])
    assert waiting is not None
    assert await keep(cw, waiting, b"one more", says={"too_many": SAYS}) == "too_many"
    row = (await rows(cw))[last]
    assert (row.state, row.problem) == ("failed", "too_many")
    assert len(on_disk(cw, tmp_path)) == 2 * MOST_FILES
    assert "请再发一次" in [message.text for message in await messages_after(cw, conversation, 0)]


async def test_recordings_are_words_and_do_not_count(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    for _ in range(2):
        await sent(cw, conversation, kind="voice")
        waiting = await claim_attachment(cw, [""])
        assert waiting is not None
        assert (await keep_file(cw, waiting, "same", Inspected("audio/amr", b"#!AMR\n"))).state == "stored"
    assert await count(cw, PaperRecord) == 0


async def test_a_stored_photo_is_queued_to_be_read(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    await sent(cw, conversation)
    await fetched(cw)
    assert await count(cw, PaperRecord, PaperRecord.state == "waiting") == 1
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert await count(cw, PaperRecord) == 0
