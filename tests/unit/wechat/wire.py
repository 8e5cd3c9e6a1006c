"""Callbacks as the platform sends them, signed and encrypted with a crypto written apart from wechatpy's."""

from dataclasses import replace
from typing import Any

from multidict import MultiDict

from connectors.wechat.accounts import Account
from simulator.crypto import encrypt, signature

NOW = 1_700_000_000.0
KEY, PREVIOUS, FOREIGN = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "P" * 42 + "A", "F" * 42 + "A"
ACCOUNT = Account(name="", app_id="wx0123456789abcdef", token="aToken", aes_keys=(KEY, PREVIOUS))
PLAIN = replace(ACCOUNT, mode="plain", aes_keys=())
COMPATIBLE = replace(ACCOUNT, mode="compatible")
HELLO = (
    "<xml><ToUserName><![CDATA[gh_7f083739789a]]></ToUserName><FromUserName><![CDATA[oia2TjjewbmiOUlr6X-1crbLOvLw]]>"
    "</FromUserName><CreateTime>1348831860</CreateTime><MsgType><![CDATA[text]]></MsgType>"
    "<Content><![CDATA[你好]]></Content><MsgId>6054768590064713728</MsgId></xml>"
)


def signed(account: Account = ACCOUNT, at: float = NOW, nonce: str = "1372623149", **more: str) -> MultiDict[str]:
    """The query of any call of the platform."""
    stamp = str(int(at))
    given = {"signature": signature(account.token, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    return MultiDict({**given, "openid": "oia2TjjewbmiOUlr6X-1crbLOvLw", **more})


def sealed(
    xml: str = HELLO, account: Account = ACCOUNT, *, key: str = KEY, app_id: str | None = None, beside: str = "",
    at: float = NOW,
) -> tuple[MultiDict[str], bytes]:  # fmt: skip
    """A safe callback; with `beside`, plain elements next to the encrypted part, as compatible mode has them."""
    encrypted = encrypt(xml, key, account.app_id if app_id is None else app_id)
    query = signed(account, at, encrypt_type="aes")
    query["msg_signature"] = signature(account.token, query["timestamp"], query["nonce"], encrypted)
    body = f"<xml>\n<ToUserName><![CDATA[gh_7f083739789a]]></ToUserName>\n{beside}<Encrypt><![CDATA[{encrypted}]]></Encrypt>\n</xml>"
    return query, body.encode()


def inside(xml: str) -> str:
    """The elements of a packet without its root."""
    return xml.strip().removeprefix("<xml>").removesuffix("</xml>")


def changed(query: MultiDict[str], **values: Any) -> MultiDict[str]:
    """The query with some parameters replaced, or taken out where the value is None."""
    made = query.copy()
    for name, value in values.items():
        made.popall(name, None)
        if value is not None:
            made[name] = value
    return made
