"""Callback XML into plain fields: no document type, no entities, nothing fetched, shallow, and every error one kind."""

import re
from typing import Any, Final
from xml.parsers import expat

import xmltodict

BODY_BYTES: Final = 64 * 1024
# the deepest documented packet (a list of pictures) has five
_DEEPEST: Final = 12
# what XML 1.0 has no place for; residents paste it all the same
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Fields = dict[str, Any]


class BrokenXml(Exception):
    """Not XML as the platform documents it."""


class _TooDeep(ValueError):
    """More levels than any documented packet has."""


def _refuse_document_type(*given: object) -> None:
    raise ValueError("a document type is refused")


class _StrictExpat:
    """Stands where xmltodict expects the expat module: expat alone takes an external DTD without a word."""

    @staticmethod
    def ParserCreate(encoding: str | None, separator: str | None) -> Any:  # noqa: N802  the name expat has
        """A parser that stops at the first document type declaration."""
        parser = expat.ParserCreate(encoding, separator)
        parser.StartDoctypeDeclHandler = _refuse_document_type
        return parser


def _shallow(path: list[Any], key: str, value: Any) -> tuple[str, Any]:
    if len(path) > _DEEPEST:
        raise _TooDeep
    return key, value


def without_controls(text: str) -> str:
    """The text without characters that XML cannot carry."""
    return _NOT_XML.sub("", text)


def read_fields(xml: bytes) -> Fields:
    """The elements under `<xml>`: text, None when empty, a dict when nested, a list when repeated. `BrokenXml`."""
    if len(xml) > BODY_BYTES:
        raise BrokenXml("over 64 KB")
    try:
        text = without_controls(xml.decode("utf-8"))
        found = xmltodict.parse(
            text, encoding="utf-8", expat=_StrictExpat, xml_attribs=False, postprocessor=_shallow
        )  # fmt: skip
        root = found["xml"]
    except (ValueError, KeyError, TypeError, expat.ExpatError, RecursionError) as error:
        raise BrokenXml(type(error).__name__) from None
    if not isinstance(root, dict):
        raise BrokenXml("no fields")
    return root


def cdata(text: str) -> str:
    """The text as CDATA that no `]]>` in it can end and no control character can break."""
    return "<![CDATA[" + without_controls(text).replace("]]>", "]]]]><![CDATA[>") + "]]>"
