"""How an answer stands while a callback waits for it, read in one statement."""

from dataclasses import dataclass

from sqlalchemy import and_, select

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


async def standing_of(cw: Casework, conversation_id: str, turn_id: str | None) -> Standing:
    """Whether a turn is answered (or apologised for), and whether anything waits to be carried."""
    unsent = (
        select(OutboundMessage.id)
        .where(OutboundMessage.conversation_id == conversation_id, OutboundMessage.seq > WeChatContact.delivered_seq)
        .exists()
    )
    query = (
        select(Turn.state, Turn.apologised, unsent, InboundMessage.copies)
        .select_from(WeChatContact)
        .outerjoin(Turn, and_(Turn.id == turn_id, Turn.conversation_id == conversation_id))
        .outerjoin(InboundMessage, InboundMessage.id == turn_id)
        .where(WeChatContact.conversation_id == conversation_id)
    )
    async with cw.database.read() as session:
        row = (await session.execute(query)).one_or_none()
    if row is None:
        # they left meanwhile, or it was never WeChat's
        return Standing(settled=True, unsent=False)
    state, apologised, words, copies = row
    return Standing(state not in OPEN_STATES or bool(apologised), bool(words), copies or 1)
