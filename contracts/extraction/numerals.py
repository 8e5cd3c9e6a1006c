"""Chinese and Arabic numbers as they are spoken, vague ones too: 八百五, 两千多, 千把, 三四千, 十来万, 1万2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {"零": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
           "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000,
          "万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}  # fmt: skip
_D = "".join(_DIGITS)
_U = "十拾百佰千仟万亿"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?=\s?[元块])|\d{1,12}(?:\.\d{1,4})?"
_PERIOD_NEXT = r"个?(?:年|个月|月|天|日|晚)(?!前)"
_VAGUE = re.compile(
    rf"(?P<idiom>[百千万]儿?八[十百千]|[百千]十(?=来|块|元|把|个|号)|三两[十百千万]{{1,2}})(?![{_D}十百千])"
    rf"|(?P<pair>(?P<head>[{_D}{_U}]{{0,9}}[百千万])?(?P<a>[一二两三四五六七八九])(?P<b>[二两三四五六七八九])"
    rf"(?P<pu>[十百千万]{{0,2}})(?!(?!一{_PERIOD_NEXT})[{_D}{_U}点]))"
    rf"|(?P<teens>(?P<tp>[二三四五六七八九])?十(?P<ta>[一二三四五六七八])(?P<tb>[二三四五六七八九])(?P<tu>[万千]?))(?![{_D}])"
    r"|(?P<about>(?P<an>[百千万])把(?!手|握|柄|门|关)(?:两[百千万]|[百千万])?)"
    r"|(?P<some>(?P<s10>十)?(?:好)?几(?P<su>[十百千万]{0,2}))"
    rf"|(?P<span>(?P<x>{_ARABIC}|[{_D}{_U}]+)(?P<xu>[万千百kw]?)(?:块钱|[块元])?多?\s?[到至~\-]\s?(?P<y>{_ARABIC}"
    rf"|[{_D}{_U}]+)(?P<yu>[万千百kKwW]?))"
)
_EXACT = re.compile(
    rf"(?P<mixed>(?<![\d.])\d{{1,4}}[万千百wWkK](?:(?:零?[\d{_D}][千百十])+(?:[\d{_D}](?!\d))?|零\d{{1,3}}))"
    rf"|(?P<arabic>{_ARABIC})\s?(?P<au>[万千百kKwW亿]?)(?P<at>(?!一{_PERIOD_NEXT}"
    rf"|1个?[月天年])[0-9{_D}](?![0-9{_D}.]))?"
    rf"|(?P<chinese>[{_D}{_U}半]*[{_D}{_U}](?:点[{_D}]+[万千百亿]?|[kKwW])?)"
)
# Low and high, in tenths of the unit said first, of 百儿八十 and of 百十.
_IDIOMS = dict.fromkeys("百千万", ((8, 10), (10, 20))) | {"三": ((20, 30), (20, 30))}
# 三万一年 is 三万 + 一年, 八百一个月 is 八百 + 一个月.
_PERIOD_STARTS = re.compile(r"(?<=[百千万])一$|(?<=[百千万][二三四五六七八九])一$")
_PERIOD_GOES_ON = re.compile(r"(?:年|个?月|天|日)(?!前)")
_MIXED = re.compile(rf"(零?)(\d+|[{_D}])([万千百十wWkK]?)")
_MORE = re.compile(r"(?P<m>多|来|(?:好|大)?几)(?P<u>[万亿千百]?)")
_BEFORE_LESS = re.compile(
    r"(?:不到|不足|不满|没得到|没有到|[不没未]超过|没[有得]超过|最多|顶多|至多|撑死|不上|低于|少于|少过"
    r"|没得)(?:[是能就有]?[领拿挣赚攒花用给要得]?)(?:个)?$"
)
_BEFORE_MORE = re.compile(r"(?:至少|起码|最少|超过|不止|不低于|多于|高于|大于)(?:有|要|得|了|个)?$")
_AFTER_LESS = re.compile(r"\s?(?:块钱|块|元|个|天|人)?(?:以下|以内|之内|都?不到|都没得|不到头|打不住)")
_AFTER_MORE = re.compile(r"\s?(?:块钱|块|元|个|天|人)?(?:以上|往上|打底|起步|开外|出头)")
_ABOUT_BEFORE = re.compile(
    r"(?:大概|大约|差不多|约|估计|可能|怕有|左右是|大致|大体|恐怕|将近|接近|快|近|好像|应该|估摸着?|怕是|差点|差不离)"
    r"(?:是|有|要|得|个|在|能|就|也|花|领|挣|拿|欠|用|给|到|了|也就)*(?:是|有|个)?$"
)
_ABOUT_AFTER = re.compile(
    r"(?:多|来)?\s?(?:块钱|元钱|块|元|个|人|天|岁|口人|钱)?(?:[/每]?(?:一?个?月|一?年|一?天))?(?:左右|上下|样子"
    r"|的样子|差不多|大概"
    r"|吧大概|这个数|光景)"
)


@dataclass(frozen=True)
class Number:
    """A number or range; `low` or `high` is None where only a limit was said; `unit` is the last spoken unit."""

    low: Decimal | None
    high: Decimal | None
    approx: bool
    start: int
    end: int
    unit: int = 1
    vague: bool = False

    @property
    def exact(self) -> int | None:
        """The whole number that was meant, or None when it is a range or a fraction."""
        if self.low is None or self.low != self.high or self.low != int(self.low):
            return None
        return int(self.low)


def chinese_value(text: str) -> Decimal | None:
    """A Chinese numeral in full or short speech: 八百五 = 850, 一百零五 = 105; None when it is none."""
    whole, _, fraction = text.partition("点")
    if fraction:
        return _with_fraction(whole, fraction)
    if all(char in _DIGITS for char in whole):
        return Decimal("".join(str(_DIGITS[char]) for char in whole)) if whole else None
    return _by_units(whole)


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    scale = _UNITS.get(fraction[-1], 1)
    digits = "".join(str(_DIGITS[char]) for char in fraction if char in _DIGITS)
    base = chinese_value(whole)
    return None if base is None or not digits else Decimal(f"{base}.{digits}") * scale


def _by_units(text: str) -> Decimal | None:
    """Adds up digit-unit pairs; a last bare digit counts in the next lower unit unless 零 came before it."""
    total = section = 0
    digit: int | None = None
    last_unit, after_zero = 1, False
    for char in text:
        if char == "半":
            return None
        if char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit, after_zero = _DIGITS[char], char == "零" or (digit == 0)
        else:
            unit = _UNITS[char]
            if unit >= 10_000:
                section = (section + (digit or 0)) or 1
                total = (total + section) * unit if unit > 10_000 and total else total + section * unit
                section = 0
            else:
                section += (1 if digit is None or digit == 0 else digit) * unit
            digit, last_unit, after_zero = None, unit, False
    if digit is not None:
        section += digit if after_zero or last_unit == 10 or last_unit == 1 else digit * last_unit // 10
    return Decimal(total + section)


def find_numbers(text: str) -> Iterator[Number]:
    """Every number of a normalised text, in order, with its limits and vagueness read."""
    position = 0
    vague, exact = _VAGUE.search(text), _EXACT.search(text)
    while vague or exact:
        start = min(match.start() for match in (vague, exact) if match)
        number = _first(text, vague, exact, start)
        position = max(number.end, start + 1) if number else start + 1
        if number:
            yield _limited(text, number)
        if vague and vague.start() < position:
            vague = _VAGUE.search(text, position)
        if exact and exact.start() < position:
            exact = _EXACT.search(text, position)


def _first(text: str, vague: re.Match[str] | None, exact: re.Match[str] | None, start: int) -> Number | None:
    if vague and vague.start() == start and (number := _vague(vague, text)):
        return number
    if exact and exact.start() == start:
        return _exact(text, exact)
    return None


def _unit(text: str) -> int:
    value = 1
    for char in text:
        value *= _UNITS[char]
    return value


def _vague(match: re.Match[str], text: str) -> Number | None:
    """A range that is vague by its form: 三四千, 十七八万, 千把, 几百, 十几万, 800到1000."""
    low: Decimal | int | None
    high: Decimal | int | None
    if match["idiom"]:
        unit = _UNITS[match["idiom"][0]] if match["idiom"][0] != "三" else _unit(match["idiom"][2:])
        low, high = _IDIOMS[match["idiom"][0]][match["idiom"][1] == "十"]
        low, high = Decimal(low) * unit / 10, Decimal(high) * unit / 10
    elif match["pair"]:
        return _pair(match)
    elif match["teens"]:
        unit = _unit(match["tu"])
        tens = 10 * _DIGITS.get(match["tp"] or "一", 1)
        low, high = (tens + _DIGITS[match["ta"]]) * unit, (tens + _DIGITS[match["tb"]]) * unit
        if _DIGITS[match["tb"]] != _DIGITS[match["ta"]] + 1:
            return None
    elif match["about"]:
        unit = _UNITS[match["an"]]
        low, high = unit, 2 * unit
    elif match["some"]:
        unit = _unit(match["su"])
        if unit == 1 and not match["s10"]:
            return None
        low, high = (11 * unit, 19 * unit) if match["s10"] else (2 * unit, 9 * unit)
    else:
        return _span(match, text)
    return Number(Decimal(low), Decimal(high), False, match.start(), match.end(), unit, vague=True)


def _pair(match: re.Match[str]) -> Number | None:
    """三四千, 一千七八 = 1700-1800, 三万二三千: in the unit said, else the one below the head's."""
    head, first, second = match["head"] or "", match["a"], match["b"]
    if _DIGITS[second] != _DIGITS[first] + 1 and (first, second) not in (("三", "五"), ("一", "三")):
        return None
    if not (head or match["pu"]) and first in "一二":
        return None
    if match["pu"] and head and _unit(match["pu"]) >= _UNITS[head[-1]]:
        return None
    unit = _unit(match["pu"]) if match["pu"] else _UNITS[head[-1]] // 10 if head else 1
    base = chinese_value(head) if head else Decimal(0)
    if base is None:
        return None
    low, high = base + _DIGITS[first] * unit, base + _DIGITS[second] * unit
    return Number(low, high, False, match.start(), match.end(), unit, vague=True)


