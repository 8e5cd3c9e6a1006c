"""Conversations of the plain REST channel: stock Rasa and the bench name their own."""

import hashlib
import re

from sqlalchemy import select

from casework.services.conflicts import look_again_on_conflict
from casework.services.context import Casework, new_id
from casework.storage.models import Conversation, Resident
from contracts.errors import BadRequest

CHANNEL = "rest"
_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


async def ensure_conversation(cw: Casework, conversation_id: str, region: str | None = None) -> bool:
    """The conversation with this id, made when there is none; True when it was made."""
    if not _ID.fullmatch(conversation_id):
        raise BadRequest("会话编号只能用字母、数字、- 和 _，最多32位。", fields={"conversation_id": "bad form"})

    async def action() -> bool:
        async with cw.database.write() as session:
            if await session.scalar(select(Conversation.id).where(Conversation.id == conversation_id)):
                return False
            resident = Resident(id=new_id(), created_at=cw.now())
            session.add(resident)
            await session.flush()
            identity = hashlib.sha256(f"{CHANNEL}:{conversation_id}".encode()).hexdigest()
            session.add(
                Conversation(
                    id=conversation_id, resident_id=resident.id, channel=CHANNEL, account="", region=region,
                    identity_hash=identity, created_at=cw.now(),
                )
            )  # fmt: skip
            return True

    return await look_again_on_conflict(action)
