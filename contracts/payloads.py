"""Signed quick-reply payloads: only a button we issued to this conversation becomes a command."""

import base64
import hashlib
import hmac
import json

from contracts.messages import Command


def _signature(key: bytes, conversation_id: str, body: str) -> str:
    mac = hmac.new(key, f"{conversation_id}.{body}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def sign_command(key: bytes, conversation_id: str, command: Command) -> str:
    """The opaque payload `c1.<body>.<mac>` for one conversation."""
    body = base64.urlsafe_b64encode(json.dumps(command.model_dump(), ensure_ascii=False).encode()).decode().rstrip("=")
    return f"c1.{body}.{_signature(key, conversation_id, body)}"


def read_command(keys: list[bytes], conversation_id: str, payload: str) -> Command | None:
    """The command behind a payload, or None when we did not issue it to this conversation."""
    parts = payload.split(".")
    if len(parts) != 3 or parts[0] != "c1" or not payload.isascii():
        return None
    if not any(hmac.compare_digest(_signature(key, conversation_id, parts[1]), parts[2]) for key in keys):
        return None
    body = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
    return Command.model_validate_json(body)
