"""The official accounts of a demo, from `demo_accounts.yml`; their keys are made from the installation's own key."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from connectors.wechat.accounts import Account, Notice
from contracts.keyring import Keyring

ACCOUNTS: Final = Path(__file__).with_name("demo_accounts.yml")


@cache
def _written() -> dict[str, Any]:
    return dict(yaml.safe_load(ACCOUNTS.read_text(encoding="utf-8")))


def demo_accounts(keyring: Keyring) -> dict[str, Account]:
    """The accounts of a demo: the same in every process of one installation, different in every installation."""
    notice = Notice(**_written()["notice"])
    return {name: _account(keyring, name, entry, notice) for name, entry in _written()["accounts"].items()}


def _account(keyring: Keyring, name: str, entry: dict[str, str], notice: Notice) -> Account:
    def made(what: str) -> str:
        return keyring.blind_digests("demo-wechat", f"{what}:{name}")[0][1]

    # keys in a list: the simulator puts a new one in front
    return Account(
        name, f"wx{made('app')[:16]}", made("token")[:16], app_secret=made("secret")[:32], aes_keys=[made("key")[:43]],
        region=entry.get("region"), controller=entry.get("controller"), notice=notice,
    )  # fmt: skip


def demo_title(name: str) -> str:
    """How the simulator calls a demo's account; empty for any other."""
    return str(_written()["accounts"].get(name, {}).get("title", ""))
