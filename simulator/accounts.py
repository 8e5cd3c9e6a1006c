"""An official account as the platform's back office knows it."""

import secrets
import string
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["safe", "compatible", "plain"]
AES_KEY_LENGTH = 43


def new_aes_key() -> str:
    """An EncodingAESKey as the back office makes one: 43 letters and digits."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(AES_KEY_LENGTH))


@dataclass(frozen=True)
class Template:
    """A template the account may send, with the names of its fields, e.g. `thing1`, `time2`."""

    fields: tuple[str, ...]
    kind: Literal["template", "subscription"] = "template"
    title: str = ""


@dataclass
class FakeAccount:
    """One official account; change its fields as an administrator would in the back office."""

    name: str = ""
    app_id: str = field(default_factory=lambda: f"wx{secrets.token_hex(8)}")
    app_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    token: str = field(default_factory=lambda: secrets.token_hex(8), repr=False)
    original_id: str = field(default_factory=lambda: f"gh_{secrets.token_hex(6)}")
    # newest first
    aes_keys: list[str] = field(default_factory=lambda: [new_aes_key()], repr=False)
    mode: Mode = "safe"
    callback: str = ""
    test: bool = False
    customer_service: bool = True
    notices: set[str] = field(default_factory=lambda: {"template", "subscription"})
    notices_banned: bool = False
    templates: dict[str, Template] = field(default_factory=dict)
    allowed_ips: set[str] | None = None
    oauth_domains: set[str] | None = None
    budgets: dict[str, int] = field(default_factory=dict)
    # while a new key spreads, the platform still sends with the previous one: 1
    sending_key: int = 0
    windows: Literal["separate", "latest"] = "separate"
    menu: dict[str, Any] | None = None

    def rotate_key(self, key: str | None = None) -> str:
        """A new EncodingAESKey; the one before is kept, older ones are gone."""
        self.aes_keys = [key or new_aes_key(), self.aes_keys[0]]
        return self.aes_keys[0]

    @property
    def key_in_use(self) -> str:
        """The key the platform encrypts with now."""
        return self.aes_keys[min(self.sending_key, len(self.aes_keys) - 1)]
