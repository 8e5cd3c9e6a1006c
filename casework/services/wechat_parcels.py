"""Delivery to WeChat: who sends takes a lease, what is sent follows from the record, how far it got is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.conversations import to_message
from casework.services.erasure import BLANK_BUBBLE
from casework.services.leases import changed, lease_clock, lease_terms, lease_values, new_lease
from casework.services.wechat_identity import CHANNEL
from casework.services.wechat_ledger import budget_left, may_be_pushed, spend_one
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Conversation, InboundMessage, OutboundMessage, Staff
from casework.storage.rows import table_of
from casework.storage.types import UtcDateTime
from contracts.messages import Message

# longer than a passive answer may take and than a call of the platform's API waits
SENDING: Final = timedelta(seconds=10)
AT_ONCE: Final = 20
# somebody in danger wrote just now: the phone is in their hand
YOUNG: Final = timedelta(seconds=60)
# said so long before the resident's newest message that it must have failed to arrive
LATE: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = 900.0
# with a first wait of some seconds: about four hours
TRIES: Final = 24
# the longest budget is 48 hours: older words can no longer be pushed
WATCHED: Final = timedelta(hours=49)
_NOW: Final = bindparam("now", type_=UtcDateTime())


@dataclass(frozen=True)
class Parcel:
    """Words to deliver, in order, under a lease: of the first message `skip` characters were delivered before.

    `left`: how many messages the platform still lets us push. Messages with `seq` below `late_before` were said
    long before the resident's newest one and did not arrive then. `discreet`: some of them must not show on a locked
    screen; `held`: all of them.
    """

    conversation_id: str
    openid: str
    account: str
    lease: str
    messages: list[Message]
    skip: int
    quiet: bool
    answers_young: bool
    left: int
    passive: bool = False
    late_before: int = 0
    discreet: bool = False
    held: bool = False


async def claim_parcel(cw: Casework, conversation_id: str, *, passive: bool) -> Parcel | None:
    """What is to be delivered, leased to us; None when there is nothing, or somebody else is at it.

    For a push also None while a callback is open, in quiet mode unless they wrote just now, when they cannot be
    reached, and before the next try is due. What is not for WeChat (answers on a page, erased words) is passed over.
    """
    async with cw.database.write() as session:
        contact = await _lease(cw, session, conversation_id, passive=passive)
        if contact is None:
            return None
        rows = await _rows_after(session, conversation_id, contact.delivered_seq)
        said = [(row, name) for row, name, by_page, _ in rows if not by_page and row.body != BLANK_BUBBLE]
        if not said:
            contact.sending_owner = contact.sending_until = None
            if rows:
                contact.delivered_seq, contact.delivered_characters = rows[-1][0].seq, 0
            return None
        first, discreet = said[0][0].seq, [bool(row.body.get("discreet")) for row, _ in said]
        return Parcel(
            conversation_id=conversation_id, openid=contact.openid, account=contact.account,
            lease=contact.sending_owner or "", messages=[to_message(cw, row, name) for row, name in said],
            # characters were counted of exactly the next message
            skip=contact.delivered_characters if first == contact.delivered_seq + 1 else 0,
            quiet=rows[0][3], answers_young=_is_young(contact, cw.now()),
            left=sum(budget_left(contact, cw.now())), passive=passive,
            late_before=await _late_before(cw, session, said[0][0]), discreet=any(discreet), held=all(discreet),
        )  # fmt: skip


def _is_young(contact: WeChatContact, now: datetime) -> bool:
    return contact.last_action_at is not None and contact.last_action_at > now - YOUNG


async def _lease(cw: Casework, session: AsyncSession, conversation_id: str, *, passive: bool) -> WeChatContact | None:
    values = {"talk": conversation_id, "lease": new_lease(cw), **lease_values(cw, SENDING)}
    if not passive:
        now = cw.now()
        values |= {"now": now, "young": now - YOUNG}
    found: WeChatContact | None = await session.scalar(_leased(cw.database.is_sqlite, passive), values)
    return found


@cache
def _leased(is_sqlite: bool, passive: bool) -> Any:
    # made once, as in `leases`
    clock, until = lease_terms(is_sqlite, SENDING)
    conditions = [WeChatContact.conversation_id == bindparam("talk"), _nobody_sends(clock), WeChatContact.openid != ""]
    if not passive:
        conditions += [*_may_try(_NOW), or_(~_is_quiet(), WeChatContact.last_action_at > bindparam("young"))]
    statement = update(WeChatContact).where(*conditions).values(sending_owner=bindparam("lease"), sending_until=until)
    return statement.returning(WeChatContact).execution_options(synchronize_session=False)


def _nobody_sends(clock: Any) -> Any:
    return or_(WeChatContact.sending_owner.is_(None), WeChatContact.sending_until < clock)


def _may_try(now: Any) -> list[Any]:
    return [
        WeChatContact.followed.is_(True),
        WeChatContact.unreachable.is_(None),
        or_(WeChatContact.passive_until.is_(None), WeChatContact.passive_until <= now),
        or_(WeChatContact.try_after.is_(None), WeChatContact.try_after <= now),
    ]


def _is_quiet() -> Any:
    return exists().where(Conversation.id == WeChatContact.conversation_id, Conversation.quiet.is_(True))


_BY_PAGE: Final = and_(InboundMessage.channel.is_not(None), InboundMessage.channel == "web")
_AFTER: Final = (
    select(OutboundMessage, Staff.display_name, _BY_PAGE, Conversation.quiet)
    .join(Conversation, Conversation.id == OutboundMessage.conversation_id)
    .outerjoin(Staff, Staff.id == OutboundMessage.staff_id)
    .outerjoin(InboundMessage, InboundMessage.id == OutboundMessage.turn_id)
    .where(OutboundMessage.conversation_id == bindparam("talk"), OutboundMessage.seq > bindparam("told"))
    .order_by(OutboundMessage.seq)
    .limit(AT_ONCE)
)


async def _rows_after(session: AsyncSession, conversation_id: str, seq: int) -> Sequence[Any]:
    """Outbound rows with the name of who said them, whether they answer a page, and the quiet mode, in order."""
    return (await session.execute(_AFTER, {"talk": conversation_id, "told": seq})).all()


async def _late_before(cw: Casework, session: AsyncSession, first: OutboundMessage) -> int:
    """The number of the resident's newest message, if the first words to deliver were said long before it."""
    if first.created_at + LATE > cw.now():
        return 0
    query = select(InboundMessage.seq, InboundMessage.received_at).where(
        InboundMessage.conversation_id == first.conversation_id, InboundMessage.channel == CHANNEL
    )
    newest = (await session.execute(query.order_by(InboundMessage.seq.desc()).limit(1))).one_or_none()
    if newest is None or newest[0] < first.seq or newest[1] < first.created_at + LATE:
        return 0
    return int(newest[0])


