"""From print to normal form: dates, sums in figures and in words, ID and card numbers, with the signs mixed up."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from contracts.extraction.identifiers import id_number_is_valid

# what a digit is read as when the print is poor
_AS_DIGIT: Final = str.maketrans("OoQDＯ〇IlＩ|!iZzSsBbG", "00000011111122558" + "86")
_LOOSE_DIGIT: Final = r"[0-9OoQDIl|!iZzSsBbG]"
_CHINESE_DIGITS: Final = "零一二三四五六七八九"
_ID_RUN: Final = re.compile(rf"(?<![0-9A-Za-z]){_LOOSE_DIGIT}{{17}}[0-9OoQDIl|!iZzSsBbGXx×✕*](?![0-9A-Za-z])")
_DIGITS: Final = re.compile(rf"{_LOOSE_DIGIT}+")
_DATE: Final = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:年|[-./·])([01]?\d)(?:月|[-./·])([0-3]?\d)(?:日|(?!\d))|(?<!\d)((?:19|20)\d{2})([01]\d)([0-3]\d)(?!\d)"
)
_CHINESE_DATE: Final = re.compile(
    r"([二一][〇零○O0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_SUM: Final = re.compile(r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.。·](\d{1,2}))?(?![\d.])")
_BIG_DIGITS: Final = dict(zip("零壹贰叁肆伍陆柒捌玖〇一二三四五六七八九", list(range(10)) * 2, strict=True)) | {
    "两": 2, "貳": 2, "叄": 3, "参": 3, "叁": 3, "陸": 6, "弍": 2, "弎": 3,
}  # fmt: skip
_BIG_UNITS: Final = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_BIG_SUM: Final = re.compile(
    r"[零壹贰叁肆伍陆柒捌玖貳叄参陸拾佰仟万萬亿两〇]+[圆元圓](?:[整正]|[零壹贰叁肆伍陆柒捌玖貳叄参陸角分]+[整正]?)?"
)

FOREVER: Final = "长期"
_DISABILITY_RUN: Final = re.compile(
    rf"(?<![0-9A-Za-z])({_LOOSE_DIGIT}{{17}}[0-9OoQDIl|!iZzSsBbGXx×✕*])([1-7Il|!iZzSsBbG])([1-4Il|!iZz])(?:[Bb]\d)?(?![0-9A-Za-z])"
)
_RELATIONS: Final = re.compile(
    r"户主|配偶|妻|丈夫|夫|独生子|独生女|[长次三四五六七八幺]子|[长次二三四五六七八幺]女|父亲|母亲|祖父|祖母|外祖父|外祖母|公公|婆婆"
    r"|岳父|岳母|曾?孙[子女]|外孙[子女]?|儿媳|女婿|孙媳|继子|继女|养子|养女|兄|弟|姐|妹|侄[子女儿]|外甥女?|伯父|叔父|其他亲属|非亲属|儿子|女儿|子|女|父|母"
)
_NUMBER: Final = re.compile(r"(?:[\u4e00-\u9fff]{1,8}[\[〔(［【]\d{4}[\]〕)］】]第?|第)[A-Z0-9]{1,24}(?:-\d+)?号")
_FULL_WIDTH: Final = str.maketrans("(),;:?!", "（），；：？！")


def digits_of(text: str) -> str:
    """Text with every sign that is a misread digit as that digit."""
    return text.translate(_AS_DIGIT)


def id_numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Every run of 18 that may be an ID number: start, end and the number; its check digit may be wrong."""
    for match in _ID_RUN.finditer(text):
        run = match.group()
        last = "X" if run[-1] in "Xx×✕*" else digits_of(run[-1])
        yield match.start(), match.end(), digits_of(run[:-1]) + last


def id_number_holds(number: str, today: date) -> bool:
    """Whether an ID number has the right check digit and a birth date that has been."""
    return id_number_is_valid(number) and number[6:14] <= today.strftime("%Y%m%d")


def birth_in(number: str) -> str:
    """The birth date inside an ID number of 18, ISO."""
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def sex_in(number: str) -> str:
    """The sex an ID number of 18 says: 男 for an odd seventeenth digit, else 女."""
    return "男" if int(number[16]) % 2 else "女"


