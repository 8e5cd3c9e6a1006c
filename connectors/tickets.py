"""Short-lived signed notes that a browser carries for us: who may open what, until when. Nothing is stored."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

_INSTANT_LENGTH: Final = 8
_LENGTH: Final = _INSTANT_LENGTH + 32


def _mac(key: bytes, about: Sequence[str], until: str) -> str:
    # a button's signature (contracts.payloads) begins with a conversation's id: neither passes for the other
    message = "\0".join(("ticket", *about, until)).encode("utf-8", "surrogatepass")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]


def sign_until(keys: Sequence[bytes], about: Sequence[str], until: float) -> str:
    """Forty letters and digits that hold for exactly these words until then (seconds since 1970)."""
    instant = f"{int(until):0{_INSTANT_LENGTH}x}"
    return instant + _mac(keys[0], about, instant)


def still_holds(keys: Sequence[bytes], about: Sequence[str], signed: str, now: float) -> bool:
    """Whether we signed these words and the time is not over."""
    if len(signed) != _LENGTH or not signed.isascii():
        return False
    instant, mac = signed[:_INSTANT_LENGTH], signed[_INSTANT_LENGTH:]
    if not any(hmac.compare_digest(_mac(key, about, instant), mac) for key in keys):
        return False
    return now <= int(instant, 16)
