"""Runs queued turns: one task per conversation, bounded, renewing its lease, putting back what fails."""

import asyncio
import contextlib
import time

import structlog

from casework.services import handoffs, turns
from casework.services.context import Casework
from casework.services.conversations import region_of
from casework.services.events import STAFF, TURNS
from casework.services.turns import ClaimedTurn, LeaseLost
from connectors import fixed_words
from connectors.dialogue_client import DialogueClient, DialogueDown, TurnNotAnswered
from connectors.fallback import answer_alone
from connectors.measures import RUNNING, TURN_SECONDS, WAIT_SECONDS
from connectors.measures import TURNS as CLOSED
from connectors.screen import text_for_dialogue
from contracts.dialogue import TurnRequest
from contracts.messages import Bubble

ROOM = 32
ATTEMPTS = 5
RENEW_SECONDS = 1.75
SILENCE_SECONDS = 3.0
SWEEP_SECONDS = 1.0
PROBE_SECONDS = 0.5
APOLOGISE_AFTER = 2.0
GIVE_UP_AFTER = 900.0
STOP_SECONDS = 8.0
FINISH_PAUSES = (0.2, 0.6, 1.5)
# here slow is not failed: the answer itself comes as soon as it is there, and every extra word costs one of five sends
PATIENT_CHANNELS = ("wechat",)
log = structlog.get_logger()


