"""One character in, one character out: full-width, traditional and look-alike characters to their plain form."""

import json
import unicodedata
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
# Look-alikes that handwriting and pinyin keyboards produce, and signs with one plain form.
_LOOKALIKES = {
    "囗": "口", "ロ": "口", "丅": "下", "⼀": "一", "〇": "零", "○": "零", "两": "两", "倆": "俩", "叁": "三",
    "孃": "嬢",
    "、": ",", "，": ",", "。": "。", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")", "～": "~",
    "“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "－": "-", "￥": "¥", "　": " ", "\u00a0": " ",
}  # fmt: skip


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    pairs = json.loads((_DATA / "traditional.json").read_text("utf-8"))
    table = {ord(old): new for old, new in zip(pairs["from"], pairs["to"], strict=True)}
    for code in [*range(0xFF01, 0xFF5F), *range(0x2460, 0x2469)]:
        table[code] = unicodedata.normalize("NFKC", chr(code))
    return table | {ord(old): new for old, new in _LOOKALIKES.items()}


def normalise(text: str) -> str:
    """The text in plain characters, of the same length, so that positions stay true; doing it twice changes nothing."""
    return text.translate(_table())
