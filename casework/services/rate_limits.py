"""Technical limits (none is a rule of law): one enum, counted in the record so that restarts and machines share it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from casework.services.context import CHINA, Casework
from casework.storage.keeping_models import RateWindow


@dataclass(frozen=True)
class Window:
    """How often in how long; `fail_open`: let through when the counter itself cannot be read."""

    limit: int
    length: timedelta
    fail_open: bool


class RateLimit(Enum):
    """Every limit of the service. Look-ups and logins fail closed, what residents say fails open."""

    TEXT = Window(20, timedelta(minutes=1), True)
    UPLOAD = Window(40, timedelta(hours=1), False)
    STATUS_LOOKUP = Window(10, timedelta(hours=1), False)
    STATUS_WRONG = Window(5, timedelta(days=1), False)
    LOGIN = Window(5, timedelta(minutes=15), False)
    DRAFT = Window(3, timedelta(days=1), False)
    FORM = Window(20, timedelta(hours=1), False)

    def subject(self, who: str) -> str:
        """The counter's name for one identity."""
        return f"{self.name.lower()}:{who}"

    def window_start(self, at: datetime) -> datetime:
        """Start of the window an instant lies in; days begin at midnight in China."""
        local = at.astimezone(CHINA)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (local - midnight) // self.value.length * self.value.length


async def used(session: AsyncSession, limit: RateLimit, who: str, at: datetime) -> int:
    """How often in the current window."""
    row = await session.scalar(
        select(RateWindow.count).where(
            RateWindow.subject == limit.subject(who), RateWindow.window_start == limit.window_start(at)
        )
    )
    return int(row or 0)


async def count_use(session: AsyncSession, limit: RateLimit, who: str, at: datetime) -> int:
    """Count one use and say the new total; one statement, so that parallel uses are all counted."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(RateWindow).values(subject=limit.subject(who), window_start=limit.window_start(at), count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["subject", "window_start"], set_={"count": RateWindow.count + 1}
    ).returning(RateWindow.count)
    return int(await session.scalar(counted) or 0)


async def allow(cw: Casework, limit: RateLimit, who: str) -> bool:
    """Count one use in a transaction of its own; True while the limit is not passed."""
    try:
        async with cw.database.write() as session:
            return await count_use(session, limit, who, cw.now()) <= limit.value.limit
    except SQLAlchemyError:
        return limit.value.fail_open
