"""The decisions in force on each text but the privacy notice."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.storage.models import Consent
from contracts.keys import SENSITIVE


async def decisions_of(session: AsyncSession, conversation_id: str) -> dict[str, str]:
    """The last decision by kind; a withdrawn privacy consent takes every earlier one with it."""
    query = select(Consent.kind, Consent.decision).where(Consent.conversation_id == conversation_id)
    decided: dict[str, str] = {}
    for kind, decision in await session.execute(query.order_by(Consent.seq)):
        if kind != "privacy":
            decided[kind] = decision
        elif decision == "withdrawn":
            decided.clear()
    return decided


def refused_kinds(decided: dict[str, str]) -> frozenset[str]:
    """The kinds of sensitive data that are not to be kept."""
    return frozenset(kind for kind in SENSITIVE if decided.get(kind) in ("refused", "withdrawn"))
