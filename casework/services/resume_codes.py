"""Single-use codes that move a conversation's page to another device; only keyed hashes of them are stored."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework
from casework.services.leases import changed
from casework.services.page_sessions import move_page_sessions
from casework.services.wechat_identity import CHANNEL as WECHAT
from casework.storage.models import Conversation, ResumeCode

# no look-alikes; 10 of 25 signs are 46 bits
ALPHABET: Final = "2346789ACDEFGHJKMNPQRTVWXY"
LENGTH: Final = 10
KEPT: Final = timedelta(days=7)


@dataclass(frozen=True)
class IssuedCode:
    """A fresh code, shown once."""

    code: str
    expires_at: datetime


async def issue_resume_code(cw: Casework, conversation_id: str) -> IssuedCode:
    """A new code for a conversation; earlier ones end."""
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    now = cw.now()
    async with cw.database.write() as session:
        await session.execute(delete(ResumeCode).where(ResumeCode.conversation_id == conversation_id))
        digest = cw.keyring.blind_digests("resume_code", plain)[0][1]
        session.add(
            ResumeCode(id=digest, conversation_id=conversation_id, created_at=now, expires_at=now + KEPT)
        )  # fmt: skip
    return IssuedCode(f"{plain[:5]}-{plain[5:]}", now + KEPT)


async def redeem_resume_code(cw: Casework, code: str, identity_hash: str) -> Conversation | None:
    """Give the conversation to a new session, once; None when the code is wrong, used or expired."""
    async with cw.database.write() as session:
        found = await find_resume_code(cw, session, code)
        if found is None or not await use_resume_code(cw, session, found):
            return None
        conversation = await session.get_one(Conversation, found.conversation_id)
        if conversation.channel == WECHAT:
            # the follower stays who they are; only the page that shares their talk is another one
            linked = await move_page_sessions(cw, session, conversation.id, identity_hash)
            return conversation if linked else None
        conversation.identity_hash = identity_hash
    return conversation


async def find_resume_code(cw: Casework, session: AsyncSession, code: str) -> ResumeCode | None:
    """The row of a typed code, whatever its case and hyphens; it may be used or expired."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    digests = [digest for _, digest in cw.keyring.blind_digests("resume_code", plain)]
    found: ResumeCode | None = await session.scalar(select(ResumeCode).where(ResumeCode.id.in_(digests)))
    return found


async def use_resume_code(cw: Casework, session: AsyncSession, code: ResumeCode) -> bool:
    """Use a code up inside the caller's transaction; False when it was used or has expired."""
    statement = update(ResumeCode).where(
        ResumeCode.id == code.id, ResumeCode.used_at.is_(None), ResumeCode.expires_at > cw.now()
    )
    return bool(await changed(session, statement.values(used_at=cw.now())))
