"""Shared by the staff tests: people, talks, a clock, and the staff API behind the real public application."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher
from sqlalchemy import update

from casework.api.staff import staff_routes
from casework.services import staff_accounts
from casework.services.claims import Actor
from casework.services.consents import record_consent
from casework.services.context import Casework, new_id
from casework.services.conversations import open_conversation, record_inbound
from casework.services.drafts import save_answers
from casework.services.filing import submit_draft
from casework.services.handoffs import request_handoff
from casework.services.staff_accounts import create_staff
from casework.storage.models import Conversation
from contracts.casework import Answer, AnswersIn, ConsentIn, ConversationState, SubmitIn
from jiuji.gateway import public_app

FUQUAN, BARKAM, RANGTANG, ABA_COUNTY, ABA = "522702", "513201", "513230", "513231", "513200"
PASSWORD = "a-long-enough-password"
URGENT = {
    "safety_now": "safe", "incident_region": FUQUAN, "incident_place": "示例工地", "incident_cause": "injury",
    "incident_date": "2024-01-02", "contact_phone": "13912345678", "contact_name": "测试甲",
}  # fmt: skip


@dataclass
class Clock:
    """A clock a test can move."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Talk:
    """Makes conversations the way the gateway does."""

    cw: Casework

    async def open(self, region: str | None = FUQUAN, said: str = "我想问一下", reason: str | None = "requested",
                   urgent: bool = False) -> str:  # fmt: skip
        conversation = await open_conversation(
            self.cw, channel="web", account="", identity_hash=secrets.token_hex(32), region=region
        )
        await self.say(conversation.id, said)
        if reason:
            await request_handoff(self.cw, conversation.id, reason=reason, urgent=urgent)
        return conversation.id

    async def say(self, conversation_id: str, text: str, ask: bool = False) -> Any:
        return await record_inbound(self.cw, conversation_id, dedup_key=new_id(), text=text, command=None, ask=ask)

    async def consent(self, conversation_id: str) -> None:
        given = ConsentIn(turn_id=new_id(), kind="privacy", decision="given", text_version="1", text="同意吗")
        await record_consent(self.cw, conversation_id, given)

    async def tell(self, conversation_id: str, **answers: Any) -> ConversationState:
        told = [Answer(key=key, value=value, text=str(value)) for key, value in answers.items()]
        body = AnswersIn(turn_id=new_id(), lane="temporary_urgent", answers=told)
        return await save_answers(self.cw, conversation_id, body)

    async def file(self, region: str = FUQUAN, **answers: Any) -> tuple[str, str]:
        """A filed urgent case; conversation id and case number."""
        conversation_id = await self.open(region, reason=None)
        await self.consent(conversation_id)
        state = await self.tell(conversation_id, **{**URGENT, "incident_region": region, **answers})
        assert state.draft is not None
        body = SubmitIn(turn_id=new_id(), draft_id=state.draft.draft_id)
        return conversation_id, (await submit_draft(self.cw, conversation_id, body)).case.case_number


async def make_actor(cw: Casework, role: str = "clerk", region: str = FUQUAN, name: str | None = None) -> Actor:
    """A staff member without signing in."""
    name = name or f"{role}-{secrets.token_hex(4)}"
    made = await create_staff(
        cw, name=name, role=role, region=region, display_name=f"工作人员{name}", password=PASSWORD
    )
    return Actor(made.id, name, f"工作人员{name}", role, region)


async def let_lease_run_out(cw: Casework, conversation_id: str) -> None:
    """As if the holder's browser had died two minutes ago; the database's own clock measures leases."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    async with cw.database.write() as session:
        await session.execute(update(Conversation).where(Conversation.id == conversation_id).values(claim_until=past))


Login = Callable[..., Awaitable["StaffClient"]]


class StaffClient:
    """One browser: its own cookie jar on the shared server."""

    def __init__(self, server: TestServer) -> None:
        self.http: TestClient[Any, Any] = TestClient(server)

    async def call(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        """Status and JSON body."""
        async with self.http.request(method, f"/api/staff/{path}", json=body, **options) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        status, body = await self.call("GET", path)
        assert status == 200, body
        return body

    async def post(self, path: str, body: Any = None) -> Any:
        status, answer = await self.call("POST", path, body)
        assert status == 200, answer
        return answer


@dataclass
class StaffSite:
    """The staff API on a socket, in demo mode or not."""

    cw: Casework
    server: TestServer
    clients: list[StaffClient] = field(default_factory=list)

    def browser(self) -> StaffClient:
        client = StaffClient(self.server)
        self.clients.append(client)
        return client

    async def signed_in(self, role: str = "clerk", region: str = FUQUAN, name: str | None = None) -> StaffClient:
        actor = await make_actor(self.cw, role, region, name)
        client = self.browser()
        await client.post("login", {"name": actor.name, "password": PASSWORD})
        return client


async def open_site(cw: Casework, *, demo: bool, secure_cookie: bool = False) -> AsyncIterator[StaffSite]:
    server = TestServer(public_app(staff_routes(cw, secure_cookie=secure_cookie, demo=demo, hub=cw.events)))
    await server.start_server()
    site = StaffSite(cw, server)
    yield site
    for client in site.clients:
        await client.http.close()
    await server.close()


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with small costs: the tests sign in hundreds of times. One test looks at the real costs."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(staff_accounts, "_hasher", quick)
    monkeypatch.setattr(staff_accounts, "_DUMMY_HASH", quick.hash("nobody"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def talk(casework: Casework) -> Talk:
    return Talk(casework)


@pytest.fixture
def talk_sqlite(casework_sqlite: Casework) -> Talk:
    return Talk(casework_sqlite)


@pytest.fixture
async def site(casework_sqlite: Casework) -> AsyncIterator[StaffSite]:
    """The staff API as in demo: password only."""
    async for opened in open_site(casework_sqlite, demo=True):
        yield opened


@pytest.fixture
async def strict_site(casework_sqlite: Casework) -> AsyncIterator[StaffSite]:
    """The staff API as in production: second factor enforced."""
    async for opened in open_site(casework_sqlite, demo=False):
        yield opened
