"""What a customer-service message would show, or why it is refused."""

import re
from typing import Any

from simulator.accounts import FakeAccount
from simulator.codes import Refusal
from simulator.media import MediaStore
from simulator.rules import TEXT_BYTES

PLAIN_KINDS = {"music", "mpnews", "mpnewsarticle", "miniprogrampage", "wxcard"}
MEDIA_KINDS = {"image", "voice", "video"}
MENU_LINK = re.compile(
    r'<a href="weixin://bizmsgmenu\?msgmenucontent=([^"&]*)&(?:amp;)?msgmenuid=([^"&]*)">([^<]*)</a>'
)


def read_custom(account: FakeAccount, media: MediaStore, body: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `Shown` for a body of custom/send."""
    kind = body.get("msgtype")
    content = body.get(kind) if isinstance(kind, str) else None
    if kind not in PLAIN_KINDS | MEDIA_KINDS | {"text", "news", "msgmenu"}:
        raise Refusal(40008)
    if not isinstance(content, dict):
        raise Refusal(44004)
    if kind == "text":
        return text_shown(_text(content.get("content")))
    if kind == "msgmenu":
        return _menu_shown(account, content)
    if kind == "news" and (not isinstance(content.get("articles"), list) or len(content["articles"]) != 1):
        raise Refusal(45008)
    if kind in MEDIA_KINDS:
        media.get(str(content.get("media_id")), account.app_id)
    return {"text": "", "kind": kind}


def text_shown(text: str) -> dict[str, Any]:
    """A text and the tappable links in it."""
    items = tuple((found[2], found[1] or found[3]) for found in MENU_LINK.finditer(text))
    return {"text": text, "kind": "text", "items": items}


def _text(value: Any) -> str:
    if value is None or value == "":
        raise Refusal(44004)
    if not isinstance(value, str):
        raise Refusal(47001)
    if len(value.encode()) > TEXT_BYTES:
        raise Refusal(45002)
    return value


def _menu_shown(account: FakeAccount, content: dict[str, Any]) -> dict[str, Any]:
    """A menu message; test accounts have none."""
    if account.test:
        raise Refusal(40200)
    rows = content.get("list")
    if not isinstance(rows, list) or not rows:
        raise Refusal(44004)
    if not all(isinstance(row, dict) and row.get("id") and row.get("content") for row in rows):
        raise Refusal(47001)
    items = tuple((str(row["id"]), str(row["content"])) for row in rows)
    lines = [content.get("head_content"), *(words for _, words in items), content.get("tail_content")]
    text = "\n".join(str(line) for line in lines if line)
    return {"text": _text(text), "kind": "msgmenu", "items": items}
