"""The way in, the same for every channel: clean, screen, limit, store once, decide who answers, reply."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from casework.services import conversations, turns
from casework.services.context import Casework
from casework.services.conversations import Beside, Recorded
from casework.services.events import STAFF, conversation_topic
from connectors import fixed_words
from connectors.dialogue_client import DialogueClient
from connectors.fallback import answer_alone
from connectors.limits import Verdict
from connectors.measures import CRISES, INBOUND
from connectors.runner import SILENCE_SECONDS, TurnRunner
from connectors.screen import STORED_BYTES, clean_text, typed_number
from contracts.crisis import Screen
from contracts.errors import TooLarge
from contracts.messages import Bubble, Command, Message

log = structlog.get_logger()


class TextTooLong(TooLarge):
    """Over what is stored of one message."""

    message = "这段话太长了，一次最多发 64 KB（大约两万字），请分几次发。"


class Window(Protocol):
    """A limiter of `connectors.limits`."""

    async def admit(self, subject: str, item: str) -> Verdict:
        """Whether a message may go on to the dialogue."""
        ...


@dataclass(frozen=True)
class Said:
    """One message as a channel hands it over; `key` is unique per channel and account."""

    conversation_id: str
    channel: str
    region: str | None
    key: str
    text: str
    command: Command | None = None
    # what the channel writes in the transaction that stores the message
    beside: Beside | None = None
    # how long its turn waits for what is not known yet (a recording to be listened to)
    hold: timedelta | None = None


@dataclass(frozen=True)
class Receipt:
    """A stored message; `ran` is set when this process has run its turn, None when it does not run it now."""

    recorded: Recorded
    ran: asyncio.Event | None


class Intake:
    """Takes messages in; nothing is acknowledged before it is stored."""

    def __init__(
        self, cw: Casework, ear: Screen, limiter: Window, dialogue: DialogueClient, runner: TurnRunner
    ) -> None:
        self._cw, self._ear, self._limiter, self._dialogue, self._runner = cw, ear, limiter, dialogue, runner

    async def receive(self, said: Said) -> Receipt:
        """Store one message and see to its answer. Raises `TextTooLong`; a second copy changes nothing."""
        text = clean_text(said.text)
        if len(text.encode("utf-8")) > STORED_BYTES:
            raise TextTooLong
        screen = await self._screen(text)
        command = said.command or await self._typed_choice(said.conversation_id, text)
        verdict = await self._limiter.admit(said.conversation_id, said.key)
        alone = verdict is not Verdict.ASK
        recorded = await conversations.record_inbound(
            self._cw, said.conversation_id, dedup_key=said.key, text=text, command=command, screen=screen,
            ask=not alone, claim=self._runner.has_room, channel=said.channel, beside=said.beside, hold=said.hold,
        )  # fmt: skip
        ran = self._runner.start(recorded.claimed) if recorded.claimed else None
        if not recorded.duplicate:
            self._count(said, recorded, verdict, screen)
            await self._see_to(said, recorded, verdict, text, command, screen)
        return Receipt(recorded, ran)

    async def _screen(self, text: str) -> list[str]:
        """Crisis intents in the whole text; a long one is read beside the loop."""
        hits = await asyncio.to_thread(self._ear.screen, text) if len(text) > 500 else self._ear.screen(text)
        return list(dict.fromkeys(hit.intent for hit in hits))

    async def _typed_choice(self, conversation_id: str, text: str) -> Command | None:
        """A typed digit after a menu of ours: the dialogue does not know what the gateway offered."""
        number = typed_number(text)
        if not number:
            return None
        choices = await conversations.last_choices(self._cw, conversation_id)
        if number <= len(choices) and fixed_words.is_own_menu(choices):
            return choices[number - 1].command
        return None

    def _count(self, said: Said, recorded: Recorded, verdict: Verdict, screen: list[str]) -> None:
        INBOUND.labels(said.channel, recorded.mode, verdict.value).inc()
        for intent in screen[:1]:
            CRISES.labels(intent).inc()
        log.info("inbound.stored", inbound_id=recorded.inbound_id, conversation_id=said.conversation_id,
                 mode=recorded.mode, outcome=verdict.value, intent=screen[0] if screen else None)  # fmt: skip

    async def _see_to(
        self, said: Said, recorded: Recorded, verdict: Verdict, text: str, command: Command | None, screen: list[str]
    ) -> None:
        if screen:
            self._cw.events.publish(STAFF)
        if recorded.mode == "staff":
            if screen:
                card = fixed_words.crisis_for_staff(self._cw, said.region, screen[0])
                await self._say(said, recorded, card, origin="system")
            return
        if recorded.turn_id is None or not self._dialogue.up:
            await self._answer_alone(said, recorded, verdict, text, command, screen)

    async def _answer_alone(
        self, said: Said, recorded: Recorded, verdict: Verdict, text: str, command: Command | None, screen: list[str]
    ) -> None:
        """Over the limit, or the dialogue is away: what cannot wait is answered here and now."""
        alone = await answer_alone(
            self._cw, said.conversation_id, said.region, text=text, command=command, screen=screen
        )  # fmt: skip
        if recorded.turn_id is not None:
            await self._stand_in(said, recorded, alone.bubbles, settled=alone.settled)
        elif alone.settled:
            await self._say(said, recorded, alone.bubbles)
        elif verdict is Verdict.TELL:
            await self._say(said, recorded, fixed_words.too_fast(self._cw, said.region))

    async def _stand_in(self, said: Said, recorded: Recorded, bubbles: list[Bubble], *, settled: bool) -> None:
        if not settled:
            await turns.apologise_turn(self._cw, said.conversation_id, recorded.inbound_id, bubbles)
        elif await turns.close_turn(self._cw, recorded.inbound_id, error="answered_alone"):
            await self._say(said, recorded, bubbles)

    async def _say(self, said: Said, recorded: Recorded, bubbles: list[Bubble], *, origin: str = "bot") -> None:
        await conversations.say(
            self._cw, said.conversation_id, bubbles, origin=origin, turn_id=recorded.inbound_id
        )  # fmt: skip

    async def answer_to(self, conversation_id: str, receipt: Receipt, seconds: float) -> list[Message]:
        """All that was said in answer to a message, waiting at most so long for its turn to be settled."""
        until, inbound_id = time.monotonic() + seconds, receipt.recorded.inbound_id
        if receipt.ran:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(receipt.ran.wait(), min(seconds, SILENCE_SECONDS))
        with self._cw.events.subscribe(conversation_topic(conversation_id)) as woken:
            while not await self._is_settled(inbound_id):
                left = until - time.monotonic()
                if left <= 0:
                    break
                await woken.wait(left)
        return await conversations.messages_of_turn(self._cw, conversation_id, inbound_id)

    async def _is_settled(self, inbound_id: str) -> bool:
        state = await turns.turn_state(self._cw, inbound_id)
        return state is None or state[0] in ("done", "failed") or state[1]