def _span(match: re.Match[str], text: str) -> Number | None:
    second, end = match["y"], match.end()
    if not match["yu"] and _PERIOD_STARTS.search(second) and _PERIOD_GOES_ON.match(text, end):
        second, end = second[:-1], end - 1
    low, high = _part(match["x"], match["xu"]), _part(second, match["yu"])
    if low is None or high is None:
        return None
    shared = _UNITS.get(match["yu"] or second[-1], 1)
    if not match["xu"] and low < 100 <= high and shared >= 100 and match["x"][-1] not in _UNITS:
        low *= shared
    if not low < high:
        return None
    return Number(low, high, False, match.start(), end, vague=True)


def _part(text: str, unit: str) -> Decimal | None:
    value = Decimal(text.replace(",", "").replace(" ", "")) if text[0].isdigit() else chinese_value(text)
    return None if value is None else value * _UNITS.get(unit, 1)


def _exact(text: str, match: re.Match[str]) -> Number | None:
    if match["mixed"]:
        value, unit, end = _mixed(match["mixed"]), _UNITS.get(match["mixed"][-1], 1), match.end()
    elif match["arabic"]:
        value, unit = _arabic(match)
        end = match.end()
    else:
        spoken = match["chinese"]
        if _PERIOD_STARTS.search(spoken) and _PERIOD_GOES_ON.match(text, match.end()):
            spoken = spoken[:-1]
        read = chinese_value(spoken)
        if read is None:
            return None
        value, unit, end = read, _UNITS.get(spoken[-1], 1), match.start() + len(spoken)
    number = Number(value, value, False, match.start(), end, unit)
    return _widened(text, number, spoken=not match["arabic"] or bool(match["au"]))


