"""取消关注: who they are is forgotten, and what they told unless it was filed or somebody is in danger."""

import secrets
from typing import Final, Literal

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.audit import append_audit
from casework.services.claims import SYSTEM_NOTE, add_note, tell
from casework.services.context import Casework, new_id
from casework.services.conversation_state import load_conversation
from casework.services.erasure import erase_in
from casework.services.handoffs import open_handoff
from casework.services.leases import changed
from casework.services.shredding import shred_marked
from casework.services.wechat_identity import known_as
from casework.storage.channel_models import PageSession, WeChatContact
from casework.storage.models import Conversation, Handoff

Keep = Literal["erase", "unlink"]
# the words are still to be erased, once nobody is in danger any more
ERASE_LATER: Final = "erase_later"
_LEFT: Final = "居民已取消关注公众号，发出的消息到不了对方的微信，请用别的办法联系。"
_KEPT_LATER: Final = "因有紧急情况，聊天内容暂时保留，处理完后自动删除。"


async def unfollow(cw: Casework, account: str, openid: str, keep: Keep) -> bool:
    """Erase the link to a follower who left and, unless `keep` is "unlink", all they told that was not filed.

    While an urgent hand-off is open their words stay for those who help. False when we do not know them (any more).
    """
    async with cw.database.write() as session:
        conversation_id = await session.scalar(select(Conversation.id).where(*known_as(cw, account, openid)))
        left = conversation_id is not None and await _leave(cw, session, conversation_id, keep)
    if left and keep == "erase":
        await shred_marked(cw, conversation_id)
    return left


async def _leave(cw: Casework, session: AsyncSession, conversation_id: str, keep: Keep) -> bool:
    conversation, _ = await load_conversation(session, conversation_id, lock=True)
    handoff = await open_handoff(session, conversation_id)
    later = keep == "erase" and handoff is not None and handoff.urgent
    if not await _unlink(cw, session, conversation, later=later):
        return False
    if keep == "erase" and not later:
        await erase_in(cw, session, conversation, new_id(), withdraw_consent=True)
    if handoff is not None:
        add_note(cw, session, conversation_id, None, SYSTEM_NOTE + _LEFT + (_KEPT_LATER if later else ""))
    tell(cw, session, conversation_id)
    await append_audit(
        cw, session, actor_kind="resident", actor_id=conversation.resident_id, action="wechat.unfollowed",
        object_kind="conversation", object_id=conversation_id,
        detail={"words": "kept" if keep == "unlink" else "kept_for_now" if later else "erased"},
    )  # fmt: skip
    return True


async def _unlink(cw: Casework, session: AsyncSession, conversation: Conversation, *, later: bool) -> bool:
    """Nothing leads from the conversation to the person any more; False when that was so already."""
    linked = (WeChatContact.conversation_id == conversation.id, WeChatContact.openid != "")
    gone = {
        "openid": "", "followed": False, "unreachable": ERASE_LATER if later else None, "message_left": 0,
        "tap_left": 0, "passive_until": None, "try_after": None, "source": "",
    }  # fmt: skip
    if not await changed(session, update(WeChatContact).where(*linked).values(**gone)):
        return False
    conversation.identity_hash = secrets.token_hex(32)
    await session.execute(delete(PageSession).where(PageSession.conversation_id == conversation.id))
    await session.flush()
    return True


async def erase_left(cw: Casework, limit: int = 100) -> int:
    """Erase the words of those who left while they were in danger, once that hand-off is closed."""
    urgent = exists().where(
        Handoff.conversation_id == WeChatContact.conversation_id, Handoff.state != "closed", Handoff.urgent
    )
    query = select(WeChatContact.conversation_id).where(
        WeChatContact.followed.is_(False), WeChatContact.unreachable == ERASE_LATER, ~urgent
    )
    async with cw.database.read() as session:
        found = list(await session.scalars(query.limit(limit)))
    return sum([await _erase_left(cw, conversation_id) for conversation_id in found])


async def _erase_left(cw: Casework, conversation_id: str) -> bool:
    async with cw.database.write() as session:
        conversation, _ = await load_conversation(session, conversation_id, lock=True)
        handoff = await open_handoff(session, conversation_id)
        due = (WeChatContact.conversation_id == conversation_id, WeChatContact.unreachable == ERASE_LATER)
        if handoff is not None and handoff.urgent:
            return False
        if not await changed(session, update(WeChatContact).where(*due).values(unreachable=None)):
            return False
        await erase_in(cw, session, conversation, new_id(), withdraw_consent=True)
        return True
