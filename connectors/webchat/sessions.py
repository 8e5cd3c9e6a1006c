"""Who is writing: a random token whose hash alone is stored, bound to one conversation."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from casework.services.context import Casework
from casework.services.conversations import Conversation, find_conversation
from casework.services.page_sessions import find_page_conversation
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
    known, keep = token_hash(token.strip()), timedelta(days=keep_days)
    mine = await find_conversation(cw, CHANNEL, ACCOUNT, known)
    if mine is not None and _last_heard(mine) + keep < cw.now():
        raise Unauthorised
    conversation = mine or await find_page_conversation(cw, known, keep)
    if conversation is None:
        raise Unauthorised
    return conversation


def _last_heard(conversation: Conversation) -> datetime:
    seen = (conversation.created_at, conversation.last_inbound_at, conversation.last_outbound_at)
    return max(at for at in seen if at)
