"""What the platform wraps every callback in: signatures, freshness, encryption; the same way back for a reply."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from multidict import MultiMapping

from connectors.wechat.accounts import Account
from connectors.wechat.xml import BrokenXml, cdata, read_fields

if TYPE_CHECKING:
    from connectors.wechat.crypto import Crypto

# the platform signs with its own clock; older or younger is a replay
FRESH_SECONDS: Final = 300
_SIGNED: Final = ("signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "echostr")
_INSTANT: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_LONGEST: Final = 512
_STRING: Final = re.compile(r"[\x21-\x7e]{1,512}", re.ASCII)


class RefusedDelivery(Exception):
    """Not from the platform, not for us, or too old: 403, with no detail for the caller.

    `reason` is a fixed word for the counter.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Opened:
    """A verified callback: the plain packet, and the key it was encrypted with (None when it was not)."""

    account: Account
    xml: bytes = field(repr=False)
    key: str | None = field(repr=False)
    timestamp: int
    nonce: str


def prepare(accounts: Iterable[Account]) -> None:
    """Make the crypto of every key now, so that the first callback does not wait for the library to load."""
    for account in accounts:
        for key in account.aes_keys:
            _crypto(account, key)


def _crypto(account: Account, key: str) -> "Crypto":
    # a tenth of the start's time, for those who have an account
    from connectors.wechat.crypto import crypto_of

    return crypto_of(account.token, key, account.app_id)


def signature_of(parts: Iterable[str]) -> str:
    """The platform's signature: sha1 over the sorted parts, in lower-case hexadecimal."""
    joined = "".join(sorted(parts)).encode("utf-8", "surrogatepass")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))


def _parameters(query: MultiMapping[str]) -> dict[str, str]:
    """Our parameters, each at most once and spelt as documented."""
    found: dict[str, str] = {}
    for name, value in query.items():
        if name.lower() not in _SIGNED:
            continue
        if name not in _SIGNED or name in found:
            raise RefusedDelivery("parameters")
        if len(value) > _LONGEST:
            raise RefusedDelivery("parameters")
        found[name] = value
    return found


def _checked(account: Account, query: MultiMapping[str], now: float) -> dict[str, str]:
    """The parameters of a call that is fresh and carries the account's signature."""
    given = _parameters(query)
    if not all(given.get(name) for name in ("signature", "timestamp", "nonce")):
        raise RefusedDelivery("parameters")
    if not _INSTANT.fullmatch(given["timestamp"]):
        raise RefusedDelivery("timestamp")
    if abs(now - int(given["timestamp"])) > FRESH_SECONDS:
        raise RefusedDelivery("stale")
    if not _same(signature_of((account.token, given["timestamp"], given["nonce"])), given["signature"]):
        raise RefusedDelivery("signature")
    return given


def verify_url(account: Account, query: MultiMapping[str], now: float) -> str:
    """The `echostr` to answer with when the platform checks our address. `now`: seconds since 1970."""
    echo = _checked(account, query, now).get("echostr", "")
    if not _STRING.fullmatch(echo):
        raise RefusedDelivery("parameters")
    return echo


def open_envelope(account: Account, query: MultiMapping[str], body: bytes, now: float) -> Opened:
    """The packet of a callback that is the platform's, meant for this account, and fresh; else `RefusedDelivery`.

    Safe and compatible mode take only what was encrypted: the plain part of a packet is covered by no signature.
    Plain mode takes an encrypted packet too when there are keys, so that an office can change over without a gap.
    """
    given = _checked(account, query, now)
    kind = given.get("encrypt_type", "raw")
    if kind not in ("aes", "raw"):
        raise RefusedDelivery("encrypt_type")
    if kind == "aes" and account.aes_keys:
        xml, key = _decrypted(account, given, _encrypted_part(body))
    elif account.mode == "plain":
        xml, key = body, None
    else:
        raise RefusedDelivery("plain")
    return Opened(account, xml, key, int(given["timestamp"]), given["nonce"])


def _encrypted_part(body: bytes) -> str:
    try:
        encrypted = read_fields(body).get("Encrypt")
    except BrokenXml:
        raise RefusedDelivery("body") from None
    if not isinstance(encrypted, str) or not encrypted.isascii():
        raise RefusedDelivery("body")
    return encrypted


def _decrypted(account: Account, given: dict[str, str], encrypted: str) -> tuple[bytes, str]:
    """The packet and the key that opened it, newest key first."""
    expected = signature_of((account.token, given["timestamp"], given["nonce"], encrypted))
    if not _same(expected, given.get("msg_signature", "")):
        raise RefusedDelivery("msg_signature")
    for key in account.aes_keys:
        xml = _crypto(account, key).open(encrypted)
        if xml is not None:
            return xml, key
    raise RefusedDelivery("decrypt")


def seal_text(opened: Opened, *, openid: str, text: str, now: float) -> str:
    """The whole passive reply; encrypted with the key that decrypted, when the callback was encrypted."""
    sender = read_fields(opened.xml).get("ToUserName")
    xml = (
        f"<xml><ToUserName>{cdata(openid)}</ToUserName><FromUserName>{cdata(str(sender or ''))}</FromUserName>"
        f"<CreateTime>{int(now)}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )
    return xml if opened.key is None else _sealed(opened.account, opened.key, xml, now)


def _sealed(account: Account, key: str, xml: str, now: float) -> str:
    encrypted = _crypto(account, key).seal(xml)
    timestamp, nonce = str(int(now)), secrets.token_hex(8)
    signature = signature_of((account.token, timestamp, nonce, encrypted))
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
