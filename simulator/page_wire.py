"""What went over the wire, for the page: the platform's calls of the service, and the service's of the platform."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from simulator.crypto import BadCipher, decrypt
from simulator.page_desk import Desk
from simulator.records import Attempt, Call, Delivery

ROWS: Final = 80
_LONGEST: Final = 4000
# of no use to whoever looks, and the nearest thing to a secret here
_HIDDEN: Final = {"secret", "access_token"}
SHOWN: Final = ("id", "at", "phone", "kind", "title", "status", "seconds")


def wire_rows(desk: Desk) -> list[dict[str, Any]]:
    """The newest rows, oldest first, without what was sent."""
    return [{name: row[name] for name in SHOWN} for row in _rows(desk)]


def wire_parts(desk: Desk, row_id: str) -> list[dict[str, str]] | None:
    """What was sent in one row; None when the row is gone."""
    return next((row["parts"]() for row in _rows(desk) if row["id"] == row_id), None)


def _rows(desk: Desk) -> list[dict[str, Any]]:
    openids = {(phone.account, phone.follower.openid): phone.id for phone in desk.phones.values()}
    rows = [*_called(desk, openids), *_asked(desk, openids)]
    rows.sort(key=lambda row: row["order"])
    return rows[-ROWS:]


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _called(desk: Desk, openids: dict[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    for delivery in desk.fake.deliveries[-ROWS:]:
        for attempt in delivery.attempts[-ROWS:]:
            yield _call_row(desk, delivery, attempt, openids)


def _call_row(desk: Desk, delivery: Delivery, attempt: Attempt, openids: dict[tuple[str, str], str]) -> dict[str, Any]:
    note = delivery.note
    status = " ".join(str(word) for word in (attempt.status, attempt.kind, attempt.why) if word)
    return {
        "order": attempt.began + attempt.seconds, "id": f"d{id(delivery)}-{attempt.number}",
        "at": _at(attempt.began), "phone": openids.get((note.account, note.openid)), "kind": "call",
        "title": f"{note.kind} 第 {attempt.number} 次", "status": status, "seconds": round(attempt.seconds, 3),
        "parts": lambda: _call_parts(desk, delivery, attempt),
    }  # fmt: skip


def _call_parts(desk: Desk, delivery: Delivery, attempt: Attempt) -> list[dict[str, str]]:
    sent = delivery.sealed.body.decode("utf-8", "replace") if delivery.sealed else ""
    answer = attempt.body.decode("utf-8", "replace")
    parts = {
        "送去的 XML（解密后）": delivery.note.xml, "送去的请求体": sent, "回答": answer,
        "回答（解密后）": _opened(desk, delivery, answer),
    }  # fmt: skip
    return [{"label": label, "text": text[:_LONGEST]} for label, text in parts.items() if text]


def _opened(desk: Desk, delivery: Delivery, answer: str) -> str:
    """The plain reply inside an encrypted answer; empty when there is none."""
    if not answer.startswith("<xml>") or not delivery.sealed or not delivery.sealed.aes_key:
        return ""
    account = desk.fake.account(delivery.note.account)
    try:
        encrypted = ET.fromstring(answer).findtext("Encrypt") or ""  # noqa: S314  our own service's answer, shown
        return decrypt(encrypted, delivery.sealed.aes_key, account.app_id) if encrypted else ""
    except (ET.ParseError, BadCipher):
        return ""


def _asked(desk: Desk, openids: dict[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    names = {account.app_id: account.name for account in desk.fake.accounts.values()}
    for number, call in enumerate(desk.fake.calls[-ROWS:], start=max(0, len(desk.fake.calls) - ROWS)):
        body = call.body if isinstance(call.body, dict) else {}
        openid = str(body.get("touser") or body.get("openid") or "")
        yield {
            "order": call.at, "id": f"c{number}", "at": _at(call.at),
            "phone": openids.get((names.get(call.app_id, ""), openid)), "kind": "api", "title": call.path,
            "status": "断开" if call.code is None else str(call.code), "seconds": None,
            "parts": partial(_asked_parts, call),
        }  # fmt: skip


def _asked_parts(call: Call) -> list[dict[str, str]]:
    return [{"label": "请求", "text": _body(call)}]


def _body(call: Call) -> str:
    if not isinstance(call.body, dict):
        return "" if call.body is None else str(call.body)[:_LONGEST]
    shown = {name: "…" if name in _HIDDEN else value for name, value in call.body.items()}
    return json.dumps(shown, ensure_ascii=False, indent=1)[:_LONGEST]
