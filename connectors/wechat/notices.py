"""A template or subscription message: fixed words of the account's settings, the date and the office, nothing else."""

from collections.abc import Mapping
from typing import Any, Final

from connectors.wechat.accounts import Notice

TEMPLATE_PATH: Final = "/cgi-bin/message/template/send"
SUBSCRIPTION_PATH: Final = "/cgi-bin/message/subscribe/bizsend"
# the platform's rule since May 2023: longer fields are cut or refused, line breaks are not shown
LONGEST_FIELD: Final = 20
FILLED_IN: Final = ("at", "office")


def notice_field(words: str, values: Mapping[str, str]) -> str:
    """One field, filled in, on one line, at most 20 characters."""
    for name in FILLED_IN:
        words = words.replace("{" + name + "}", values.get(name, ""))
    # an empty field is refused (47003)
    return " ".join(words.split())[:LONGEST_FIELD].strip() or "-"


def notice_call(notice: Notice, openid: str, values: Mapping[str, str]) -> tuple[str, str, dict[str, Any]]:
    """Interface, path and body of the call that sends it."""
    data = {key: {"value": notice_field(words, values)} for key, words in notice.fields.items()}
    body: dict[str, Any] = {"touser": openid, "template_id": notice.template_id, "data": data}
    if notice.kind == "template":
        return "template", TEMPLATE_PATH, body | ({"url": notice.url} if notice.url else {})
    return "subscription", SUBSCRIPTION_PATH, body | ({"page": notice.url} if notice.url else {})
