"""The platform's encryption, on wechatpy's primitives; imported when the first account is prepared."""

import secrets
from functools import lru_cache

from wechatpy.crypto import PrpCrypto, WeChatCrypto


class _Cipher(PrpCrypto):  # type: ignore[misc]  # wechatpy has no types
    """The platform's AES scheme with a random start nobody can foresee."""

    def get_random_string(self) -> str:
        """Sixteen characters."""
        return secrets.token_hex(8)


class Crypto:
    """One key's cipher, made once: wechatpy by itself builds it anew for every message."""

    def __init__(self, token: str, aes_key: str, app_id: str) -> None:
        self._app_id = app_id
        self._cipher = _Cipher(WeChatCrypto(token, aes_key, app_id).key)

    def open(self, encrypted: str) -> bytes | None:
        """The packet inside; None when this key does not fit, the packet is broken or meant for another account."""
        try:
            return str(self._cipher.decrypt(encrypted, self._app_id)).encode("utf-8")
        except Exception:  # wechatpy and what it stands on raise eight kinds for these, and may raise others
            return None

    def seal(self, xml: str) -> str:
        """The packet encrypted, in base64."""
        return bytes(self._cipher.encrypt(xml, self._app_id)).decode("ascii")


@lru_cache(maxsize=256)
def crypto_of(token: str, aes_key: str, app_id: str) -> Crypto:
    """The one object of a key."""
    return Crypto(token, aes_key, app_id)
