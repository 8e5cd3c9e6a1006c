"""What every use case is given: the record, the keys, the law, the clock."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casework.services.events import EventHub
from casework.storage.database import Database
from contracts.keyring import Keyring
from policy.book import PolicyBook

CHINA = ZoneInfo("Asia/Shanghai")


def new_id() -> str:
    """A fresh 32-digit id, unguessable."""
    return secrets.token_hex(16)


def utc_now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC)


@dataclass
class Casework:
    """Passed first to every service function; one per process."""

    database: Database
    keyring: Keyring
    policy: PolicyBook
    now: Callable[[], datetime] = utc_now
    # JIUJI_NOW moves the policy date only, never an instant or a lease
    policy_date: date | None = None
    owner: str = field(default_factory=new_id)
    events: EventHub = field(default_factory=EventHub)

    def today(self) -> date:
        """The date the law is read on, in Asia/Shanghai."""
        return self.policy_date or self.now().astimezone(CHINA).date()
