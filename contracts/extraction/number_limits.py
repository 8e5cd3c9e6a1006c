"""The words around a number that bound it or make it vague: 不到, 至少, 左右, 将近, 上万."""

import re
from dataclasses import replace
from decimal import Decimal

from contracts.extraction.number_values import Number

_BEFORE_LESS = re.compile(
    r"(?:不到|不足|不满|没得到|没有到|[不没未]超过|没[有得]超过|最多|顶多|至多|最高|顶天|顶破天|充其量|撑死|(?<![算说])不上|没上"
    r"|(?<!不)低于|(?<!不)少于|少过|没得|没有?[挣赚攒]到|没到|不够|没有?够)(?:不过|不超过|能有)?(?:一?个月|每月|一年|每年|一天|每天)?(?:也|就|是|能|只|才|有"
    r"|给|收入)*[领拿挣赚攒花用给要得]?(?:到|个)?$"
)
_BEFORE_MORE = re.compile(
    r"(?:至少|起码|最少|最低|少说|少讲|往少了说|少不了|怎么也|咋个也|超过|不止|何止|不下于?|不低于|不少于|多于|高于|大于|保底)"
    r"(?:点|些|也|还|都|就|又|要|得|有|需要|花|准备|借|欠"
    r"|挣|拿|给|交|用|凑|赔|出|了|个|是)*$"
)
_AFTER_LESS = re.compile(
    r"\s?(?:块钱|块|元|个|天|人)?(?:以下|以内|之内|都?不到(?!账|位|手|一?[\d二两三四五六七八九十百千万几])|都没得|都(?:没有?)?[挣赚]不?到|不到头|封顶|顶天|到顶)"
)
_AFTER_MORE = re.compile(
    r"\s?(?:块钱|块|元|个|天|人)?(?:以上|往上|朝上|向上|打底|起步|起(?![来码了诉])|开外|\+"
    r"|(?:钱)?都?(?:打不住|不止(?!一|是)|下不来|拿不下来?|挡不住))"
)
_AFTER_LITTLE = re.compile(r"\s?(?:块钱|块|元|个|天|人)?(?:出点?头|挂零|冒头|冒点|零点(?=[,。]|$)|过一?点|带零头|有零)")
# 没有三万下不来: that much at least.
_NEEDED_BEFORE = re.compile(r"(?:没得?有?|莫得|不得|差了|少了)个?$")
_BILL_BEFORE = re.compile(r"(?:费|押金|彩礼|房租|租金|药钱)(?:用|是|要|就|的)*$")
_NEEDED_AFTER = re.compile(
    r"\s?(?:块钱|块|元)?[,\s]?(?:根本|都|也|怕是?|肯定|绝对|就)*(?:下不来|拿不下|不行|不得行|搞不定|搞不下来|办不成|办不下来|做不成|做不下来|开不了|免谈|打不住|别想)"
)
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|差不多|约|约[摸莫]|估计|可能|怕有|左右是|大致|大体|恐怕|将近|接近|快|近|好像|应该|估摸着?|怕是|差点"
    r"|差不离|毛估)(?:一?个月|每个?月|一年|每年|一天|每天)?"
    r"(?:是|有|要|得|个|在|能|就|也|那个?|这个?|嗯|啊|花|领|挣|拿|欠|用|给|到|了|收入)*(?:是|有|个)?$"
)
_ABOUT_AFTER = re.compile(
    r"(?:多|来)?\s?(?:块钱|元钱|块|元|个|人|天|岁|口人|钱)?(?:[/每]?(?:一?个?月|一?年|一?天))?(?:吧"
    r"|嘛)?(?:左右|上下|样子"
    r"|[的这那]?个?样[子儿]|差不多|大概|这个数|光景|的光景)"
)
_SMALL_HEADS = frozenset("一二两三四五六七八九十几")
_REACH = 10


def _is_upwards(text: str, number: Number) -> bool:
    """上万, 上千块: from there upwards."""
    return bool(
        re.fullmatch("[十百千万]+", text[number.start : number.end])
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


def _is_less_after(text: str, number: Number, before: str) -> bool:
    """三万都没得 is less than that; of a bill it says that it cannot be paid: 学费四千八都没得."""
    found = _AFTER_LESS.match(text, number.end)
    return bool(found) and not (found is not None and "没" in found.group(0) and _BILL_BEFORE.search(before))


def limited(text: str, number: Number) -> Number:
    """Reads 不到, 至少, 左右, 出头 and the like around a number."""
    before = text[max(0, number.start - _REACH) : number.start]
    low, high, approx = number.low, number.high, number.approx
    if _NEEDED_BEFORE.search(before) and _NEEDED_AFTER.match(text, number.end):
        high = None
    elif _BEFORE_LESS.search(before) or _is_less_after(text, number, before):
        low = Decimal(0)
    elif _BEFORE_MORE.search(before) or _AFTER_MORE.match(text, number.end) or _is_upwards(text, number):
        high = None
    elif low is not None and low == high and _AFTER_LITTLE.match(text, number.end):
        high = low + step_of(number)
    if _is_nearly(text, number, before) or _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(text, number.end):
        approx = True
    return replace(number, low=low, high=high, approx=approx)
