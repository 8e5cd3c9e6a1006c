"""The worker's listening loop: recordings become words, and their turns go on."""

import asyncio
from typing import Final

import structlog

from casework.services import conversations
from casework.services.context import Casework
from casework.services.held_turns import Released
from casework.services.recordings import Recording, claim_recording, read_recording, settle_recording
from connectors import fixed_words
from contracts.crisis import Screen
from contracts.errors import NotFound, Unavailable
from contracts.keyring import UnreadableValue
from jiuji.voice_process import EngineAway, Heard, VoiceEngine

PAUSE_SECONDS: Final = 0.5
TROUBLE_SECONDS: Final = 5.0
log = structlog.get_logger()


class Listener:
    """Listens to recordings with one engine; keep `keep_listening()` running."""

    def __init__(self, cw: Casework, engine: VoiceEngine, ear: Screen) -> None:
        self._cw, self._engine, self._ear = cw, engine, ear

    async def keep_listening(self) -> None:
        """Until cancelled; a round that fails is logged and the next one tries again."""
        try:
            await self._warm_up()
            while True:
                pause = await self._round()
                await asyncio.sleep(pause)
        finally:
            await self._engine.close()

    async def _warm_up(self) -> None:
        """Load the model before the first recording comes."""
        try:
            await self._engine.start()
            log.info("voice.ready", seconds=round(self._engine.load_seconds, 2))
        except EngineAway:
            log.error("voice.engine_away", reason="run: jiuji doctor")

    async def _round(self) -> float:
        """Listen to what waits; how long to pause then."""
        try:
            while recording := await claim_recording(self._cw):
                await self.listen_to(recording)
        except Exception as error:  # the database may be away
            log.error("voice.round_failed", error=type(error).__name__)
            return TROUBLE_SECONDS
        return PAUSE_SECONDS

    async def listen_to(self, recording: Recording) -> None:
        """One recording: whatever comes of it, its turn goes on."""
        heard = await self._hear(recording)
        outcome = heard.problem or ("words" if heard.words else "nothing")
        log.info("voice.heard", attachment_id=recording.id, seconds=round(heard.seconds, 1),
                 ms=round(heard.took * 1000), outcome=outcome)  # fmt: skip
        if heard.problem or not heard.words:
            await settle_recording(self._cw, recording, words=None, problem=heard.problem or "nothing_heard")
            return
        screen = list(dict.fromkeys(hit.intent for hit in self._ear.screen(heard.words)))
        released = await settle_recording(self._cw, recording, words=heard.words, screen=screen)
        if released and screen:
            await self._answer_crisis(released, screen[0])

    async def _hear(self, recording: Recording) -> Heard:
        try:
            return await self._engine.hear(await read_recording(self._cw, recording))
        except EngineAway:
            log.error("voice.engine_away", attachment_id=recording.id, reason="run: jiuji doctor")
            return Heard(problem="engine_away")
        except (NotFound, Unavailable, UnreadableValue) as error:
            # another machine's disk, or erased meanwhile
            return Heard(problem=f"file_{type(error).__name__}")

    async def _answer_crisis(self, released: Released, intent: str) -> None:
        """Where no turn will say it: staff have the talk, or it was heard after the answer."""
        if released.mode == "staff":
            card, origin = fixed_words.crisis_for_staff(self._cw, released.region, intent), "system"
        elif not released.in_time:
            card, origin = fixed_words.crisis(self._cw, released.region, intent), "bot"
        else:
            return
        await conversations.say(self._cw, released.conversation_id, card, origin=origin)
