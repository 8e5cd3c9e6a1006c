"""The gateway process: the one public port, the internal site beside it, and the turn queue's runner."""

import asyncio
import contextlib
import gc
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from casework.api.internal import internal_app
from casework.api.staff import staff_routes
from casework.api.staff_events import close_staff_streams
from casework.services.context import Casework
from casework.services.events import ChangeWatch
from casework.services.recordings import HOLD
from connectors.dialogue_client import DialogueClient
from connectors.limits import MemoryWindow, RedisWindow
from connectors.runner import TurnRunner
from connectors.turn import Intake, Window
from connectors.webchat.api import WebChat
from connectors.webchat.events import EventStreams
from connectors.webchat.files import WebFiles
from contracts.http import Route
from jiuji.compose import open_casework
from jiuji.crisis_ear import FreshEar
from jiuji.http import BODY_LIMIT, documented_errors, secure_headers
from jiuji.logs import configure_logs
from jiuji.metrics import measured, metrics_handler
from jiuji.openapi import build_openapi
from jiuji.pages import Pages
from jiuji.readiness import Probes
from jiuji.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    from connectors.wechat.channel import WeChat
    from jiuji.demo_wechat import Simulator
    from jiuji.redis_relay import RedisRelay

LOOK_SECONDS = 1.0
CONNECTION_SECONDS = 1.0
# hundreds may call in one moment: a connection that finds the line full is tried again a whole second later
BACKLOG = 1024
log = structlog.get_logger()


@dataclass
class Gateway:
    """The parts of one gateway process, put together but not listening yet."""

    cw: Casework
    dialogue: DialogueClient
    runner: TurnRunner
    ear: FreshEar
    intake: Intake
    streams: EventStreams
    relay: "RedisRelay | None"
    wechat: "WeChat | None"
    public: web.Application
    internal: web.Application


def _shared(settings: Settings, cw: Casework) -> "tuple[RedisRelay | None, Window]":
    """What several machines share through Redis; without it each process counts for itself."""
    if not settings.redis_url:
        return None, MemoryWindow(settings.texts_per_minute)
    # a tenth of the start's time, for those who need it
    from jiuji.redis_relay import RedisRelay, connect_redis

    redis = connect_redis(settings.redis_url)
    return RedisRelay(redis, cw.events), RedisWindow(redis, settings.texts_per_minute)


def _wechat(settings: Settings, cw: Casework, intake: Intake) -> "WeChat | None":
    """The official accounts, where there are any: nothing is loaded for an office without one."""
    if not settings.accounts:
        return None
    from connectors.wechat.channel import WeChat

    return WeChat(
        cw, intake, settings.accounts, api_base=settings.wechat_api_base, oauth_base=settings.wechat_oauth_base,
        public_url=settings.public_url, hold=HOLD if settings.voice_model_dir else None,
    )  # fmt: skip


def _simulator(settings: Settings, cw: Casework) -> "tuple[DialogueClient, Simulator | None]":
    """The line to the dialogue; in a demo at home one that can be slowed, and what stands in for WeChat."""
    line = (settings.dialogue_base, settings.keyring.internal_secret, settings.turn_seconds)
    if not settings.simulator:
        return DialogueClient(*line), None
    from jiuji.demo_wechat import Simulator, SlowDialogue

    dialogue = SlowDialogue(*line)
    return dialogue, Simulator(settings, cw, dialogue)


