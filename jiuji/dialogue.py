"""The dialogue process: one internal route over a Rasa agent, ready when the right model is loaded."""

import asyncio
import contextlib
import signal
import time
import uuid
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from contracts.dialogue import TurnRequest
from contracts.errors import JiujiError, Unauthorised, Unavailable
from contracts.http import read_body
from jiuji.dialogue_logs import quiet_logs
from jiuji.dialogue_model import ModelHolder
from jiuji.settings import Settings

log = structlog.get_logger()

SECRET_HEADER = "X-Jiuji-Secret"  # noqa: S105  the name of a header, not a secret
STOP_SECONDS = 10.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HOLDER = web.AppKey("holder", ModelHolder)
SETTINGS = web.AppKey("settings", Settings)


@web.middleware
async def errors_as_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every error in the one documented shape; what we did not foresee is logged by type only."""
    request_id = request.headers.get("X-Request-Id") or uuid.uuid4().hex
    try:
        return await handler(request)
    except JiujiError as error:
        return web.json_response(error.as_json(request_id), status=error.status)
    except web.HTTPException as error:
        return web.json_response({"error": {"code": "http", "message": error.reason, "request_id": request_id}},
                                 status=error.status)  # fmt: skip
    except Exception as error:
        log.error("request.failed", error=type(error).__name__, route=request.path, request_id=request_id)
        return web.json_response(JiujiError().as_json(request_id), status=500)


@web.middleware
async def internal_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns need the shared secret; readiness does not."""
    given = request.headers.get(SECRET_HEADER, "")
    if request.path == "/turn" and not request.app[SETTINGS].keyring.is_internal_secret(given):
        raise Unauthorised()
    return await handler(request)


async def answer_readiness(request: web.Request) -> web.Response:
    """`GET /readyz`: 200 when turns are taken, else 503, with the state and the model ids."""
    readiness = request.app[HOLDER].readiness
    return web.json_response(readiness.model_dump(), status=200 if readiness.state == "ready" else 503)


async def answer_health(request: web.Request) -> web.Response:
    """`GET /healthz`: the process is alive."""
    return web.json_response({"status": "ok"})


async def answer_turn(request: web.Request) -> web.Response:
    """`POST /turn`: the bubbles of one turn; 503 when it failed, and then nothing of it is kept."""
    turn = read_body(await request.read(), TurnRequest)
    runner = request.app[HOLDER].runner
    if runner is None:
        raise Unavailable()
    began = time.monotonic()
    reply = await runner.run(turn)
    log.debug("turn.done", turn_id=turn.turn_id, milliseconds=round((time.monotonic() - began) * 1000, 1))
    return web.Response(body=reply.model_dump_json().encode(), content_type="application/json")


def build_app(settings: Settings, holder: ModelHolder) -> web.Application:
    """The internal site of a dialogue process."""
    app = web.Application(middlewares=[errors_as_json, internal_only], client_max_size=256 * 1024)
    app[SETTINGS], app[HOLDER] = settings, holder
    app.add_routes(
        [
            web.get("/readyz", answer_readiness),
            web.get("/healthz", answer_health),
            web.post("/turn", answer_turn),
        ]
    )
    return app


async def run_dialogue(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; running turns get ten seconds to end."""
    quiet_logs(settings.log_level)
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    holder = ModelHolder(settings)
    site = web.AppRunner(build_app(settings, holder), access_log=None, shutdown_timeout=STOP_SECONDS)
    await site.setup()
    await web.TCPSite(site, settings.internal_host, settings.dialogue).start()
    log.info("dialogue.listening", port=settings.dialogue)
    loading = asyncio.create_task(holder.keep_loading())
    try:
        await stopping.wait()
    finally:
        loading.cancel()
        await site.cleanup()
