"""A conversation begun on the page goes on in WeChat: its resume code, typed there, moves it over, once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.services.conversations import append_outbound, next_seq
from casework.services.resume_codes import find_resume_code, use_resume_code
from casework.services.turns import enqueue_resume
from casework.services.wechat_identity import CHANNEL, known_as, openid_digests
from casework.storage.channel_models import WeChatContact
from casework.storage.locks import lock_conversation
from casework.storage.models import Case, Conversation, Draft, Handoff, InboundMessage
from contracts.messages import Bubble

WEB = "web"
_LEDGER = ("message_left", "message_until", "tap_left", "tap_until", "last_action_at", "source")


@dataclass(frozen=True)
class Arrived:
    """Where the moved conversation is, and the turn in which the bot takes it up again."""

    conversation_id: str
    inbound_id: str
    turn_id: str | None


async def move_to_wechat(
    cw: Casework, *, account: str, openid: str, code: str, key: str, text: str, says: Sequence[Bubble]
) -> Arrived | None:
    """Give the page's conversation to a follower who is known already; the page's own access ends.

    None when the code is wrong, used, expired or no web conversation's, or when the follower has something in hand
    here: two halves are not mixed. `key` tells copies of the delivery, `text` is what the history shows of it.
    """
    async with cw.database.write() as session:
        if done := await _arrived(session, account, key):
            return done
        found = await find_resume_code(cw, session, code)
        here = await session.scalar(select(Conversation.id).where(*known_as(cw, account, openid)))
        if found is None or here is None or here == found.conversation_id:
            return None
        # two who lock both rows do it in one order
        locked = {one: await lock_conversation(session, one) for one in sorted((here, found.conversation_id))}
        old, page = locked[here], locked[found.conversation_id]
        if old is None or page is None or page.channel != WEB or await _in_hand(session, old):
            return None
        if not await use_resume_code(cw, session, found):
            return None
        await _hand_over(cw, session, old, page, openid)
        return await _go_on(cw, session, page, key, text, says)


async def _arrived(session: AsyncSession, account: str, key: str) -> Arrived | None:
    """What an earlier copy of the delivery has done."""
    query = select(InboundMessage).where(
        InboundMessage.channel == CHANNEL, InboundMessage.account == account, InboundMessage.dedup_key == key
    )
    known = await session.scalar(query)
    return Arrived(known.conversation_id, known.id, known.turn_id) if known else None


async def _in_hand(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether something was begun in a conversation that must not be left behind."""
    mine = conversation.id
    begun = exists().where(Draft.conversation_id == mine, Draft.state.in_(("open", "submitted")))
    filed = exists().where(Case.conversation_id == mine)
    waits = exists().where(Handoff.conversation_id == mine, Handoff.state != "closed")
    return conversation.mode == "staff" or bool(await session.scalar(select(begun | filed | waits)))


async def _hand_over(
    cw: Casework, session: AsyncSession, old: Conversation, page: Conversation, openid: str
) -> None:  # fmt: skip
    contact = await session.get_one(WeChatContact, old.id, with_for_update=True)
    fresh = WeChatContact(
        conversation_id=page.id, account=contact.account, openid=openid, delivered_seq=page.last_seq,
        **{name: getattr(contact, name) for name in _LEDGER},
    )  # fmt: skip
    contact.openid, contact.followed, contact.message_left, contact.tap_left = "", False, 0, 0
    old.identity_hash, old.mode = secrets.token_hex(32), "closed"
    await session.flush()
    page.channel, page.account, page.identity_hash = CHANNEL, contact.account, openid_digests(cw, openid)[0]
    page.region = page.region or old.region
    session.add(fresh)
    await session.flush()


async def _go_on(
    cw: Casework, session: AsyncSession, page: Conversation, key: str, text: str, says: Sequence[Bubble]
) -> Arrived:
    inbound = InboundMessage(
        id=new_id(), conversation_id=page.id, seq=await next_seq(cw, session, page.id), channel=CHANNEL,
        account=page.account, dedup_key=key, text=text, screen=[], received_at=cw.now(),
    )  # fmt: skip
    session.add(inbound)
    await session.flush()
    await append_outbound(cw, session, page.id, says, origin="bot", turn_id=inbound.id)
    # staff who have the talk go on themselves
    inbound.turn_id = await enqueue_resume(cw, session, page.id) if page.mode != "staff" else None
    await session.flush()
    return Arrived(page.id, inbound.id, inbound.turn_id)
