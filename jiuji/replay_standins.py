"""Invented stand-ins, still valid of their kind: the same value gets the same one throughout a conversation."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from casework.domain.case_numbers import ALPHABET, check_character
from casework.domain.id_numbers import check_character as id_check
from casework.domain.id_numbers import id_number_problem, normalise_id_number
from contracts.gazetteer import Division, Gazetteer

SURNAMES: Final = "田袁邓曹彭曾萧蔡潘余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石"
GIVEN: Final = ("安", "平", "宁", "康", "和", "顺", "明", "清", "成", "立", "文", "远", "青", "山", "春", "秋")
SYLLABLES: Final = ("扎西", "多吉", "尼玛", "格桑", "泽仁", "才让", "索朗", "达瓦", "旺堆", "桑吉", "卓玛", "拉姆")
VILLAGES: Final = ("新平", "安坪", "大湾", "小河", "青杠", "石板", "柏香", "松林", "红岩", "长坝", "杨柳", "双桥")
_HAN_DIGITS: Final = "零一二三四五六七八九"
_DIGIT: Final = re.compile(r"[0-9０-９零一二三四五六七八九幺]")
_KIND: Final = re.compile(r"(?:街道|特别行政区|自治[州县]|地区|新区|[镇乡省市县区州盟旗])$")


def digits_like(written: str, digits: str) -> str:
    """The digits in the way another number was written: gaps, full-width and spoken figures stay as they are."""
    left = iter(digits)

    def one(found: re.Match[str]) -> str:
        digit, was = next(left, "0"), found[0]
        if was in _HAN_DIGITS or was == "幺":
            return _HAN_DIGITS[int(digit)] if digit.isdecimal() else digit
        return chr(ord("０") + int(digit)) if was >= "０" and digit.isdecimal() else digit

    body = _DIGIT.sub(one, written)
    last = next(left, None)
    return re.sub(r"[xX×*叉Ｘ](?=\D*$)", last, body) if last else body


def phone(original: str, number: int) -> str:
    """A mobile number keeps its length and that it is one; a landline keeps the area code, which is a place's."""
    area = re.match(r"0(?:10|2\d|[3-9]\d\d)", original)
    head = area[0] if area else original[:1] + ("39" if original[1:2] in "3456789" else original[1:3])
    return (head + f"{number * 8191:0{max(len(original) - len(head), 1)}d}")[: len(original)]


def id_number(original: str, number: int, today: date) -> str:
    """Born in the same ten years, of the same sex, registered nowhere; wrong in the same way if it was wrong."""
    plain = normalise_id_number(original)
    problem = id_number_problem(plain, today)
    if problem not in (None, "check_character", "birth_date"):
        drawn = "".join(str((number * (place + 3) + place) % 10) for place in range(2, len(plain)))
        return plain[:2] + "".join(new if old.isdigit() else old for old, new in zip(plain[2:], drawn, strict=True))
    month = "13" if problem == "birth_date" else "01"
    year = min(int(plain[6:9] + "5"), today.year - 1) if plain[6:9].isdecimal() else 1965
    parity = int(plain[16]) % 2 if plain[16].isdecimal() else 1
    body = f"{plain[:2]}0101{year}{month}{number % 27 + 1:02d}{number % 100:02d}{2 + parity}"
    right = id_check(body)
    return body + (right if problem != "check_character" else "0123456789"[(int(right.replace("X", "0")) + 1) % 10])


def case_number(original: str, number: int) -> str:
    """A number with a right check character, or a wrong one where it was wrong; the prefix names a place and stays."""
    prefix, _, rest = original.partition("-") if "-" in original[:2] else ("", "", original)
    plain = rest.replace("-", "").upper()
    drawn = [ALPHABET[(number * (place + 3) + place) % len(ALPHABET)] for place in range(9)]
    body = "".join(drawn) + check_character("".join(drawn))
    if not (len(plain) == 10 and set(plain) <= set(ALPHABET) and check_character(plain[:-1]) == plain[-1]):
        body = body[:-1] + ALPHABET[(ALPHABET.index(body[-1]) + 1) % len(ALPHABET)]
    return (f"{prefix}-" if prefix else "") + f"{body[:5]}-{body[5:]}"


def names(original: str, number: int) -> Iterable[str]:
    """Names of the same length, likeliest first: syllable by syllable where it is written so."""
    if re.search(r"[·•・.]", original):
        parts = re.split(r"([·•・.])", original)
        for turn in range(number, number + len(SYLLABLES)):
            drawn = (_length_of(SYLLABLES, len(part), turn + place) for place, part in enumerate(parts))
            yield "".join(
                part if place % 2 else one for place, (part, one) in enumerate(zip(parts, drawn, strict=True))
            )
        return
    if any(original.startswith(syllable) for syllable in SYLLABLES) and len(original) % 2 == 0:
        for turn in range(number, number + len(SYLLABLES)):
            yield "".join(SYLLABLES[(turn + place) % len(SYLLABLES)] for place in range(len(original) // 2))
    for offset in range(len(SURNAMES)):
        given = "".join(GIVEN[(number * 3 + offset + place) % len(GIVEN)] for place in range(len(original) - 1))
        yield SURNAMES[(number + offset) % len(SURNAMES)] + given


def _length_of(pool: tuple[str, ...], length: int, number: int) -> str:
    rolled = pool[number % len(pool) :] + pool
    return ("".join(rolled))[:length]


_PLACE_KIND: Final = re.compile(
    r"(?:村民?[一二三四五六七八九十\d]*组|小区|社区|公寓|学校|小学|中学|工地|[村寨组街路巷沟坝湾])$"
)


def village(original: str, number: int) -> str:
    """An invented village, road or estate of the same length and kind."""
    kind = _PLACE_KIND.search(original)
    tail = kind[0] if kind else ""
    invented = _length_of(VILLAGES, max(len(original) - len(tail), 0), number)
    return _DIGIT.sub("1", invented + tail) if tail else invented


def bare(name: str) -> str:
    """A division without its kind: 牛场 of 牛场镇; the whole name where too little would be left."""
    short = _KIND.sub("", name)
    return short if len(short) >= 2 else name


def siblings(code: str) -> list[Division]:
    """Other places beside this one, those first that are of its kind and as long in name."""
    places = Gazetteer.load()
    here = places.division(code)
    if here is None:
        return []
    towns = [one for one in places.townships(code[:6]) if one.name.endswith(("街道", "镇", "乡"))]
    others = towns if len(code) == 9 else _beside(code)
    return sorted((one for one in others if one.code != code), key=lambda one: _form(one.name) != _form(here.name))


def _form(name: str) -> tuple[int, str]:
    return len(name), name.removeprefix(bare(name))


def _beside(code: str) -> list[Division]:
    """Counties of the same prefecture, or prefectures of the same province; a province stays what it is."""
    places = Gazetteer.load()
    if code.endswith("0000"):
        return []
    county = not code.endswith("00")
    alike = [one for one in places.codes() if one.endswith("00") != county and not one.endswith("0000")]
    near = [one for one in alike if one[: 4 if county else 2] == code[: 4 if county else 2]]
    return [found for one in near if (found := places.division(one))]
