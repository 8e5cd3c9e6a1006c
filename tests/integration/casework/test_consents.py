"""Consents: one decision a row, in order; a no erases what was told before; the two kinds never mix."""

import hashlib

from sqlalchemy import select

from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import record_inbound
from casework.services.drafts import read_state, save_answers
from casework.services.rest_conversations import ensure_conversation
from casework.storage.models import Consent, Draft, InboundMessage
from tests.casework_steps import answers_in, consent_in, consenting, count, turn


async def _texts(cw: Casework, conversation: str) -> list[str]:
    async with cw.database.read() as session:
        query = select(InboundMessage.text).where(InboundMessage.conversation_id == conversation)
        return list((await session.execute(query.order_by(InboundMessage.seq))).scalars())


async def test_a_decision_keeps_version_and_hash_of_the_text_not_the_text(casework: Casework) -> None:
    conversation = await consenting(casework)
    async with casework.database.read() as session:
        row = (await session.execute(select(Consent))).scalar_one()
    assert (row.kind, row.decision, row.text_version, row.channel) == ("privacy", "given", "2024-1", "rest")
    assert row.text_hash == hashlib.sha256("告知书".encode()).hexdigest()
    assert (await read_state(casework, conversation)).consent_privacy is True


async def test_the_same_turn_keeps_the_first_decision(casework: Casework) -> None:
    conversation = await consenting(casework)
    one = turn()
    await record_consent(casework, conversation, consent_in("refused", turn_id=one))
    state = await record_consent(casework, conversation, consent_in("given", turn_id=one))
    assert state.consent_privacy is False
    assert await count(casework, Consent) == 2


async def test_refusal_erases_what_was_told_before_and_leaves_other_conversations(casework: Casework) -> None:
    conversation, other = new_id(), new_id()
    for one in (conversation, other):
        await ensure_conversation(casework, one)
        await record_inbound(casework, one, dedup_key=f"{one}1", text="我从架子上摔下来", command=None)
    answered = await record_inbound(casework, conversation, dedup_key="no", text="不同意", command=None)
    waiting = await record_inbound(casework, conversation, dedup_key="later", text="低保多少钱", command=None)
    state = await record_consent(casework, conversation, consent_in("refused", turn_id=answered.turn_id))
    assert state.consent_privacy is False
    assert await _texts(casework, conversation) == ["", "", "低保多少钱"]
    assert await _texts(casework, other) == ["我从架子上摔下来"]
    assert waiting.turn_id


async def test_order_not_clock_decides(casework: Casework) -> None:
    conversation = await consenting(casework)
    now = casework.now()
    casework.now = lambda: now.replace(year=now.year - 1)
    state = await record_consent(casework, conversation, consent_in("refused"))
    assert state.consent_privacy is False


async def test_the_two_kinds_never_mix(casework: Casework) -> None:
    conversation = new_id()
    await ensure_conversation(casework, conversation)
    state = await record_consent(casework, conversation, consent_in("given", kind="verification"))
    assert state.consent_privacy is None
    await record_consent(casework, conversation, consent_in("given"))
    state = await record_consent(casework, conversation, consent_in("refused", kind="verification"))
    assert state.consent_privacy is True


async def test_withdrawal_erases_and_the_next_message_starts_at_consent(casework: Casework) -> None:
    conversation = await consenting(casework)
    await save_answers(casework, conversation, answers_in({"affected_people": 3}))
    state = await record_consent(casework, conversation, consent_in("withdrawn"))
    assert (state.consent_privacy, state.draft) == (None, None)
    assert await count(casework, Draft, Draft.state == "erased") == 1
    state = await record_consent(casework, conversation, consent_in("given"))
    assert state.consent_privacy is True
    assert state.draft is None
