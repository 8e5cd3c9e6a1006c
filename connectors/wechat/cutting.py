"""Cutting a text to a number of bytes where it hurts least, never inside a character as people see it."""

import re
import unicodedata
from typing import Final

_JOINER: Final = "\u200d"
# no sign that people see as one is longer; a longer chain of marks is cut all the same
_LONGEST: Final = 64
# best first: paragraph, line, sentence, clause
_BREAKS: Final = (
    re.compile(r"\n{2,}"),
    re.compile(r"\n+"),
    re.compile(r"[。！？!?…；;]+[”’」』）)]*"),
    re.compile("[，、,：: ]"),
)


def size(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8"))


def cut(text: str, room: int) -> tuple[str, int]:
    """The beginning that fits into `room` bytes, without space at its end, and how many characters it used up.

    Uses up at least one sign, so that cutting on comes to an end, unless there is no room for it.
    """
    fits = len(text.encode("utf-8")[: max(room, 0)].decode("utf-8", "ignore"))
    if fits == len(text):
        return text, fits
    whole = _whole_signs(text, fits)
    end = _best_break(text, whole or fits)
    kept = text[:end].rstrip()
    return kept, end + (len(text[end:]) - len(text[end:].lstrip("\n ")) if kept else 0)


def _whole_signs(text: str, end: int) -> int:
    """The last place up to `end` that does not split a sign; 0 when there is none."""
    for place in range(end, max(end - _LONGEST, 0), -1):
        if not _joins(text, place):
            return place
    return end if end > _LONGEST else 0


def _joins(text: str, place: int) -> bool:
    """Whether the characters before and after a place are seen as one sign."""
    before, after = text[place - 1], text[place]
    if after == _JOINER or before == _JOINER or _is_mark(after):
        return True
    if _is_flag_letter(after):
        # flags are pairs of letters: split only between pairs
        run = place
        while run > 0 and _is_flag_letter(text[run - 1]):
            run -= 1
        return (place - run) % 2 == 1
    return False


def _is_mark(char: str) -> bool:
    """Combining marks, variation selectors, skin tones, tags: they belong to what stands before."""
    code = ord(char)
    return unicodedata.category(char).startswith("M") or 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F


def _is_flag_letter(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _best_break(text: str, end: int) -> int:
    """The best place in the second half of what fits; `end` when there is none."""
    if text[end : end + 1] == "\n":
        return end
    for pattern in _BREAKS:
        places = [found.end() for found in pattern.finditer(text, end // 2, end) if not _joins(text, found.end())]
        if places:
            return places[-1]
    return end
