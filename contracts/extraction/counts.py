"""How many: people and things that were counted (四口人, 俩娃, 仨, 两套房)."""

import re
from collections.abc import Iterator

from contracts.extraction.entity import Entity
from contracts.extraction.numerals import Number

_PERSON = (
    "人|娃|孩|老人|大人|小|儿|女|姑娘|学生|残疾|病人|兄|弟|姐|妹|孙|老的|小的|劳动力|老头|大学|成年|崽|闺女|老年"
    "|读书|上学|在读|丫头|月嫂|伙计|工友"
)
_CLASSIFIER = re.compile(
    rf"\s?(?:来|多|几)?(?:口子?人?|个(?:人|(?=\s*(?:{_PERSON})))|个(?=[\s,。!?;吧嘛哦呢的啊了哈咯]*$)|人(?!民|均"
    rf"|家|工|次)|位|名(?!下|字|义)|(?=(?:个)?(?:娃|孩子|老人|儿子|女儿|大人|小孩|崽))"
    r"|套(?:房)?|辆|台|头(?=[猪牛羊]|$)|处(?:房)?|间(?:房|屋|门)?|(?<!一)天(?!前|后|以)|亩|张(?!家|三)|级(?!市)"
    r"|次|顿|只|条(?=[\s,。]*$)|家(?:人|店|公司)|户)"
)
_FUSED = re.compile(r"俩|仨|(?<![三九])一个人|独自一人|单身一人|孤身一人|就我自己|只有我自己|我自个儿")
_FUSED_VALUE = {"俩": 2, "仨": 3}
_FAMILY_OF = re.compile(
    r"(?:一家|全家|我们家|我家|家里|屋头|屋里|家头|我们|咱|总共|一共|家里面|家有|还有)(?:子|人)?(?:老小|大小)?(?:就"
    r"|有|是|总共|一共|共|都|还)*$"
)
_FAMILY_AFTER = re.compile(r"\s?(?:口子?|口人|个人|人|个)")
_ONLY = re.compile(r"^[\s,。]*(?:是|有|就|大概|差不多|一共|总共|共|应该|对|不对|嗯|那|选|第|我选|回复|按)*\s*$")
_PEOPLE_UNIT = re.compile(r"\s?(?:来|多|几)?(?:口子?人?|个?人(?!民|均|家|工|次)|个(?=[\s,。!?]*$))")
_AGE_OR_MONEY = re.compile(
    r"\s?(?:多|来)?(?:岁|块|元|角|毛|万|千|百|年|月|个月|点|号|日|%|斤|公里|里|分|度|级|个(?:多)?(?:月|小时|礼拜"
    r"|星期|钟))"
)
_REACH, _SHORT = 14, 40


def find_counts(text: str, numbers: list[Number]) -> Iterator[Entity]:
    """Every count among the numbers of a normalised text; people of the household also as `people`."""
    for match in _FUSED.finditer(text):
        value = _FUSED_VALUE.get(match.group(0), 1)
        yield Entity("count", match.group(0), value, match.start(), match.end())
    for number in numbers:
        if number.exact is None or not 0 <= number.exact < 1000 or _is_part(text, number.start):
            continue
        end = _count_end(text, number.start, number.end)
        if end is None or (number.exact == 1 and text[number.start : end].endswith(("级", "次", "张", "台"))):
            continue
        if text.startswith("一个人", number.start):
            continue
        yield Entity("count", text[number.start : end], number.exact, number.start, end)
        if number.exact > 0 and _means_people(text, number.start, number.end):
            yield Entity("people", text[number.start : end], number.exact, number.start, end)


def _is_part(text: str, start: int) -> bool:
    """Whether the number goes on to the left (第三, 初三, 12.5, A3)."""
    return start > 0 and (text[start - 1] in "第初周.:/-" or (text[start - 1].isascii() and text[start - 1].isalnum()))


def _count_end(text: str, start: int, end: int) -> int | None:
    if _AGE_OR_MONEY.match(text, end):
        return None
    if (unit := _CLASSIFIER.match(text, end)) and text[unit.end() - 1] != "级":
        return unit.end()
    if _FAMILY_OF.search(text[max(0, start - _REACH) : start]) and not re.match(r"\w", text[end : end + 1]):
        return end
    is_alone = len(text) < _SHORT and _ONLY.match(text[:start]) and not text[end:].strip(" ,。!?吧嘛哦呢的啊哈咯了个样")
    return end if is_alone and end - start <= 2 else None


def _means_people(text: str, start: int, end: int) -> bool:
    """Whether the count is of the people in the household or hit by the event (四口人, 我们三个人)."""
    unit = _PEOPLE_UNIT.match(text, end)
    family = _FAMILY_OF.search(text[max(0, start - _REACH) : start])
    return bool((unit and ("口" in unit.group(0) or family)) or (family and not _CLASSIFIER.match(text, end)))
