"""The worker process: loops side by side until it is cancelled; one failing round never ends a loop."""

import asyncio
import hashlib
import hmac
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

import aiohttp
import structlog

from casework.services.claims import expire_claims
from casework.services.context import Casework
from casework.services.retention import sweep_retention
from casework.workers.sender import send_due
from casework.workers.webhooks import Target

log = structlog.get_logger()
SEND_PAUSE = 1.0
SWEEP_PAUSE = 60.0
CLAIM_PAUSE = 15.0


class WorkerSettings(Protocol):
    """What the worker needs of the settings."""

    crisis_webhook_url: str | None
    crisis_webhook_secret: str | None
    case_webhook_url: str | None
    case_webhook_secret: str | None
    alarm_webhook_url: str | None
    alarm_webhook_secret: str | None
    draft_keep_days: int
    tracker_keep_days: int


def webhook_targets(cw: Casework, settings: WorkerSettings) -> dict[str, Target]:
    """Where each kind goes; a kind without a URL is finished as `no_target`, which `jiuji doctor` shows.

    Each has a place of its own: filed cases must not drown a crisis.
    """
    places = {
        "crisis.alert": (settings.crisis_webhook_url, settings.crisis_webhook_secret),
        "case.filed": (settings.case_webhook_url, settings.case_webhook_secret),
        "channel.alarm": (settings.alarm_webhook_url, settings.alarm_webhook_secret),
    }
    return {kind: Target(url, secret or derived_secret(cw)) for kind, (url, secret) in places.items() if url}


def derived_secret(cw: Casework) -> str:
    """The signing key when none is set: follows from the installation's key and gives nothing of it away."""
    return hmac.new(cw.keyring.internal_secret.encode(), b"webhook", hashlib.sha256).hexdigest()


async def keep_doing(name: str, pause: float, work: Callable[[], Awaitable[object]]) -> None:
    """Repeat a round with a pause; a failed round is logged by kind, and the next one tries again."""
    while True:
        try:
            await work()
        except Exception as error:
            log.error("worker round failed", loop=name, kind=type(error).__name__)
        await asyncio.sleep(pause)


async def _loops(cw: Casework, settings: WorkerSettings) -> None:
    targets = webhook_targets(cw, settings)

    async def sweep() -> None:
        await sweep_retention(
            cw, draft_keep_days=settings.draft_keep_days, tracker_keep_days=settings.tracker_keep_days
        )

    async with aiohttp.ClientSession() as client, asyncio.TaskGroup() as group:

        async def send() -> None:
            while await send_due(cw, client, targets):
                pass

        async def expire() -> None:
            await expire_claims(cw)

        group.create_task(keep_doing("outbox", SEND_PAUSE, send))
        group.create_task(keep_doing("retention", SWEEP_PAUSE, sweep))
        group.create_task(keep_doing("claims", CLAIM_PAUSE, expire))


async def run_worker(cw: Casework, settings: WorkerSettings) -> None:
    """Run until cancelled or told to stop (SIGTERM, Ctrl-C); what was claimed and not sent comes back by its lease."""
    work = asyncio.create_task(_loops(cw, settings))
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        # not the main thread, or no signals here: cancelling still works
        with suppress(RuntimeError, ValueError):
            loop.add_signal_handler(one, work.cancel)
    try:
        await work
    except asyncio.CancelledError:
        work.cancel()
        await asyncio.wait([work])
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
