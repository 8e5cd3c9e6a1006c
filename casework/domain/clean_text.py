"""Text as it may be stored and shown: nothing that breaks a database, a page or the order of reading."""

from typing import Any

# bidi embeddings, overrides and isolates can make a name read as another; ZWJ and ZWNJ belong to scripts and stay
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_INVISIBLE = frozenset("\u200b\u2060\ufeff")
_KEPT_CONTROLS = frozenset("\n\t")


def _stays(char: str) -> bool:
    if char in _BIDI or char in _INVISIBLE:
        return False
    point = ord(char)
    if 0xD800 <= point <= 0xDFFF:
        return False
    return char in _KEPT_CONTROLS or not (point < 0x20 or 0x7F <= point < 0xA0)


def clean_text(text: str) -> str:
    """The text without NUL, other controls, lone surrogates, bidi overrides and zero-width marks.

    Code points of names (𠮷, 㐂, Tibetan, Yi) are kept as they are: normal forms are for search only.
    """
    return "".join(char for char in text.replace("\r\n", "\n") if _stays(char))


def clean_value(value: Any) -> Any:
    """A JSON value with every text in it cleaned, keys too."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_value(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_value(item) for key, item in value.items()}
    return value
