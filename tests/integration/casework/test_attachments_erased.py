"""Attachments that are erased: rows and files shredded with a draft, a no, a withdrawal or time; keys rotated."""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import update

from casework.services.attachments import attachments_of, claim_attachment, fail_attachment
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import messages_after, record_inbound
from casework.services.erasure import erase_conversation
from casework.services.file_rotation import rotate_files
from casework.services.rest_conversations import ensure_conversation
from casework.services.retention import sweep_retention
from casework.services.shredding import shred_marked, shred_orphans
from casework.storage.channel_models import Attachment
from casework.storage.files import FileStore
from casework.storage.models import Draft
from contracts.casework import EraseIn
from contracts.keyring import Keyring, UnreadableValue
from tests.attachment_steps import PHOTO, SAYS, fetched, files_of, keep, on_disk, rows, sent
from tests.casework_steps import complete, consent_in, consenting, count, turn
from tests.staff_tools import Clock


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
