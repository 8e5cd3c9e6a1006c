"""What the gateway shows on the internal /metrics: calls by route and status, and the counters of the connectors."""

import time
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from casework.services.context import Casework
from casework.services.turns import open_turn_count

CALLS = Counter("jiuji_http_calls", "Answered calls.", ["method", "route", "status"])
CALL_SECONDS = Histogram(
    "jiuji_http_seconds", "From request to answer, event streams left out.", ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)  # fmt: skip
OPEN_TURNS = Gauge("jiuji_turns_open", "Turns not closed yet, of all gateways.")
log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def route_name(request: web.Request) -> str:
    """The route's template: a path may hold a case number."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "unmatched"


@web.middleware
async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count and log one call, by template and status only."""
    began = time.monotonic()
    response = await handler(request)
    seconds, route = time.monotonic() - began, route_name(request)
    CALLS.labels(request.method, route, response.status).inc()
    if not response.prepared:
        CALL_SECONDS.labels(route).observe(seconds)
    if route not in ("/healthz", "/readyz"):
        log.info("http", method=request.method, route=route, status=response.status, ms=round(seconds * 1000, 1),
                 request_id=request.get("request_id"))  # fmt: skip
    return response


def metrics_handler(cw: Casework) -> Handler:
    """`GET /metrics` of the internal site."""

    async def show(request: web.Request) -> web.Response:
        try:
            OPEN_TURNS.set(await open_turn_count(cw))
        except Exception as error:  # figures must be had while the database is away
            log.warning("metrics.no_database", error=type(error).__name__)
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return show
