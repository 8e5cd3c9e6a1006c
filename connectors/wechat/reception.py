"""Takes a delivery into the record: whose it is, what was said, what is awaited. The same for live and kept ones."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from weakref import WeakValueDictionary

from sqlalchemy.ext.asyncio import AsyncSession

from casework.services import conversations, wechat_contacts, wechat_ledger
from casework.services.attachments import attach_beside
from casework.services.context import Casework
from casework.services.conversations import Beside, Conversation, InboundMessage
from casework.services.wechat_contacts import Talk
from casework.services.wechat_identity import CHANNEL
from casework.services.wechat_moves import move_to_wechat
from casework.services.wechat_unfollow import unfollow
from connectors import fixed_words
from connectors.limits import MemoryWindow, Verdict
from connectors.turn import Intake, Said
from connectors.wechat.accounts import Account
from connectors.wechat.deliveries import Delivery
from connectors.wechat.reading import (
    Farewell,
    Reading,
    Report,
    Return,
    Visit,
    Words,
    attachment_command,
    said_by_us,
)  # fmt: skip
from contracts.messages import Bubble

_FETCHED: Final = ("image", "voice", "video")


@dataclass(frozen=True)
class Taken:
    """A stored delivery: the conversation, the turn that will answer it (if one will), and how often it came."""

    conversation_id: str
    inbound_id: str
    turn_id: str | None = None
    ran: asyncio.Event | None = None
    copies: int = 1


def _both(first: Beside, second: Beside | None) -> Beside:
    async def write(session: AsyncSession, inbound: InboundMessage) -> None:
        await first(session, inbound)
        if second:
            await second(session, inbound)

    return write


class Reception:
    """Stores what came; `hold` is how long a recording's turn waits for its words, None where nobody listens."""

    def __init__(self, cw: Casework, intake: Intake, hold: timedelta | None) -> None:
        self._cw, self._intake, self._hold = cw, intake, hold
        # guesses of resume codes by one person; beyond that they are words like any others
        self._tries = MemoryWindow()
        self._lines: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def take(
        self, account: Account, delivery: Delivery, reading: Reading, *, open_for: float | None
    ) -> Taken | None:
        """Store one delivery once; `open_for` says how long a callback waits for its answer. None: no answer is due.

        Those of one person are stored in the order they came: photos and words sent within a moment.
        """
        line = self._lines.setdefault((account.name, delivery.openid), asyncio.Lock())
        async with line:
            return await self._take(account, delivery, reading, open_for)

    async def _take(
        self, account: Account, delivery: Delivery, reading: Reading, open_for: float | None
    ) -> Taken | None:
        match reading:
            case Words():
                return await self._words(account, delivery, reading, open_for)
            case Return():
                return await self._return(account, delivery, reading, open_for)
            case Visit():
                return await self._visit(account, delivery, reading, open_for)
            case Farewell():
                await unfollow(self._cw, account.name, delivery.openid, account.on_unsubscribe)
            case Report():
                pass
        return None

    async def _words(self, account: Account, delivery: Delivery, words: Words, open_for: float | None) -> Taken:
        met = await wechat_contacts.meet(
            self._cw, account=account.name, openid=delivery.openid, region=self._region(account.region),
            opening=fixed_words.opening(),
        )  # fmt: skip
        said = self._said(account, met.conversation, delivery, words, open_for)
        receipt = await self._intake.receive(said)
        recorded = receipt.recorded
        return Taken(met.conversation.id, recorded.inbound_id, recorded.turn_id, receipt.ran, recorded.copies)

    def _said(self, account: Account, talk: Talk, delivery: Delivery, words: Words, open_for: float | None) -> Said:
        beside = wechat_ledger.action_beside(self._cw, "tap" if words.tap else "message", open_for)
        command, hold = words.command, None
        if words.kind in _FETCHED and words.media_id and account.may_call:
            attachment_id, attach = attach_beside(
                self._cw, kind=words.kind, media_id=words.media_id, account=account.name
            )  # fmt: skip
            beside, command = _both(beside, attach), attachment_command(words.kind, attachment_id)
            hold = self._hold if words.kind == "voice" else None
        return Said(
            conversation_id=talk.id, channel=CHANNEL, region=talk.region, key=delivery.key,
            text=words.text, command=command, beside=beside, hold=hold,
        )  # fmt: skip

    async def _return(self, account: Account, delivery: Delivery, code: Return, open_for: float | None) -> Taken:
        """Bring over what was told on the page; a code that does not fit is said to be so, once."""
        met = await wechat_contacts.meet(
            self._cw, account=account.name, openid=delivery.openid, region=self._region(account.region)
        )  # fmt: skip
        if await self._tries.admit(delivery.openid, delivery.key) is not Verdict.ASK:
            return await self._words(account, delivery, Words(code.words), open_for)
        moved = await move_to_wechat(
            self._cw, account=account.name, openid=delivery.openid, code=code.code, key=delivery.key, text=code.text,
            says=[said_by_us("moved")],
        )  # fmt: skip
        if moved is None:
            words = [said_by_us("not_moved")]
            return await self._noted(met.conversation, delivery, code.text, "message", words, words, open_for)
        await wechat_ledger.note_action(self._cw, moved.conversation_id, "message", open_for)
        return Taken(moved.conversation_id, moved.inbound_id, moved.turn_id)

    async def _noted(
        self, talk: Talk, delivery: Delivery, text: str, action: wechat_ledger.Action,
        new: list[Bubble], known: list[Bubble], open_for: float | None,
    ) -> Taken:  # fmt: skip
        """Something that is no words for the dialogue: answered by us, once, as who is new or is known."""
        acted = wechat_ledger.action_beside(self._cw, action, open_for)
        recorded = await conversations.record_inbound(
            self._cw, talk.id, dedup_key=delivery.key, text=text, command=None, ask=False,
            channel=CHANNEL, beside=_both(acted, self._greeting(new, known)),
        )  # fmt: skip
        return Taken(talk.id, recorded.inbound_id, copies=recorded.copies)

    async def _visit(self, account: Account, delivery: Delivery, visit: Visit, open_for: float | None) -> Taken:
        """Greet once: who is new hears the opening, who is known a short word."""
        region = self._region(visit.code) or self._region(account.region)
        met = await wechat_contacts.meet(
            self._cw, account=account.name, openid=delivery.openid, region=region, source=visit.source
        )  # fmt: skip
        new, known = fixed_words.opening(), [said_by_us("hello")]
        return await self._noted(met.conversation, delivery, visit.text, "tap", new, known, open_for)

    def _greeting(self, new: list[Bubble], known: list[Bubble]) -> Beside:
        """Our words, in the transaction that stores what they answer: redelivered it is not said again."""

        async def greet(session: AsyncSession, inbound: InboundMessage) -> None:
            conversation = await session.get_one(Conversation, inbound.conversation_id)
            if conversation.mode == "staff":
                return
            # the very first thing in a conversation has the first number
            words = new if inbound.seq == 1 else known
            await conversations.append_outbound(
                self._cw, session, inbound.conversation_id, words, origin="bot", turn_id=inbound.id
            )  # fmt: skip

        return greet

    def _region(self, code: str | None) -> str | None:
        """The county of a code, where it is one we serve."""
        region = self._cw.policy.region(code)
        return region.code if region is not None and region.served else None
