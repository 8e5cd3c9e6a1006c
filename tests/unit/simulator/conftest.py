"""A small callback server with scripted answers, and a client of the API, around one fake WeChat."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from wechatpy.crypto import WeChatCrypto

from simulator import FakeAccount, FakeWeChat, Template

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
NOTICE = "/cgi-bin/message/template/send"
BIZSEND = "/cgi-bin/message/subscribe/bizsend"
Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Seen:
    """One request the callback got."""

    method: str
    query: dict[str, str]
    body: bytes
    at: float


@dataclass
class Callback:
    """Our side of the callback: answers as the test says, last answer for ever."""

    account: FakeAccount
    answers: list[Answer] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        self.seen.append(Seen(request.method, dict(request.query), await request.read(), time.monotonic()))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await answer(request)

    def will(self, *answers: Answer) -> None:
        self.answers = list(answers)

    def crypto(self, key: str | None = None, token: str | None = None, app_id: str | None = None) -> WeChatCrypto:
        account = self.account
        return WeChatCrypto(token or account.token, key or account.aes_keys[0], app_id or account.app_id)

    def opened(self, number: int = -1, key: str | None = None) -> str:
        """What a safe-mode request said, read by wechatpy."""
        seen = self.seen[number]
        query = seen.query
        return str(
            self.crypto(key).decrypt_message(seen.body, query["msg_signature"], query["timestamp"], query["nonce"])
        )

    def reply(self, openid: str, content: str, **more: Any) -> str:
        """A plain passive reply, as the documentation shows it."""
        head = f"<ToUserName><![CDATA[{openid}]]></ToUserName><FromUserName><![CDATA[{self.account.original_id}]]>"
        head += f"</FromUserName><CreateTime>{int(time.time())}</CreateTime>"
        return f"<xml>{head}{content}</xml>"

    def text(self, openid: str, text: str) -> str:
        return self.reply(openid, f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>")

    def sealed(self, plain: str, key: str | None = None, **wrong: Any) -> str:
        return str(self.crypto(key, **wrong).encrypt_message(plain, "nonce", str(int(time.time()))))


def says(body: str | bytes, status: int = 200) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=body.encode() if isinstance(body, str) else body, status=status)

    return answer


def waits(seconds: float, then: Answer | None = None) -> Answer:
    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(seconds)
        return await (then or says("success"))(request)

    return answer


async def breaks(request: web.Request) -> web.Response:
    assert request.transport
    request.transport.abort()
    return web.Response()


@dataclass
class Caller:
    """Calls the API as an account's server does."""

    http: aiohttp.ClientSession
    fake: FakeWeChat
    account: FakeAccount
    token: str = ""

    async def post(self, path: str, body: Any, **query: str) -> dict[str, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        query.setdefault("access_token", self.token)
        async with self.http.post(self.fake.base + path, params=query, data=raw) as answer:
            assert answer.status == 200
            return dict(await answer.json())

    async def get(self, path: str, **query: str) -> aiohttp.ClientResponse:
        query.setdefault("access_token", self.token)
        answer = await self.http.get(self.fake.base + path, params=query)
        await answer.read()
        return answer

    async def code(self, path: str, body: Any, **query: str) -> int:
        return int((await self.post(path, body, **query)).get("errcode", 0))

    async def fetch_token(self, *, force: bool = False, **wrong: Any) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential", "appid": self.account.app_id, "secret": self.account.app_secret,
            "force_refresh": force,
        }  # fmt: skip
        return await self.post("/cgi-bin/stable_token", {**body, **wrong}, access_token="")

    async def sign_on(self) -> None:
        self.token = (await self.fetch_token())["access_token"]

    async def send(self, openid: str, text: str) -> int:
        return await self.code(SEND, {"touser": openid, "msgtype": "text", "text": {"content": text}})


@pytest.fixture
def account() -> FakeAccount:
    return FakeAccount(
        templates={
            "T1": Template(("thing1", "time2"), title="进度提醒"),
            "S1": Template(("thing1",), kind="subscription"),
            "P1": Template(("phrase1", "character_string2")),
        }
    )


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


@pytest.fixture
async def fake(account: FakeAccount) -> AsyncIterator[FakeWeChat]:
    async with FakeWeChat([account, FakeAccount("other")]) as made:
        yield made


@pytest.fixture
async def callback(account: FakeAccount, fake: FakeWeChat) -> AsyncIterator[Callback]:
    """A callback that answers `success` until told otherwise; the platform is patient for 0.4 s."""
    made = Callback(account, [says("success")])
    app = web.Application()
    app.add_routes([web.route("*", "/wechat", made.serve)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    account.callback = f"http://127.0.0.1:{runner.addresses[0][1]}/wechat"
    fake.patience = 0.4
    yield made
    await runner.cleanup()


@pytest.fixture
async def api(fake: FakeWeChat, account: FakeAccount, http: aiohttp.ClientSession) -> Caller:
    made = Caller(http, fake, account)
    await made.sign_on()
    return made
