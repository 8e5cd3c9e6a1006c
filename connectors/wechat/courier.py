"""Carries words to phones when no callback is open for them: push, then a notice, then they wait for a visit."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog

from casework.services.context import CHINA, Casework
from casework.services.events import DELIVERIES
from casework.services.wechat_accounts import SEND, read_account_state
from casework.services.wechat_contacts import contact_of
from casework.services.wechat_ledger import close_window
from casework.services.wechat_parcels import (
    WATCHED,
    Parcel,
    claim_notice,
    claim_parcel,
    due_contacts,
    release_parcel,
    return_notice,
    set_aside,
    settle_parcel,
)
from connectors.measures import WECHAT_PUSHES, WECHAT_REFUSED
from connectors.wechat.accounts import Account
from connectors.wechat.api import WeChatApi
from connectors.wechat.errors import CircuitOpen, NotEntitled, PlatformAway, Unreachable, WeChatError, WindowClosed
from connectors.wechat.rendering import fit, pointer

ROOM: Final = 16
SWEEP_SECONDS: Final = 2.0
# many replies in one moment cost one look, and most of them leave with a callback
PAUSE_SECONDS: Final = 0.25
# the frequent look is at what was said lately, a rare one at everything that may still be pushed
LATELY: Final = timedelta(minutes=5)
ALL_SECONDS: Final = 60.0
RETRY_SECONDS: Final = 5.0
SHUT_SECONDS: Final = 60.0
STOP_SECONDS: Final = 3.0
log = structlog.get_logger()


def _keep(names: set[str], name: str, there: bool) -> None:
    (names.add if there else names.discard)(name)


class Courier:
    """The sender of one gateway process; run `run()` beside it. Several processes share the work by leases."""

    def __init__(
        self, cw: Casework, accounts: Mapping[str, Account], apis: Mapping[str, WeChatApi],
        public_url: str | None = None,
    ) -> None:  # fmt: skip
        self._cw, self._accounts, self._apis, self._public_url = cw, accounts, apis, public_url
        self._open: Counter[str] = Counter()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        # accounts whose sending is shut to us now, and those that have no right to it at all
        self._shut: set[str] = set()
        self._barred: set[str] = set()
        self._full_look_at = self._learn_at = 0.0
        self._stopping = False

    def page_of(self, account: Account) -> str | None:
        """Where followers of this account open the page as themselves."""
        return account.page_address(self._public_url)

    def may_push(self, account: Account) -> bool:
        """Whether words may reach a phone of this account without an open callback, as far as we know."""
        return not self._is_barred(account) and account.name not in self._shut

    def _is_barred(self, account: Account) -> bool:
        return not account.may_call or account.customer_service is False or account.name in self._barred

    @contextmanager
    def callback_open(self, conversation_id: str) -> Iterator[None]:
        """A callback of this process will carry the words: nobody here pushes them meanwhile."""
        self._open[conversation_id] += 1
        try:
            yield
        finally:
            self._open[conversation_id] -= 1
            if not self._open[conversation_id]:
                del self._open[conversation_id]

    def is_open(self, conversation_id: str) -> bool:
        """Whether a callback of this process waits for words of this conversation."""
        return conversation_id in self._open

    def push_soon(self, conversation_id: str) -> None:
        """A callback has left words behind: bring them now."""
        self._start(conversation_id)

    async def show_typing(self, account: Account, conversation_id: str) -> None:
        """Show on the phone that an answer is on its way; never where somebody else may be looking at it."""
        contact = await contact_of(self._cw, conversation_id)
        if contact is None or contact.quiet or not contact.openid or not self.may_push(account):
            return
        await self._apis[account.name].show_typing(contact.openid)

    async def run(self) -> None:
        """Deliver what is due until cancelled."""
        with self._cw.events.subscribe(DELIVERIES) as woken:
            while True:
                try:
                    await self._round()
                except Exception as error:  # the database may be away: the next round tries again
                    log.warning("wechat.courier_round_failed", error=type(error).__name__)
                await woken.wait(SWEEP_SECONDS)
                await asyncio.sleep(PAUSE_SECONDS)

    async def _round(self) -> None:
        if (now := asyncio.get_running_loop().time()) >= self._learn_at:
            await self._learn()
            self._learn_at = now + SWEEP_SECONDS
        names = [one.name for one in self._accounts.values() if self.may_push(one) or self._may_point(one)]
        room = ROOM - len(self._tasks)
        if names and room > 0 and not self._stopping:
            for conversation_id in await due_contacts(self._cw, ROOM * 2, accounts=names, within=self._within()):
                self._start(conversation_id)

    def _within(self) -> timedelta:
        now = asyncio.get_running_loop().time()
        if now < self._full_look_at:
            return LATELY
        self._full_look_at = now + ALL_SECONDS
        return WATCHED

    async def _learn(self) -> None:
        """Which accounts' sending is shut, for every process to agree on."""
        for account in self._accounts.values():
            if account.may_call:
                state = await read_account_state(self._cw, account.name, SEND)
                _keep(self._shut, account.name, state.shut_code is not None)
                _keep(self._barred, account.name, state.can_send is False)

    @staticmethod
    def _may_point(account: Account) -> bool:
        return account.may_call and account.notice is not None

    def _start(self, conversation_id: str) -> None:
        busy = conversation_id in self._tasks or conversation_id in self._open
        if busy or len(self._tasks) >= ROOM or self._stopping:
            return
        task = asyncio.create_task(self._deliver(conversation_id))
        self._tasks[conversation_id] = task
        task.add_done_callback(lambda done: self._forget(conversation_id, done))

    def _forget(self, conversation_id: str, done: asyncio.Task[None]) -> None:
        was_full = len(self._tasks) >= ROOM
        self._tasks.pop(conversation_id, None)
        if was_full:
            self._cw.events.wake(DELIVERIES)
        if not done.cancelled() and (error := done.exception()):
            log.error("wechat.courier_failed", conversation_id=conversation_id, exc_info=error)

    async def _deliver(self, conversation_id: str) -> None:
        """Everything undelivered, piece by piece, as far as the platform lets us."""
        while not self.is_open(conversation_id):
            parcel = await claim_parcel(self._cw, conversation_id, passive=False)
            if parcel is None or not await self._carry(parcel):
                return

    async def _carry(self, parcel: Parcel) -> bool:
        """One piece; True when there is more and it may be sent."""
        account, api = self._accounts.get(parcel.account), self._apis.get(parcel.account)
        if account is None or api is None:
            await set_aside(self._cw, parcel, "no_account")
            return False
        barred = self._is_barred(account)
        may_push = parcel.left and self.may_push(account)
        if parcel.held and not parcel.answers_young and (may_push or self._may_point(account)):
            return await self._hold(account, api, parcel)
        if may_push:
            return await self._push(account, api, parcel)
        WECHAT_REFUSED.labels("account" if parcel.left else "ledger").inc()
        # a circuit opens again by itself, a right that is missing does not
        await release_parcel(self._cw, parcel, retry_in=SHUT_SECONDS if parcel.left and not barred else None)
        if barred or not parcel.left:
            await self._point(account, api, parcel, shut=barred)
        return False

    async def _push(self, account: Account, api: WeChatApi, parcel: Parcel) -> bool:
        piece = fit(
            parcel.messages, parcel.skip, late_before=parcel.late_before, covered=parcel.discreet,
            page=self.page_of(account),
        )  # fmt: skip
        try:
            await api.send_text(parcel.openid, piece.text)
        except WeChatError as error:
            WECHAT_PUSHES.labels("custom", type(error).__name__).inc()
            await self._not_pushed(account, api, parcel, error)
            return False
        WECHAT_PUSHES.labels("custom", "sent").inc()
        kept = await settle_parcel(
            self._cw, parcel, upto_seq=piece.upto_seq, upto_characters=piece.upto_characters, spent=True
        )  # fmt: skip
        return kept and piece.more

    async def _hold(self, account: Account, api: WeChatApi, parcel: Parcel) -> bool:
        """Words about a case wait for their owner: a notice says that something waits, else a text that says no more.

        The owner's next word brings them; a preview on a locked screen shows nothing of them.
        """
        if account.notice is not None:
            await release_parcel(self._cw, parcel, retry_in=None)
            await self._point(account, api, parcel, shut=False)
        elif not await claim_notice(self._cw, parcel.conversation_id):
            await release_parcel(self._cw, parcel, retry_in=None)
        else:
            await self._push_pointer(account, api, parcel)
        return False

    async def _push_pointer(self, account: Account, api: WeChatApi, parcel: Parcel) -> None:
        try:
            await api.send_text(parcel.openid, pointer())
        except WeChatError as error:
            WECHAT_PUSHES.labels("pointer", type(error).__name__).inc()
            await self._not_pushed(account, api, parcel, error)
            if isinstance(error, PlatformAway | CircuitOpen):
                await return_notice(self._cw, parcel.conversation_id, retry_in=SHUT_SECONDS)
            return
        WECHAT_PUSHES.labels("pointer", "sent").inc()
        before = parcel.messages[0].seq - 1
        await settle_parcel(self._cw, parcel, upto_seq=before, upto_characters=parcel.skip, spent=True)

    async def _not_pushed(self, account: Account, api: WeChatApi, parcel: Parcel, error: WeChatError) -> None:
        """The next step of the ladder, or another try later; a doubled text is acceptable, a lost one is not."""
        match error:
            case WindowClosed():
                WECHAT_REFUSED.labels("platform").inc()
                await release_parcel(self._cw, parcel, retry_in=None)
                await self._point(account, api, parcel, shut=True)
            case Unreachable():
                await set_aside(self._cw, parcel, str(error.code))
            case NotEntitled():
                await release_parcel(self._cw, parcel, retry_in=SHUT_SECONDS)
                await self._learn()
            case CircuitOpen():
                await release_parcel(self._cw, parcel, retry_in=SHUT_SECONDS)
            case PlatformAway():
                await release_parcel(self._cw, parcel, retry_in=RETRY_SECONDS)
            case _:
                await release_parcel(self._cw, parcel, retry_in=SHUT_SECONDS)

    async def _point(self, account: Account, api: WeChatApi, parcel: Parcel, *, shut: bool) -> None:
        """One notice that something waits, in fixed words; where the account has none it waits for the next visit."""
        if shut:
            await close_window(self._cw, parcel.conversation_id)
        if not await claim_notice(self._cw, parcel.conversation_id) or account.notice is None:
            return
        try:
            await api.send_notice(parcel.openid, await self._notice_values(parcel.conversation_id))
        except (PlatformAway, CircuitOpen) as error:
            WECHAT_PUSHES.labels("notice", type(error).__name__).inc()
            await return_notice(self._cw, parcel.conversation_id, retry_in=SHUT_SECONDS)
        except WeChatError as error:
            WECHAT_PUSHES.labels("notice", type(error).__name__).inc()
        else:
            WECHAT_PUSHES.labels("notice", "sent").inc()

    async def _notice_values(self, conversation_id: str) -> dict[str, str]:
        """Nothing about a person: the day, and the office of the place."""
        contact, today = await contact_of(self._cw, conversation_id), self._cw.now().astimezone(CHINA).date()
        region = self._cw.policy.region(contact.region) if contact else None
        office = self._cw.policy.office(region.code, today).name if region else None
        return {"at": f"{today.year}年{today.month}月{today.day}日", "office": office or ""}

    async def finish(self) -> None:
        """Let what is being sent end: a call cut off in the middle would be sent twice."""
        self._stopping = True
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
