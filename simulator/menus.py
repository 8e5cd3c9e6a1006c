"""The limits of a custom menu: 3 × 5 buttons, sizes in bytes, known types."""

from dataclasses import dataclass
from typing import Any

from simulator.codes import Refusal
from simulator.rules import (
    MENU_BUTTONS,
    MENU_KEY_BYTES,
    MENU_NAME_BYTES,
    MENU_SUB_BUTTONS,
    MENU_SUB_NAME_BYTES,
    MENU_URL_BYTES,
)

KEYED = {
    "click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin",
    "location_select",
}  # fmt: skip
OTHERS = {"view", "miniprogram", "media_id", "view_limited", "article_id", "article_view_limited"}


@dataclass(frozen=True)
class Level:
    """The limits and refusals of one level of the menu."""

    most: int
    name_bytes: int
    count: int
    kind: int
    name: int
    key: int
    url: int
    domain: int


TOP = Level(MENU_BUTTONS, MENU_NAME_BYTES, 40016, 40017, 40018, 40019, 40020, 40055)
SUB = Level(MENU_SUB_BUTTONS, MENU_SUB_NAME_BYTES, 40023, 40024, 40025, 40026, 40027, 40054)


def check_menu(menu: dict[str, Any]) -> None:
    """Nothing, or the refusal of the first button that breaks a limit."""
    _check_level(menu.get("button"), TOP)


def _check_level(buttons: Any, level: Level) -> None:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= level.most:
        raise Refusal(level.count)
    for button in buttons:
        _check_button(button, level)


def _check_button(button: Any, level: Level) -> None:
    if not isinstance(button, dict) or not _fits(button.get("name"), level.name_bytes):
        raise Refusal(level.name)
    below = button.get("sub_button")
    if not below:
        _check_action(button, level)
    elif level is SUB:
        raise Refusal(40022)
    else:
        _check_level(below, SUB)


def _check_action(button: dict[str, Any], level: Level) -> None:
    kind = button.get("type")
    if kind not in KEYED | OTHERS:
        raise Refusal(level.kind)
    if kind in KEYED and not _fits(button.get("key"), MENU_KEY_BYTES):
        raise Refusal(level.key)
    if kind in ("view", "miniprogram"):
        if not _fits(button.get("url"), MENU_URL_BYTES):
            raise Refusal(level.url)
        if not button["url"].startswith(("http://", "https://")):
            raise Refusal(level.domain)


def _fits(value: Any, most: int) -> bool:
    return isinstance(value, str) and 1 <= len(value.encode()) <= most


def buttons_of(menu: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Every button that does something, of both levels."""
    tops = (menu or {}).get("button", [])
    return [button for top in tops for button in (top.get("sub_button") or [top])]
