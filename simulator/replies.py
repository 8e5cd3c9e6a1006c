"""Judges the answer to a callback as strictly as WeChat may: what is not exactly right is not shown."""

import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from simulator.accounts import FakeAccount
from simulator.crypto import BadCipher, decrypt, signature_fits
from simulator.records import Signed
from simulator.rules import TEXT_BYTES

KINDS = {"text", "image", "voice", "video", "music", "news", "transfer_customer_service"}
SEALED = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
HEAD = ("ToUserName", "FromUserName", "CreateTime", "MsgType")
BODY = {"text": "Content", "image": "Image", "voice": "Voice", "video": "Video", "music": "Music", "news": "Articles"}


@dataclass(frozen=True)
class Judged:
    """What an answer is; `why` when it is invalid, `kind` of message when it is a reply."""

    verdict: Literal["reply", "success", "empty", "invalid"]
    why: str = ""
    kind: str = ""
    text: str = ""


class _Wrong(Exception):
    """The reason an answer is not shown."""


def judge(body: bytes, account: FakeAccount, sealed: Signed, openid: str) -> Judged:
    """What the platform makes of a body that came with status 200."""
    if not body:
        return Judged("empty")
    if body == b"success":
        return Judged("success")
    try:
        return _read_reply(_unsealed(_parse(body), account, sealed), account, openid)
    except _Wrong as wrong:
        return Judged("invalid", str(wrong))


def _parse(body: bytes | str) -> ET.Element:
    try:
        root = ET.fromstring(body)  # noqa: S314  the answer of the server under test, cut at a size by the reader
    except (ET.ParseError, ValueError) as error:
        raise _Wrong("not XML") from error
    if root.tag != "xml":
        raise _Wrong("its root is not <xml>")
    return root


def _once(root: ET.Element, names: tuple[str, ...]) -> dict[str, str]:
    """The text of elements that must be there exactly once."""
    counts = Counter(child.tag for child in root)
    for name in names:
        if counts[name] != 1:
            raise _Wrong(f"{counts[name]} × {name}")
    return {name: (root.findtext(name) or "").strip() for name in names}


def _unsealed(root: ET.Element, account: FakeAccount, sealed: Signed) -> ET.Element:
    """The plain reply: in safe mode only from an encrypted one, in plain mode never."""
    encrypted = root.find("Encrypt") is not None
    if not encrypted:
        if account.mode == "safe":
            raise _Wrong("plain, in safe mode")
        return root
    if sealed.aes_key is None:
        raise _Wrong("encrypted, in plain mode")
    parts = _once(root, SEALED)
    if not signature_fits(parts["MsgSignature"], account.token, parts["TimeStamp"], parts["Nonce"], parts["Encrypt"]):
        raise _Wrong("wrong MsgSignature")
    try:
        return _parse(decrypt(parts["Encrypt"], sealed.aes_key, account.app_id))
    except BadCipher as error:
        raise _Wrong(f"not encrypted with the key of this delivery: {error}") from error


def _read_reply(root: ET.Element, account: FakeAccount, openid: str) -> Judged:
    head = _once(root, HEAD)
    if head["ToUserName"] != openid or head["FromUserName"] != account.original_id:
        raise _Wrong("sender and receiver are not the callback's, turned round")
    if not head["CreateTime"].isdigit():
        raise _Wrong("CreateTime is no number")
    kind = head["MsgType"]
    if kind not in KINDS:
        raise _Wrong("unknown MsgType")
    if any(root.find(name) is not None for other, name in BODY.items() if other != kind):
        raise _Wrong("more than one message")
    return Judged("reply", kind=kind, text=_content(root, kind))


def _content(root: ET.Element, kind: str) -> str:
    if kind == "transfer_customer_service":
        return ""
    counts = Counter(child.tag for child in root)
    if counts[BODY[kind]] != 1:
        raise _Wrong(f"{counts[BODY[kind]]} × {BODY[kind]}")
    if kind == "text":
        return _text(root)
    if kind == "news" and (len(root.findall("Articles/item")) != 1 or root.findtext("ArticleCount") != "1"):
        raise _Wrong("not exactly one article")
    if kind in ("image", "voice", "video") and not root.findtext(f"{BODY[kind]}/MediaId"):
        raise _Wrong("no MediaId")
    return root.findtext("Articles/item/Title") or ""


def _text(root: ET.Element) -> str:
    content = root.find("Content")
    text = content.text if content is not None and not len(content) else None
    if not text:
        raise _Wrong("empty or nested Content")
    if len(text.encode()) > TEXT_BYTES:
        raise _Wrong("text over 2,048 bytes")
    return text
