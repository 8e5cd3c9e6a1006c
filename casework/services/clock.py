"""The database's clock, by which machines whose own clocks differ agree."""

from datetime import datetime

from sqlalchemy import select

from casework.services.context import Casework
from casework.services.leases import lease_clock


async def clock_ahead(cw: Casework) -> float:
    """Seconds by which the database's clock is ahead of ours; 0 with SQLite, which has none of its own."""
    if cw.database.is_sqlite:
        return 0.0
    before = cw.now()
    async with cw.database.read() as session:
        theirs = await session.scalar(select(lease_clock(cw)))
    after = cw.now()
    ours = before + (after - before) / 2
    return (theirs - ours).total_seconds() if isinstance(theirs, datetime) else 0.0
