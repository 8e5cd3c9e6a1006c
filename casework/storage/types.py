"""Column types: UTC instants, JSON, and text or JSON encrypted with the installation's keyring."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

from contracts.keyring import Keyring

_installed: list[Keyring] = []


def install_keyring(keyring: Keyring) -> None:
    """Set the keyring that encrypted columns use in this process."""
    _installed[:] = [keyring]


def _keyring() -> Keyring:
    if not _installed:
        raise RuntimeError("install_keyring() must be called before an encrypted column is used")
    return _installed[0]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant; naive values are refused, SQLite's are read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Always aware."""
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class PlainJson(TypeDecorator[Any]):
    """JSON as text: the same on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From text."""
        return None if value is None else json.loads(value)


class Encrypted(TypeDecorator[str]):
    """Text under the keyring's current key; empty stays empty."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        return value if not value else _keyring().encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return value if not value else _keyring().decrypt(value)


class EncryptedJson(TypeDecorator[Any]):
    """JSON under the keyring's current key; None stays SQL NULL only where the column allows it."""

    impl = Text
    cache_ok = True

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        """Comparing ciphertexts is never meant."""
        return self

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Encrypt."""
        return _keyring().encrypt(json.dumps(value, ensure_ascii=False, sort_keys=True))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Decrypt."""
        return None if value is None else json.loads(_keyring().decrypt(value))
