"""What somebody at the simulator's page does: phones on the desk, their taps and words, the platform's switches."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from contracts.errors import BadRequest, NotFound
from simulator.fake import FakeWeChat
from simulator.faults import Fault, FaultQueue
from simulator.followers import Follower
from simulator.records import Delivery, Notification

PHONES: Final = 12
COPIES: Final = 50
# half a second of silence in AMR: a header, then frames of 12.2 kbit/s
SILENCE: Final = b"#!AMR\n" + (b"\x3c" + bytes(31)) * 25


class Slow(Protocol):
    """A dialogue that can be slowed for a show."""

    delay: float


@dataclass(frozen=True)
class AccountCard:
    """How an account is shown; `menu` is what its administrator would push."""

    title: str
    region: str
    path: str
    menu: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class HeldPhone:
    """One phone on the desk; `notes` are the notifications of what was done on it, by the number of the deed."""

    id: str
    account: str
    follower: Follower
    notes: dict[int, Notification] = field(default_factory=dict)


class SwitchedFaults(FaultQueue):
    """Ordered failures, and a latency on every call while the network is slow."""

    latency: float = 0.0

    def next_for(self, path: str) -> Fault:
        """The failure for this call."""
        fault = super().next_for(path)
        return replace(fault, latency=fault.latency + self.latency)


class Desk:
    """Phones and switches; every change beats the platform's pulse, which wakes the pages."""

    def __init__(
        self, fake: FakeWeChat, cards: Mapping[str, AccountCard], *, dialogue: Slow | None = None,
        on_switch: Callable[[], Awaitable[None]] | None = None, on_new_key: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        self.fake, self.cards, self.dialogue = fake, cards, dialogue
        self.phones: dict[str, HeldPhone] = {}
        self.began: dict[int, float] = {}
        self.keys_rotated, self.ahead, self.forced_path = 0, 0.0, ""
        self.faults = SwitchedFaults()
        fake.faults = self.faults
        self._on_switch, self._on_new_key = on_switch, on_new_key
        self._jobs: set[asyncio.Task[Any]] = set()
        # deeds on one loop, one after the other: which notification belongs to which deed
        self._turn = asyncio.Lock()

    def changed(self) -> None:
        """Wake the pages."""
        self.fake.pulse.beat()

    def phone(self, phone_id: str) -> HeldPhone:
        """A phone on the desk."""
        if phone_id not in self.phones:
            raise NotFound
        return self.phones[phone_id]

    def add_phone(self, account: str) -> HeldPhone:
        """Put another phone on the desk; it does not follow the account yet."""
        if account not in self.cards:
            raise NotFound
        if len(self.phones) >= PHONES:
            raise BadRequest(f"最多放 {PHONES} 部手机。")
        phone = HeldPhone(secrets.token_hex(6), account, self.fake.phone(account, following=False))
        self.phones[phone.id] = phone
        self.changed()
        return phone

    def remove_phone(self, phone_id: str) -> None:
        """Take a phone off the desk; the account may still write to it."""
        self.phone(phone_id)
        del self.phones[phone_id]
        self.changed()

    async def do(self, phone: HeldPhone, deed: Awaitable[Delivery]) -> None:
        """Begin something on a phone and note which notification came of it; the platform goes on by itself."""
        follower, fake = phone.follower, self.fake
        async with self._turn:
            said, known = len(follower.said), len(fake.deliveries)
            task = asyncio.ensure_future(deed)
            self._jobs.add(task)
            task.add_done_callback(self._done)
            # runs until the platform has written the notification down
            await asyncio.sleep(0)
            for delivery in fake.deliveries[known:]:
                if delivery.note.openid == follower.openid:
                    self.began[id(delivery)] = time.monotonic()
                    for deed_done in follower.said[said:]:
                        phone.notes[deed_done.seq] = delivery.note
        self.changed()

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._jobs.discard(task)
        if not task.cancelled():
            # a failure was shown on the phone; nobody awaits this task
            task.exception()
        self.changed()

    async def again(self, phone: HeldPhone, seq: int, times: int) -> None:
        """The platform delivers what was done once more, so many times at once."""
        note = phone.notes.get(seq)
        if note is None:
            raise NotFound
        if not 1 <= times <= COPIES:
            raise BadRequest(f"一次最多重发 {COPIES} 次。")
        await self.do(phone, self.fake.deliver(note, copies=times))

    async def switch(self, name: str, value: Any) -> None:
        """Turn one of the platform's switches."""
        turns: dict[str, Callable[[Any], None]] = {
            "customer_service": self._customer_service, "api_delay": self._api_delay,
            "dialogue_delay": self._dialogue_delay, "force_error": self._force_error,
        }  # fmt: skip
        if name not in turns:
            raise BadRequest(fields={name: "no such switch"})
        turns[name](value)
        if name == "customer_service" and self._on_switch:
            await self._on_switch()
        self.changed()

    def _customer_service(self, value: Any) -> None:
        for account in self.fake.accounts.values():
            account.customer_service = bool(value)

    def _api_delay(self, value: Any) -> None:
        self.faults.latency = _seconds(value, 30)

    def _dialogue_delay(self, value: Any) -> None:
        if self.dialogue is None:
            raise BadRequest("这里不能让对话变慢。")
        self.dialogue.delay = _seconds(value, 11)

    def _force_error(self, value: Any) -> None:
        path, code = str(value.get("path", "")), value.get("code")
        if not path.startswith("/") or not isinstance(code, int):
            raise BadRequest(fields={"force_error": "path and code"})
        self.faults.clear()
        self.forced_path = path
        self.faults.order(path, Fault(code=code))

    def forward(self, seconds: Any) -> None:
        """Move the platform's clock; back again is not possible, as for everybody."""
        step = _seconds(seconds, 30 * 86400)
        self.fake.clock.advance(step)
        self.ahead += step
        self.changed()

    def rotate_keys(self) -> None:
        """A new EncodingAESKey for every account; the one before still opens what is on its way."""
        if self._on_new_key is None:
            raise BadRequest("这里的密钥写在设置里，不能换。")
        for account in self.fake.accounts.values():
            account.rotate_key()
            self._on_new_key(account.name)
        self.keys_rotated += 1
        self.changed()

    async def close(self) -> None:
        """Stop what is still being delivered."""
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


def _seconds(value: Any, most: float) -> float:
    """A number of seconds somebody typed."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise BadRequest(f"请填 0 到 {most:g} 之间的数。")
    return float(value)
