"""Numbers that name something: ID card (GB 11643), mobile phone, case number."""

import re
from collections.abc import Iterator
from datetime import date

from contracts.extraction.entity import Entity

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SPOKEN = str.maketrans("零一二三四五六七八九幺lI", "0123456789111")
_ID = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[\s\-.]?[0-9OoＯ]){14,19}(?:[\s\-.]?[0-9OoXx×*叉])?(?![0-9A-Za-z])")
_ID_SAID = re.compile(
    r"(?:身份证|证件)(?:号码|号)?(?:是|为|:|,|\s|的)*([1-9](?:[\s\-.]?[0-9OoXx×叉]){11,20})(?![0-9A-Za-z])"
)
# What stands before the number of a bank card or an account.
_BANK = re.compile(r"(?:卡|账号|账户|户头|银行|信用社|[工农建中]行|单号|订单|流水)[^,。证]{0,5}$")
_ID_SPOKEN = re.compile(
    r"(?<![零一二三四五六七八九幺])[一二三四五六幺](?:\s?[零一二三四五六七八九幺]){16}"
    r"\s?[零一二三四五六七八九幺xX叉]"
)
_PHONE = re.compile(
    r"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[\s\-]?)?(1[\s\-.]?[3-9](?:[\s\-.]?[0-9Oo]){9})(?![0-9A-Za-z])"
    r"|(?<![零一二三四五六七八九幺])([一幺](?:[\s,]?[零一二三四五六七八九幺]){10})(?![零一二三四五六七八九幺])"
    # 139,8541,2233 as dictated; a figure written out or as a letter among others: 139854一2233, l3985412233
    r"|(?<![0-9A-Za-z.,])(1[3-9]\d,\d{4},\d{4}|1[3-9](?=\d*[零一二三四五六七八九幺lI]\d)[\d零一二三四五六七八九幺lI]{9}"
    r"|[lI][3-9]\d{9})(?![0-9A-Za-z,])"
)
_PHONE_SAID = re.compile(
    r"(?:电话|手机|联系方式|号码|手机号|打我|联系我|微信)(?:号码|号)?(?:同号)?(?:是|为|:|,|\s|的"
    r"|打)*((?:\+?86[\s\-]?)?1(?:[\s\-.]?[0-9]){6,13})(?![0-9A-Za-z])"
)
_PHONE_MISCOUNTED = re.compile(r"(?<![0-9A-Za-z.\-])1[3-9](?:\d{8}|\d{10})(?![0-9A-Za-z.\-]|\s?[块元万])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])\(?(0\d{2,3})\)?[\s\-]?(\d{7,8})(?![0-9A-Za-z])")
_ALPHABET = "2346789ACDEFGHJKMNPQRTUVWXY"
_BODY_LENGTH = 10
_MEANT = str.maketrans({"Z": "2", "B": "8"})
_CASE = re.compile(
    r"(?<![0-9A-Za-z])([\u4e00-\u9fff]?)[\s\-]*([0-9A-Za-z]{4,5})\s?-\s?([0-9A-Za-z]{4,5})(?![0-9A-Za-z])"
    r"|([\u4e00-\u9fff]?)[\s\-]*(?<![0-9A-Za-z])((?=[0-9A-Za-z]*[A-Za-z])(?=[0-9A-Za-z]*[0-9])[0-9A-Za-z]{5})\s?([0-9A-Za-z]{5})(?![0-9A-Za-z])"
)


def id_number_is_valid(number: str) -> bool:
    """GB 11643: 18 places, a real birth date not in the future, and the right check character."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    if not 1900 <= born.year <= date.today().year:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return _CHECKS[total % 11] == number[17]


def find_identifiers(text: str) -> Iterator[Entity]:
    """Every ID, phone and case number of a normalised text; a span is read as one of them only."""
    taken: list[tuple[int, int]] = []
    for entity in (*_ids(text), *_phones(text), *_cases(text)):
        if all(entity.end <= start or entity.start >= end for start, end in taken):
            taken.append((entity.start, entity.end))
            yield entity


def _digits(text: str) -> str:
    return (
        re.sub(r"[\s\-.,]", "", text).upper().replace("O", "0").replace("×", "X").replace("*", "X").replace("叉", "X")
    )


def _ids(text: str) -> Iterator[Entity]:
    for match in _ID.finditer(text):
        number = _digits(match.group(0))
        if len(number) in (15, 17, 18, 19) and not _BANK.search(text[max(0, match.start() - 8) : match.start()]):
            value = {"number": number, "valid": id_number_is_valid(number)}
            yield Entity("id_number", match.group(0), value, match.start(), match.end())
    for match in _ID_SPOKEN.finditer(text):
        number = _digits(match.group(0).translate(_SPOKEN))
        value = {"number": number, "valid": id_number_is_valid(number)}
        yield Entity("id_number", match.group(0), value, match.start(), match.end())
    for match in _ID_SAID.finditer(text):
        number = _digits(match.group(1))
        value = {"number": number, "valid": id_number_is_valid(number)}
        yield Entity("id_number", match.group(1), value, match.start(1), match.end(1))


def _phones(text: str) -> Iterator[Entity]:
    for match in _PHONE.finditer(text):
        said = match.group(1) or match.group(2) or match.group(3)
        number = _digits(said.translate(_SPOKEN))
        valid = bool(re.fullmatch(r"1[3-9]\d{9}", number))
        yield Entity("phone", match.group(0), {"number": number, "valid": valid}, match.start(), match.end())
    for match in _PHONE_SAID.finditer(text):
        number = re.sub(r"^\+?86(?=1)", "", _digits(match.group(1)))
        value = {"number": number, "valid": bool(re.fullmatch(r"1[3-9]\d{9}", number))}
        yield Entity("phone", match.group(1), value, match.start(1), match.end(1))
    for match in _PHONE_MISCOUNTED.finditer(text):
        value = {"number": match.group(0), "valid": False}
        yield Entity("phone", match.group(0), value, match.start(), match.end())
    for match in _LANDLINE.finditer(text):
        value = {"number": match.group(1) + match.group(2), "valid": True}
        yield Entity("phone", match.group(0), value, match.start(), match.end())


def case_number_is_valid(body: str) -> bool:
    """Ten characters without look-alikes whose weighted sum is 0 modulo 27, as case numbers are minted."""
    if len(body) != _BODY_LENGTH or any(char not in _ALPHABET for char in body):
        return False
    return (
        sum(_ALPHABET.index(char) * (1 + place % 2) for place, char in enumerate(body, start=1)) % len(_ALPHABET) == 0
    )


def _cases(text: str) -> Iterator[Entity]:
    for match in _CASE.finditer(text):
        prefix = match.group(1) or match.group(4) or ""
        first, second = (match.group(2) or match.group(5)).upper(), (match.group(3) or match.group(6)).upper()
        body = (first + second).translate(_MEANT)
        if len(body) < 8 or not re.search(r"[A-Z]", first + second):
            continue
        number = f"{prefix}-{body[: len(first)]}-{body[len(first) :]}".lstrip("-")
        value = {"number": number, "valid": case_number_is_valid(body)}
        yield Entity("case_number", match.group(0), value, match.start(), match.end())