def _mixed(text: str) -> Decimal:
    """1万2千5, 3千六百: figures with a unit each."""
    total, last = 0, 1
    for zero, digits, unit in _MIXED.findall(text):
        value = int(digits) if digits.isdigit() else _DIGITS[digits]
        total += value * (_UNITS[unit] if unit else 1 if zero else last // 10)
        last = _UNITS.get(unit, 1)
    return Decimal(total)


def _arabic(match: re.Match[str]) -> tuple[Decimal, int]:
    unit = _UNITS.get(match["au"], 1)
    value = Decimal(match["arabic"].replace(",", "").replace(" ", "")) * unit
    if match["at"] and unit >= 100:
        value += Decimal(_DIGITS[match["at"]] if match["at"] in _DIGITS else int(match["at"])) * unit / 10
    return value, unit


def _widened(text: str, number: Number, spoken: bool) -> Number:
    """N多 and 十来N: from N to N plus one of the unit spoken last."""
    more = _MORE.match(text, number.end)
    if not more or number.low is None or (more["m"].endswith("几") and more["u"]):
        return number
    if more["m"] == "来" and int(number.low) % 10:
        return number
    unit = _UNITS.get(more["u"], 1)
    low = number.low * unit
    step = unit if unit > 1 else number.unit if spoken and number.unit > 1 else _trailing(low)
    if more["m"].endswith("几") and step < 10:
        return number
    return Number(low, low + step, False, number.start, more.end(), step, vague=True)


def _trailing(value: Decimal) -> int:
    """The place of the last digit that is not zero: 2000 → 1000, 350 → 10."""
    whole, step = int(value), 1
    while whole and whole % (step * 10) == 0:
        step *= 10
    return step


def _is_upwards(text: str, number: Number) -> bool:
    """上万, 上千块: from there upwards."""
    return bool(
        re.match("[十百千万]", text[number.start])
        and number.start
        and text[number.start - 1] == "上"
        and (number.start < 2 or text[number.start - 2] not in "早晚以马加")
    )


def _limited(text: str, number: Number) -> Number:
    """Reads 不到, 至少, 左右 and the like around a number."""
    before = text[max(0, number.start - 6) : number.start]
    low, high, approx = number.low, number.high, number.approx
    if _BEFORE_LESS.search(before) or _AFTER_LESS.match(text, number.end):
        low = Decimal(0)
    elif _BEFORE_MORE.search(before) or _AFTER_MORE.match(text, number.end) or _is_upwards(text, number):
        high = None
    little = number.unit >= 100 and before.endswith("小") and text[number.start] in "一两三几"
    if little or _ABOUT_BEFORE.search(before) or _ABOUT_AFTER.match(text, number.end):
        approx = True
    return Number(low, high, approx, number.start, number.end, number.unit, number.vague)
