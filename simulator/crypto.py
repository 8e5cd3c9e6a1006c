"""WeChat's message crypto, written from its description and strict: a second opinion beside wechatpy's.

AES-256-CBC, key = base64(EncodingAESKey + "="), IV = the key's first 16 bytes, padding PKCS#7 to blocks of 32,
content = 16 random bytes, length (4 bytes, big-endian), message, app id. Source: Technical_Plan.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
RANDOM = 16
LENGTH = 4


class BadCipher(Exception):
    """An encrypted text that is not as WeChat describes it."""


def signature(*parts: str) -> str:
    """SHA-1 over the sorted parts, in hexadecimal."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def signature_fits(given: str, *parts: str) -> bool:
    """Whether a signature is that of the parts."""
    return hmac.compare_digest(given.encode(), signature(*parts).encode())


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    if len(key) != BLOCK:
        raise BadCipher("an EncodingAESKey has 43 characters")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def encrypt(text: str | bytes, aes_key: str, app_id: str) -> str:
    """The base64 of an encrypted message."""
    message = text.encode() if isinstance(text, str) else text
    content = secrets.token_bytes(RANDOM) + len(message).to_bytes(LENGTH, "big") + message + app_id.encode()
    padding = BLOCK - len(content) % BLOCK
    encryptor = _cipher(aes_key).encryptor()
    return base64.b64encode(encryptor.update(content + bytes([padding]) * padding) + encryptor.finalize()).decode()


def decrypt(encrypted: str, aes_key: str, app_id: str) -> str:
    """The message of an encrypted text, or `BadCipher` with the reason."""
    try:
        sealed = base64.b64decode(encrypted, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadCipher("not base64") from error
    if not sealed or len(sealed) % BLOCK:
        raise BadCipher("not in blocks of 32")
    decryptor = _cipher(aes_key).decryptor()
    return _open(_unpad(decryptor.update(sealed) + decryptor.finalize()), app_id)


def _unpad(content: bytes) -> bytes:
    padding = content[-1]
    if not 1 <= padding <= BLOCK or content[-padding:] != bytes([padding]) * padding:
        raise BadCipher("wrong padding: another key?")
    return content[:-padding]


def _open(content: bytes, app_id: str) -> str:
    start = RANDOM + LENGTH
    end = start + int.from_bytes(content[RANDOM:start], "big")
    if end > len(content):
        raise BadCipher("wrong length: another key?")
    if content[end:] != app_id.encode():
        raise BadCipher("another app id")
    try:
        return content[start:end].decode()
    except UnicodeDecodeError as error:
        raise BadCipher("not UTF-8") from error
