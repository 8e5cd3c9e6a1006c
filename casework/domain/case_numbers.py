"""Case numbers such as `福-7K3M9-2QXAC`: read aloud without look-alikes, not guessable, self-checking."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ALPHABET: Final = "2346789ACDEFGHJKMNPQRTUVWXY"
RANDOM_LENGTH: Final = 9
GROUP: Final = 5
# letters that are not in the alphabet but look or sound like one that is
_MEANT: Final = str.maketrans({"Z": "2", "B": "8"})
_DASHES: Final = "-－—–‐‑‒―−_~～·.。、,，:："
# the character before the body is the prefix; words around the number do no harm ("我的编号是福-…")
_TYPED: Final = re.compile(f"(?<![A-Z0-9])([^\\x00-\\x7f]?)([A-Z0-9]{{{RANDOM_LENGTH + 1}}})(?![A-Z0-9])")


@dataclass(frozen=True)
class TypedNumber:
    """What a person typed, in normal form: the prefix may be missing, the body has a right check character."""

    prefix: str
    body: str

    def formatted(self, prefix: str | None = None) -> str:
        """As it is printed, with this prefix where none was typed."""
        return f"{self.prefix or prefix or ''}-{self.body[:GROUP]}-{self.body[GROUP:]}"


def check_character(random_part: str) -> str:
    """Makes the weighted sum 0 modulo 27.

    Weights alternate 1 and 2: both, and their difference, are prime to 27, so that every single wrong
    character and every swap of neighbours is found.
    """
    total = sum(ALPHABET.index(char) * (1 + place % 2) for place, char in enumerate(random_part, start=1))
    return ALPHABET[-total % len(ALPHABET)]


def mint_number(prefix: str, choose: Callable[[str], str]) -> str:
    """A fresh number; `choose` picks one character of the alphabet (`secrets.choice`)."""
    random_part = "".join(choose(ALPHABET) for _ in range(RANDOM_LENGTH))
    return TypedNumber(prefix, random_part + check_character(random_part)).formatted()


def read_number(text: str) -> TypedNumber | None:
    """What people type (lower case, full-width, spaces, no dashes, no prefix), or None when it is no number of ours."""
    flat = unicodedata.normalize("NFKC", text).upper()
    flat = "".join(char for char in flat if not char.isspace() and char not in _DASHES)
    found = _TYPED.search(flat)
    if found is None:
        return None
    body = found.group(2).translate(_MEANT)
    if any(char not in ALPHABET for char in body) or check_character(body[:-1]) != body[-1]:
        return None
    return TypedNumber(found.group(1), body)
