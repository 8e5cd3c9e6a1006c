"""Steps the WeChat service tests share: a follower, what they write, what is said to them, a clock one can move."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from casework.services import conversations
from casework.services.context import Casework, new_id
from casework.services.wechat_contacts import action_beside, meet
from casework.storage.channel_models import WeChatContact
from casework.storage.database import Database
from casework.storage.models import Conversation
from contracts.messages import Bubble

OPENID = "oAbC-dEf_0123456789"
_keys = itertools.count(1)


@dataclass
class Clock:
    """An instant that moves when told to."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def moved_clock(cw: Casework) -> Clock:
    """Give this `Casework` a clock of the test's own."""
    cw.now = Clock()
    return cw.now


def another_process(cw: Casework, url: str) -> Casework:
    """The same record seen by another process: its own connections, its own name."""
    return Casework(database=Database(url), keyring=cw.keyring, policy=cw.policy, now=cw.now)


async def follower(cw: Casework, openid: str = OPENID, **more: Any) -> str:
    """A new follower's conversation."""
    more.setdefault("region", None)
    return (await meet(cw, account="", openid=openid, **more)).conversation.id


async def writes(
    cw: Casework, conversation_id: str, text: str = "你好", *, passive: float | None = None, channel: str = "wechat"
) -> str:
    """The resident writes; the id of the message (and of its turn)."""
    beside = action_beside(cw, "message", passive) if channel == "wechat" else None
    recorded = await conversations.record_inbound(
        cw, conversation_id, dedup_key=f"k{next(_keys)}", text=text, command=None, channel=channel, beside=beside
    )
    return recorded.inbound_id


async def tell(
    cw: Casework, conversation_id: str, *texts: str, turn_id: str | None = None, origin: str = "bot"
) -> list[int]:  # fmt: skip
    """Something is said; the numbers it got."""
    async with cw.database.write() as session:
        rows = await conversations.append_outbound(
            cw, session, conversation_id, [Bubble(text=text) for text in texts], origin=origin, turn_id=turn_id
        )
        return [row.seq for row in rows]


async def row_of(cw: Casework, conversation_id: str) -> WeChatContact:
    async with cw.database.read() as session:
        return await session.get_one(WeChatContact, conversation_id)


async def conversation_of(cw: Casework, conversation_id: str) -> Conversation:
    async with cw.database.read() as session:
        return await session.get_one(Conversation, conversation_id)


async def count(cw: Casework, table: Any, *conditions: Any) -> int:
    async with cw.database.read() as session:
        return len(list(await session.scalars(select(table).where(*conditions))))


async def put(cw: Casework, table: Any, conversation_id: str, **values: Any) -> None:
    """Set columns of a conversation's row directly."""
    key = Conversation.id if table is Conversation else table.conversation_id
    async with cw.database.write() as session:
        await session.execute(update(table).where(key == conversation_id).values(**values))


async def crowd(cw: Casework, size: int, said_at: Sequence[datetime]) -> list[str]:
    """Many followers who have been told everything; the newest words of each at one of these instants."""
    ids = [new_id() for _ in range(size)]
    residents = [{"id": one, "created_at": cw.now()} for one in ids]
    talks = [
        {"id": one, "resident_id": one, "channel": "wechat", "account": "", "identity_hash": one, "created_at": cw.now(),
         "mode": "bot", "topic": "", "urgent": False, "quiet": False, "last_seq": 2,
         "last_outbound_at": said_at[place % len(said_at)]}
        for place, one in enumerate(ids)
    ]  # fmt: skip
    contacts = [
        {"conversation_id": one, "account": "", "openid": "o" + one, "followed": True, "source": "", "message_left": 4,
         "message_until": cw.now() + timedelta(hours=40), "tap_left": 0, "tries": 0, "delivered_seq": 2,
         "delivered_characters": 0, "noticed_seq": 0}
        for one in ids
    ]  # fmt: skip
    from casework.storage.models import OutboundMessage, Resident

    said = [
        {"id": new_id(), "conversation_id": one, "seq": 2, "origin": "bot", "body": {"text": "好"},
         "created_at": cw.now()}
        for one in ids
    ]  # fmt: skip
    async with cw.database.write() as session:
        for table, rows in (
            (Resident, residents),
            (Conversation, talks),
            (WeChatContact, contacts),
            (OutboundMessage, said),
        ):
            await session.execute(table.__table__.insert(), rows)
    return ids
