"""The same content sent twice: one file in one application, another file in another; it goes with what it points at."""

import asyncio
from pathlib import Path

from sqlalchemy import select, update

from casework.services.attachments import claim_attachment
from casework.services.consents import record_consent
from casework.services.context import Casework
from casework.services.conversations import messages_after
from casework.services.file_keeping import digest_of
from casework.services.paper_work import claim_reading, settle_reading
from casework.services.shredding import mark_for_shredding
from casework.storage.channel_models import Attachment
from casework.storage.paper_models import PaperRecord
from contracts.messages import Bubble
from tests.attachment_steps import PHOTO, fetched, files_of, keep, on_disk, rows, sent
from tests.casework_steps import complete, consent_in, file
from tests.paper_steps import YANG, reading


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


async def read_as(cw: Casework, kind: str) -> None:
    """Everything that waits to be read is of this kind."""
    while paper := await claim_reading(cw):
        assert await settle_reading(cw, paper, [reading(kind, {"name": "杨秀英", "id_number": YANG})])


async def test_what_was_sent_twice_goes_with_the_file_it_points_at(cw: Casework, tmp_path: Path) -> None:
    conversation, _ = await complete(cw)
    for _ in range(2):
        await sent(cw, conversation)
        waiting = await claim_attachment(cw, [""])
        assert waiting and await keep(cw, waiting) in ("stored", "same")
    await sent(cw, conversation)
    await fetched(cw, b"a burnt house")
    assert sorted(row.state for row in (await rows(cw)).values()) == ["same", "stored", "stored"]
    first = min((await rows(cw)).values(), key=lambda row: row.created_at)
    async with cw.database.write() as session:
        paper = PaperRecord.attachment_id == first.id
        await session.execute(update(PaperRecord).where(paper).values(kind="id_card_front", state="read"))
    await record_consent(cw, conversation, consent_in("refused", kind="sensitive_id"))
    (left,) = (await rows(cw)).values()
    assert (left.state, left.digest) == ("stored", digest_of(b"a burnt house"))
    assert on_disk(cw, tmp_path) == await files_of(cw, left.id)
    shown = [message.attachments for message in await messages_after(cw, conversation, 0) if message.attachments]
    assert [[(one.id, one.state) for one in files] for files in shown] == [[(left.id, "stored")]]


async def test_the_second_photo_of_a_card_stands_for_itself_when_the_first_is_erased(cw: Casework) -> None:
    conversation, _ = await complete(cw)
    for body in (PHOTO, b"the same card from the left"):
        await sent(cw, conversation)
        await fetched(cw, body)
        await read_as(cw, "id_card_front")
    async with cw.database.write() as session:
        second = await session.scalar(select(PaperRecord).where(PaperRecord.same_as.is_not(None)))
        assert second is not None
        assert await mark_for_shredding(session, Attachment.id == second.same_as) == 1
    async with cw.database.read() as session:
        (left,) = list(await session.scalars(select(PaperRecord)))
        assert (left.attachment_id, left.same_as) == (second.attachment_id, None)
