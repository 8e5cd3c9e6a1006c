"""Key rotation: every encrypted value is written again under the newest key; hashes follow cases and followers."""

from dataclasses import dataclass, field

from sqlalchemy import Column, Text, column, delete, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.blind_indexes import index_personal
from casework.services.context import Casework
from casework.services.wechat_identity import hash_again
from casework.storage.base import Base
from casework.storage.keeping_models import BlindIndex
from casework.storage.models import Case
from casework.storage.types import Encrypted, EncryptedJson

BATCH = 200
# encrypted by the dialogue's own store, in the same form
_ELSEWHERE = (("tracker_snapshots", "snapshot"), ("tracker_snapshots", "last_reply"))


@dataclass
class Rotated:
    """How many values of each column were written again, and how many indexes were made."""

    columns: dict[str, int] = field(default_factory=dict)
    indexes: int = 0
    identities: int = 0


def encrypted_columns() -> list[tuple[str, str]]:
    """Every (table, column) whose values carry a key id."""
    ours = [
        (found.name, one.name)
        for found in Base.metadata.sorted_tables
        for one in found.columns
        if isinstance(one.type, Encrypted | EncryptedJson)
    ]
    return ours + list(_ELSEWHERE)


def _primary_key(name: str) -> Column[str]:
    return next(iter(Base.metadata.tables[name].primary_key.columns))


async def _rotate_batch(cw: Casework, name: str, field_name: str) -> int:
    """Rewrite one batch; compare-and-set, so that a value changed meanwhile is never put back."""
    key = _primary_key(name).name
    raw = table(name, column(key, Text), column(field_name, Text))
    value = raw.c[field_name]
    async with cw.database.write() as session:
        old = value.is_not(None) & (value != "") & value.not_like(f"{cw.keyring.current_id}:%")
        rows = (await session.execute(select(raw.c[key], value).where(old).limit(BATCH))).all()
        for row_key, stored in rows:
            fresh = cw.keyring.encrypt(cw.keyring.decrypt(stored))
            same = (raw.c[key] == row_key) & (value == stored)
            await session.execute(update(raw).where(same).values({field_name: fresh}))
    return len(rows)


async def rotate_keys(cw: Casework) -> Rotated:
    """Bring the whole record to the newest key, in short transactions; safe to stop and run again.

    Raises `UnreadableValue` when a value was written with a key that is no longer in `JIUJI_SECRET_KEY`.
    """
    result = Rotated()
    for name, field_name in encrypted_columns():
        total = 0
        while count := await _rotate_batch(cw, name, field_name):
            total += count
        if total:
            result.columns[f"{name}.{field_name}"] = total
    result.indexes = await _index_again(cw)
    result.identities = await hash_again(cw)
    return result


async def _index_again(cw: Casework) -> int:
    """A hash cannot be turned into another one: cases with old hashes are read and indexed afresh."""
    async with cw.database.read() as session:
        old = select(BlindIndex.object_id).where(
            BlindIndex.object_kind == "case", BlindIndex.key_id != cw.keyring.current_id
        )
        ids = list((await session.execute(old.distinct())).scalars())
    for case_id in ids:
        async with cw.database.write() as session:
            await _index_case(cw, session, case_id)
    return len(ids)


async def _index_case(cw: Casework, session: AsyncSession, case_id: str) -> None:
    facts = await session.scalar(select(Case.facts).where(Case.id == case_id))
    await index_personal(cw, session, "case", case_id, facts or {})
    stale = (BlindIndex.object_id == case_id, BlindIndex.key_id != cw.keyring.current_id)
    await session.execute(delete(BlindIndex).where(*stale))
