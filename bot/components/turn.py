"""One turn: a resident's words or a verified command in, bubbles out; saved once, at the end, or not at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.tracker_store import SnapshotTrackerStore
from contracts.dialogue import TurnReply, TurnRequest
from contracts.errors import Unavailable
from contracts.messages import Bubble, Card, Choice, Command, Progress

log = structlog.get_logger()

CHANNEL = "jiuji"


class TurnFailed(Unavailable):
    """The turn ended without a whole answer; nothing of it is remembered."""

    code = "turn_failed"


class BubbleCollector(OutputChannel):  # type: ignore[misc]  # rasa is untyped
    """Output channel that turns each message of Rasa into one bubble."""

    def __init__(self) -> None:
        self.bubbles: list[Bubble] = []
        self.failures: list[str] = []

    @classmethod
    def name(cls) -> str:
        """Channel name, as conditional responses see it."""
        return CHANNEL

    def note_failure(self, what: str) -> None:
        """Remember that part of the turn failed."""
        self.failures.append(what)

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """One message of Rasa is one bubble; `custom` carries choices, key, progress and card."""
        custom = message.get("custom") or {}
        if custom.get("failed"):
            self.note_failure("action")
        bubble = as_bubble(message.get("text") or "", custom)
        if bubble.text or bubble.card or bubble.choices:
            self.bubbles.append(bubble)


def as_bubble(text: str, custom: dict[str, Any]) -> Bubble:
    """A bubble from a text and the custom part of a message."""
    return Bubble(
        text=text,
        choices=[Choice.model_validate(choice) for choice in custom.get("choices") or []],
        asks=custom.get("asks") or None,
        progress=Progress.model_validate(custom["progress"]) if custom.get("progress") else None,
        card=Card.model_validate(custom["card"]) if custom.get("card") else None,
    )


def command_parse_data(command: Command) -> dict[str, Any]:
    """What understanding would say of a message whose intent is already known."""
    return {"text": "", "intent": {"name": command.intent, "confidence": 1.0}, "entities": [], "intent_ranking": []}


def words_only(text: str) -> str:
    """The text, with a leading slash escaped: `/intent{...}` is Rasa's own syntax, and only ours to use."""
    trimmed = text.strip()
    return f"· {trimmed}" if trimmed.startswith(("/", "／")) else trimmed


class ConversationLocks:
    """One lock per conversation that somebody is waiting for."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def hold(self, conversation_id: str) -> AsyncIterator[None]:
        """Wait for the conversation's turn before this one."""
        lock, waiting = self._locks.get(conversation_id, (asyncio.Lock(), 0))
        self._locks[conversation_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks.pop(conversation_id)
            if waiting > 1:
                self._locks[conversation_id] = (lock, waiting - 1)


class TurnRunner:
    """Runs turns on a loaded model; any number of conversations at once, one turn at a time in each."""

    def __init__(self, processor: MessageProcessor, store: SnapshotTrackerStore) -> None:
        self._processor = processor
        self._store = store
        self._locks = ConversationLocks()

    async def run(self, request: TurnRequest) -> TurnReply:
        """The reply of a turn; `TurnFailed` past its deadline, on a failed action or without an answer."""
        try:
            async with (
                asyncio.timeout(request.deadline_seconds) as deadline,
                self._locks.hold(request.conversation_id),
            ):
                return await self._run_alone(request, deadline)
        except TimeoutError:
            log.warning("turn.deadline", turn_id=request.turn_id)
            raise TurnFailed() from None
        except TurnFailed:
            raise
        except Exception as error:
            # a newer turn was saved, the database is away, a component broke: for the caller all are "try again"
            log.error("turn.failed", turn_id=request.turn_id, error=type(error).__name__)
            raise TurnFailed() from error

    async def _run_alone(self, request: TurnRequest, deadline: asyncio.Timeout) -> TurnReply:
        known = await self._store.recall(request.conversation_id)
        if known.last_turn_id == request.turn_id and known.last_reply:
            return TurnReply.model_validate_json(known.last_reply)
        tracker = known.tracker or await self._store.create_tracker(request.conversation_id, False)
        channel = BubbleCollector()
        await self._converse(tracker, channel, request)
        if channel.failures or not (channel.bubbles or request.may_be_silent):
            log.warning("turn.failed", turn_id=request.turn_id, reason=",".join(channel.failures) or "no answer")
            raise TurnFailed()
        reply = TurnReply(turn_id=request.turn_id, bubbles=channel.bubbles, model_id=self.model_id)
        # the answer is there: a deadline in the middle of saving would only make it unsure whether it was kept
        deadline.reschedule(None)
        await self._store.remember(tracker, request.turn_id, reply.model_dump_json())
        return reply

    async def warm_up(self) -> None:
        """Understand one harmless message, so that the first resident does not wait for TensorFlow's first run."""
        await self._processor.parse_message(UserMessage("你好"))

    @property
    def model_id(self) -> str:
        """Id of the model the turns run on."""
        return str(self._processor.model_metadata.model_id)

    def _known(self, request: TurnRequest) -> TurnRequest:
        """A button of another release is not understood; Rasa alone would go round in circles."""
        if request.command is None or request.command.intent in self._processor.domain.intents:
            return request
        log.warning("turn.unknown_command", turn_id=request.turn_id)
        return request.model_copy(update={"command": Command(intent="nlu_fallback")})

    async def _converse(self, tracker: DialogueStateTracker, channel: BubbleCollector, request: TurnRequest) -> None:
        """What Rasa's own `handle_message` does, without its reading and saving."""
        processor, request = self._processor, self._known(request)
        tracker.model_id = processor.model_metadata.model_id
        tracker.assistant_id = tracker.assistant_id or processor.model_metadata.assistant_id
        message = await self._as_message(request, channel, tracker)
        await processor._update_tracker_session(tracker, channel)
        await processor._handle_message_with_tracker(message, tracker)
        await processor.run_action_extract_slots(channel, tracker)
        await processor._run_prediction_loop(channel, tracker)

    async def _as_message(
        self, request: TurnRequest, channel: BubbleCollector, tracker: DialogueStateTracker
    ) -> UserMessage:
        command = Command(intent=request.screen[0]) if request.screen else request.command
        text = words_only(request.text)
        message = UserMessage(
            text, channel, request.conversation_id, input_channel=CHANNEL, metadata=turn_metadata(request)
        )
        if command is None:
            message.parse_data = await self._processor.parse_message(message, tracker)
        else:
            message.parse_data = {**command_parse_data(command), "text": text}
        return message


def turn_metadata(request: TurnRequest) -> dict[str, Any]:
    """What actions read of a turn."""
    return {
        "turn_id": request.turn_id,
        "said_on": request.said_on.isoformat(),
        "command": request.command.model_dump() if request.command else None,
        "screen": request.screen,
        "truncated": request.truncated,
    }
