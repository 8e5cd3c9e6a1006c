"""Thousands of broken bodies through the real callback: never a 5xx, never slow, nothing left behind."""

import asyncio
import base64
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from simulator import FakeAccount
from simulator.crypto import encrypt, signature
from simulator.samples import documented
from simulator.xml import element
from tests.wechat_process import Line, MadeLine

pytestmark = pytest.mark.alone

PEOPLE = 200
AT_ONCE = 4
SLOW_SECONDS = 1.0
# what a process of this size may move by: caches that fill, arenas that are not given back
NOISE_BYTES = 16 * 1024 * 1024
SAFE, PLAIN, BOTH = "", "plain", "both"
PIECES = [b"<xml>", b"</xml>", b"<![CDATA[", b"]]>", b"&", b"&amp;", b"<!DOCTYPE x>", b"<!ENTITY a 'b'>", b"\x00", b"\xff", b"<a>", b"<?",
          b"<!--", b"\xed\xa0\x80", "\u202e".encode(), "救".encode()[:2], b"&#x0;", b"%00", b"../", b"' or 1=1 --", b"${x}",
          b"<Encrypt>", b"<MsgType>", b"<FromUserName></FromUserName>"]  # fmt: skip
FIELDS = ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId", "Event", "EventKey", "MediaId", "Format",
          "Recognition", "Label", "Title", "Url", "bizmsgmenuid", "Ticket", "MsgDataId", "Latitude", "Location_X"]  # fmt: skip
VALUES = ["", " ", "0", "-1", "9" * 400, "1e400", "nan", "二", "text", "event", "image", "subscribe", "SCAN", "CLICK", "unsubscribe",
          "qrscene_", "qrscene_999999-x", "qrscene_" + "5" * 9, "intent:", "intent:restart", "intent:submit_draft", "intent:" + "a" * 90,
          "http://127.0.0.1:1/", "\u202e倒", "字" * 3000, "a" * 30000, "\ud7ff", "/restart", "<b>", "我不想活了", "人工"]  # fmt: skip


