"""What the platform still lets us send a follower: two budgets, each overwritten by its own kind of action."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, utc_now
from casework.services.conversations import Beside
from casework.services.erasure import BLANK_BUBBLE
from casework.services.leases import changed
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Conversation, InboundMessage, OutboundMessage
from casework.storage.rows import table_of

# WeChat's rule for custom/send: 5 within 48 hours of a message, 3 within a minute of a tap, scan or follow;
# each action overwrites its own budget and adds nothing
MESSAGE_COUNT: Final = 5
MESSAGE_WINDOW: Final = timedelta(hours=48)
TAP_COUNT: Final = 3
TAP_WINDOW: Final = timedelta(seconds=60)
# more than that is shown as that many
SHOWN: Final = 100
Action = Literal["message", "tap"]
_CONTACTS: Final = table_of(WeChatContact)


@dataclass(frozen=True)
class ChannelBudget:
    """What a console shows beside the compose box: how many messages until when, and why not."""

    left: int
    until: datetime | None
    reachable: bool
    # unfollowed · quiet · window_closed · what the platform said; None while messages go through
    reason: str | None
    quiet: bool
    undelivered: int
    undelivered_since: datetime | None


def action_beside(cw: Casework, action: Action, passive_seconds: float | None) -> Beside:
    """What is written in the transaction that stores a message: a fresh budget, and the callback that is open.

    `passive_seconds` says how long nobody else may send; None where no callback waits.
    """

    async def write(session: AsyncSession, inbound: InboundMessage) -> None:
        await _act(cw, session, inbound.conversation_id, action, passive_seconds)

    return write


async def note_action(
    cw: Casework, conversation_id: str, action: Action, passive_seconds: float | None = None
) -> None:  # fmt: skip
    """An action that is no message (follow, scan): the same as `action_beside`, in a transaction of its own."""
    async with cw.database.write() as session:
        await _act(cw, session, conversation_id, action, passive_seconds)


async def _act(
    cw: Casework, session: AsyncSession, conversation_id: str, action: Action, passive_seconds: float | None
) -> None:
    now = cw.now()
    values = {"talk": conversation_id, "now": now, "ends": now + (TAP_WINDOW if action == "tap" else MESSAGE_WINDOW)}
    if passive_seconds is not None:
        values["open_until"] = now + timedelta(seconds=passive_seconds)
    await session.execute(_acted(action, passive_seconds is not None), values)


@cache
def _acted(action: Action, waits: bool) -> Any:
    """A fresh budget; `waits`: a callback is open, and none of before ends sooner for it. Made once, as in `leases`."""
    left, until, count = ("tap_left", "tap_until", TAP_COUNT) if action == "tap" else (
        "message_left", "message_until", MESSAGE_COUNT
    )  # fmt: skip
    values: dict[str, Any] = {
        "followed": True, "unreachable": None, "last_action_at": bindparam("now"), "tries": 0, "try_after": None,
        left: count, until: bindparam("ends"),
    }  # fmt: skip
    if waits:
        before, ends = _CONTACTS.c.passive_until, bindparam("open_until", type_=_CONTACTS.c.passive_until.type)
        values["passive_until"] = case((before > ends, before), else_=ends)
    return update(_CONTACTS).where(_CONTACTS.c.conversation_id == bindparam("talk")).values(values)


async def close_callback(cw: Casework, conversation_id: str) -> None:
    """The callback was answered: others may send again."""
    await _set(cw, conversation_id, passive_until=None)


async def mark_unreachable(cw: Casework, conversation_id: str, reason: str) -> None:
    """The platform says this follower cannot be reached; their next action clears it."""
    await _set(cw, conversation_id, unreachable=reason[:32])


async def close_window(cw: Casework, conversation_id: str) -> None:
    """The platform says nothing more may be sent until they act again."""
    await _set(cw, conversation_id, message_left=0, tap_left=0)


async def _set(cw: Casework, conversation_id: str, **values: Any) -> None:
    async with cw.database.write() as session:
        statement = update(WeChatContact).where(WeChatContact.conversation_id == conversation_id)
        await changed(session, statement.values(**values))


def budget_left(contact: WeChatContact, now: datetime) -> tuple[int, int]:
    """What the tap budget and the message budget still hold."""
    tap = contact.tap_left if contact.tap_until and contact.tap_until > now else 0
    message = contact.message_left if contact.message_until and contact.message_until > now else 0
    return tap, message


def open_window(contact: WeChatContact, now: datetime) -> tuple[int, datetime | None]:
    """What a person may count on: the days' window where it is open, else the minute after a tap; sends and until."""
    tap, message = budget_left(contact, now)
    if message:
        return message, contact.message_until
    return tap, contact.tap_until if tap else None


def spend_one(now: Any) -> dict[str, Any]:
    """New values of a contact when one message was sent: the budget that ends sooner pays."""
    tap, message = _tap_holds(now), _message_holds(now)
    return {
        "tap_left": case((tap, WeChatContact.tap_left - 1), else_=WeChatContact.tap_left),
        "message_left": case((~tap & message, WeChatContact.message_left - 1), else_=WeChatContact.message_left),
    }  # fmt: skip


def may_be_pushed(now: Any) -> Any:
    """Condition on a contact: one of its budgets is open and holds something."""
    return _tap_holds(now) | _message_holds(now)


def _tap_holds(now: Any) -> Any:
    return (WeChatContact.tap_left > 0) & (WeChatContact.tap_until > now)


def _message_holds(now: Any) -> Any:
    return (WeChatContact.message_left > 0) & (WeChatContact.message_until > now)


async def channel_budget(
    session: AsyncSession, conversation_id: str, now: datetime | None = None
) -> ChannelBudget | None:  # fmt: skip
    """What may still be sent in a conversation, and what has not arrived; None when no budget applies (web)."""
    query = (
        select(WeChatContact, Conversation.quiet)
        .join(Conversation, Conversation.id == WeChatContact.conversation_id)
        .where(WeChatContact.conversation_id == conversation_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    contact, quiet = row
    now = now or utc_now()
    left, until = open_window(contact, now)
    waiting = await _undelivered(session, conversation_id, contact.delivered_seq)
    reason = _why_not(contact, quiet, left)
    return ChannelBudget(
        left=left, until=until, reachable=reason is None, reason=reason, quiet=quiet,
        undelivered=len(waiting), undelivered_since=waiting[0] if waiting else None,
    )  # fmt: skip


async def _undelivered(session: AsyncSession, conversation_id: str, after: int) -> list[datetime]:
    """When what has not arrived was said; answers on a page and erased words are not waited for."""
    by_page = func.coalesce(InboundMessage.channel, "") == "web"
    query = (
        select(OutboundMessage.body, OutboundMessage.created_at)
        .outerjoin(InboundMessage, InboundMessage.id == OutboundMessage.turn_id)
        .where(OutboundMessage.conversation_id == conversation_id, OutboundMessage.seq > after, ~by_page)
        .order_by(OutboundMessage.seq)
        .limit(SHOWN)
    )
    return [at for body, at in await session.execute(query) if body != BLANK_BUBBLE]


def _why_not(contact: WeChatContact, quiet: bool, left: int) -> str | None:
    if not contact.followed or not contact.openid:
        return "unfollowed"
    if contact.unreachable:
        return contact.unreachable
    if quiet:
        return "quiet"
    return None if left else "window_closed"
