"""The internal API: what the dialogue asks casework, on a port of its own, with the shared secret."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from casework.services.consents import read_consent_texts, record_consent
from casework.services.context import Casework
from casework.services.draft_lanes import assess_conversation, change_lane
from casework.services.drafts import read_state, reopen_last, save_answers
from casework.services.erasure import erase_conversation
from casework.services.filing import submit_draft
from casework.services.handoffs import request_handoff
from casework.services.leads import record_lead
from casework.services.not_understood import note_not_understood
from casework.services.paper_marks import read_papers
from casework.services.paper_offers import note_said, note_told
from casework.services.policy_questions import HELP, answer_question, check_region, help_lines
from casework.services.quiet import set_quiet
from casework.services.rest_conversations import ensure_conversation
from casework.services.status import read_status
from casework.services.withdrawal import withdraw_case
from contracts.casework import (
    AnswersIn,
    AssessIn,
    ConsentIn,
    EraseIn,
    HandoffIn,
    HandoffOut,
    LaneIn,
    LeadIn,
    NotUnderstoodIn,
    PapersIn,
    PolicyQuestion,
    QuietIn,
    ReopenIn,
    StatusIn,
    SubmitIn,
    WithdrawIn,
)
from contracts.errors import BadRequest, JiujiError, NotFound, TooLarge, Unauthorised, Unavailable
from contracts.http import read_body
from contracts.paper_talk import PaperSaidIn, PapersToldIn

SECRET_HEADER = "X-Jiuji-Secret"  # noqa: S105  a header's name, not a secret
PREFIX = "/internal/v1"
BODY_LIMIT = 256 * 1024
CASEWORK: web.AppKey[Casework] = web.AppKey("casework", Casework)

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Call = Callable[[Casework, str, Any], Awaitable[BaseModel]]


async def _handoff(cw: Casework, conversation_id: str, body: HandoffIn) -> HandoffOut:
    brief = await request_handoff(
        cw, conversation_id, reason=body.reason, urgent=body.urgent, crisis=body.crisis, turn_id=body.turn_id
    )
    return HandoffOut(handoff=brief)


CALLS: dict[str, tuple[type[BaseModel], Call]] = {
    "answers": (AnswersIn, save_answers),
    "reopen": (ReopenIn, reopen_last),
    "assess": (AssessIn, assess_conversation),
    "lane": (LaneIn, change_lane),
    "consents": (ConsentIn, record_consent),
    "submit": (SubmitIn, submit_draft),
    "checklist": (PapersIn, read_papers),
    "status": (StatusIn, read_status),
    "handoff": (HandoffIn, _handoff),
    "withdraw": (WithdrawIn, withdraw_case),
    "erase": (EraseIn, erase_conversation),
    "lead": (LeadIn, record_lead),
    "quiet": (QuietIn, set_quiet),
    "not-understood": (NotUnderstoodIn, note_not_understood),
    "papers-told": (PapersToldIn, note_told),
    "paper-said": (PaperSaidIn, note_said),
}


def _answer(model: BaseModel, status: int = 200) -> web.Response:
    return web.Response(body=model.model_dump_json().encode(), content_type="application/json", status=status)


def _error(error: JiujiError, request_id: str) -> web.Response:
    return web.json_response(error.as_json(request_id), status=error.status)


def _as_jiuji(error: Exception, request_id: str) -> JiujiError:
    """Any failure as one of ours; the log gets its kind, never its words, which may quote what was sent."""
    if isinstance(error, JiujiError):
        return error
    if isinstance(error, web.HTTPRequestEntityTooLarge):
        return TooLarge()
    if isinstance(error, web.HTTPException):
        return NotFound() if error.status in (404, 405) else BadRequest()
    log.error("internal call failed", request_id=request_id, kind=type(error).__name__)
    return Unavailable() if isinstance(error, SQLAlchemyError | OSError | TimeoutError) else JiujiError()


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure in the documented shape."""
    request_id = secrets.token_hex(8)
    try:
        return await handler(request)
    except Exception as error:
        return _error(_as_jiuji(error, request_id), request_id)


@web.middleware
async def secret_required(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nobody without the shared secret, whatever the path; compared in constant time."""
    if not request.path.startswith(PREFIX + "/"):
        return await handler(request)
    given = request.headers.get(SECRET_HEADER, "")
    if not request.app[CASEWORK].keyring.is_internal_secret(given):
        raise Unauthorised
    return await handler(request)


async def _call(request: web.Request) -> web.Response:
    found = CALLS.get(request.match_info["call"])
    if found is None:
        raise NotFound
    model, service = found
    body = read_body(await request.read(), model)
    return _answer(await service(request.app[CASEWORK], request.match_info["conversation"], body))


async def _state(request: web.Request) -> web.Response:
    return _answer(await read_state(request.app[CASEWORK], request.match_info["conversation"]))


async def _ensure(request: web.Request) -> web.Response:
    cw, conversation = request.app[CASEWORK], request.match_info["conversation"]
    made = await ensure_conversation(cw, conversation, request.query.get("region"))
    return _answer(await read_state(cw, conversation), 201 if made else 200)


async def _region(request: web.Request) -> web.Response:
    return _answer(check_region(request.app[CASEWORK], request.match_info["code"]))


async def _policy_answer(request: web.Request) -> web.Response:
    question = read_body(await request.read(), PolicyQuestion)
    return _answer(answer_question(request.app[CASEWORK], question))


async def _policy_lines(request: web.Request) -> web.Response:
    use, region = request.query.get("use") or HELP, request.query.get("region") or None
    return _answer(help_lines(request.app[CASEWORK], use, region))


async def _consent_texts(request: web.Request) -> web.Response:
    return _answer(read_consent_texts())


def internal_routes() -> list[web.RouteDef]:
    """The routes of the internal API; the application needs `CASEWORK` and both middlewares (`internal_app`)."""
    return [
        web.get(PREFIX + "/conversations/{conversation}", _state),
        web.put(PREFIX + "/conversations/{conversation}", _ensure),
        web.post(PREFIX + "/conversations/{conversation}/{call}", _call),
        web.get(PREFIX + "/regions/{code}", _region),
        web.post(PREFIX + "/policy/answer", _policy_answer),
        web.get(PREFIX + "/policy/lines", _policy_lines),
        web.get(PREFIX + "/consent-texts", _consent_texts),
    ]


def internal_app(cw: Casework) -> web.Application:
    """The internal site; other internal routes (/metrics) may be added to it."""
    app = web.Application(middlewares=[errors_as_json, secret_required], client_max_size=BODY_LIMIT)
    app[CASEWORK] = cw
    app.add_routes(internal_routes())
    return app
