"""The one door from the dialogue to casework: its internal API over HTTP, typed both ways, with a deadline."""

import os
import time
from pathlib import Path
from typing import Any, TypeVar, cast

import aiohttp
from pydantic import BaseModel

from contracts import errors
from contracts.casework import (
    Answer,
    AnswersIn,
    Assessed,
    AssessIn,
    ConsentIn,
    ConsentTexts,
    ConversationState,
    Erased,
    EraseIn,
    Filed,
    HandoffIn,
    HandoffOut,
    HelpLines,
    LaneIn,
    LeadIn,
    LeadOut,
    NotUnderstoodIn,
    NotUnderstoodOut,
    PapersIn,
    PapersOut,
    PolicyAnswer,
    PolicyQuestion,
    QuietIn,
    RegionCheck,
    ReopenIn,
    StatusIn,
    StatusOut,
    SubmitIn,
    WithdrawIn,
)
from contracts.keyring import Keyring
from contracts.keys import Lane
from contracts.paper_talk import PaperSaidIn, PapersToldIn

Model = TypeVar("Model", bound=BaseModel)
CALL_SECONDS = 2.0
CONNECT_SECONDS = 1.0
KEEP_SECONDS = 60.0
_ERRORS: dict[str, type[errors.JiujiError]] = {
    kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.JiujiError)
}


def _secret_from_environment() -> str:
    given = os.environ.get("JIUJI_SECRET_KEY")
    if not given:
        data = Path(os.environ.get("JIUJI_DATA_DIR") or Path(__file__).resolve().parent.parent / "var")
        given = (data / "secret.key").read_text(encoding="ascii")
    return Keyring([key.strip() for key in given.split(",") if key.strip()]).internal_secret


def _base_from_environment() -> str:
    port = os.environ.get("JIUJI_INTERNAL_PORT") or str(int(os.environ.get("JIUJI_PORT") or 8000) + 1)
    return os.environ.get("JIUJI_CASEWORK_URL") or f"http://127.0.0.1:{port}"


