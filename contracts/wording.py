"""What our models look at: character n-grams and the sounds of the words, so that homophone typos read alike."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from contracts.extraction import normalise
from contracts.gazetteer import Gazetteer

# Single characters need no readings of phrases, and nobody changes the tables: 40 MB in every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
from pypinyin import Style, lazy_pinyin

# an account or a plate reads like a figure: letters around digits say nothing
_DIGITS = re.compile(r"[a-z_]*\d[a-z\d_]*(?:\.\d+[a-z]*)?")
_NOISE = re.compile(r"[\s\ufe0f\u200b-\u200f]+")
Row = tuple[NDArray[np.int64], NDArray[np.float64]]
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


@dataclass
class Block:
    """The features a model knows, and how telling each is; a column is a place in `keys`.

    Features are kept as sorted checksums, not as words: a hundredth of the memory, and in every process.
    """

    keys: NDArray[np.uint32]
    idf: NDArray[np.float32]

    @staticmethod
    def fitted(documents: list[list[str]], rare: int) -> "Block":
        """Columns for the features that occur in at least `rare` documents."""
        spread = Counter(key for document in documents for key in set(map(_key, document)))
        keys = np.array(sorted(key for key, count in spread.items() if count >= rare), np.uint32)
        counts = np.array([spread[int(key)] for key in keys], float)
        return Block(keys, (1 + np.log((1 + len(documents)) / (1 + counts))).astype(np.float32))

    def row(self, names: Iterable[str]) -> Row:
        """Columns and values of one document, of length 1."""
        counts = Counter(map(_key, names))
        keys = np.fromiter(counts, np.uint32, len(counts))
        places = np.searchsorted(self.keys[:-1], keys)
        known = self.keys[places] == keys
        columns = places[known]
        if not len(columns):
            return np.empty(0, np.int64), np.empty(0)
        values = (1 + np.log(np.fromiter(counts.values(), float, len(counts))[known])) * self.idf[columns]
        return columns, values / np.sqrt((values**2).sum())


def _key(name: str) -> int:
    return crc32(name.encode())
