"""What the intent model looks at: character n-grams and the sounds of the words, so that homophone typos read alike."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from contracts.extraction import normalise
from contracts.gazetteer import Gazetteer

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_NOISE = re.compile(r"[\s\ufe0f\u200b-\u200f]+")
_REPEATED = re.compile(r"(.)\1{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Initials and finals that Sichuan and Guizhou speech and voice input do not keep apart.
_MERGED_SOUNDS = (
    (re.compile("^zh"), "z"),
    (re.compile("^ch"), "c"),
    (re.compile("^sh"), "s"),
    (re.compile("^n(?!$)"), "l"),
    (re.compile("ng$"), "n"),
    (re.compile("^hu(?=[aeo])"), "f"),
)
LONGEST = 4


def simplified(text: str) -> str:
    """The text as the model sees it: plain characters, places as ＠, figures as 0, no blanks."""
    plain = normalise(text)
    for hit in reversed(Gazetteer.load().find(plain)):
        plain = f"{plain[: hit.start]}＠{plain[hit.end :]}"
    plain = _NOISE.sub("", _DIGITS.sub("0", plain.lower()))
    return _REPEATED.sub(r"\1\1\1", plain)


@lru_cache(maxsize=8192)
def sound(char: str) -> str:
    """The toneless sound of one character, with the sounds merged that dialect merges; itself when it has none."""
    if not _HAN.match(char):
        return char
    said: str = lazy_pinyin(char, style=Style.NORMAL)[0]
    for pattern, merged in _MERGED_SOUNDS:
        said = pattern.sub(merged, said)
    return said


def features(plain: str) -> Iterator[str]:
    """Of a simplified text: character n-grams of length 1 to 4 with the borders marked, pairs and triples of sounds."""
    marked = f"^{plain}$"
    for length in range(1, LONGEST + 1):
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]
    sounds = ["^", *(sound(char) for char in plain), "$"]
    for length in (2, 3):
        for start in range(len(sounds) - length + 1):
            yield "~" + " ".join(sounds[start : start + length])
