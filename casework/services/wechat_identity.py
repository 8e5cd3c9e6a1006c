"""How a follower is found again: by a keyed hash of their openid, which the conversation carries."""

from typing import Any, Final

from sqlalchemy import select, update

from casework.services.context import Casework
from casework.services.leases import changed
from casework.storage.channel_models import WeChatContact
from casework.storage.models import Conversation

CHANNEL: Final = "wechat"
BATCH: Final = 200


def openid_digests(cw: Casework, openid: str) -> list[str]:
    """Keyed hashes of an openid, newest key first; upper and lower case differ in an openid."""
    return [digest for _, digest in cw.keyring.blind_digests("openid", openid.encode().hex())]


def known_as(cw: Casework, account: str, openid: str) -> tuple[Any, ...]:
    """Conditions that find the conversation of a follower."""
    digests = openid_digests(cw, openid)
    return (Conversation.channel == CHANNEL, Conversation.account == account, Conversation.identity_hash.in_(digests))


async def hash_again(cw: Casework) -> int:
    """Give every follower's conversation the hash under the newest key; part of a key rotation. How many changed."""
    count, after = 0, ""
    while batch := await _followers_after(cw, after):
        after = batch[-1][0]
        for conversation_id, openid, stored in batch:
            fresh = openid_digests(cw, openid)[0]
            if fresh != stored:
                count += await _replace_hash(cw, conversation_id, stored, fresh)
    return count


async def _followers_after(cw: Casework, after: str) -> list[tuple[str, str, str]]:
    query = (
        select(WeChatContact.conversation_id, WeChatContact.openid, Conversation.identity_hash)
        .join(Conversation, Conversation.id == WeChatContact.conversation_id)
        .where(WeChatContact.conversation_id > after, WeChatContact.openid != "")
        .order_by(WeChatContact.conversation_id)
        .limit(BATCH)
    )
    async with cw.database.read() as session:
        return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def _replace_hash(cw: Casework, conversation_id: str, stored: str, fresh: str) -> int:
    """Compare-and-set, so that somebody who leaves meanwhile stays forgotten."""
    async with cw.database.write() as session:
        same = (Conversation.id == conversation_id, Conversation.identity_hash == stored)
        return await changed(session, update(Conversation).where(*same).values(identity_hash=fresh))
