"""Keys derived from `JIUJI_SECRET_KEY`: field encryption with a key id, blind indexes, signatures.

The first secret is the current one; the rest only read. Every encrypted value is `key_id:base64(nonce+ciphertext)`.
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class UnreadableValue(Exception):
    """The value was written with a key we no longer have, or was changed."""


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"jiuji-v1", info=purpose.encode()).derive(secret.encode())


class _Key:
    """One secret's derived keys."""

    def __init__(self, secret: str) -> None:
        self.id = hashlib.sha256(_derive(secret, "key-id")).hexdigest()[:8]
        self.cipher = AESGCM(_derive(secret, "field"))
        self.blind = _derive(secret, "blind")
        self.payload = _derive(secret, "payload")
        self.internal = _derive(secret, "internal").hex()


class Keyring:
    """The keys of one installation, newest first."""

    def __init__(self, secrets: list[str]) -> None:
        if not secrets or any(len(secret) < 16 for secret in secrets):
            raise ValueError("JIUJI_SECRET_KEY: every key needs at least 16 characters")
        self._keys = [_Key(secret) for secret in secrets]

    @property
    def current_id(self) -> str:
        """Id of the key that writes."""
        return self._keys[0].id

    def encrypt(self, text: str) -> str:
        """Text to `key_id:base64`."""
        key, nonce = self._keys[0], os.urandom(12)
        sealed = key.cipher.encrypt(nonce, text.encode("utf-8", "surrogatepass"), key.id.encode())
        return f"{key.id}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, value: str) -> str:
        """The text again; `UnreadableValue` when no key of ours fits."""
        key_id, _, body = value.partition(":")
        for key in self._keys:
            if key.id == key_id:
                raw = base64.b64decode(body)
                try:
                    opened = key.cipher.decrypt(raw[:12], raw[12:], key.id.encode())
                except InvalidTag as error:
                    raise UnreadableValue(f"value under key {key_id} was changed") from error
                return opened.decode("utf-8", "surrogatepass")
        raise UnreadableValue(f"no key {key_id} in JIUJI_SECRET_KEY")

    def needs_rotation(self, value: str) -> bool:
        """Whether a value was written with an older key."""
        return not value.startswith(self.current_id + ":")

    def blind_digests(self, kind: str, value: str) -> list[tuple[str, str]]:
        """`(key_id, digest)` for each key, newest first: write the first, look up all."""
        normal = "".join(unicodedata.normalize("NFKC", value).split()).upper()
        message = f"{kind}:{normal}".encode("utf-8", "surrogatepass")
        return [(key.id, hmac.new(key.blind, message, hashlib.sha256).hexdigest()) for key in self._keys]

    @cached_property
    def payload_keys(self) -> list[bytes]:
        """Keys of `contracts.payloads`, newest first."""
        return [key.payload for key in self._keys]

    @property
    def internal_secret(self) -> str:
        """Shared secret of the internal routes (header `X-Jiuji-Secret`)."""
        return self._keys[0].internal

    def is_internal_secret(self, given: str) -> bool:
        """Constant-time check against every key, so that a rolling restart works."""
        return any(hmac.compare_digest(key.internal.encode(), given.encode()) for key in self._keys)
