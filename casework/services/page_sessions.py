"""Pages that share a WeChat conversation: known by the hash of their token, ended with the link to the follower."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.storage.channel_models import PageSession, WeChatContact
from casework.storage.models import Conversation

# a resident's phones and an old tab or two; the oldest page of more has to sign in again
KEPT: Final = 10


async def open_page_session(cw: Casework, conversation_id: str, token_hash: str) -> Conversation | None:
    """Let a page with this token share the conversation; None when its follower has left or there never was one."""
    async with cw.database.write() as session:
        conversation = await session.scalar(_linked(conversation_id).with_for_update())
        if conversation is not None:
            await _add(cw, session, conversation_id, token_hash)
            await _drop_oldest(session, conversation_id)
        found: Conversation | None = conversation
    return found


async def move_page_sessions(cw: Casework, session: AsyncSession, conversation_id: str, token_hash: str) -> bool:
    """Inside the caller's transaction: this page alone shares the conversation; False when its follower has left."""
    if await session.scalar(_linked(conversation_id).with_for_update()) is None:
        return False
    await session.execute(delete(PageSession).where(PageSession.conversation_id == conversation_id))
    await _add(cw, session, conversation_id, token_hash)
    return True


async def find_page_conversation(cw: Casework, token_hash: str, keep: timedelta) -> Conversation | None:
    """The WeChat conversation that a page with this token shares; None when both have been silent for so long."""
    since = cw.now() - keep
    query = (
        select(Conversation)
        .join(PageSession, PageSession.conversation_id == Conversation.id)
        .join(WeChatContact, WeChatContact.conversation_id == Conversation.id)
        .where(PageSession.id == token_hash, WeChatContact.openid != "")
        .where(or_(
            PageSession.created_at > since, Conversation.last_inbound_at > since, Conversation.last_outbound_at > since
        ))
    )  # fmt: skip
    async with cw.database.read() as session:
        found: Conversation | None = await session.scalar(query)
        return found


def _linked(conversation_id: str) -> Select[tuple[Conversation]]:
    contact = WeChatContact.conversation_id == Conversation.id
    return select(Conversation).join(WeChatContact, contact).where(
        Conversation.id == conversation_id, WeChatContact.openid != ""
    )  # fmt: skip


async def _add(cw: Casework, session: AsyncSession, conversation_id: str, token_hash: str) -> None:
    session.add(PageSession(id=token_hash, conversation_id=conversation_id, created_at=cw.now()))
    await session.flush()


async def _drop_oldest(session: AsyncSession, conversation_id: str) -> None:
    mine = PageSession.conversation_id == conversation_id
    newest = select(PageSession.id).where(mine).order_by(PageSession.created_at.desc(), PageSession.id).limit(KEPT)
    kept = list(await session.scalars(newest))
    await session.execute(delete(PageSession).where(mine, PageSession.id.not_in(kept)))