class CaseworkClient:
    """Typed calls to `/internal/v1`; every failure is a `JiujiError`, never a bare aiohttp error."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._base = base_url.rstrip("/") + "/internal/v1"
        self._headers = {"X-Jiuji-Secret": secret}
        self._session: aiohttp.ClientSession | None = None
        self._kept: dict[str, tuple[float, BaseModel]] = {}

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=CALL_SECONDS, connect=CONNECT_SECONDS)
            self._session = aiohttp.ClientSession(headers=self._headers, timeout=timeout)
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _call(self, method: str, path: str, answer: type[Model], body: BaseModel | None = None) -> Model:
        data = body.model_dump_json().encode() if body is not None else None
        headers = {"Content-Type": "application/json"} if data else {}
        try:
            async with self._open_session().request(method, self._base + path, data=data, headers=headers) as response:
                if response.status >= 400:
                    raise await self._error(response)
                return answer.model_validate_json(await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise errors.Unavailable() from error
        except ValueError as error:
            raise errors.Unavailable(retryable=False) from error

    @staticmethod
    async def _error(response: aiohttp.ClientResponse) -> errors.JiujiError:
        try:
            code = (await response.json(content_type=None))["error"]["code"]
        except (ValueError, KeyError, TypeError):
            code = "unavailable"
        kind = _ERRORS.get(code, errors.Unavailable)
        return kind()

    async def read_state(self, conversation: str) -> ConversationState:
        """All that casework knows of the conversation."""
        return await self._call("GET", f"/conversations/{conversation}", ConversationState)

    async def read_or_open(self, conversation: str) -> ConversationState:
        """The same; a conversation that no channel of ours opened (stock Rasa's REST channel) is opened here."""
        try:
            return await self.read_state(conversation)
        except errors.NotFound:
            return await self._call("PUT", f"/conversations/{conversation}", ConversationState)

    async def save_answers(
        self, conversation: str, turn_id: str, lane: Lane, answers: list[Answer], *, fresh: bool = False
    ) -> ConversationState:
        """Save answers to the draft of the lane; `fresh` begins another one."""
        body = AnswersIn(turn_id=turn_id, lane=lane, answers=answers, fresh=fresh)
        return await self._call("POST", f"/conversations/{conversation}/answers", ConversationState, body)

    async def reopen(self, conversation: str, turn_id: str, lane: Lane, key: str) -> ConversationState:
        """Clear one answer, so that its question is the next."""
        body = ReopenIn(turn_id=turn_id, lane=lane, key=key)
        return await self._call("POST", f"/conversations/{conversation}/reopen", ConversationState, body)

    async def record_consent(self, conversation: str, consent: ConsentIn) -> ConversationState:
        """Record one decision."""
        return await self._call("POST", f"/conversations/{conversation}/consents", ConversationState, consent)

    async def read_consent_texts(self) -> ConsentTexts:
        """The texts in use, by kind."""
        return await self._remembered("/consent-texts", ConsentTexts)

    async def read_papers(self, conversation: str, turn_id: str, case_number: str | None = None) -> PapersOut:
        """The papers of a filed case as they stand now."""
        body = PapersIn(turn_id=turn_id, case_number=case_number)
        return await self._call("POST", f"/conversations/{conversation}/checklist", PapersOut, body)

    async def assess(self, conversation: str, draft_id: str) -> dict[str, Any]:
        """What the draft amounts to today: the data of an `assessment` card; nothing is stored."""
        found = await self._call("POST", f"/conversations/{conversation}/assess", Assessed, AssessIn(draft_id=draft_id))
        return found.assessment

    async def change_lane(self, conversation: str, turn_id: str, draft_id: str, lane: Lane) -> ConversationState:
        """The open draft goes on as another kind of application; every answer is kept."""
        body = LaneIn(turn_id=turn_id, draft_id=draft_id, lane=lane)
        return await self._call("POST", f"/conversations/{conversation}/lane", ConversationState, body)

    async def submit(self, conversation: str, turn_id: str, draft_id: str) -> Filed:
        """File the draft; the same draft again is the same case."""
        body = SubmitIn(turn_id=turn_id, draft_id=draft_id)
        return await self._call("POST", f"/conversations/{conversation}/submit", Filed, body)

    async def read_status(self, conversation: str, turn_id: str, case_number: str | None) -> StatusOut:
        """The cases this conversation may see."""
        body = StatusIn(turn_id=turn_id, case_number=case_number)
        return await self._call("POST", f"/conversations/{conversation}/status", StatusOut, body)

    async def request_handoff(self, conversation: str, handoff: HandoffIn) -> HandoffOut:
        """Put the conversation into the staff queue."""
        return await self._call("POST", f"/conversations/{conversation}/handoff", HandoffOut, handoff)

    async def withdraw(self, conversation: str, turn_id: str, case_number: str | None) -> StatusOut:
        """Take a filed case back."""
        body = WithdrawIn(turn_id=turn_id, case_number=case_number)
        return await self._call("POST", f"/conversations/{conversation}/withdraw", StatusOut, body)

    async def erase(self, conversation: str, turn_id: str, *, photos_only: bool = False) -> Erased:
        """Erase what may be erased, or the photos alone."""
        body = EraseIn(turn_id=turn_id, photos_only=photos_only)
        return await self._call("POST", f"/conversations/{conversation}/erase", Erased, body)

    async def report_lead(self, conversation: str, lead: LeadIn) -> LeadOut:
        """Tell the township of somebody else in need."""
        return await self._call("POST", f"/conversations/{conversation}/lead", LeadOut, lead)

    async def set_quiet(self, conversation: str, turn_id: str, quiet: bool) -> ConversationState:
        """Nothing is pushed to the phone any more, or again."""
        body = QuietIn(turn_id=turn_id, quiet=quiet)
        return await self._call("POST", f"/conversations/{conversation}/quiet", ConversationState, body)

    async def note_papers_told(self, conversation: str, turn_id: str, papers: list[str]) -> ConversationState:
        """The resident has heard what became of these papers."""
        body = PapersToldIn(turn_id=turn_id, papers=papers)
        return await self._call("POST", f"/conversations/{conversation}/papers-told", ConversationState, body)

    async def note_paper_said(self, conversation: str, body: PaperSaidIn) -> ConversationState:
        """What the resident said to one question about a paper; a yes is an answer from then on."""
        return await self._call("POST", f"/conversations/{conversation}/paper-said", ConversationState, body)

    async def note_not_understood(self, conversation: str, body: NotUnderstoodIn) -> NotUnderstoodOut:
        """Keep words for review, masked by casework."""
        return await self._call("POST", f"/conversations/{conversation}/not-understood", NotUnderstoodOut, body)

    async def ask_policy(self, question: PolicyQuestion) -> PolicyAnswer:
        """A question about the rules, answered from the data."""
        return await self._call("POST", "/policy/answer", PolicyAnswer, question)

    async def _remembered(self, path: str, answer: type[Model]) -> Model:
        """Places and numbers of the law change by publication, not by the minute: asked once a minute."""
        held = self._kept.get(path)
        if held is None or held[0] < time.monotonic():
            held = (time.monotonic() + KEEP_SECONDS, await self._call("GET", path, answer))
            self._kept[path] = held
        return cast(Model, held[1])

    async def read_lines(self, use: str, region: str | None) -> HelpLines:
        """The numbers to call now."""
        return await self._remembered(f"/policy/lines?use={use}&region={region or ''}", HelpLines)

    async def check_region(self, code: str) -> RegionCheck:
        """Whether a place is served."""
        return await self._remembered(f"/regions/{code}", RegionCheck)


_client: CaseworkClient | None = None


def install(base_url: str, secret: str) -> CaseworkClient:
    """Use this casework from now on (the dialogue process says where it is)."""
    global _client
    _client = CaseworkClient(base_url, secret)
    return _client


def client() -> CaseworkClient:
    """The client in use; under stock `rasa run actions` it is made from the environment."""
    return _client or install(_base_from_environment(), _secret_from_environment())


def dump(value: Any) -> Any:
    """A model as plain JSON data, for slots and custom messages."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value