class TurnRunner:
    """The turn tasks of one gateway process. Start `keep_sweeping()` beside it."""

    def __init__(self, cw: Casework, dialogue: DialogueClient, *, seconds: float = 12.0, room: int = ROOM) -> None:
        self._cw, self._dialogue, self._seconds, self._room = cw, dialogue, seconds, room
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._stopping = False

    @property
    def has_room(self) -> bool:
        """Whether another conversation may be run now."""
        return not self._stopping and len(self._tasks) < self._room and self._dialogue.up

    def start(self, turn: ClaimedTurn) -> asyncio.Event:
        """Run a turn that is already leased to us, then whatever waits behind it; the event says it was run."""
        ran = asyncio.Event()
        self._spawn(turn.conversation_id, turn, ran)
        return ran

    def wake(self, conversation_id: str) -> None:
        """Look for the next turn of a conversation, unless we are at it."""
        if self.has_room and conversation_id not in self._tasks.values():
            self._spawn(conversation_id, None, asyncio.Event())

    def _spawn(self, conversation_id: str, turn: ClaimedTurn | None, ran: asyncio.Event) -> None:
        task = asyncio.create_task(self._run_conversation(conversation_id, turn, ran))
        self._tasks[task] = conversation_id
        RUNNING.set(len(self._tasks))
        task.add_done_callback(self._forget)

    def _forget(self, done: asyncio.Task[None]) -> None:
        was_full, conversation_id = len(self._tasks) >= self._room, self._tasks.pop(done)
        if was_full:
            # somebody may be waiting for the place
            self._cw.events.wake(TURNS)
        RUNNING.set(len(self._tasks))
        if not done.cancelled() and (error := done.exception()):
            log.error("turn.task_failed", conversation_id=conversation_id, exc_info=error)

    async def _run_conversation(self, conversation_id: str, turn: ClaimedTurn | None, ran: asyncio.Event) -> None:
        turn = turn or await turns.claim_next_turn(self._cw, conversation_id)
        while turn is not None:
            try:
                more = await self._run(turn)
            finally:
                ran.set()
            turn = await turns.claim_next_turn(self._cw, conversation_id) if more and not self._stopping else None

    async def _run(self, turn: ClaimedTurn) -> bool:
        """One turn from claim to close; True when the next one may be looked for."""
        WAIT_SECONDS.observe(max(self._waited(turn), 0.0))
        holding = asyncio.create_task(self._hold(turn))
        began = time.monotonic()
        try:
            return await self._answer(turn)
        except LeaseLost:
            CLOSED.labels("lease_lost").inc()
            log.warning("turn.lease_lost", turn_id=turn.id)
            return False
        except asyncio.CancelledError:
            await asyncio.shield(self._put_back(turn, "stopped", wait=0.0, counts=False))
            raise
        finally:
            holding.cancel()
            TURN_SECONDS.observe(time.monotonic() - began)

    async def _hold(self, turn: ClaimedTurn) -> None:
        """Renew the lease while the dialogue thinks, and break the silence when it takes long."""
        held = True
        while held:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(OSError, TimeoutError):
                held = await turns.renew_turn(self._cw, turn)
            if held and self._must_speak(turn):
                region = await region_of(self._cw, turn.conversation_id)
                bubbles = fixed_words.apology(self._cw, region)
                await turns.apologise_turn(self._cw, turn.conversation_id, turn.id, bubbles)

    def _must_speak(self, turn: ClaimedTurn) -> bool:
        """Whether a resident looks at a page on which nothing moves."""
        impatient = turn.kind == "resident" and turn.channel not in PATIENT_CHANNELS
        return impatient and self._waited(turn) > SILENCE_SECONDS

    def _waited(self, turn: ClaimedTurn) -> float:
        return (self._cw.now() - turn.created_at).total_seconds()

    async def _answer(self, turn: ClaimedTurn) -> bool:
        try:
            bubbles = await self._ask(turn)
        except DialogueDown:
            return await self._without_dialogue(turn)
        except TurnNotAnswered as error:
            return await self._not_answered(turn, error.reason)
        more = await self._finish(turn, bubbles)
        CLOSED.labels("done").inc()
        return more

    async def _finish(self, turn: ClaimedTurn, bubbles: list[Bubble]) -> bool:
        """Close a turn; a database that blinks is asked again, as a commit that went through shows as a lost lease."""
        for pause in FINISH_PAUSES:
            try:
                return await turns.finish_turn(self._cw, turn, bubbles)
            except LeaseLost:
                raise
            except Exception as error:
                log.warning("turn.finish_again", turn_id=turn.id, error=type(error).__name__)
                await asyncio.sleep(pause)
        return await turns.finish_turn(self._cw, turn, bubbles)

    async def _ask(self, turn: ClaimedTurn) -> list[Bubble]:
        text, truncated = text_for_dialogue(turn.text) if turn.command is None else ("", False)
        reply = await self._dialogue.ask(TurnRequest(
            turn_id=turn.id, conversation_id=turn.conversation_id, text=text, command=turn.command,
            said_on=turn.said_on, deadline_seconds=self._seconds, screen=list(turn.screen), truncated=truncated,
            may_be_silent=turn.kind == "papers",
        ))  # fmt: skip
        before = [fixed_words.truncated()] if truncated else []
        # what was heard is said in the same breath as its answer: WeChat counts every send
        return [*(fixed_words.read_back(turn.text) if turn.heard else []), *before, *reply.bubbles]

    async def _without_dialogue(self, turn: ClaimedTurn) -> bool:
        """The dialogue is away: serve what the gateway can, keep the rest in the queue, uncounted."""
        region = await region_of(self._cw, turn.conversation_id)
        if turn.kind != "resident":
            return await self._put_back(turn, "dialogue_down", wait=0.0, counts=False)
        if self._waited(turn) > GIVE_UP_AFTER:
            return await self._give_up(turn, region, "dialogue_down")
        if (bubbles := await self._speak_for(turn, region, apologise=True)) is not None:
            return await turns.finish_turn(self._cw, turn, bubbles)
        return await self._put_back(turn, "dialogue_down", wait=0.0, counts=False)

    async def _not_answered(self, turn: ClaimedTurn, reason: str) -> bool:
        """The dialogue had it and failed: once more soon, with an apology from the second time on."""
        log.warning("turn.not_answered", turn_id=turn.id, reason=reason, attempts=turn.attempts)
        region = await region_of(self._cw, turn.conversation_id)
        if turn.attempts >= ATTEMPTS:
            return await self._give_up(turn, region, reason)
        late = turn.attempts > 1 or self._waited(turn) > APOLOGISE_AFTER
        if turn.kind == "resident" and (bubbles := await self._speak_for(turn, region, apologise=late)) is not None:
            return await turns.finish_turn(self._cw, turn, bubbles)
        wait = 0.5 * 2.0 ** (turn.attempts - 1)
        await self._put_back(turn, reason, wait=wait, counts=True)
        asyncio.get_running_loop().call_later(wait + 0.02, self.wake, turn.conversation_id)
        return False

    async def _speak_for(self, turn: ClaimedTurn, region: str | None, *, apologise: bool) -> list[Bubble] | None:
        """The gateway's own answer to what cannot wait; None when the dialogue is still due, with an apology or not."""
        alone = await answer_alone(
            self._cw, turn.conversation_id, region, text=turn.text, command=turn.command, screen=turn.screen
        )
        if alone.settled:
            CLOSED.labels("alone").inc()
            return alone.bubbles
        if apologise:
            await turns.apologise_turn(self._cw, turn.conversation_id, turn.id, alone.bubbles)
        return None

    async def _give_up(self, turn: ClaimedTurn, region: str | None, reason: str) -> bool:
        await handoffs.request_handoff(self._cw, turn.conversation_id, reason="fault", turn_id=turn.id)
        self._cw.events.publish(STAFF)
        CLOSED.labels("failed").inc()
        log.error("turn.failed", turn_id=turn.id, conversation_id=turn.conversation_id, reason=reason)
        return await turns.fail_turn(self._cw, turn, fixed_words.failed(self._cw, region), reason)

    async def _put_back(self, turn: ClaimedTurn, error: str, *, wait: float, counts: bool) -> bool:
        CLOSED.labels("put_back").inc()
        with contextlib.suppress(LeaseLost):
            await turns.put_back_turn(self._cw, turn, error=error, wait=wait, counts=counts)
        return False

    async def keep_sweeping(self) -> None:
        """Pick up new, orphaned and postponed turns until cancelled; while the dialogue is away, watch for it."""
        with self._cw.events.subscribe(TURNS) as woken:
            while True:
                try:
                    await self._sweep()
                except Exception as error:  # the database may be away: the next round tries again
                    log.warning("turns.sweep_failed", error=type(error).__name__)
                await woken.wait(SWEEP_SECONDS if self._dialogue.up else PROBE_SECONDS)

    async def _sweep(self) -> None:
        if not self._dialogue.up and not await self._dialogue.is_ready():
            await self._stand_in()
            return
        for conversation_id in await turns.sweep_turns(self._cw):
            self.wake(conversation_id)

    async def _stand_in(self) -> None:
        """Nobody waits in silence while the dialogue is away, not even on a gateway that has died."""
        for conversation_id, turn_id in await turns.unapologised_turns(self._cw, APOLOGISE_AFTER):
            region = await region_of(self._cw, conversation_id)
            await turns.apologise_turn(self._cw, conversation_id, turn_id, fixed_words.apology(self._cw, region))
        for conversation_id in await turns.waiting_since(self._cw, GIVE_UP_AFTER):
            if turn := await turns.claim_next_turn(self._cw, conversation_id):
                await self._without_dialogue(turn)

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Let running turns end; hand back those that do not."""
        self._stopping = True
        tasks = list(self._tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
