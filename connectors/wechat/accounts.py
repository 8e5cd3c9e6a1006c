"""The official accounts we answer for: keys, region, controller and what each is entitled to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Mode = Literal["safe", "compatible", "plain"]
DEFAULT: Final = ""


@dataclass(frozen=True)
class Notice:
    """A template or subscription message the account may send; `fields` are fixed words, never about a person.

    A value of `fields` may hold `{at}` (date of the change) and `{office}`; nothing else is filled in.
    """

    kind: Literal["template", "subscription"]
    template_id: str
    fields: dict[str, str]
    url: str | None = None


@dataclass(frozen=True)
class Account:
    """One official account. `name` is the last part of `/wechat/{name}`; the default account's is empty (`/wechat`)."""

    name: str
    app_id: str
    token: str = field(repr=False)
    app_secret: str = field(default="", repr=False)
    # newest first: the current EncodingAESKey and the previous one
    aes_keys: Sequence[str] = field(default=(), repr=False)
    mode: Mode = "safe"
    region: str | None = None
    controller: str | None = None
    # the customer-service message API: None asks the platform by trying; without `app_secret` there is none
    customer_service: bool | None = None
    notice: Notice | None = None
    # what happens when a resident unfollows: forget who they are, or erase what they told as well
    on_unsubscribe: Literal["erase", "unlink"] = "erase"

    @property
    def path(self) -> str:
        """Where the platform calls us."""
        return f"/wechat/{self.name}" if self.name else "/wechat"

    @property
    def may_call(self) -> bool:
        """Whether we can call the platform at all."""
        return bool(self.app_secret)

    def page_address(self, public_url: str | None) -> str | None:
        """Where a follower opens the page as the same talk, signed in by WeChat; nothing about a person stands in it.

        None where nobody can be signed in, or our own address (JIUJI_PUBLIC_URL) is not known.
        """
        return f"{public_url.rstrip('/')}{self.path}/page" if public_url and self.may_call else None
