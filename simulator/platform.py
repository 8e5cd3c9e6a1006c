"""The platform half: signs, encrypts, delivers to the callback, cuts, redelivers, and shows the user the outcome."""

import asyncio
import secrets
import time

import aiohttp
from aiohttp import ClientTimeout

from simulator import xml
from simulator.accounts import FakeAccount, Mode
from simulator.crypto import encrypt, signature
from simulator.custom import text_shown
from simulator.records import Attempt, AttemptKind, Delivery, Notification, Raw, Signed
from simulator.replies import judge
from simulator.rules import UNAVAILABLE
from simulator.world import World

RETRIED: set[AttemptKind] = {"timeout", "connection", "error"}
HEADERS = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Accept": "*/*"}


def _addressed_to(content: str) -> str:
    """The ToUserName that stays readable beside the cipher."""
    return content.partition("<ToUserName>")[2].partition("</ToUserName>")[0]


def sign_and_seal(
    account: FakeAccount,
    content: str,
    stamp: float,
    *,
    openid: str = "",
    mode: Mode | None = None,
    aes_key: str | None = None,
    nonce: str | None = None,
    app_id: str | None = None,
    token: str | None = None,
) -> Signed:
    """A callback's query and body for a plain XML, in the account's mode; anything can be made wrong."""
    mode, token, nonce = mode or account.mode, token or account.token, nonce or str(secrets.randbelow(2**31))
    at = str(int(stamp))
    query = {"signature": signature(token, at, nonce), "timestamp": at, "nonce": nonce, "openid": openid}
    if mode == "plain":
        return Signed(query, content.encode())
    key = aes_key or account.key_in_use
    cipher = encrypt(content, key, app_id or account.app_id)
    query |= {"encrypt_type": "aes", "msg_signature": signature(token, at, nonce, cipher)}
    sealed = xml.element("Encrypt", cipher)
    if mode == "compatible":
        body = content.removesuffix("</xml>") + f"{sealed}\n</xml>"
    else:
        body = f"<xml>\n<ToUserName>{_addressed_to(content)}</ToUserName>\n{sealed}\n</xml>"
    return Signed(query, body.encode(), key)


class Postman:
    """Carries notifications to the callbacks of their accounts."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def deliver(self, note: Notification, *, copies: int = 1, delay: float = 0.0) -> Delivery:
        """Deliver until answered, three times at most; with `copies`, that many at the same moment and no more."""
        world, account = self._world, self._world.account(note.account)
        delivery = Delivery(note)
        world.deliveries.append(delivery)
        await asyncio.sleep(delay)
        self._grant(note)
        if not account.callback:
            delivery.outcome = "skipped"
            return delivery
        delivery.sealed = sign_and_seal(account, note.xml, world.stamps(), openid=note.openid)
        if copies > 1:
            await asyncio.gather(*(self._try(delivery, number + 1) for number in range(copies)))
        else:
            await self._keep_trying(delivery)
        self._settle(delivery)
        return delivery

    def _grant(self, note: Notification) -> None:
        """What the user did opens a window, once however often it is delivered."""
        person = self._world.people.get((note.account, note.openid))
        if person and not note.granted:
            note.granted = True
            person.grant(note.grants)

    async def _keep_trying(self, delivery: Delivery) -> None:
        for number in range(1, self._world.tries + 1):
            if number > 1:
                await asyncio.sleep(self._world.retry_gap)
            if (await self._try(delivery, number)).kind not in RETRIED:
                return

    async def _try(self, delivery: Delivery, number: int) -> Attempt:
        assert delivery.sealed
        world, note, sealed = self._world, delivery.note, delivery.sealed
        account, began = world.account(note.account), world.clock.now()
        start = time.monotonic()
        try:
            raw = await self.post(account, sealed.query, sealed.body, seconds=world.patience)
        except TimeoutError:
            attempt = Attempt(number, began, time.monotonic() - start, "timeout")
        except (aiohttp.ClientError, OSError) as error:
            why = type(error).__name__
            attempt = Attempt(number, began, time.monotonic() - start, "connection", why=why)
        else:
            attempt = self._weigh(delivery, number, began, raw)
        delivery.attempts.append(attempt)
        world.pulse.beat()
        return attempt

    def _weigh(self, delivery: Delivery, number: int, began: float, raw: Raw) -> Attempt:
        """What an answer in time is worth; a valid reply is shown."""
        assert delivery.sealed
        note, account = delivery.note, self._world.account(delivery.note.account)
        if raw.status != 200:
            kind: AttemptKind = "error" if raw.status >= 500 else "invalid"
            return Attempt(number, began, raw.seconds, kind, raw.status, raw.body, f"HTTP {raw.status}")
        judged = judge(raw.body, account, delivery.sealed, note.openid)
        text = judged.text if judged.verdict == "reply" else None
        if judged.verdict == "reply" and not note.silent:
            self._show(note, judged.kind, judged.text)
        return Attempt(number, began, raw.seconds, judged.verdict, raw.status, raw.body, judged.why, text)

    def _show(self, note: Notification, kind: str, text: str) -> None:
        person = self._world.people.get((note.account, note.openid))
        if not person:
            return
        if kind == "transfer_customer_service":
            person.transferred = True
        else:
            person.show("passive", **(text_shown(text) if kind == "text" else {"text": text, "kind": kind}))

    def _settle(self, delivery: Delivery) -> None:
        """The outcome; a failure is shown where the user waits for an answer."""
        kinds = {attempt.kind for attempt in delivery.attempts}
        if "reply" in kinds:
            delivery.outcome = "reply"
        elif "invalid" in kinds:
            delivery.outcome = "invalid"
        else:
            delivery.outcome = "silent" if kinds & {"success", "empty"} else "given_up"
        person = self._world.people.get((delivery.note.account, delivery.note.openid))
        if person and delivery.outcome in ("invalid", "given_up") and not delivery.note.silent:
            person.show("error", text=UNAVAILABLE)
        self._world.pulse.beat()

    async def post(
        self,
        account: FakeAccount,
        query: dict[str, str],
        body: bytes,
        *,
        headers: dict[str, str] | None = None,
        seconds: float = 30.0,
    ) -> Raw:
        """POST to an account's callback; the connection is cut after so many seconds."""
        start = time.monotonic()
        async with self._world.http.post(
            account.callback,
            params=query,
            data=body,
            headers={**HEADERS, **(headers or {})},
            timeout=ClientTimeout(total=seconds, ceil_threshold=60),
            allow_redirects=False,
        ) as answer:
            got = await answer.read()
            return Raw(answer.status, got, time.monotonic() - start, dict(answer.headers))

    async def verify(self, account: FakeAccount) -> bool:
        """The check when an administrator saves the server's address: the echo comes back as plain text."""
        at, nonce, echo = str(int(self._world.stamps())), str(secrets.randbelow(2**31)), str(secrets.randbits(63))
        query = {"signature": signature(account.token, at, nonce), "timestamp": at, "nonce": nonce, "echostr": echo}
        timeout = ClientTimeout(total=self._world.patience)
        try:
            async with self._world.http.get(account.callback, params=query, timeout=timeout) as answer:
                return answer.status == 200 and await answer.text() == echo
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False
