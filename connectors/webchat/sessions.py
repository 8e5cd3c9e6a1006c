"""Who is writing: a random token whose hash alone is stored, bound to one conversation."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from casework.services.context import Casework
from casework.services.conversations import Conversation, find_conversation
from contracts.errors import Unauthorised

CHANNEL: Final = "web"
ACCOUNT: Final = ""


def new_token() -> str:
    """A token of 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def conversation_of(cw: Casework, authorization: str, keep_days: int) -> Conversation:
    """The conversation of an `Authorization: Bearer` header; `Unauthorised` when unknown or long silent."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorised
    conversation = await find_conversation(cw, CHANNEL, ACCOUNT, token_hash(token.strip()))
    if conversation is None:
        raise Unauthorised
    seen = (conversation.created_at, conversation.last_inbound_at, conversation.last_outbound_at)
    if max(at for at in seen if at) + timedelta(days=keep_days) < cw.now():
        raise Unauthorised
    return conversation
