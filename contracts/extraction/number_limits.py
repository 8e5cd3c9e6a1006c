"""The words around a number that bound it or make it vague: 不到, 至少, 左右, 将近, 上万."""

import re
from dataclasses import replace
from decimal import Decimal

from contracts.extraction.number_values import Number

_BEFORE_LESS = re.compile(
    r"(?:不到|不足|不满|没得到|没有到|[不没未]超过|没[有得]超过|最多|顶多|至多|撑死|不上|(?<!不)低于|(?<!不)少于|少过"
    r"|没得|没有?[挣赚攒]到|没到|不够|没有?够)(?:一?个月|每月|一年|每年|一天|每天)?(?:也|就|是|能|只|才|有"
    r"|给|收入)*[领拿挣赚攒花用给要得]?(?:到|个)?$"
)
_BEFORE_MORE = re.compile(
    r"(?:至少|起码|最少|超过|不止|何止|不低于|不少于|多于|高于|大于|保底)(?:也|还|都|就|又|要|得|有|需要|花|准备|借|欠"
    r"|挣|拿|给|交|用|凑|赔|出|了|个|是)*$"
)
_AFTER_LESS = re.compile(
    r"\s?(?:块钱|块|元|个|天|人)?(?:以下|以内|之内|都?不到(?!账|位|手)|都没得|都(?:没有?)?[挣赚]不?到|不到头|打不住)"
)
_AFTER_MORE = re.compile(r"\s?(?:块钱|块|元|个|天|人)?(?:以上|往上|打底|起步|起(?![来码了诉])|开外|\+)")
_AFTER_LITTLE = re.compile(r"\s?(?:块钱|块|元|个|天|人)?(?:出头|挂零|冒头|冒点)")
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|差不多|约|约[摸莫]|估计|可能|怕有|左右是|大致|大体|恐怕|将近|接近|快|近|好像|应该|估摸着?|怕是|差点"
    r"|差不离|毛估)(?:一?个月|每个?月|一年|每年|一天|每天)?"
    r"(?:是|有|要|得|个|在|能|就|也|花|领|挣|拿|欠|用|给|到|了|收入)*(?:是|有|个)?$"
)
_ABOUT_AFTER = re.compile(
    r"(?:多|来)?\s?(?:块钱|元钱|块|元|个|人|天|岁|口人|钱)?(?:[/每]?(?:一?个?月|一?年|一?天))?(?:吧"
    r"|嘛)?(?:左右|上下|样子"
    r"|的样子|差不多|大概|这个数|光景|的光景)"
)
_SMALL_HEADS = frozenset("一二两三四五六七八九十几")
_REACH = 10


def _is_upwards(text: str, number: Number) -> bool:
    """上万, 上千块: from there upwards."""
    return bool(
        re.match("[十百千万]", text[number.start])
        and number.start
        and text[number.start - 1] == "上"
        and (number.start < 2 or text[number.start - 2] not in "早晚以马加")
    )


def _is_nearly(text: str, number: Number, before: str) -> bool:
    """小一万, 头十万: about that much."""
    if before.endswith("小") and not before.endswith(("大小", "老小")):
        return number.unit >= 100 and text[number.start] in _SMALL_HEADS
    return text[number.start] == "十" and bool(re.search("(?<![前后里外上下屋])头$", before))


def step_of(number: Number) -> int:
    """The unit spoken last, or the place of the last figure that is not zero: 2000 → 1000, 350 → 10."""
    if number.unit > 1:
        return number.unit
    whole, step = int(number.low or 0), 1
    while whole and whole % (step * 10) == 0:
        step *= 10
    return step


def limited(text: str, number: Number) -> Number:
    """Reads 不到, 至少, 左右, 出头 and the like around a number."""
    before = text[max(0, number.start - _REACH) : number.start]
    low, high, approx = number.low, number.high, number.approx
    if _BEFORE_LESS.search(before) or _AFTER_LESS.match(text, number.end):
        low = Decimal(0)
    elif _BEFORE_MORE.search(before) or _AFTER_MORE.match(text, number.end) or _is_upwards(text, number):
        high = None
    elif low is not None and low == high and _AFTER_LITTLE.match(text, number.end):
        high = low + step_of(number)
    if _is_nearly(text, number, before) or _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(text, number.end):
        approx = True
    return replace(number, low=low, high=high, approx=approx)
