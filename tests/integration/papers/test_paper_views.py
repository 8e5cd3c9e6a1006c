"""What staff see of a reading: in words, numbers masked until a reason is given, each look an audit event."""

import pytest
from sqlalchemy import select

from casework.services.attachments import adopt_attachments
from casework.services.paper_work import fail_reading
from casework.services.staff_conversations import read_conversation, reveal
from casework.services.staff_views import AttachmentRow
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Case
from contracts.errors import NotFound
from tests.paper_steps import YANG, claimed, field, id_card, photo, read_papers, reading
from tests.staff_tools import ABA, FUQUAN, StaffSite, Talk, make_actor


async def row_of(talk: Talk, conversation: str) -> AttachmentRow:
    view = await read_conversation(talk.cw, await make_actor(talk.cw), conversation)
    (row,) = view.attachments
    return row


async def with_card(talk: Talk) -> str:
    conversation = await talk.open()
    await talk.consent(conversation)
    await talk.tell(conversation, safety_now="safe")
    await read_papers(talk.cw, conversation, id_card())
    return conversation


async def test_a_reading_is_shown_in_words_with_its_numbers_masked(talk: Talk) -> None:
    row = await row_of(talk, await with_card(talk))
    assert row.reading and (row.reading.state, row.reading.kind_text) == ("read", "身份证")
    fields = {one.name: one for one in row.reading.fields}
    assert (fields["id_number"].value, fields["id_number"].label) == ("5132********4527", "身份证号")
    assert fields["name"].value == "杨秀英" and fields["name"].place == (0.1, 0.1, 0.5, 0.2)
    assert {one.state for one in fields.values()} == {"open"} and YANG not in row.model_dump_json()


async def test_waiting_failed_and_spoilt_photos_say_why(talk: Talk) -> None:
    conversation = await talk.open()
    await talk.consent(conversation)
    await photo(talk.cw, conversation)
    row = await row_of(talk, conversation)
    assert row.reading and row.reading.state_text == "等着识别"
    await fail_reading(talk.cw, await claimed(talk.cw), "unreadable", final=True)
    row = await row_of(talk, conversation)
    assert row.reading and (row.reading.state_text, row.reading.problem) == ("没识别出来", "unreadable")


async def test_what_spoils_a_photo_is_named(talk: Talk) -> None:
    conversation = await talk.open()
    await talk.consent(conversation)
    spoilt = reading("id_card_front", [field("id_number", "", certain=False)], quality=["blur", "dark"])
    await read_papers(talk.cw, conversation, spoilt)
    row = await row_of(talk, conversation)
    assert row.reading and row.reading.quality == ["模糊", "太暗"] and not row.reading.fields[0].certain


async def test_a_number_is_unmasked_by_reveal_with_a_reason_that_is_audited(talk: Talk) -> None:
    conversation = await with_card(talk)
    row = await row_of(talk, conversation)
    assert row.reading
    key = next(one.reveal_key for one in row.reading.fields if one.masked)
    clerk = await make_actor(talk.cw)
    assert await reveal(talk.cw, clerk, conversation, reason="核对身份", key=key, message_id=None) == YANG
    async with talk.cw.database.read() as session:
        query = select(AuditEvent).where(AuditEvent.actor_id == clerk.id, AuditEvent.action == "reveal")
        (event,) = await session.scalars(query)
    assert event.detail["key"] == key and event.detail["reason"] == "核对身份" and YANG not in str(event.detail)


@pytest.mark.parametrize(
    "change", [("id_number", "name"), (":0:", ":7:"), (":0:", ":x:"), ("paper:", "draft:"), ("paper:", "paper:0")]
)
async def test_nothing_else_is_revealed_by_a_made_up_key(talk: Talk, change: tuple[str, str]) -> None:
    conversation = await with_card(talk)
    row = await row_of(talk, conversation)
    assert row.reading
    key = next(one.reveal_key for one in row.reading.fields if one.masked) or ""
    with pytest.raises(NotFound):
        await reveal(
            talk.cw, await make_actor(talk.cw), conversation, reason="看看", key=key.replace(*change), message_id=None
        )


async def test_a_paper_of_another_talk_or_place_is_not_there(talk: Talk) -> None:
    conversation, other = await with_card(talk), await talk.open()
    row = await row_of(talk, conversation)
    assert row.reading
    key = next(one.reveal_key for one in row.reading.fields if one.masked)
    with pytest.raises(NotFound):
        await reveal(talk.cw, await make_actor(talk.cw), other, reason="看看", key=key, message_id=None)
    stranger = await make_actor(talk.cw, region=ABA)
    with pytest.raises(NotFound):
        await reveal(talk.cw, stranger, conversation, reason="看看", key=key, message_id=None)
    assert FUQUAN != ABA


async def test_over_the_api_the_reading_comes_with_the_attachment(site: StaffSite) -> None:
    talk = Talk(site.cw)
    conversation = await with_card(talk)
    clerk = await site.signed_in("clerk")
    body = await clerk.get(f"conversations/{conversation}")
    assert body["attachments"][0]["reading"]["kind"] == "id_card_front"


async def test_a_case_is_opened_with_the_papers_sent_for_it_and_no_others(site: StaffSite) -> None:
    talk = Talk(site.cw)
    conversation, number = await talk.file()
    for one in (conversation, (await talk.file())[0]):
        await read_papers(talk.cw, one, id_card())
        async with talk.cw.database.write() as session:
            draft_id = await session.scalar(select(Case.draft_id).where(Case.conversation_id == one))
            await adopt_attachments(session, one, draft_id or "")
    # sent for nothing that was filed
    await read_papers(talk.cw, conversation, id_card())
    clerk = await site.signed_in("clerk")
    (row,) = (await clerk.get(f"cases/{number}"))["attachments"]
    assert row["reading"]["kind_text"] == "身份证" and YANG not in str(row)
    everything = (await clerk.get(f"conversations/{conversation}"))["attachments"]
    assert len(everything) == 2 and row in everything
    labels = {one["label"] for one in (await clerk.get(f"cases/{number}"))["answers"]}
    assert not {label for label in labels if label.isascii()}
