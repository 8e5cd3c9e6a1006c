"""`/healthz` and `/readyz` of the gateway: the database decides, the rest is told."""

import asyncio
from typing import TYPE_CHECKING, Literal

import structlog
from aiohttp import web
from pydantic import Field
from sqlalchemy import text

from casework.services.context import Casework
from connectors.dialogue_client import DialogueClient
from contracts.http import Route
from contracts.messages import Contract

if TYPE_CHECKING:
    from jiuji.redis_relay import RedisRelay

DATABASE_SECONDS = 2.0
PROBE_AGE = 0.3
Part = Literal["ok", "down", "off"]
log = structlog.get_logger()


class Health(Contract):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(Contract):
    """Each part ok, down, or off (not configured, or not known yet)."""

    database: Part
    dialogue: Part
    redis: Part
    model_id: Part = Field(description="whether dialogue loaded the model that its manifest names")
    loaded_model: str | None = Field(default=None, description="id of the model that is loaded")


class Probes:
    """Handlers of the two probes."""

    def __init__(self, cw: Casework, dialogue: DialogueClient, relay: "RedisRelay | None") -> None:
        self._cw, self._dialogue, self._relay = cw, dialogue, relay

    async def health(self, request: web.Request) -> web.Response:
        """Alive."""
        return web.json_response(Health().model_dump())

    async def ready(self, request: web.Request) -> web.Response:
        """200 when the database answers: a gateway without dialogue still stores, screens and takes 人工."""
        database, redis, _ = await asyncio.gather(
            self._database(), self._redis(), self._dialogue.is_ready(max_age=PROBE_AGE)
        )
        seen = self._dialogue.readiness
        model: Part = "off" if seen.model_id is None else "ok" if seen.model_id == seen.expected_model_id else "down"
        state = Readiness(
            database=database, dialogue="ok" if seen.state == "ready" else "down", redis=redis,
            model_id="down" if seen.state == "wrong_model" else model, loaded_model=seen.model_id,
        )  # fmt: skip
        return web.json_response(state.model_dump(), status=200 if database == "ok" else 503)

    async def _database(self) -> Part:
        try:
            async with asyncio.timeout(DATABASE_SECONDS), self._cw.database.read() as session:
                await session.execute(text("SELECT 1"))
        except Exception as error:  # whatever it is, the database does not answer
            log.warning("readiness.database", error=type(error).__name__)
            return "down"
        return "ok"

    async def _redis(self) -> Part:
        if self._relay is None:
            return "off"
        return "ok" if await self._relay.is_up() else "down"

    def routes(self) -> list[Route]:
        """The probes, as documented."""
        return [
            Route("GET", "/healthz", self.health, "进程活着", "服务", answer=Health),
            Route("GET", "/readyz", self.ready, "各部分是否可用", "服务", answer=Readiness),
        ]
