"""How an answer stands while a callback waits for it, read in one statement."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, bindparam, exists, select

from casework.services.context import Casework
from casework.services.leases import OPEN_STATES
from casework.storage.channel_models import WeChatContact
from casework.storage.models import InboundMessage, OutboundMessage, Turn


@dataclass(frozen=True)
class Standing:
    """`settled`: nothing more is to be waited for. `unsent`: words of the conversation have not been delivered.

    `copies`: how often the message has come to all gateways together.
    """

    settled: bool
    unsent: bool
    copies: int = 1


# made once, as in `leases`
_UNSENT: Final = exists().where(
    OutboundMessage.conversation_id == bindparam("talk"), OutboundMessage.seq > WeChatContact.delivered_seq
)
_STANDING: Final = (
    select(Turn.state, Turn.apologised, _UNSENT, InboundMessage.copies)
    .select_from(WeChatContact)
    .outerjoin(Turn, and_(Turn.id == bindparam("turn"), Turn.conversation_id == bindparam("talk")))
    .outerjoin(InboundMessage, InboundMessage.id == bindparam("turn"))
    .where(WeChatContact.conversation_id == bindparam("talk"))
)


async def standing_of(cw: Casework, conversation_id: str, turn_id: str | None) -> Standing:
    """Whether a turn is answered (or apologised for), and whether anything waits to be carried."""
    async with cw.database.read() as session:
        row = (await session.execute(_STANDING, {"talk": conversation_id, "turn": turn_id})).one_or_none()
    if row is None:
        # they left meanwhile, or it was never WeChat's
        return Standing(settled=True, unsent=False)
    state, apologised, words, copies = row
    return Standing(state not in OPEN_STATES or bool(apologised), bool(words), copies or 1)