def bytes_changed(body: bytes, draw: random.Random) -> bytes:
    """Some bytes flipped, dropped, doubled or put in."""
    made = bytearray(body)
    for _ in range(draw.randint(1, 6)):
        at, end = sorted((draw.randrange(len(made) + 1), draw.randrange(len(made) + 1)))
        match draw.randrange(6):
            case 0:
                made[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del made[at : at + draw.randint(1, 60)]
            case 2:
                made[at:at] = draw.choice(PIECES)
            case 3:
                made[at:at] = made[at:end]
            case 4:
                made[at:at] = draw.choice(PIECES) * draw.randint(1, 300)
            case 5:
                del made[at:]
    return bytes(made)


def fields_changed(body: bytes, draw: random.Random) -> bytes:
    """Whole fields taken out, doubled, nested, or with values nobody foresaw."""
    text = body.decode("utf-8", "replace")
    for _ in range(draw.randint(1, 4)):
        name, value = draw.choice(FIELDS), draw.choice(VALUES)
        begin, close = text.find(f"<{name}>"), f"</{name}>"
        end = text.find(close, begin) + len(close) if begin >= 0 else -1
        match draw.randrange(12):
            case 0 if end > begin:
                text = text[:begin] + text[end:]
            case 1:
                text = text.replace("</xml>", f"<{name}>" * draw.randint(1, 30) + value[:9] + "</xml>")
            case 2 | 3 | 4 | 5 if end > begin:
                text = text[:begin] + element(name, value) + text[end:]
            case _:
                text = text.replace("</xml>", element(name, value) + "</xml>")
    return text.encode("utf-8", "replace")


@dataclass
class Attack:
    """Makes requests: half of them are signed as the platform signs, after the body was broken."""

    accounts: dict[str, FakeAccount]
    draw: random.Random
    made: Counter[str] = field(default_factory=Counter)

    def sample(self, account: FakeAccount) -> bytes:
        """A documented message of one of our people, unlike any before."""
        sender = f"oMutant{self.draw.randrange(PEOPLE):03d}_0123456789abcdef"
        found = documented(account.original_id, sender, time.time() - self.draw.randrange(10**6))
        named = (
            [text for name, text in found.items() if not name[0].isupper()]
            if self.draw.random() < 0.5
            else found.values()
        )
        text = self.draw.choice(list(named))
        begin = text.find("<MsgId>")
        if begin >= 0:
            text = f"{text[:begin]}<MsgId>{self.draw.getrandbits(63)}{text[text.find('</MsgId>') :]}"
        return text.encode()

    def broken(self, account: FakeAccount) -> bytes:
        return self.draw.choice([bytes_changed, fields_changed])(self.sample(account), self.draw)

    def request(self) -> tuple[str, dict[str, str], bytes]:
        """Account, query, body."""
        kind = self.draw.choice(["plain", "sealed", "cipher", "forged", "query"])
        self.made[kind] += 1
        account = self.accounts[PLAIN if kind == "plain" else self.draw.choice([SAFE, BOTH])]
        if kind == "plain":
            return account.name, self._query(account), self.broken(account)
        if kind == "sealed":
            return self._sealed(account, encrypt(self.broken(account), account.aes_keys[0], account.app_id))
        if kind == "cipher":
            return self._sealed(account, self._cipher_changed(account))
        name, query, body = self._sealed(account, encrypt(self.sample(account), account.aes_keys[0], account.app_id))
        if kind == "forged":
            return name, query, bytes_changed(body, self.draw)
        lost = self.draw.choice(list(query))
        return name, query | {lost: self.draw.choice([*VALUES, query[lost] + "0"])[:2000]}, body

    def _query(self, account: FakeAccount, cipher: str | None = None) -> dict[str, str]:
        at, nonce = str(int(time.time())), str(self.draw.getrandbits(31))
        query = {"signature": signature(account.token, at, nonce), "timestamp": at, "nonce": nonce, "openid": "o"}
        if cipher is not None:
            query |= {"encrypt_type": "aes", "msg_signature": signature(account.token, at, nonce, cipher)}
        return query

    def _sealed(self, account: FakeAccount, cipher: str) -> tuple[str, dict[str, str], bytes]:
        body = f"<xml>\n<ToUserName>x</ToUserName>\n{element('Encrypt', cipher)}\n</xml>"
        return account.name, self._query(account, cipher), body.encode("utf-8", "replace")

    def _cipher_changed(self, account: FakeAccount) -> str:
        """Encrypted bytes broken, wrong keys, wrong app, no base64; the signature over it is right."""
        good = encrypt(self.sample(account), account.aes_keys[0], account.app_id)
        match self.draw.randrange(5):
            case 0:
                return base64.b64encode(bytes_changed(base64.b64decode(good), self.draw)).decode()
            case 1:
                return good[: self.draw.randrange(len(good))]
            case 2:
                return encrypt(self.sample(account), self.accounts[PLAIN].aes_keys[0], account.app_id)
            case 3:
                return encrypt(self.sample(account), account.aes_keys[0], "wx0000000000000000")
            case _:
                return self.draw.choice(VALUES).replace("]]>", "")


@dataclass
class Outcome:
    """What came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    answered: int = 0
    slowest: float = 0.0
    seconds: float = 0.0


async def attack(line: Line, made: Attack, count: int) -> Outcome:
    """So many requests, some at the same time, as from several machines of the platform."""
    outcome, left, began = Outcome(), iter(range(count)), time.monotonic()

    async def keep_sending() -> None:
        for _ in left:
            name, query, body = made.request()
            raw = await line.fake.post_raw(body, query, account_name=name)
            outcome.statuses[raw.status] += 1
            outcome.slowest = max(outcome.slowest, raw.seconds)
            outcome.answered += b"<xml>" in raw.body
            assert raw.status != 200 or raw.body == b"success" or b"<xml>" in raw.body, raw.body[:200]

    await asyncio.gather(*(keep_sending() for _ in range(AT_ONCE)))
    outcome.seconds = time.monotonic() - began
    return outcome


@pytest.fixture
async def line(wechat_line: MadeLine, tmp_path: Path) -> Line:
    """A gateway process with an account of each mode; the safe one has no name."""
    others = [FakeAccount(PLAIN, mode="plain"), FakeAccount(BOTH, mode="compatible")]
    entries = {
        one.name: {"app_id": one.app_id, "app_secret": one.app_secret, "token": one.token, "mode": one.mode,
                   "aes_keys": list(one.aes_keys)}
        for one in others
    }  # fmt: skip
    path = tmp_path / "accounts.yml"
    path.write_text(yaml.safe_dump({"accounts": entries}), encoding="utf-8")
    made = await wechat_line(JIUJI_WECHAT_ACCOUNTS=str(path))
    for one in others:
        one.callback = f"{made.service.base}/wechat/{one.name}"
        made.fake.accounts[one.name] = one
    return made


def memory(line: Line) -> int:
    """Resident memory of the gateway in bytes."""
    status = Path(f"/proc/{line.service.processes['gateway'].pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


async def bombard(line: Line, count: int) -> None:
    made = Attack(line.fake.accounts, random.Random(20))
    # a first round fills caches, pools and arenas
    await attack(line, made, count // 4)
    before = memory(line)
    first = await attack(line, made, count // 2)
    middle = memory(line)
    second = await attack(line, made, count // 2)
    after = memory(line)
    statuses = first.statuses + second.statuses
    stored, answered = line.service.all_output().count("inbound.stored"), first.answered + second.answered
    print(
        f"\n{count} mutated bodies in {first.seconds + second.seconds:.1f} s: {dict(statuses)}, {stored} stored as messages, "
        f"{answered} answered at once, slowest {max(first.slowest, second.slowest):.3f} s, memory {before >> 20} → {middle >> 20} → {after >> 20} MB"
    )
    assert set(statuses) <= {200, 400, 403, 404, 413}, statuses
    assert statuses[200] > count // 5 and statuses[403] > count // 5, "both doors must have been tried"
    assert stored > count // 40, "some were whole enough to be taken for a message"
    assert max(first.slowest, second.slowest) < SLOW_SECONDS
    assert after - middle < NOISE_BYTES and after - before < 2 * NOISE_BYTES
    assert "call.failed" not in line.service.all_output() and "Traceback" not in line.service.all_output()
    await still_answers(line)


async def still_answers(line: Line) -> None:
    for name in (SAFE, PLAIN, BOTH):
        phone = line.fake.phone(name)
        answers = await phone.ask("你还在吗")
        assert any("答：你还在吗" in text for text in answers), answers


async def test_two_thousand_mutated_bodies(line: Line) -> None:
    await bombard(line, 2_000)


@pytest.mark.long
async def test_ten_thousand_mutated_bodies(line: Line) -> None:
    await bombard(line, 10_000)


async def test_bodies_that_are_too_long_too_slow_or_no_bodies(line: Line) -> None:
    account = line.fake.account(PLAIN)
    query = Attack(line.fake.accounts, random.Random(1))._query(account)
    before = memory(line)

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20 * 16):
            yield b"<a>" * (64 * 1024 // 3)

    for body in (b"x" * 20 * 1024 * 1024, endless(), b"<xml>" + b"y" * 65 * 1024):
        assert await refused(line, account, query, body) in (413, None)
    assert memory(line) - before < NOISE_BYTES, "a long body is not read to its end"
    for raw in (b"", b"\x00" * 64, b"<xml/>", b"[]", b"\x1f\x8b\x08\x00"):
        answer = await line.fake.post_raw(raw, query, account_name=PLAIN)
        assert (answer.status, answer.body) == (200, b"success"), "signed, but nothing anybody could read"
    await still_answers(line)


async def test_a_body_that_drips_is_given_up_and_holds_nobody(line: Line) -> None:
    """Forty connections that send a byte now and then: each is let go after the budget, answers go on meanwhile."""
    account = line.fake.account(PLAIN)
    query = Attack(line.fake.accounts, random.Random(2))._query(account)

    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"<"
            await asyncio.sleep(0.3)

    began = time.monotonic()
    drips = [asyncio.create_task(refused(line, account, query, dripping())) for _ in range(40)]
    await asyncio.sleep(0.5)
    phone = line.fake.phone(PLAIN)
    asked = time.monotonic()
    assert any("答：你好" in text for text in await phone.ask("你好")) and time.monotonic() - asked < SLOW_SECONDS
    statuses = await asyncio.gather(*drips)
    assert time.monotonic() - began < 8
    assert set(statuses) <= {400, 408, 413, None}, statuses


async def refused(line: Line, account: FakeAccount, query: dict[str, str], body: Any) -> int | None:
    """The status of the answer; None where the connection was ended instead."""
    try:
        timeout = aiohttp.ClientTimeout(total=20)
        async with line.fake.http.post(account.callback, params=query, data=body, timeout=timeout) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, ConnectionError):
        return None