async def settle_parcel(
    cw: Casework, parcel: Parcel, *, upto_seq: int, upto_characters: int, spent: bool
) -> bool:  # fmt: skip
    """What was sent counts as delivered up to there; the lease ends. False, and nothing changes, when it was lost.

    `upto_seq` and `upto_characters` are those of `rendering.fit`. `spent`: the platform counted it as a push. After a
    passive answer the callback counts as closed.
    """
    now = cw.now()
    to = {"talk": parcel.conversation_id, "lease": parcel.lease, "upto": upto_seq, "characters": upto_characters}
    values = to | {"now": now} if spent else to
    done = [message.id for message in parcel.messages if message.seq <= upto_seq]
    async with cw.database.write() as session:
        if not await changed(session, _settled(parcel.passive, spent), values):
            return False
        if done:
            await session.execute(_DELIVERED, {"done": done, "now": now})
        return True


@cache
def _settled(passive: bool, spent: bool) -> Any:
    values: dict[str, Any] = {
        "delivered_seq": bindparam("upto"), "delivered_characters": bindparam("characters"), "sending_owner": None,
        "sending_until": None, "try_after": None, "tries": 0,
    }  # fmt: skip
    if passive:
        values["passive_until"] = None
    if spent:
        values |= spend_one(_NOW)
    mine = (WeChatContact.conversation_id == bindparam("talk"), WeChatContact.sending_owner == bindparam("lease"))
    return update(table_of(WeChatContact)).where(*mine).values(values)


_DELIVERED: Final = (
    update(table_of(OutboundMessage))
    .where(OutboundMessage.id.in_(bindparam("done", expanding=True)))
    .values(delivered_at=bindparam("now"))
)


