"""Keyed hashes of phone, ID number and name, so that a case can be found without being read."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import Casework, new_id
from casework.storage.keeping_models import BlindIndex
from contracts.keys import DECLINED

KINDS: Final = {"contact_phone": "phone", "id_number": "id_number", "contact_name": "name"}


async def index_personal(
    cw: Casework, session: AsyncSession, object_kind: str, object_id: str, answers: Mapping[str, Any]
) -> None:
    """Write the hashes of the personal values among the answers, under the newest key, once each."""
    for key, kind in KINDS.items():
        value = answers.get(key)
        if not isinstance(value, str) or not value or value == DECLINED:
            continue
        key_id, digest = cw.keyring.blind_digests(kind, value)[0]
        found = select(BlindIndex.id).where(
            BlindIndex.kind == kind, BlindIndex.key_id == key_id, BlindIndex.digest == digest,
            BlindIndex.object_kind == object_kind, BlindIndex.object_id == object_id,
        )  # fmt: skip
        if await session.scalar(found) is None:
            session.add(
                BlindIndex(
                    id=new_id(), kind=kind, key_id=key_id, digest=digest, object_kind=object_kind, object_id=object_id
                )
            )
    await session.flush()


async def find_by_personal(cw: Casework, session: AsyncSession, object_kind: str, kind: str, value: str) -> list[str]:
    """Ids of the objects that hold this value, whatever key it was indexed with."""
    wanted = [
        (BlindIndex.key_id == key_id) & (BlindIndex.digest == digest)
        for key_id, digest in cw.keyring.blind_digests(kind, value)
    ]
    query = select(BlindIndex.object_id).where(BlindIndex.kind == kind, BlindIndex.object_kind == object_kind)
    return list((await session.execute(query.where(or_(*wanted)).distinct())).scalars())
