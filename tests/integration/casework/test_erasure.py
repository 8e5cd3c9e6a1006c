"""删除我的信息: everything told is gone in one transaction; what must stay is named."""

from sqlalchemy import select

from casework.services import erasure
from casework.services.audit import verify_chain
from casework.services.context import Casework
from casework.services.conversations import append_outbound, record_inbound
from casework.services.drafts import read_state, save_answers
from casework.services.erasure import erase_conversation
from casework.services.leads import record_lead
from casework.services.outbox import enqueue
from casework.storage.keeping_models import AuditEvent, Outbox, TrackerSnapshot
from casework.storage.models import AnswerEvent, Case, Consent, Draft, InboundMessage, OutboundMessage
from contracts.casework import EraseIn, LeadIn
from contracts.messages import Bubble
from tests.casework_steps import answers_in, complete, consenting, count, filed, turn

STORY = "王芳从架子上摔下来"


async def _talk(cw: Casework, conversation: str) -> None:
    await record_inbound(cw, conversation, dedup_key=conversation, text=STORY, command=None)
    async with cw.database.write() as session:
        await append_outbound(cw, session, conversation, [Bubble(text=f"记下了：{STORY}")], origin="bot")
        session.add(TrackerSnapshot(conversation_id=conversation, snapshot="x", updated_at=cw.now()))
        await enqueue(cw, session, "reminder", f"reminder:{conversation}", {"conversation_id": conversation})
        await enqueue(cw, session, "crisis.alert", f"crisis:{conversation}", {"conversation_id": conversation})


async def test_nothing_told_is_left(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await _talk(casework, conversation)
    done = await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    assert (done.drafts, done.messages, done.kept) == (1, 1, [])
    assert await count(casework, AnswerEvent) == await count(casework, TrackerSnapshot) == 0
    async with casework.database.read() as session:
        assert list((await session.execute(select(InboundMessage.text))).scalars()) == [""]
        bodies = list((await session.execute(select(OutboundMessage.body))).scalars())
        notices = dict((await session.execute(select(Outbox.kind, Outbox.state))).all())
        draft = (await session.execute(select(Draft))).scalar_one()
    assert STORY not in str(bodies)
    assert notices == {"reminder": "void", "crisis.alert": "pending"}
    assert (draft.state, draft.folded, draft.region) == ("erased", {}, None)
    state = await read_state(casework, conversation)
    assert (state.consent_privacy, state.draft) == (None, None)


async def test_a_filed_case_and_a_lead_stay_and_are_named(casework: Casework) -> None:
    conversation, filed_case = await filed(casework)
    lead = await record_lead(
        casework, conversation, LeadIn(turn_id=turn(), place="河边", region="522702", situation="老人独居")
    )
    done = await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    assert any(filed_case.case.case_number in line for line in done.kept)
    assert any(lead.number in line for line in done.kept)
    assert await count(casework, Case) == 1
    assert [case.case_number for case in (await read_state(casework, conversation)).cases] == [
        filed_case.case.case_number
    ]


async def test_twice_erases_nothing_more(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    body = EraseIn(turn_id=turn())
    await erase_conversation(casework, conversation, body)
    again = await erase_conversation(casework, conversation, body)
    assert (again.drafts, again.messages) == (0, 0)
    assert await count(casework, Consent, Consent.decision == "withdrawn") == 1


async def test_other_residents_keep_theirs(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    other, state = await complete(casework)
    await _talk(casework, other)
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    assert (await read_state(casework, other)).draft == state.draft
    assert await count(casework, TrackerSnapshot) == 1


async def test_all_or_nothing(casework: Casework, monkeypatch: object) -> None:
    conversation, state = await complete(casework)
    original = erasure.append_audit

    async def broken(*args: object, **named: object) -> None:
        raise RuntimeError("gone")

    erasure.append_audit = broken  # type: ignore[assignment]
    try:
        await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    except RuntimeError:
        pass
    finally:
        erasure.append_audit = original
    assert (await read_state(casework, conversation)).draft == state.draft


async def test_the_audit_keeps_ids_only_and_holds(casework: Casework) -> None:
    conversation, _ = await complete(casework)
    await _talk(casework, conversation)
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    async with casework.database.read() as session:
        details = [str(row) for row in (await session.execute(select(AuditEvent.detail))).scalars()]
    assert not any("王芳" in detail or "138" in detail for detail in details)
    assert (await verify_chain(casework)).broken_at is None


async def test_a_new_start_after_it(casework: Casework) -> None:
    from casework.services.consents import record_consent
    from tests.casework_steps import consent_in

    conversation = await consenting(casework)
    await save_answers(casework, conversation, answers_in({"affected_people": 3}))
    await erase_conversation(casework, conversation, EraseIn(turn_id=turn()))
    await record_consent(casework, conversation, consent_in("given"))
    state = await save_answers(casework, conversation, answers_in({"safety_now": "safe"}))
    assert state.draft is not None
    assert state.draft.answers == {"safety_now": "safe"}