def luhn_holds(number: str) -> bool:
    """Whether the last digit of a bank card's number is right (ISO/IEC 7812)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card_numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Every run of 15 to 19 digits: start, end and the digits."""
    for match in _DIGITS.finditer(text):
        if 15 <= len(match.group()) <= 19:
            yield match.start(), match.end(), digits_of(match.group())


def dates_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Every date of a text: start, end, and ISO or nothing when there is no such day."""
    found = list(_DATE.finditer(text))
    for match in found:
        year, month, day = (part for part in match.groups() if part)
        yield match.start(), match.end(), _iso(int(year), int(month), int(day))
    for match in _CHINESE_DATE.finditer(text):
        year = "".join(str(_chinese_digit(sign)) for sign in match.group(1))
        yield match.start(), match.end(), _iso(int(year), _chinese(match.group(2)), _chinese(match.group(3)))


def _chinese_digit(sign: str) -> int:
    return 0 if sign in "〇○O0零" else _CHINESE_DIGITS.index(sign)


def _chinese(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS.index(text) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE_DIGITS.index(tens) if tens else 1) * 10 + (_CHINESE_DIGITS.index(ones) if ones else 0)


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def sums_in(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Every sum in figures of a text, in yuan."""
    for match in _SUM.finditer(text):
        whole = re.sub(r"\D", "", match.group(1))
        yield match.start(), match.end(), Decimal(f"{whole}.{match.group(2) or '0'}").quantize(Decimal("0.01"))


def big_sum_in(text: str) -> Decimal | None:
    """The first sum in the characters of cheques (壹仟贰佰叁拾肆圆伍角陆分), in yuan."""
    match = _BIG_SUM.search(text)
    if not match:
        return None
    whole, _, rest = re.sub(r"[元圓]", "圆", match.group()).partition("圆")
    yuan = _big_whole(whole)
    jiao, fen = re.search(r"(.)角", rest), re.search(r"(.)分", rest)
    return Decimal(yuan) + _tenths(jiao, Decimal("0.10")) + _tenths(fen, Decimal("0.01"))


def _tenths(match: re.Match[str] | None, worth: Decimal) -> Decimal:
    return _BIG_DIGITS.get(match.group(1), 0) * worth if match else Decimal("0.00")


def _big_whole(text: str) -> int:
    total = section = digit = 0
    for sign in text:
        if sign in _BIG_DIGITS:
            digit = _BIG_DIGITS[sign]
        elif sign in _BIG_UNITS:
            section += (digit or (1 if not section else 0)) * _BIG_UNITS[sign]
            digit = 0
        else:
            total = (total + section + digit) * (10**8 if sign == "亿" else 10**4)
            section = digit = 0
    return total + section + digit


def chinese_in(text: str) -> str:
    """Words with the punctuation of Chinese print."""
    return re.sub(r"(?<=\d)，(?=\d{3})", ",", text.translate(_FULL_WIDTH))


def disability_numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Every run of 20 that may be the number of a disability card: start, end and the number."""
    for match in _DISABILITY_RUN.finditer(text):
        number = next(iter(id_numbers_in(match.group(1))))[2]
        yield match.start(), match.end(3), number + digits_of(match.group(2)) + digits_of(match.group(3))


def relation_in(text: str) -> tuple[int, int, str] | None:
    """The relation to the head of a household a text names: start, end and the word."""
    text = re.sub(r"户主或与户?|与户主关系?|户主关系|或与户主", lambda match: "_" * len(match.group()), text)
    match = _RELATIONS.search(text)
    return (match.start(), match.end(), match.group()) if match else None


def certificate_number_in(text: str) -> tuple[int, int, str] | None:
    """The number of a certificate: start, end, and the number with the brackets officials use."""
    match = _NUMBER.search(text)
    if match is None:
        return None
    return match.start(), match.end(), re.sub(r"[\[(［【]", "〔", re.sub(r"[\])］】]", "〕", match.group()))
