"""Rasa's tracker store on one row a conversation: slots and the last turns, never the whole history.

A tracker that is read back begins like a session that Rasa itself carried over: session start, one `SlotSet` per
slot, listen; then the last turns. So turn 300 costs what turn 10 costs, and rules predict the same.
"""

import asyncio
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import structlog
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.event_reading import read_events
from bot.components.tracker_rows import RowGone, SnapshotRows
from contracts.keyring import Keyring

T = TypeVar("T")
log = structlog.get_logger()

# what a bot said is the record's business, and a ranking is only of use in its own turn
FORGOTTEN_IN_PARSE_DATA = ("intent_ranking", "response_selector", "text_tokens", "message_id", "metadata", "text")


class ShortTracker(DialogueStateTracker):  # type: ignore[misc]  # rasa is untyped
    """A tracker that knows which version of its row it was read from (0: there was no row)."""

    snapshot_version: int = 0


@dataclass(frozen=True)
class Remembered:
    """A row as read: the tracker, and the last turn with its reply."""

    tracker: ShortTracker | None
    last_turn_id: str | None
    last_reply: str | None


def default_keyring() -> Keyring:
    """The installation's keys, from the environment or the file the first start made."""
    given = os.environ.get("JIUJI_SECRET_KEY")
    if given:
        return Keyring([key.strip() for key in given.split(",") if key.strip()])
    path = Path(os.environ.get("JIUJI_DATA_DIR", "var")) / "secret.key"
    if not path.is_file():
        raise FileNotFoundError(f"no JIUJI_SECRET_KEY and no {path}: start the service once, or set the key")
    return Keyring([path.read_text("ascii").strip()])


class SnapshotTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps a short tracker per conversation, encrypted, with an optimistic version.

    In `endpoints.yml`: `type: bot.components.tracker_store.SnapshotTrackerStore`, `url:` an SQLAlchemy URL and,
    for a database that our migrations do not own, `create_table: true`. `kept_turns` is how many turns the
    policies may look back.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: Any = None,
        url: str | None = None,
        keyring: Keyring | None = None,
        kept_turns: int = 1,
        create_table: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        place = url or host or os.environ.get("JIUJI_DATABASE_URL") or "sqlite:///var/jiuji.db"
        self._rows = SnapshotRows(place, keyring or default_keyring(), create_table=create_table)
        self._kept_turns = kept_turns
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="tracker")

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    # -- what Rasa calls ---------------------------------------------------------------------------------------

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The short tracker of a conversation, or None."""
        return (await self.recall(sender_id)).tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Save a tracker that no turn of ours produced (stock commands)."""
        await self.remember(tracker, None, None)

    def init_tracker(self, sender_id: str) -> ShortTracker:
        """A tracker with every slot at its initial value."""
        return ShortTracker(sender_id, self.domain.slots)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> ShortTracker:
        """A new tracker; nothing is written before its first turn has ended."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        return tracker

    async def keys(self) -> Iterable[str]:
        """Every conversation id there is."""
        return await self._in_thread(self._rows.keys)

    async def delete(self, sender_id: str) -> None:
        """Forget a conversation."""
        await self._in_thread(lambda: self._rows.delete(sender_id))

    # -- what a turn calls -------------------------------------------------------------------------------------

    async def recall(self, conversation_id: str) -> Remembered:
        """The row of a conversation with its tracker rebuilt; an empty one when there is no row."""
        row = await self._in_thread(lambda: self._rows.read(conversation_id))
        if row is None:
            return Remembered(None, None, None)
        try:
            tracker = self._rebuild(conversation_id, json.loads(row.snapshot or ""))
        except (ValueError, KeyError, TypeError) as error:
            # written under a lost key or by another release: as good as lost, and casework is the record
            log.warning("tracker.unreadable", error=type(error).__name__)
            tracker = self.init_tracker(conversation_id)
        tracker.snapshot_version = row.version
        return Remembered(tracker, row.last_turn_id, row.last_reply)

    async def remember(self, tracker: DialogueStateTracker, turn_id: str | None, reply: str | None) -> None:
        """Save tracker, turn id and reply in one statement; `StaleTracker` when somebody was faster."""
        version = tracker.snapshot_version if isinstance(tracker, ShortTracker) else None
        try:
            saved = await self._write(tracker.sender_id, version, self.shorten(tracker), turn_id, reply)
        except RowGone:
            # erased in this turn: what the actions left in the slots is all that may be remembered
            left = {"slots": _set_slots(tracker), "events": []}
            saved = await self._write(tracker.sender_id, 0, left, turn_id, reply)
        if isinstance(tracker, ShortTracker):
            tracker.snapshot_version = saved

    async def _write(
        self, conversation_id: str, version: int | None, kept: dict[str, Any], turn_id: str | None, reply: str | None
    ) -> int:
        snapshot = json.dumps(kept, ensure_ascii=False)
        return await self._in_thread(lambda: self._rows.save(conversation_id, version, snapshot, turn_id, reply))

    def close(self) -> None:
        """Release threads and connections."""
        self._threads.shutdown(wait=True)
        self._rows.close()

    # -- the short tracker -------------------------------------------------------------------------------------

    def shorten(self, tracker: DialogueStateTracker) -> dict[str, Any]:
        """What is kept of a tracker: the state before the last turns as plain values, and their events."""
        events = list(tracker.events)
        start = _tail_start(events, self._kept_turns)
        before = DialogueStateTracker.from_events(tracker.sender_id, events[:start], self.domain.slots)
        return {
            "slots": _set_slots(before),
            "loop": before.active_loop_name,
            "paused": before.is_paused(),
            "events": [_short(event) for event in events[start:] if not isinstance(event, BotUttered)],
        }

    def _rebuild(self, sender_id: str, kept: dict[str, Any]) -> ShortTracker:
        tail = read_events(kept["events"])
        known = {slot.name for slot in self.domain.slots}
        head: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        head += [SlotSet(name, value) for name, value in kept["slots"].items() if name in known]
        head += [ActiveLoop(kept["loop"])] if kept.get("loop") else []
        head += [ConversationPaused()] if kept.get("paused") else []
        head.append(ActionExecuted(ACTION_LISTEN_NAME))
        for event in head:
            event.timestamp = tail[0].timestamp if tail else event.timestamp
        tracker: ShortTracker = ShortTracker.from_events(sender_id, head + tail, self.domain.slots)
        return tracker


def _set_slots(tracker: DialogueStateTracker) -> dict[str, Any]:
    return {name: slot.value for name, slot in tracker.slots.items() if slot.value != slot.initial_value}


def _tail_start(events: list[Event], turns: int) -> int:
    """Index of the first event of the last turns, not reaching over a session start or restart."""
    starts: list[int] = []
    for index, event in enumerate(events):
        if isinstance(event, SessionStarted | Restarted):
            starts = []
        elif isinstance(event, UserUttered):
            starts.append(index)
    return starts[-turns:][0] if starts else len(events)


def _short(event: Event) -> dict[str, Any]:
    """An event as kept: without what only its own turn needed."""
    kept: dict[str, Any] = event.as_dict()
    kept.pop("metadata", None)
    parsed = kept.get("parse_data")
    if isinstance(parsed, dict):
        kept["parse_data"] = {key: value for key, value in parsed.items() if key not in FORGOTTEN_IN_PARSE_DATA}
    return kept
