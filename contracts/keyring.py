"""Keys derived from `JIUJI_SECRET_KEY`: field encryption with a key id, blind indexes, signatures.

The first secret is the current one; the rest only read. Every encrypted value is `key_id:base64(nonce+ciphertext)`;
a sealed file is `JJF1`, the key id in ASCII, the nonce, the ciphertext.
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

SEAL = b"JJF1"
ID_LENGTH, NONCE_LENGTH = 8, 12
SEAL_LENGTH = len(SEAL) + ID_LENGTH


class UnreadableValue(Exception):
    """The value was written with a key we no longer have, or was changed."""


def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"jiuji-v1", info=purpose.encode()).derive(secret.encode())


class _Key:
    """One secret's derived keys."""

    def __init__(self, secret: str) -> None:
        self.id = hashlib.sha256(_derive(secret, "key-id")).hexdigest()[:ID_LENGTH]
        self.cipher = AESGCM(_derive(secret, "field"))
        self.file_cipher = AESGCM(_derive(secret, "file"))
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

    def seal(self, body: bytes, about: str) -> bytes:
        """Bytes of a file under the current key, bound to `about` (its id): under another id they do not open."""
        key, nonce = self._keys[0], os.urandom(NONCE_LENGTH)
        head = SEAL + key.id.encode()
        return head + nonce + key.file_cipher.encrypt(nonce, body, head + about.encode())

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """The bytes again; `UnreadableValue` when no key of ours fits, or they were changed, cut or moved."""
        head, rest = sealed[:SEAL_LENGTH], sealed[SEAL_LENGTH:]
        key_id = head[len(SEAL) :].decode("ascii", "replace")
        key = next((key for key in self._keys if head == SEAL + key.id.encode()), None)
        if key is None:
            raise UnreadableValue(f"no key {key_id} in JIUJI_SECRET_KEY for file {about}")
        try:
            return key.file_cipher.decrypt(rest[:NONCE_LENGTH], rest[NONCE_LENGTH:], head + about.encode())
        except (InvalidTag, ValueError) as error:
            raise UnreadableValue(f"file {about} under key {key_id} was changed") from error

    def is_sealed_newest(self, head: bytes) -> bool:
        """Whether a sealed file, of which this is the beginning, was written with the current key."""
        return head[:SEAL_LENGTH] == SEAL + self.current_id.encode()

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