async def release_parcel(cw: Casework, parcel: Parcel, *, retry_in: float | None) -> None:
    """Nothing was sent: the lease ends. After `retry_in` seconds, doubled each time, a push may try again.

    None: anybody may try at once. After the last try it is given up until the resident acts again.
    """
    async with cw.database.write() as session:
        contact = await _mine(session, parcel)
        if contact is None:
            return
        contact.sending_owner = contact.sending_until = None
        if parcel.passive:
            contact.passive_until = None
        if retry_in is None:
            return
        wait = min(retry_in * 2.0**contact.tries, LONGEST_WAIT)
        contact.tries, contact.try_after = contact.tries + 1, cw.now() + timedelta(seconds=wait)
        if contact.tries >= TRIES:
            contact.unreachable = "gave_up"


async def set_aside(cw: Casework, parcel: Parcel, reason: str) -> None:
    """The platform will not take it (not a follower, blocked …): no more tries until the resident acts again."""
    async with cw.database.write() as session:
        contact = await _mine(session, parcel)
        if contact is not None:
            contact.sending_owner = contact.sending_until = None
            contact.unreachable = reason[:32]


async def _mine(session: AsyncSession, parcel: Parcel) -> WeChatContact | None:
    """The contact, locked, while the parcel's lease is still ours."""
    query = select(WeChatContact).where(
        WeChatContact.conversation_id == parcel.conversation_id, WeChatContact.sending_owner == parcel.lease
    )
    found: WeChatContact | None = await session.scalar(query.with_for_update())
    return found


async def due_contacts(
    cw: Casework, limit: int, *, accounts: Sequence[str] | None = None, within: timedelta = WATCHED
) -> list[str]:
    """Conversations with words that may be pushed, or pointed at by a notice, now; the newest words first.

    `accounts`: only of these. `within`: only where something was said since then, which keeps a frequent look cheap.
    """
    now = cw.now()
    waits = exists().where(
        OutboundMessage.conversation_id == Conversation.id, OutboundMessage.seq > WeChatContact.delivered_seq
    )
    # what was pointed at waits for its owner; anything said since is due again
    pushed = (
        may_be_pushed(now)
        & or_(Conversation.quiet.is_(False), WeChatContact.last_action_at > now - YOUNG)
        & (Conversation.last_seq > WeChatContact.noticed_seq)
    )
    noticed = Conversation.quiet.is_(False) & (WeChatContact.noticed_seq <= WeChatContact.delivered_seq)
    query = (
        select(Conversation.id)
        .join(WeChatContact, WeChatContact.conversation_id == Conversation.id)
        .where(Conversation.channel == CHANNEL, Conversation.last_outbound_at > now - within)
        # most are up to date: told without a look at their messages
        .where(Conversation.last_seq > WeChatContact.delivered_seq, WeChatContact.openid != "")
        .where(*_may_try(now), _nobody_sends(lease_clock(cw)), or_(pushed, noticed), waits)
        .order_by(Conversation.last_outbound_at.desc())
        .limit(limit)
    )
    if accounts is not None:
        query = query.where(WeChatContact.account.in_(accounts))
    async with cw.database.read() as session:
        return list(await session.scalars(query))


async def claim_notice(cw: Casework, conversation_id: str) -> bool:
    """Whether a notice may be sent now: one for all that is unread, never in quiet mode, and only one caller wins.

    Call it when nothing can be pushed, also where the account has no notice: the words are then not due any more.
    """
    async with cw.database.write() as session:
        contact = await session.get(WeChatContact, conversation_id)
        if contact is None:
            return False
        rows = await _rows_after(session, conversation_id, contact.delivered_seq)
        said = [row.seq for row, _, by_page, _ in rows if not by_page and row.body != BLANK_BUBBLE]
        if not said:
            return False
        unread = (WeChatContact.noticed_seq <= WeChatContact.delivered_seq, WeChatContact.delivered_seq < said[-1])
        mine = (WeChatContact.conversation_id == conversation_id, WeChatContact.openid != "", ~_is_quiet())
        statement = update(WeChatContact).where(*mine, *_may_try(cw.now()), *unread)
        return bool(await changed(session, statement.values(noticed_seq=said[-1])))


async def return_notice(cw: Casework, conversation_id: str, *, retry_in: float) -> None:
    """The notice could not be sent for a passing reason: it may be tried again later."""
    async with cw.database.write() as session:
        statement = update(WeChatContact).where(WeChatContact.conversation_id == conversation_id)
        values = {"noticed_seq": WeChatContact.delivered_seq, "try_after": cw.now() + timedelta(seconds=retry_in)}
        await changed(session, statement.values(**values))
