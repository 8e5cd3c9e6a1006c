"""What the words of a correction change: which words were wrong, which are right, which digits of a number."""

import re
from dataclasses import dataclass

from actions.clauses import Span

_N = r"[^，,。！!？?；;]"
_IS = r"(?:而?是|叫|姓|应该是|应是|其实是|有)"
# 不是昨天，是前天 · 我不叫王秀英，叫王秀芳
_NOT_THEN_IS = re.compile(
    rf"(?<!是)(?:不是|不叫|不姓|不在|并不是)\s*(?P<old>{_N}{{1,14}}?)[，,。\s]*(?:{_IS}|(?<=[，,。\s])在)(?P<new>.+)"
)
# 五口不是四口 · 是马场坪，不是金山街道
_IS_NOT = re.compile(
    rf"(?P<new>{_N}{{1,16}})[，,\s]*(?<!是)(?:不是|不叫|不在)(?P<old>{_N}{{1,14}})(?=[，,。！!？?；;]|$)"
)
# 没有四个人，只有三个
_HAVE_ONLY = re.compile(
    rf"(?:没有|没得|莫得)\s*(?P<old>{_N}{{1,14}}?)(?:那么多|这么多)?[，,\s]*(?:就|只)(?:有|得)?(?P<new>.+)"
)
_INTO = re.compile(
    rf"(?:把|将)?(?P<old>{_N}{{0,14}}?)(?:改成|改为|改到|换成|更正为|更正成|应该是|应为|其实是|实际是|实际上是)(?P<new>.+)"
)
# 昨天说错了，是前天 · 13900139001 不对，13900139002
_WRONG_THEN = re.compile(
    r"(?P<old>.*?)(?:不对|[说搞弄写记讲打按报填]错|错了|不不|哦不|更正)(?:一?下)?[，,。！!：:、\s了的嘛哈哦啊呀嘞]*(?:(?:应该)?是)?(?P<new>.+)"
)
MENDS = re.compile(
    r"不对|错了|[说搞弄写记讲打按报填]错|更正|(?<!是)不是.{1,14}是|(?<!是)(?:不是|不叫|不在)[^，,。！!？?；;]{1,14}(?:[，,。！!？?；;]|$)|改成|改为|换成|应该是|其实是"
)
# words that say outright that something told was wrong
CORRECTS = re.compile(r"(?:^|[，,。\s])(?:不对|错了)|[说搞弄写记讲打按报填]错|^(?:我)?(?:刚才|先前)?错|更正")
# 莫得问题 at the review is a yes, whatever understanding calls it
NOTHING_WRONG = re.compile(
    r"^(?:都)?(?:没|没得|没有|莫得)(?:啥子?|什么)?(?:问题|错)(?:了|的|嘛)?$"
    r"|^(?:不用|不消|不需要|不必|不|没得|没有|莫得)(?:啥子?|什么)?(?:要|再|需要)?改(?:的|了|嘛|动)*$"
)


@dataclass(frozen=True)
class Change:
    """Where the wrong and the right words stand; `strict` when the wrong ones were named as such."""

    new: Span
    old: Span | None
    strict: bool


def read_change(text: str) -> Change | None:
    """The change a text makes, or None when it says none."""
    for pattern in (_NOT_THEN_IS, _IS_NOT, _HAVE_ONLY, _INTO, _WRONG_THEN):
        match = pattern.search(text)
        if match and match["new"].strip():
            old = match.span("old") if match["old"].strip() else None
            return Change(match.span("new"), old, pattern is not _WRONG_THEN)
    return None


_DIGIT = r"[0-9零一二两三四五六七八九幺洞拐勾xX]"
_UNIT = "[位个岁口人天块元月年号点]"
_SAID = str.maketrans("零一二两三四五六七八九幺洞拐勾x", "012234567891079X")
_TAIL = re.compile(
    rf"(?:最后|末尾|末|尾号|尾数|尾巴|后面|后头|后)(?:的|那)?(?:[一二两三四五六\d几]?(?:位|个))?(?:数字?|号码?)?(?:错了|不对)?[，,]?(?:应该|其实)?(?:是|为|:|：|改成|改为)*\s*(?P<new>{_DIGIT}{{1,8}})(?!{_DIGIT}|{_UNIT})"
)
_TAIL_NOT = re.compile(
    rf"(?:最后|末尾|末|尾号|尾数|尾巴|后面|后头|后)(?:的|那)?(?:[一二两三四五六\d几]?(?:位|个))?(?:数字?|号码?)?不是\s*(?P<old>{_DIGIT}{{1,8}})[，,\s]*(?:而?是)\s*(?P<new>{_DIGIT}{{1,8}})"
)
_TAIL_OLD = re.compile(rf"不是\s*(?P<old>{_DIGIT}{{1,8}})")
_HEAD = re.compile(
    rf"(?:开头|前面|前[两三四]?位|最前面)(?:应该)?(?:是|为)+\s*(?P<new>{_DIGIT}{{1,8}})(?!{_DIGIT}|{_UNIT})"
)
_AT = re.compile(
    rf"(?P<from>倒数)?第\s*(?P<at>\d{{1,2}}|[一二两三四五六七八九十])\s*(?:位|个数字?|个)(?:数字?)?(?:应该)?(?:是|为)+\s*(?P<new>{_DIGIT})(?!{_DIGIT})"
)
_SWAP = re.compile(rf"(?:把|将)\s*(?P<new>{_DIGIT})\s*(?:打|写|按|说|输|看|念)成了?\s*(?P<old>{_DIGIT})")
_TEN = 10


def _digits(words: str) -> str:
    return words.translate(_SAID)


def names_digits(text: str) -> bool:
    """Whether the words speak of single digits of a longer number."""
    return any(pattern.search(text) for pattern in (_TAIL_NOT, _TAIL, _HEAD, _AT, _SWAP))


def mend_digits(number: str, text: str) -> str | None:
    """The number with the digits changed that the words name; None when they do not fit it."""
    if match := _TAIL_NOT.search(text) or _TAIL.search(text):
        new = _digits(match["new"])
        wrong = _TAIL_OLD.search(text)
        if wrong and not number.endswith(_digits(wrong["old"])):
            return None
        return number[: -len(new)] + new if len(new) < len(number) else None
    if match := _AT.search(text):
        return _with_digit(number, match)
    if match := _HEAD.search(text):
        new = _digits(match["new"])
        return new + number[len(new) :] if len(new) < len(number) else None
    if (match := _SWAP.search(text)) and number.count(_digits(match["old"])) == 1:
        return number.replace(_digits(match["old"]), _digits(match["new"]))
    return None


def _with_digit(number: str, match: re.Match[str]) -> str | None:
    at = _TEN if match["at"] == "十" else int(_digits(match["at"]))
    if not 0 < at <= len(number):
        return None
    index = len(number) - at if match["from"] else at - 1
    return number[:index] + _digits(match["new"]) + number[index + 1 :]
