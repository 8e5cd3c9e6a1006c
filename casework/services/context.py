"""What every use case is given: the record, the keys, the law, the clock."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casework.services.events import EventHub
from casework.storage.database import Database
from casework.storage.files import FileStore
from contracts.files import Inspector
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
    # official account → the controller its privacy notice names (个人信息处理者)
    controllers: dict[str, str] = field(default_factory=dict)
    # official accounts whose platform lets us fetch what residents send, and whose lets us write to them unasked
    fetching_accounts: frozenset[str] = frozenset()
    pushing_accounts: frozenset[str] = frozenset()
    owner: str = field(default_factory=new_id)
    events: EventHub = field(default_factory=EventHub)
    # where photos and recordings lie; a process without it leaves them to the others
    files: FileStore | None = None
    # looks into what residents send before it is kept
    inspector: Inspector | None = None

    def today(self) -> date:
        """The date the law is read on, in Asia/Shanghai."""
        return self.policy_date or self.now().astimezone(CHINA).date()
