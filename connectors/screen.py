"""What is done to a resident's words before anything else reads them."""

import re
import unicodedata
from typing import Final

STORED_BYTES: Final = 64 * 1024
SENT_CHARACTERS: Final = 1000
# NUL and other control characters, lone surrogates, bidi overrides and isolates; line breaks and tabs stay
_REMOVED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# space that str.strip() does not know: zero-width characters, the byte-order mark, the Hangul and Braille fillers
_BLANK: Final = "\u200b\u200c\u200d\u2060\ufeff\u3164\u2800\u00ad\u180e"
_PERSON: Final = re.compile(r"(?:我要|我想|请|帮我)?(?:转|找|要)?(?:人工|真人|工作人员)(?:客服|服务)?")


def clean_text(text: str) -> str:
    """The words as stored and shown: code points kept, except those that break databases or displays."""
    return _REMOVED.sub("", text)


def strip_blank(text: str) -> str:
    """Without any kind of space around, seen or unseen."""
    previous = None
    while previous != text:
        previous, text = text, text.strip().strip(_BLANK)
    return text


def text_for_dialogue(text: str) -> tuple[str, bool]:
    """At most 1,000 characters, and whether more was said; a leading slash becomes words, not a command."""
    words = strip_blank(text)
    truncated = len(words) > SENT_CHARACTERS
    words = words[:SENT_CHARACTERS]
    return ("· " + words if unicodedata.normalize("NFKC", words[:1]) == "/" else words), truncated


def _plain(text: str) -> str:
    return re.sub(r"[\s。.!！,，、~～?？：:“”\"'吧嘛]+$|^[“\"']+", "", unicodedata.normalize("NFKC", strip_blank(text)))


def asks_for_person(text: str) -> bool:
    """Whether the words are the plain call for a person: 人工, 转人工, 0."""
    plain = _plain(text)
    return plain == "0" or bool(_PERSON.fullmatch(plain))


def typed_number(text: str) -> int | None:
    """`1`, `１`, `一`, `选1`, `1。` as a number; None for anything else."""
    match = re.fullmatch(r"(?:选|回复|按|第)?\s*([0-9]|[一二三四五六七八九])\s*(?:号|个|项)?", _plain(text))
    return ("零一二三四五六七八九".index(match[1]) if not match[1].isdecimal() else int(match[1])) if match else None
