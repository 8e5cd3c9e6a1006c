"""Resident identity numbers (GB 11643-1999) and how personal values are masked."""

import unicodedata
from datetime import date
from typing import Final, Literal

IdProblem = Literal["length", "fifteen_digits", "letter_for_digit", "birth_date", "check_character"]

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK: Final = "10X98765432"
_EARLIEST_YEAR: Final = 1900
PROBLEM_WORDS: Final[dict[IdProblem, str]] = {
    "length": "身份证号应是18位",
    "fifteen_digits": "这是15位的旧号，请看现在身份证上的18位号",
    "letter_for_digit": "号码里像是有字母，请核对是不是数字0",
    "birth_date": "号码里的出生日期不对",
    "check_character": "号码和最后一位对不上，可能有一位打错了",
}


def normalise_id_number(text: str) -> str:
    """Full-width to ASCII, spaces and dashes away, a last x in upper case; nothing is guessed."""
    flat = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in flat if not char.isspace() and char not in "-—–‐_.")


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to seventeen digits (ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def _birth_date(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def id_number_problem(text: str, today: date) -> IdProblem | None:
    """What is wrong with an ID number as typed; None when it can be one."""
    number = normalise_id_number(text)
    if len(number) == 15 and number.isdecimal():
        return "fifteen_digits"
    if len(number) != 18:
        return "length"
    if not (number[:17].isascii() and number[:17].isdigit()) or number[17] not in "0123456789X":
        return "letter_for_digit"
    born = _birth_date(number)
    if born is None or born.year < _EARLIEST_YEAR or born > today:
        return "birth_date"
    return None if check_character(number[:17]) == number[17] else "check_character"


def mask_id_number(text: str) -> str:
    """First and last four, as in `5226********1234`; shorter texts show nothing."""
    number = normalise_id_number(text)
    return f"{number[:4]}{'*' * 8}{number[-4:]}" if len(number) >= 15 else "*" * len(number)


def mask_phone(text: str) -> str:
    """First three and last four of a mobile number, the last four of any other."""
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isdecimal())
    if len(digits) < 7:
        return "*" * len(digits)
    head = digits[:3] if len(digits) == 11 else ""
    return head + "*" * (len(digits) - len(head) - 4) + digits[-4:]


def mask_name(text: str) -> str:
    """The first character, the rest as stars."""
    return text[:1] + "*" * max(len(text) - 1, 1) if text else ""