def build_gateway(settings: Settings, cw: Casework) -> Gateway:
    """Every part from the settings and a `Casework`; opens no port."""
    relay, limiter = _shared(settings, cw)
    dialogue, simulator = _simulator(settings, cw)
    runner = TurnRunner(cw, dialogue, seconds=settings.turn_seconds)
    ear = FreshEar(settings.model_dir)
    intake = Intake(cw, ear, limiter, dialogue, runner)
    streams = EventStreams(cw, settings.draft_keep_days)
    chat = WebChat(cw, intake, streams, keep_days=settings.draft_keep_days)
    files = WebFiles(cw, keep_days=settings.draft_keep_days)
    staff = staff_routes(cw, secure_cookie=settings.host not in LOOPBACK, demo=settings.demo)
    wechat = _wechat(settings, cw, intake)
    probes = Probes(cw, dialogue, relay)
    routes = [*chat.routes(), *files.routes(), *staff, *probes.routes(), *(wechat.routes() if wechat else [])]
    internal = internal_app(cw)
    internal.router.add_get("/metrics", metrics_handler(cw))
    return Gateway(cw, dialogue, runner, ear, intake, streams, relay, wechat, public_app(routes, simulator), internal)


def public_app(routes: list[Route], simulator: "Simulator | None" = None) -> web.Application:
    """The public site: the documented routes, their OpenAPI file, the pages; the simulator's page only with it."""
    app = web.Application(middlewares=[measured, documented_errors], client_max_size=BODY_LIMIT)
    app.on_response_prepare.append(secure_headers)
    for route in routes:
        app.router.add_route(route.method, route.path, route.handler)
    described = build_openapi(routes)

    async def openapi(request: web.Request) -> web.Response:
        return web.json_response(described)

    app.router.add_get("/api/openapi.json", openapi)
    if simulator:
        simulator.add_to(app)
    Pages(without=() if simulator else ("simulator/",)).add_to(app)
    return app


async def _keep_looking(cw: Casework) -> None:
    """See within a second what other processes wrote."""
    watch = ChangeWatch(cw.events)
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if not cw.events.topics():
            continue
        try:
            async with cw.database.read() as session:
                await watch.look(session)
        except Exception as error:  # the database may be away: the next look tries again
            log.warning("events.look_failed", error=type(error).__name__)


@contextlib.contextmanager
def _stop_signals() -> Iterator[asyncio.Event]:
    """An event set by SIGTERM or Ctrl-C."""
    stopping, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    try:
        yield stopping
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


@asynccontextmanager
async def _background(gateway: Gateway) -> AsyncIterator[None]:
    """The tasks beside the ports; cancelled at the end."""
    jobs = [gateway.runner.keep_sweeping(), gateway.ear.keep_fresh(), _keep_looking(gateway.cw)]
    if gateway.relay:
        jobs.append(gateway.relay.run())
    if gateway.wechat:
        jobs += gateway.wechat.background()
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def serving(settings: Settings, gateway: Gateway) -> AsyncIterator[None]:
    """Listen on both ports; at the end stop taking calls, finish or hand back turns, then close.

    The internal site closes last: running turns still ask casework.
    """
    public = web.AppRunner(gateway.public, access_log=None, shutdown_timeout=CONNECTION_SECONDS)
    internal = web.AppRunner(gateway.internal, access_log=None, shutdown_timeout=CONNECTION_SECONDS)
    await public.setup()
    await internal.setup()
    site = web.TCPSite(public, settings.host, settings.port, reuse_address=True, backlog=BACKLOG)
    try:
        await web.TCPSite(internal, settings.internal_host, settings.internal, reuse_address=True).start()
        await site.start()
        async with _background(gateway):
            yield
            await site.stop()
            await gateway.runner.stop()
            if gateway.wechat:
                await gateway.wechat.finish()
    finally:
        await gateway.streams.close()
        close_staff_streams()
        await public.cleanup()
        await internal.cleanup()
        await gateway.dialogue.close()
        if gateway.wechat:
            await gateway.wechat.close()


async def run_gateway(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    configure_logs(settings.log_level)
    began = time.monotonic()
    with _stop_signals() as stopping:
        async with open_casework(settings) as cw, serving(settings, build_gateway(settings, cw)):
            # what was loaded at the start stays: looking through all of it again would hold up every turn meanwhile
            gc.collect()
            gc.freeze()
            log.info("gateway.listening", port=settings.port, seconds=round(time.monotonic() - began, 2))
            await stopping.wait()
            log.info("gateway.stopping")
