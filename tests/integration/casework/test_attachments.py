"""Attachments in the record: with their message, downloaded once, adopted by a draft, shredded with what is erased."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from casework.services.attachment_work import KEPT_BY_SENDER, LEASE, Waiting, return_attachment
from casework.services.attachments import (
    attach_beside,
    attachments_of,
    claim_attachment,
    fail_attachment,
    read_attachment,
)
from casework.services.audit import verify_chain
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import messages_after, record_inbound
from casework.services.drafts import save_answers
from casework.services.erasure import erase_conversation
from casework.services.file_keeping import MOST_FILES, digest_of, keep_file
from casework.services.file_rotation import rotate_files
from casework.services.rest_conversations import ensure_conversation
from casework.services.retention import sweep_retention
from casework.services.sessions import Actor
from casework.services.shredding import shred_marked, shred_orphans
from casework.storage.channel_models import Attachment
from casework.storage.files import FileStore
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Draft
from casework.storage.paper_models import PaperRecord
from contracts.casework import EraseIn
from contracts.errors import NotFound, Unavailable
from contracts.files import Inspected
from contracts.keyring import Keyring, UnreadableValue
from contracts.messages import Bubble
from tests.casework_steps import answers_in, complete, consent_in, consenting, count, file, turn
from tests.staff_tools import Clock

PHOTO = b"\xff\xd8\xffa photo"
SMALL = b"\xff\xd8\xffsmall"
CLERK = Actor("c" * 32, "clerk", "办事员", "clerk", "522702")
STRANGER = Actor("d" * 32, "stranger", "外县", "clerk", "513201")
SAYS = [Bubble(text="请再发一次")]


@pytest.fixture
async def cw(casework: Casework, tmp_path: Path) -> AsyncIterator[Casework]:
    casework.files = FileStore(tmp_path / "files", casework.keyring)
    yield casework


def on_disk(cw: Casework, tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "files").rglob("*") if path.is_file())


async def sent(cw: Casework, conversation: str, kind: str = "image", key: str | None = None) -> str:
    """A photo arrives; its attachment's id."""
    attachment_id, beside = attach_beside(cw, kind=kind, media_id=f"media-{new_id()}", account="")
    await record_inbound(
        cw, conversation, dedup_key=key or new_id(), text="（图片）", command=None, ask=False, beside=beside
    )
    return attachment_id


def inspected(body: bytes = PHOTO) -> Inspected:
    """As inspection gives it back; inspection itself has tests of its own."""
    return Inspected("image/jpeg", body, SMALL, 1, 640, 480)


async def keep(cw: Casework, waiting: Waiting, body: bytes = PHOTO, **more: Any) -> str:
    return (await keep_file(cw, waiting, digest_of(body), inspected(body), **more)).state


async def fetched(cw: Casework, body: bytes = PHOTO) -> None:
    """Everything that waits is downloaded, each with other contents."""
    while waiting := await claim_attachment(cw, [""]):
        assert await keep(cw, waiting, body) == "stored"
        body = PHOTO + waiting.id.encode()


async def rows(cw: Casework) -> dict[str, Attachment]:
    async with cw.database.read() as session:
        return {row.id: row for row in await session.scalars(select(Attachment))}


async def files_of(cw: Casework, attachment_id: str) -> list[str]:
    """The names on the disk of a stored photo: its own and its thumbnail's."""
    row = (await rows(cw))[attachment_id]
    return sorted(name for name in (row.id, row.thumbnail_id) if name)


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


