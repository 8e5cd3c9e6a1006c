"""Masking inside running text: phone and ID numbers keep only what recognises them."""

import re
from typing import Final

from casework.domain.id_numbers import mask_id_number, mask_phone

_BEFORE: Final = r"(?<![0-9０-９])"
_AFTER: Final = r"(?![0-9０-９])"
_DIGIT: Final = r"[0-9０-９]"
_GAP: Final = r"[ \-－—]?"
_ID_NUMBER: Final = re.compile(rf"{_BEFORE}(?:{_DIGIT}{_GAP}){{14,18}}[0-9０-９XxＸｘ]{_AFTER}")
_PHONE: Final = re.compile(rf"{_BEFORE}[1１](?:{_GAP}{_DIGIT}){{10}}{_AFTER}")
_LANDLINE: Final = re.compile(rf"{_BEFORE}[0０]{_DIGIT}{{2,3}}{_GAP}{_DIGIT}{{7,8}}{_AFTER}")


def mask_text(text: str) -> str:
    """The text with every phone and ID number in it masked; bank cards, being longer, fall to the same rule."""
    text = _PHONE.sub(lambda found: mask_phone(found.group()), mask_id_numbers(text))
    return _LANDLINE.sub(lambda found: mask_phone(found.group()), text)


def mask_id_numbers(text: str) -> str:
    """The text with ID and bank card numbers masked, phone numbers left: an office's own must stay readable."""
    return _ID_NUMBER.sub(lambda found: mask_id_number(found.group()), text)
