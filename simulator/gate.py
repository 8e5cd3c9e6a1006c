"""The gate every call of the API passes: ordered failures, method, token, entitlement, budget, body."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

from simulator.accounts import FakeAccount
from simulator.codes import Refusal
from simulator.faults import Fault
from simulator.records import Call
from simulator.world import World

# an odd number of backslashes: an escape, not a written backslash
ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")


@dataclass
class Asked:
    """A call that passed the gate."""

    world: World
    request: web.Request
    account: FakeAccount
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The query, last value of a name."""
        return dict(self.request.query)

    @property
    def mount(self) -> str:
        """The address this API is under, as the caller reached it."""
        prefix = self.request.path.partition("/cgi-bin/")[0]
        return f"{self.request.url.origin()}{prefix}"


Run = Callable[[Asked], Awaitable[web.Response | dict[str, Any]]]
Need = Literal["", "customer_service", "template", "subscription"]


@dataclass(frozen=True)
class Endpoint:
    """One path of the API and what the gate asks of its callers."""

    method: Literal["GET", "POST"]
    path: str
    run: Run
    token: bool = True
    json: bool = True
    need: Need = ""


def as_response(body: dict[str, Any], content_type: str = "application/json") -> web.Response:
    """A JSON body in real UTF-8."""
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type=content_type, charset="utf-8")


def dropped(request: web.Request) -> web.Response:
    """Break the connection without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()


class Gate:
    """Serves one endpoint for all accounts."""

    def __init__(self, world: World, endpoint: Endpoint) -> None:
        self._world = world
        self._endpoint = endpoint

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, with whatever failure was ordered for it."""
        call = Call(self._world.clock.now(), self._endpoint.path)
        self._world.calls.append(call)
        fault = self._world.faults.next_for(self._endpoint.path)
        if fault.latency and not fault.late:
            await asyncio.sleep(fault.latency)
        if fault.drop == "before":
            return dropped(request)
        if fault.status:
            return web.Response(status=fault.status, text="<html>error</html>", content_type="text/html")
        answer = await self._answer(request, call, fault)
        if fault.latency and fault.late:
            await asyncio.sleep(fault.latency)
        return dropped(request) if fault.drop == "after" else answer

    async def _answer(self, request: web.Request, call: Call, fault: Fault) -> web.Response:
        try:
            asked = await self._admit(request, call, fault)
            found = await self._endpoint.run(asked)
        except Refusal as refusal:
            call.code = refusal.code
            return as_response(refusal.as_json(), "application/json" if self._endpoint.json else "text/plain")
        call.code = 0
        return found if isinstance(found, web.Response) else as_response(found)

    async def _admit(self, request: web.Request, call: Call, fault: Fault) -> Asked:
        endpoint = self._endpoint
        if request.method != endpoint.method:
            raise Refusal(43001 if endpoint.method == "GET" else 43002)
        account = await self._caller(request, call)
        call.app_id = account.app_id
        if fault.code is not None:
            call.body = await _loose_body(request)
            raise Refusal(fault.code)
        self._check_need(account)
        if endpoint.token or endpoint.path.startswith("/cgi-bin/"):
            self._world.budgets.spend(account, endpoint.path)
        if endpoint.json and endpoint.method == "POST":
            call.body = read_json(await request.read())
        return Asked(self._world, request, account, call.body or {})

    async def _caller(self, request: web.Request, call: Call) -> FakeAccount:
        """The account that calls: by its token, or by app id and secret."""
        if self._endpoint.token:
            return self._world.account_of(self._world.tokens.owner(request.query.get("access_token")))
        given: Any = request.query
        if self._endpoint.method == "POST":
            given = call.body = read_json(await request.read())
        return check_secret(self._world, given.get("appid"), given.get("secret"))

    def _check_need(self, account: FakeAccount) -> None:
        need = self._endpoint.need
        if need == "customer_service" and not account.customer_service:
            raise Refusal(48001)
        if need in ("template", "subscription") and need not in account.notices:
            raise Refusal(48001)


def check_secret(world: World, app_id: Any, secret: Any) -> FakeAccount:
    """The account of an app id and its secret: 41002, 41004, 40013, 40125."""
    if not app_id:
        raise Refusal(41002)
    if not secret:
        raise Refusal(41004)
    account = world.account_of(app_id)
    if secret != account.app_secret:
        raise Refusal(40125)
    return account


def read_json(raw: bytes) -> dict[str, Any]:
    """A JSON object in real UTF-8: 44002 empty, 40033 escaped, 47001 anything else."""
    if not raw:
        raise Refusal(44002)
    if ESCAPED.search(raw):
        raise Refusal(40033)
    try:
        body = json.loads(raw.decode())
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal(47001) from error
    if not isinstance(body, dict):
        raise Refusal(47001)
    return body


async def _loose_body(request: web.Request) -> Any:
    """What was sent, for the record of a call that is refused anyway."""
    raw = await request.read()
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None
