"""Masking inside running text: phone and ID numbers keep only what recognises them.

What is kept for reading how people speak (`mask_utterance`) shows nothing of a number, a name or an address.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from casework.domain.id_numbers import mask_id_number, mask_phone
from contracts.extraction import Entity, extract

_BEFORE: Final = r"(?<![0-9０-９])"
_AFTER: Final = r"(?![0-9０-９])"
_DIGIT: Final = r"[0-9０-９]"
_GAP: Final = r"[ \-－—]?"
_ID_NUMBER: Final = re.compile(rf"{_BEFORE}(?:{_DIGIT}{_GAP}){{14,18}}[0-9０-９XxＸｘ]{_AFTER}")
_PHONE: Final = re.compile(rf"{_BEFORE}[1１](?:{_GAP}{_DIGIT}){{10}}{_AFTER}")
_LANDLINE: Final = re.compile(rf"{_BEFORE}[0０]{_DIGIT}{{2,3}}{_GAP}{_DIGIT}{{7,8}}{_AFTER}")


def mask_text(text: str) -> str:
    """The text with every phone and ID number in it masked; bank cards, being longer, fall to the same rule."""
    text = _PHONE.sub(lambda found: mask_phone(found.group()), mask_id_numbers(text))
    return _LANDLINE.sub(lambda found: mask_phone(found.group()), text)


def mask_id_numbers(text: str) -> str:
    """The text with ID and bank card numbers masked, phone numbers left: an office's own must stay readable."""
    return _ID_NUMBER.sub(lambda found: mask_id_number(found.group()), text)


# what stands in the place of what was masked; a model reads them as words
PHONE_MARK: Final = "〔电话〕"
ID_MARK: Final = "〔证件号〕"
CASE_MARK: Final = "〔编号〕"
NUMBER_MARK: Final = "〔号码〕"
PLACE_MARK: Final = "〔地址〕"
NAME_MARK: Final = "某某"
MARKS: Final = (PHONE_MARK, ID_MARK, CASE_MARK, NUMBER_MARK, PLACE_MARK, NAME_MARK)
_MARK_OF: Final = {"phone": PHONE_MARK, "id_number": ID_MARK, "case_number": CASE_MARK, "name": NAME_MARK}
# seven figures are never a sum somebody needs aid with, but they are a telephone, a card, an account
_LONG_NUMBER: Final = re.compile(
    r"\d(?:[ \-－—.]?\d){6,}[xX]?|[零〇幺一二三四五六七八九](?:\s?[零〇幺一二三四五六七八九]){6,}"
)
_LETTERED: Final = re.compile(
    r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+|(?<![A-Za-z0-9])(?=[A-Za-z_\-]*\d)(?=[\d_\-]*[A-Za-z])[A-Za-z0-9_\-]{6,}(?![A-Za-z0-9])"
)
# below the county and the town: village, estate, road, group, house; a village without a name stays
_VILLAGE: Final = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,3}?)(?<![全外哪个半农本该各邻同整每贴按借怕查进出回到们有么告口的])(?:村|寨子?|社区|小区)$"
)
# 村口, 村务, 寨子头: a word, not a village
_NO_VILLAGE: Final = tuple("口务公群会栏队里头上干长支名")
_WIDER: Final = re.compile(r"^.*(?:省|州|市|县|区|镇|乡|街道|住在|家住|在|到|去|从|是|我们|叫)(?=[\u4e00-\u9fff]{2})")
_FIGURE: Final = r"[\d一二三四五六七八九十]{1,4}"
_HOUSE: Final = re.compile(
    rf"(?:(?![在住到于的是我们])[\u4e00-\u9fff]){{2,3}}(?:大道|路|街|巷|弄){_FIGURE}号(?:院|楼)?(?:附?\d{{1,4}}号?)?|\d{{1,4}}\s?(?:栋|幢|单元|号楼|号院|室)"
    rf"|{_FIGURE}(?:栋|幢)(?={_FIGURE})|(?<=[村寨区栋幢]){_FIGURE}(?:组|社|队|号|栋|幢|单元|楼|室)"
)
# after an address that is masked: the rest of it
_REST: Final = re.compile(rf"〔地址〕(?:\s?(?:{_FIGURE}\s?(?:组|社|队|号楼?|栋|幢|单元|楼|室)|附\d+|〔地址〕))+")
_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN: Final = (
    "英华玉秀芳明珍文兰丽红国建军强勇梅桂芬春凤洪美云琴霞超艳波刚涛杰敏磊静洋娟燕娜玲莉萍丹鹏飞鑫浩宇轩涵怡欣嘉梓佳俊志福贵富荣德林"
    "辉健康莲翠淑珠清莹雪琳晶妍茜秋倩婷婉颖瑶蓉蕾薇菊香素惠碧仙琼芝忠义孝廉祥顺昌盛兴旺海山川松柏龙虎豹彪良才学友朝光正元少先永"
)
_USUAL: Final = "英华玉秀芳珍兰丽红伟军强勇梅芬凤琴霞艳刚涛杰敏磊洋娟燕娜玲莉萍鹏鑫翠淑琼芝"
# a full name said without 我叫 before it: a surname and characters that names are made of
_BARE_NAME: Final = re.compile(
    rf"[{_SURNAMES}][{_GIVEN}]{{2}}|(?<![\u4e00-\u9fff])[{_SURNAMES}][{_USUAL}](?=[从在是被昨今前上的摔病住说死走，,。\s]|$)"
)
_TITLED: Final = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[上下壁个的欠找和跟问是叫给]))[{_SURNAMES}]"
    r"(?=大爷|大妈|大娘|婆婆|孃孃|嬢嬢|阿姨|叔叔|伯伯|书记|主任|村长|镇长|乡长|队长|组长|所长|局长|科长|老师|医生|师傅|老板)"
)


