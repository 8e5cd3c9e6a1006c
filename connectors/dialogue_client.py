"""The gateway's line to the dialogue: one deadline, and a difference between "not there" and "could not answer"."""

import time

import aiohttp
from pydantic import ValidationError

from connectors.measures import DIALOGUE_READY
from contracts.dialogue import DialogueReadiness, TurnReply, TurnRequest
from contracts.errors import Unavailable

SECRET_HEADER = "X-Jiuji-Secret"  # noqa: S105  the name of a header, not a secret
CONNECT_SECONDS = 1.0
PROBE_SECONDS = 2.0


class DialogueDown(Unavailable):
    """No dialogue process takes turns now; the turn was not tried."""

    code = "dialogue_down"


class TurnNotAnswered(Unavailable):
    """The dialogue had the turn and gave no reply; `reason` is a short code."""

    code = "turn_not_answered"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class DialogueClient:
    """Turns to a dialogue process; `up` is what the last call or probe showed (hopeful at the start)."""

    def __init__(self, base: str, secret: str, seconds: float) -> None:
        self._base, self._seconds = base.rstrip("/"), seconds
        self._headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
        self._session: aiohttp.ClientSession | None = None
        self._probed_at = float("-inf")
        self.up = True
        self.readiness = DialogueReadiness(state="loading")

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60))
        return self._session

    def _mark(self, up: bool) -> None:
        self.up = up
        DIALOGUE_READY.set(1 if up else 0)

    async def ask(self, turn: TurnRequest) -> TurnReply:
        """The reply to one turn; `DialogueDown` when it was not tried, `TurnNotAnswered` when it failed."""
        timeout = aiohttp.ClientTimeout(total=self._seconds, sock_connect=CONNECT_SECONDS)
        try:
            async with self._client().post(
                f"{self._base}/turn", data=turn.model_dump_json(), headers=self._headers, timeout=timeout
            ) as answer:
                status, body = answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError) as error:
            self._mark(False)
            raise DialogueDown from error
        except TimeoutError as error:
            raise TurnNotAnswered("timeout") from error
        except aiohttp.ClientError as error:
            raise TurnNotAnswered("connection") from error
        return await self._read(turn, status, body)

    async def _read(self, turn: TurnRequest, status: int, body: bytes) -> TurnReply:
        if status == 503 and not await self.is_ready():
            raise DialogueDown
        if status != 200:
            raise TurnNotAnswered(f"status_{status}")
        try:
            reply = TurnReply.model_validate_json(body)
        except ValidationError:
            # the cause would quote what was said
            raise TurnNotAnswered("unreadable") from None
        if reply.turn_id != turn.turn_id or not (reply.bubbles or turn.may_be_silent):
            raise TurnNotAnswered("empty" if reply.turn_id == turn.turn_id else "other_turn")
        self._mark(True)
        return reply

    async def is_ready(self, max_age: float = 0.0) -> bool:
        """Ask `/readyz` (unless asked less than `max_age` seconds ago) and remember the answer."""
        if time.monotonic() - self._probed_at < max_age:
            return self.up
        try:
            timeout = aiohttp.ClientTimeout(total=PROBE_SECONDS)
            async with self._client().get(f"{self._base}/readyz", timeout=timeout) as answer:
                self.readiness = DialogueReadiness.model_validate_json(await answer.read())
            self._mark(self.readiness.state == "ready")
        except TimeoutError:
            # busy is not away: whoever asks for a turn finds out
            self.readiness = DialogueReadiness(state="failed", reason="timeout")
        except (aiohttp.ClientError, ValidationError) as error:
            self.readiness = DialogueReadiness(state="failed", reason=type(error).__name__)
            self._mark(False)
        self._probed_at = time.monotonic()
        return self.up

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
