"""Outgoing webhooks: signed, dated, keyed, so that a receiver can trust, order and de-duplicate them."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import aiohttp

from contracts.errors import Unavailable

SIGNATURE_HEADER: Final = "X-Jiuji-Signature"
TIMESTAMP_HEADER: Final = "X-Jiuji-Timestamp"
KEY_HEADER: Final = "Idempotency-Key"
SEND_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Target:
    """Where a kind of notice goes, and the key it is signed with."""

    url: str
    secret: str


class Refused(Exception):
    """The receiver said no for good (a 4xx that waiting does not cure)."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC over `timestamp.body`, in hex."""
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


def _headers(target: Target, key: str, body: bytes, at: datetime) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: sign(target.secret, timestamp, body),
        KEY_HEADER: key,
    }


async def post_webhook(
    client: aiohttp.ClientSession, target: Target, kind: str, key: str, payload: dict[str, Any], at: datetime
) -> None:
    """Post one notice; `Unavailable` when it is worth another try, `Refused` when it is not."""
    body = json.dumps({"kind": kind, "data": payload}, ensure_ascii=False, sort_keys=True).encode()
    timeout = aiohttp.ClientTimeout(total=SEND_SECONDS)
    headers = _headers(target, key, body, at)
    try:
        request = client.post(target.url, data=body, headers=headers, timeout=timeout, allow_redirects=False)
        async with request as answer:
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unavailable(type(error).__name__) from error
    if status >= 500 or status in (408, 425, 429):
        raise Unavailable(f"status {status}")
    if status >= 300:
        raise Refused(f"status {status}")