def mask_utterance(text: str, said_on: date, known: Iterable[str] = ()) -> str:
    """The text with numbers, names, case numbers and addresses below the town replaced by marks.

    `known` are personal values told before in the same conversation, masked wherever they are said again.
    """
    text = _known_masked(text, known)
    spans = [span for one in extract(text, said_on) if (span := _span(text, one))]
    for pattern, mark in ((_HOUSE, PLACE_MARK), (_BARE_NAME, NAME_MARK)):
        spans += [(match.start(), match.end(), mark) for match in pattern.finditer(text)]
    text = _replaced(text, spans)
    for pattern, mark in ((_LONG_NUMBER, NUMBER_MARK), (_LETTERED, NUMBER_MARK), (_REST, PLACE_MARK), (_TITLED, "某")):
        text = pattern.sub(mark, text)
    return mask_text(text)


def shows_number(text: str) -> bool:
    """Whether a text still shows a phone, ID, case or other long number."""
    told = (one.entity in ("phone", "id_number", "case_number") for one in extract(text, date.min))
    return bool(_LONG_NUMBER.search(text)) or mask_text(text) != text or any(told)


def _known_masked(text: str, known: Iterable[str]) -> str:
    for value in sorted({value for value in known if len(value) > 1}, key=len, reverse=True):
        text = text.replace(
            value, NAME_MARK if not value[0].isdecimal() else ID_MARK if len(value) > 14 else PHONE_MARK
        )
    return text


def _span(text: str, entity: Entity) -> tuple[int, int, str] | None:
    """What of an entity is masked, and by what."""
    if entity.entity == "place":
        own = _WIDER.sub("", entity.text)
        found = _VILLAGE.search(own)
        is_word = text[entity.end : entity.end + 1] in _NO_VILLAGE
        return (entity.end - len(own) + found.start(), entity.end, PLACE_MARK) if found and not is_word else None
    mark = None if entity.text in MARKS else _MARK_OF.get(entity.entity)
    return (entity.start, entity.end, mark) if mark else None


def _replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Each span by its mark, from the end; spans that overlap become one, marked as the first of them."""
    merged: list[tuple[int, int, str]] = []
    for start, end, mark in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, mark))
    for start, end, mark in reversed(merged):
        text = f"{text[:start]}{mark}{text[end:]}"
    return text
