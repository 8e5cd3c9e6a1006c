"""WeChat followers: met by their openid, one conversation each; their budget and leaving lie in modules beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, bindparam, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.services.conversations import append_outbound
from casework.services.leases import changed
from casework.services.wechat_identity import CHANNEL, known_as, openid_digests
from casework.services.wechat_ledger import (
    Action,
    ChannelBudget,
    action_beside,
    channel_budget,
    close_callback,
    close_window,
    mark_unreachable,
    note_action,
)  # fmt: skip
from casework.services.wechat_unfollow import Keep, unfollow
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Case, Conversation, Draft, Resident
from contracts.messages import Bubble

__all__ = [
    "Action", "ChannelBudget", "Contact", "Keep", "Met", "Talk", "action_beside", "channel_budget", "close_callback",
    "close_window", "contact_of", "find_contact", "mark_unreachable", "meet", "note_action", "unfollow",
]  # fmt: skip


class Talk(NamedTuple):
    """A conversation as far as its channel needs it."""

    id: str
    region: str | None


@dataclass(frozen=True)
class Met:
    """The conversation of a follower; `new` when it was opened just now."""

    conversation: Talk
    new: bool


@dataclass(frozen=True)
class Contact:
    """How a follower may be reached, as the sender needs to know it."""

    conversation_id: str
    account: str
    openid: str
    followed: bool
    unreachable: str | None
    quiet: bool
    region: str | None


async def meet(
    cw: Casework, *, account: str, openid: str, region: str | None, source: str = "", opening: Sequence[Bubble] = ()
) -> Met:
    """The conversation of a follower, opened with its first words when there is none; one however many ask at once.

    A known follower costs one read. `source` names the code they scanned: such a region replaces an older one while
    nothing was begun; without it a region is set only where none is known.
    """
    met = await _known(cw, account, openid)
    if met is None:
        try:
            return Met(await _open(cw, account, openid, region, source, opening), new=True)
        except IntegrityError:
            met = await _known(cw, account, openid)
            if met is None:
                raise
    talk, seen_from = met
    if (region and region != talk.region and (source or not talk.region)) or (source and not seen_from):
        talk = await _brought_by(cw, talk.id, region, source)
    return Met(talk, new=False)


# made once, as in `leases`
_KNOWN: Final = (
    select(Conversation.id, Conversation.region, WeChatContact.source)
    .join(WeChatContact, WeChatContact.conversation_id == Conversation.id)
    .where(
        Conversation.channel == CHANNEL,
        Conversation.account == bindparam("account"),
        Conversation.identity_hash.in_(bindparam("digests", expanding=True)),
    )
    .limit(1)
)


async def _known(cw: Casework, account: str, openid: str) -> tuple[Talk, str] | None:
    async with cw.database.read() as session:
        row = (await session.execute(_KNOWN, {"account": account, "digests": openid_digests(cw, openid)})).first()
    return (Talk(row[0], row[1]), row[2]) if row else None


async def _open(
    cw: Casework, account: str, openid: str, region: str | None, source: str, opening: Sequence[Bubble]
) -> Talk:
    async with cw.database.write() as session:
        now = cw.now()
        resident = Resident(id=new_id(), created_at=now)
        session.add(resident)
        await session.flush()
        conversation = Conversation(
            id=new_id(), resident_id=resident.id, channel=CHANNEL, account=account,
            identity_hash=openid_digests(cw, openid)[0], region=region, created_at=now,
        )  # fmt: skip
        session.add(conversation)
        # the unique identity decides here between two who open at once
        await session.flush()
        session.add(WeChatContact(conversation_id=conversation.id, account=account, openid=openid, source=source[:64]))
        await session.flush()
        await append_outbound(cw, session, conversation.id, opening, origin="bot")
    return Talk(conversation.id, conversation.region)


async def _brought_by(cw: Casework, conversation_id: str, region: str | None, source: str) -> Talk:
    """A scan brings its region and source to a known follower."""
    async with cw.database.write() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        if region and (not conversation.region or (source and not await _has_begun(session, conversation_id))):
            conversation.region = region
        if source:
            first = (WeChatContact.conversation_id == conversation_id, WeChatContact.source == "")
            await changed(session, update(WeChatContact).where(*first).values(source=source[:64]))
        await session.flush()
        return Talk(conversation.id, conversation.region)


async def _has_begun(session: AsyncSession, conversation_id: str) -> bool:
    draft = exists().where(Draft.conversation_id == conversation_id, Draft.state.in_(("open", "submitted")))
    filed = exists().where(Case.conversation_id == conversation_id)
    return bool(await session.scalar(select(draft | filed)))


async def find_contact(cw: Casework, account: str, openid: str) -> Contact | None:
    """A follower by their openid; None when we never met or they left."""
    return await _contact(cw, *known_as(cw, account, openid))


async def contact_of(cw: Casework, conversation_id: str) -> Contact | None:
    """The follower behind a conversation; None for one of another channel."""
    return await _contact(cw, Conversation.id == conversation_id)


async def _contact(cw: Casework, *conditions: Any) -> Contact | None:
    query: Select[Any] = select(WeChatContact, Conversation.quiet, Conversation.region).join(
        Conversation, Conversation.id == WeChatContact.conversation_id
    )
    async with cw.database.read() as session:
        row = (await session.execute(query.where(*conditions).limit(1))).first()
    if row is None:
        return None
    contact: WeChatContact = row[0]
    return Contact(
        contact.conversation_id, contact.account, contact.openid, contact.followed, contact.unreachable, row[1], row[2]
    )
