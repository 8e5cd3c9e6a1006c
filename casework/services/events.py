"""Wake-ups between the parts of one process, and between processes by looking at the database once a second.

An event carries no data: who is woken reads the record again, so a lost or doubled event costs nothing but time.
Topics: `conversation:<id>`, `staff`, `turns`, `deliveries` (something was said: who carries words out looks).
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Integer, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from casework.storage.channel_models import WeChatContact
from casework.storage.keeping_models import AuditEvent
from casework.storage.models import Conversation, Handoff

STAFF = "staff"
TURNS = "turns"
DELIVERIES = "deliveries"
_PENDING = "jiuji.topics"


def conversation_topic(conversation_id: str) -> str:
    """Topic of one conversation."""
    return f"conversation:{conversation_id}"


class Subscription:
    """One waiting place; subscribe first, then read, then wait: nothing falls in between."""

    def __init__(self) -> None:
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Let the waiter go on."""
        self._woken.set()

    async def wait(self, seconds: float) -> bool:
        """True when woken, False when the time ran out."""
        try:
            # not wait_for: in Python 3.11 that loses a cancellation which comes together with the wake-up
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return False
        self._woken.clear()
        return True


class EventHub:
    """Topics of one process. `forward`, when set, also tells the other processes (Redis)."""

    def __init__(self) -> None:
        self._places: dict[str, set[Subscription]] = {}
        self.forward: Callable[[str], None] | None = None

    def topics(self) -> list[str]:
        """Topics somebody waits for."""
        return list(self._places)

    def wake(self, topic: str) -> None:
        """Wake the waiters of this process."""
        for place in self._places.get(topic, ()):
            place.wake()

    def publish(self, topic: str) -> None:
        """Something has changed; call it after the commit."""
        self.wake(topic)
        if self.forward:
            self.forward(topic)

    def publish_on_commit(self, session: AsyncSession, *topics: str) -> None:
        """Publish once the session's transaction is committed, never when it is rolled back."""
        inner = session.sync_session
        if _PENDING not in inner.info:
            inner.info[_PENDING] = set()
            event.listen(inner, "after_commit", self._publish_pending)
        inner.info[_PENDING].update(topics)

    def _publish_pending(self, session: Session) -> None:
        # a released savepoint also fires after_commit
        if session.in_nested_transaction():
            return
        topics, session.info[_PENDING] = session.info[_PENDING], set()
        for topic in topics:
            self.publish(topic)

    @contextmanager
    def subscribe(self, topic: str) -> Iterator[Subscription]:
        """A waiting place for the time of the block."""
        place = Subscription()
        self._places.setdefault(topic, set()).add(place)
        try:
            yield place
        finally:
            self._places[topic].discard(place)
            if not self._places[topic]:
                del self._places[topic]


class ChangeWatch:
    """Sees what other processes committed, for the topics somebody here waits for."""

    def __init__(self, hub: EventHub) -> None:
        self._hub = hub
        self._seen: dict[str, Any] = {}

    async def look(self, session: AsyncSession) -> None:
        """Compare the record with the last look and wake whom it concerns."""
        topics = set(self._hub.topics())
        self._seen = {topic: mark for topic, mark in self._seen.items() if topic in topics}
        ids = [topic.partition(":")[2] for topic in topics if topic.startswith("conversation:")]
        for conversation_id, last_seq in await _last_seqs(session, ids):
            self._compare(conversation_topic(conversation_id), last_seq)
        if STAFF in topics:
            self._compare(STAFF, await _staff_mark(session))

    def _compare(self, topic: str, mark: Any) -> None:
        if self._seen.get(topic) != mark:
            self._seen[topic] = mark
            self._hub.wake(topic)


async def _last_seqs(session: AsyncSession, ids: list[str]) -> Iterable[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for start in range(0, len(ids), 500):
        query = select(Conversation.id, Conversation.last_seq).where(Conversation.id.in_(ids[start : start + 500]))
        found += [(row[0], row[1]) for row in await session.execute(query)]
    return found


async def _staff_mark(session: AsyncSession) -> tuple[Any, ...]:
    """Changes whenever the queue does: every staff action is audited, every waiting chat has an open hand-off.

    And when words of an open hand-off have arrived on the resident's phone.
    """
    waiting = (
        select(
            func.count(), func.sum(Conversation.last_seq), func.max(Handoff.created_at), func.max(Handoff.claimed_at),
            func.sum(Handoff.urgent.cast(Integer)), func.sum(WeChatContact.delivered_seq),
        )
        .select_from(Handoff)
        .join(Conversation, Conversation.id == Handoff.conversation_id)
        .outerjoin(WeChatContact, WeChatContact.conversation_id == Conversation.id)
        .where(Handoff.state != "closed")
    )  # fmt: skip
    row = (await session.execute(waiting)).one()
    return (*row, await session.scalar(select(func.max(AuditEvent.seq))))
