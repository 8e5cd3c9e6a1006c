"""Messages and events in the form WeChat documents them."""

from collections.abc import Mapping
from typing import Any

# a value that is written as it is: numbers and nested elements
Field = str | int | float


def cdata(text: str) -> str:
    """Text in a CDATA section; the one thing it may not hold is split over two."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def element(name: str, value: Field) -> str:
    """One element: text in CDATA, numbers bare."""
    return f"<{name}>{cdata(value) if isinstance(value, str) else value}</{name}>"


def document(fields: Mapping[str, Field], inner: str = "") -> str:
    """The whole `<xml>` with its fields in order, then ready-made elements."""
    lines = "\n".join(element(name, value) for name, value in fields.items())
    return f"<xml>\n{lines}\n{inner}</xml>"


def head(to: str, sender: str, at: float, kind: str) -> dict[str, Field]:
    """The four fields every message and event begins with."""
    return {"ToUserName": to, "FromUserName": sender, "CreateTime": int(at), "MsgType": kind}


def message(to: str, sender: str, at: float, kind: str, msg_id: int, **fields: Field) -> str:
    """A message of the user, e.g. kind `text` with `Content`."""
    return document({**head(to, sender, at, kind), **fields, "MsgId": msg_id})


def event(to: str, sender: str, at: float, name: str, inner: str = "", **fields: Field) -> str:
    """An event, e.g. `CLICK` with `EventKey`; `inner` holds nested elements such as ScanCodeInfo."""
    return document({**head(to, sender, at, "event"), "Event": name, **fields}, inner)


def nested(**parts: Field | dict[str, Any]) -> str:
    """Elements inside elements, such as ScanCodeInfo."""
    return "".join(
        f"<{name}>{nested(**part)}</{name}>\n" if isinstance(part, dict) else element(name, part)
        for name, part in parts.items()
    )