async def test_erasing_shreds_rows_and_files(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    await sent(cw, conversation)
    await fetched(cw)
    await sent(cw, conversation)
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert on_disk(cw, tmp_path) == []
    assert await rows(cw) == {}
    assert await attachments_of(cw, conversation) == []
    assert await claim_attachment(cw, [""]) is None


async def test_erased_while_it_is_downloaded_nothing_is_kept(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    await sent(cw, conversation)
    waiting = await claim_attachment(cw, [""])
    assert waiting is not None
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert await keep(cw, waiting) == "erased"
    assert await fail_attachment(cw, waiting, "away", gone=True, says=SAYS) is None
    assert on_disk(cw, tmp_path) == []
    assert "请再发一次" not in [message.text for message in await messages_after(cw, conversation, 0)]


async def test_a_process_without_the_files_marks_and_another_shreds(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    await sent(cw, conversation)
    await fetched(cw)
    files, cw.files = cw.files, None
    await erase_conversation(cw, conversation, EraseIn(turn_id=turn()))
    assert await attachments_of(cw, conversation) == []
    assert len(on_disk(cw, tmp_path)) == 2
    cw.files = files
    swept = await sweep_retention(cw, draft_keep_days=30, tracker_keep_days=30)
    assert swept.files == 1
    assert on_disk(cw, tmp_path) == []


async def test_a_no_to_the_notice_shreds_what_was_sent_before(cw: Casework, tmp_path: Path) -> None:
    conversation = new_id()
    await ensure_conversation(cw, conversation)
    await sent(cw, conversation)
    await fetched(cw)
    said = await record_inbound(cw, conversation, dedup_key="no", text="不同意", command=None)
    assert said.turn_id is not None
    later = await sent(cw, conversation)
    await fetched(cw, b"another photo")
    await record_consent(cw, conversation, consent_in("refused", turn_id=said.turn_id))
    assert on_disk(cw, tmp_path) == await files_of(cw, later)


async def test_withdrawing_consent_shreds(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    await sent(cw, conversation)
    await fetched(cw)
    await record_consent(cw, conversation, consent_in("withdrawn"))
    assert on_disk(cw, tmp_path) == []


async def test_retention_takes_expired_drafts_and_what_belongs_to_none(cw: Casework, tmp_path: Path) -> None:
    cw.now = clock = Clock()
    drafted, _ = await complete(cw)
    loose = await consenting(cw)
    await sent(cw, drafted)
    await sent(cw, loose)
    await fetched(cw)
    await sweep_retention(cw, draft_keep_days=30, tracker_keep_days=30)
    assert len(on_disk(cw, tmp_path)) == 4
    clock.forward(days=31)
    await sweep_retention(cw, draft_keep_days=30, tracker_keep_days=30)
    assert on_disk(cw, tmp_path) == []
    assert await count(cw, Draft, Draft.state == "erased") == 1


async def test_files_without_a_row_go_after_an_hour(cw: Casework, tmp_path: Path) -> None:
    assert cw.files is not None
    photo = await sent(cw, await consenting(cw))
    await fetched(cw)
    orphan, young = photo[:2] + "f" * 30, photo[:2] + "e" * 30
    for one in (orphan, young):
        cw.files.write(one, PHOTO)
    for one in (orphan, photo):
        os.utime(tmp_path / "files" / photo[:2] / one, (0, 0))
    assert await shred_orphans(cw, int(photo[:2], 16)) == 1
    assert on_disk(cw, tmp_path) == sorted([*await files_of(cw, photo), young])


async def test_rotation_reseals_files_and_an_erased_one_does_not_come_back(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    first = await sent(cw, conversation)
    await sent(cw, conversation)
    await fetched(cw)
    old = cw.keyring
    both = Keyring(["a-newer-key-for-tests-02", "a-key-for-tests-only-0001"])
    cw.files = FileStore(tmp_path / "files", both)
    assert (await rotate_files(cw), await rotate_files(cw)) == (4, 0)
    assert FileStore(tmp_path / "files", Keyring(["a-newer-key-for-tests-02"])).read(first) == PHOTO
    with pytest.raises(UnreadableValue):
        FileStore(tmp_path / "files", old).read(first)


async def test_rotation_without_the_old_key_stops(cw: Casework, tmp_path: Path) -> None:
    await sent(cw, await consenting(cw))
    await fetched(cw)
    cw.files = FileStore(tmp_path / "files", Keyring(["a-newer-key-for-tests-02"]))
    with pytest.raises(UnreadableValue):
        await rotate_files(cw)


async def test_shredding_twice_is_harmless(cw: Casework, tmp_path: Path) -> None:
    conversation = await consenting(cw)
    await sent(cw, conversation)
    await fetched(cw)
    async with cw.database.write() as session:
        await session.execute(update(Attachment).values(state="shred"))
    done = await asyncio.gather(*(shred_marked(cw) for _ in range(3)))
    assert max(done) == 1
    assert on_disk(cw, tmp_path) == []


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


async def test_the_same_photo_twice_is_one_file_and_said_once(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    first, second = await sent(cw, conversation), await sent(cw, conversation)
    waiting = [await claim_attachment(cw, [""]), await claim_attachment(cw, [""])]
    says = {"same": [Bubble(text="这张前面发过了")]}
    states = await asyncio.gather(*(keep(cw, one, says=says) for one in waiting if one))
    assert sorted(states) == ["same", "stored"]
    found = await rows(cw)
    held, pointing = sorted((found[first], found[second]), key=lambda row: row.state, reverse=True)
    assert (pointing.state, pointing.same_as, pointing.scan) == ("same", held.id, "clean")
    assert on_disk(cw, tmp_path) == await files_of(cw, held.id)
    said = [message for message in await messages_after(cw, conversation, 0) if message.from_ == "bot"]
    assert [message.text for message in said].count("这张前面发过了") == 1
    shown = [message.attachments for message in await messages_after(cw, conversation, 0) if message.attachments]
    assert [[(one.id, one.state) for one in files] for files in shown] == [[(held.id, "stored")]] * 2


async def test_a_photo_of_the_filed_case_sent_again_for_another_is_another_file(cw: Casework) -> None:
    conversation, state = await complete(cw)
    photo = await sent(cw, conversation)
    await fetched(cw)
    await file(cw, conversation, state)
    async with cw.database.write() as session:
        await session.execute(update(Attachment).values(draft_id=None))
    again = await sent(cw, conversation)
    await fetched(cw)
    assert {(await rows(cw))[one].state for one in (photo, again)} == {"stored"}


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
