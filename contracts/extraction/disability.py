"""Kind and level of a disability: 精神残疾三级, 二级残疾, 一级肢残, 聋哑."""

import re
from collections.abc import Iterator

from contracts.extraction.entity import Entity

_KINDS = {
    "physical": r"肢体|肢残|下肢|上肢|身体",
    "visual": r"视力|视障|视残|盲人|弱视|眼残|盲(?=[,。\\s]|$)|眼睛?(?:看不见|瞎)|双目失明|失明|瞎子",
    "hearing": r"听力|听障|听残|聋子|耳聋|耳朵聋",
    "speech": r"言语|语言|言残|哑巴|哑子|哑",
    "intellectual": r"智力|智障|智残|弱智|脑瘫",
    "mental": r"精神(?:分裂症?|病)?|精残|精障|疯",
    "multiple": r"多重|多种|聋哑人?|又聋又哑",
}
_KIND_WORD = "|".join(
    _KINDS[name] for name in ("multiple", "physical", "visual", "hearing", "speech", "intellectual", "mental")
)
_LEVEL = r"(?:[一二三四1-4壹贰叁肆ⅠⅡⅢⅣ]\s?[级及极等](?!以|医|甲|乙|人))"
_PATTERN = re.compile(
    rf"(?P<a>(?:{_KIND_WORD})(?:(?:性)?残疾|残障|障碍|残)?(?:人|证|类别?|等级|级别|评的?是?|评了|定的?是?|鉴定为?|有"
    rf"|是|属于|达到|办[的了]?|了|残疾|,|:|\(|\s"
    rf"|的){{0,5}}{_LEVEL}(?:的?残疾)?)"
    rf"|(?P<e>{_LEVEL}的?(?:肢残|智残|精残|视残|听残|言残|精障|智障|视障|听障|盲人?|聋人?|聋哑人?|脑瘫))"
    rf"|(?P<b>{_LEVEL}(?:的)?(?:{_KIND_WORD})?(?:重度)?(?:残疾|残障|伤残(?!军)|重残|残)(?!护)(?:证?(?:,"
    rf"|\s)?(?:{_KIND_WORD}))?)"
    rf"|(?P<c>残疾?(?:证|人证|人|类别?|等级|级别)?(?:上)?(?:(?:{_KIND_WORD})类?|是|为|有|评的?是?|评了|定的?是?"
    rf"|写的?是?|鉴定|鉴定为|办的是?|,|:|\(|\s"
    rf"|的|等级|级别){{0,5}}{_LEVEL}(?:的?(?:{_KIND_WORD}))?)"
    rf"|(?P<f>(?<![伤致])残[一二三四1-4](?![\d条个只了年月辈家天手次岁级块口位名名])|重度(?:的)?{_LEVEL})"
    rf"|(?P<d>(?:{_KIND_WORD})(?:上的?|方面的?)?(?:(?:残疾|残障|障碍)(?:[,\s:(是有为评定办证了]{{1,5}}{_LEVEL})?|有问题)|肢残|智残|精残|视残|听残|弱视|聋哑人?|又聋又哑|盲人|哑巴|哑子|智障|脑瘫"
    rf"|精神病(?:人)?|精神分裂症?|双目失明|耳聋|聋子|瞎子)"
)
_LEVELS = {"一": 1, "二": 2, "三": 3, "四": 4, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4}
_LEVEL_IN = re.compile(r"([一二三四1-4壹贰叁肆ⅠⅡⅢⅣ])\s?[级及极等]|残([一二三四1-4])$")
_APART = 8
_ANOTHER = re.compile(r"[。!?;和跟]|我|他|她|爸|妈|娃|儿|女|哥|弟|姐|妹|个")
_NOT = re.compile(r"(?:没有?|没得|莫得|不是|非|无|没有人是?|没人)(?:人|谁|啥子?|什么|办|评|鉴定|得|家人)*$")


def find_disabilities(text: str) -> Iterator[Entity]:
    """Every disability named in a normalised text; what was not said of kind or level is None."""
    last: Entity | None = None
    for match in _PATTERN.finditer(text):
        if _NOT.search(text[max(0, match.start() - 8) : match.start()]) or text.startswith("院", match.end()):
            continue
        said = match.group(0)
        level = _LEVEL_IN.search(said)
        value = {"category": _kind(said), "level": _level(level.group(1) or level.group(2)) if level else None}
        found = Entity("disability", said, value, match.start(), match.end())
        if last and (whole := _completed(text, last, found)):
            last = whole
            continue
        if last:
            yield last
        last = found
    if last:
        yield last


def _completed(text: str, first: Entity, second: Entity) -> Entity | None:
    """Kind and level of one disability that were said apart: 聋子，听力二级; 精神上的残疾，三级."""
    between = text[first.end : second.start]
    if len(between) > _APART or _ANOTHER.search(between) or _is_whole(first) or _clash(first, second):
        return None
    value = {name: first.value[name] or second.value[name] for name in ("category", "level")}
    return Entity("disability", text[first.start : second.end], value, first.start, second.end)


def _is_whole(found: Entity) -> bool:
    return bool(found.value["category"] and found.value["level"])


def _clash(first: Entity, second: Entity) -> bool:
    """Whether both tell of the same thing, or one of them of another kind."""
    kinds = {found.value["category"] for found in (first, second)} - {None}
    levels = {found.value["level"] for found in (first, second)} - {None}
    return len(kinds) != 1 or len(levels) != 1


def _level(text: str) -> int:
    return int(text) if text.isdigit() else _LEVELS[text]


def _kind(text: str) -> str | None:
    for name in ("multiple", "physical", "visual", "hearing", "speech", "intellectual", "mental"):
        if re.search(_KINDS[name], text):
            return name
    return None
