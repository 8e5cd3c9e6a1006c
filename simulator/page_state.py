"""The simulator page's state as JSON: phones with both sides of the chat, ledgers, switches. Instants are ISO."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from simulator.page_desk import Desk, HeldPhone
from simulator.page_wire import wire_rows
from simulator.records import Attempt, Delivery, Said, Shown
from simulator.rules import MESSAGE_COUNT, PATIENCE, TAP_COUNT
from simulator.windows import Window

# what the service allows itself for an answer; the platform itself waits `PATIENCE`
BUDGET: Final = 4.0
BUBBLES: Final = 150
DELIVERIES: Final = 600
# an answer that came later than this is no answer to the last words any more
_ANSWERED_WITHIN: Final = 900.0
_STATES: Final = {
    "reply": "answered", "success": "success", "empty": "success", "timeout": "cut", "connection": "hung_up",
    "error": "refused", "invalid": "refused",
}  # fmt: skip
_ROUTES: Final = {"passive": "passive", "custom": "custom", "template": "notice", "subscription": "notice"}
_EVENTS: Final = {
    "follow": "关注了公众号", "unfollow": "取消了关注", "scan": "扫了海报", "click": "点了菜单", "view": "打开了网页",
}  # fmt: skip


def iso(at: float) -> str:
    """Seconds since 1970 as an instant."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def read_state(desk: Desk) -> dict[str, Any]:
    """Everything the page shows."""
    by_note: dict[int, list[Delivery]] = {}
    for delivery in desk.fake.deliveries[-DELIVERIES:]:
        by_note.setdefault(id(delivery.note), []).append(delivery)
    return {
        "at": iso(desk.fake.clock.now()),
        "ahead": desk.ahead,
        "budget": BUDGET,
        "cut": PATIENCE,
        "accounts": [_account(desk, name) for name in desk.cards],
        "phones": [_phone(desk, phone, by_note) for phone in desk.phones.values()],
        "switches": _switches(desk),
        "keys_rotated": desk.keys_rotated,
        "wire": wire_rows(desk),
    }


def _account(desk: Desk, name: str) -> dict[str, Any]:
    card, pushed = desk.cards[name], desk.fake.account(name).menu
    menu = pushed.get("button", []) if pushed else card.menu
    return {
        "name": name, "title": card.title, "region": card.region, "menu": menu,
        "menu_from": "pushed" if pushed else "file",
    }  # fmt: skip


def _switches(desk: Desk) -> dict[str, Any]:
    accounts = desk.fake.accounts.values()
    waiting = bool(desk.forced_path) and desk.faults.left(desk.forced_path) > 0
    return {
        "customer_service": all(account.customer_service for account in accounts),
        "api_delay": desk.faults.latency,
        "dialogue_delay": desk.dialogue.delay if desk.dialogue else None,
        "force_error": desk.forced_path if waiting else "",
    }


def _budget(window: Window, most: int) -> dict[str, Any]:
    return {"left": window.left, "of": most, "until": iso(window.until) if window.until else None}


def _phone(desk: Desk, phone: HeldPhone, by_note: dict[int, list[Delivery]]) -> dict[str, Any]:
    follower = phone.follower
    return {
        "id": phone.id, "account": phone.account, "openid": follower.openid, "followed": follower.following,
        "typing_until": iso(follower.typing_until) if follower.typing_until else None,
        "message": _budget(follower.windows.message, MESSAGE_COUNT),
        "tap": _budget(follower.windows.tap, TAP_COUNT),
        "bubbles": _bubbles(desk, phone, by_note),
    }  # fmt: skip


def _bubbles(desk: Desk, phone: HeldPhone, by_note: dict[int, list[Delivery]]) -> list[dict[str, Any]]:
    carried = _carried(phone, by_note)
    rows: list[dict[str, Any]] = []
    asked: float | None = None
    for item in phone.follower.feed[-BUBBLES:]:
        if isinstance(item, Said):
            asked = item.at
            note = phone.notes.get(item.seq)
            rows.append(_mine(desk, item, phone, by_note.get(id(note), []) if note else []))
        else:
            copy, sent = carried.get(item.seq, (None, asked))
            rows.append(_theirs(item, copy, sent))
    return rows


def _mine(desk: Desk, said: Said, phone: HeldPhone, deliveries: list[Delivery]) -> dict[str, Any]:
    event = said.kind in _EVENTS
    text = _event_words(desk, said, phone) if event else said.text
    kind = "event" if event else {"shortvideo": "video", "tap": "text"}.get(said.kind, said.kind)
    return {
        "id": str(said.seq), "from": "me", "kind": kind, "text": text, "at": iso(said.at),
        "deliveries": _tries(desk, deliveries),
    }  # fmt: skip


def _event_words(desk: Desk, said: Said, phone: HeldPhone) -> str:
    words = _EVENTS[said.kind]
    if said.kind == "click":
        buttons = _account(desk, phone.account)["menu"]
        below = [one for top in buttons for one in (top.get("sub_button") or [top])]
        return f"{words}：{next((one['name'] for one in below if one.get('key') == said.text), said.text)}"
    return f"{words}：{said.text}" if said.text else words


def _theirs(shown: Shown, copy: int | None, sent: float | None) -> dict[str, Any]:
    if shown.via == "error":
        return {"id": str(shown.seq), "from": "grey", "kind": "text", "text": shown.text, "at": iso(shown.at)}
    seconds = shown.at - sent if sent is not None else None
    fields = "\n".join(shown.fields.values())
    return {
        "id": str(shown.seq), "from": "notice" if shown.fields else "account",
        "kind": "text" if shown.kind in ("text", "msgmenu") else shown.kind,
        "text": fields or shown.text, "items": [{"id": key, "words": words} for key, words in shown.items],
        "at": iso(shown.at), "route": _ROUTES[shown.via], "copy": copy,
        "seconds": seconds if seconds is not None and 0 <= seconds < _ANSWERED_WITHIN else None,
    }  # fmt: skip


def _tries(desk: Desk, deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """Every call of the platform for one message, those still open too."""
    rows: list[dict[str, Any]] = []
    for delivery in deliveries:
        rows += [{"state": _STATES[one.kind], "seconds": round(one.seconds, 2)} for one in delivery.attempts]
        if not delivery.outcome:
            rows.append({"state": "open", "seconds": round(_open_for(desk, delivery), 2)})
    return [{"copy": number, **row} for number, row in enumerate(rows, 1)]


def _open_for(desk: Desk, delivery: Delivery) -> float:
    began = desk.began.get(id(delivery), time.monotonic())
    return max(0.0, time.monotonic() - began - sum(attempt.seconds for attempt in delivery.attempts))


def _carried(phone: HeldPhone, by_note: dict[int, list[Delivery]]) -> dict[int, tuple[int, float]]:
    """Which copy carried each passive answer, and when its message was sent: by the answer's number."""
    asked = {id(note): seq for seq, note in phone.notes.items()}
    times = {said.seq: said.at for said in phone.follower.said}
    replies: list[tuple[float, Attempt, float]] = []
    for note, seq in asked.items():
        for delivery in by_note.get(note, []):
            replies += [(one.began + one.seconds, one, times[seq]) for one in delivery.attempts if one.kind == "reply"]
    replies.sort(key=lambda reply: reply[0])
    found: dict[int, tuple[int, float]] = {}
    for shown in phone.follower.shown:
        if shown.via == "passive":
            match = next((reply for reply in replies if reply[1].text == shown.text), None)
            if match:
                replies.remove(match)
                found[shown.seq] = (match[1].number, match[2])
    return found
