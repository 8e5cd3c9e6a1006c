"""Chinese and Arabic numbers as they are spoken, vague ones too: 八百五, 两千多, 千把, 三四千, 十来万, 1万2."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from contracts.extraction.number_limits import limited, step_of
from contracts.extraction.number_values import DIGITS, UNITS, Number, chinese_value

__all__ = ["Number", "chinese_value", "find_numbers"]

_D = "".join(DIGITS)
_U = "十拾百佰千仟万亿"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?=\s?[元块])|\d{1,12}(?:\.\d{1,4})?"
_PERIOD_NEXT = r"个?(?:年|个月|月|天|日|晚)(?!前)"
_VAGUE = re.compile(
    rf"(?P<idiom>[百千万]儿?八[十百千]|[百千]十(?=来|块|元|把|个|号)|三两[十百千万]{{1,2}})(?![{_D}十百千])"
    rf"|(?P<pair>(?P<head>[{_D}{_U}]{{0,9}}[百千万])?(?P<a>[一二两三四五六七八九])(?P<b>[二两三四五六七八九])"
    rf"(?P<pu>[十百千]?万|[十百千]?)(?!(?!一{_PERIOD_NEXT}|[百千万]把)[{_D}{_U}点]))"
    rf"|(?P<teens>(?P<tp>[二三四五六七八九])?十(?P<ta>[一二三四五六七八])(?P<tb>[二三四五六七八九])(?P<tu>[万千]?))(?![{_D}])"
    rf"|(?P<near>(?P<na>[二三四五六七八])?十[几多来](?P<nb>[二三四五六七八九])十(?P<nu>[万千]?))"
    r"|(?P<twice>(?P<wa>[一二两三四五六七八九十])(?P<wu>[百千万块])(?P<wb>[一二两三四五六七八九十])(?P=wu)(?=的|$|[,。钱块]))"
    rf"|(?P<headed>(?P<hh>[{_D}{_U}]{{0,8}}[百千万])几(?P<hu>[十百千万]{{1,2}}))"
    r"|(?P<about>(?:个把(?=[百千万]))?(?P<an>[百千万])(?:(?<=把.)|把)(?!手|握|柄|门|关)(?:两[百千万]|[百千万])?)"
    r"|(?P<some>(?P<s10>十)?好?几大?(?P<su>[十百千万]{0,2}))"
    rf"|(?P<span>(?P<x>{_ARABIC}|[{_D}{_U}]{{1,12}})(?P<xu>[万千百kw]?)(?:块钱"
    rf"|[块元])?多?\s?[到至~\-]\s?(?P<y>{_ARABIC}"
    rf"|[{_D}{_U}]{{1,12}})(?P<yu>[万千百kKwW]?)(?P<yt>(?<=[万千百])[\d{_D}](?![\d{_D}{_U}.]))?)"
)
_EXACT = re.compile(
    rf"(?P<mixed>(?<![\d.])\d{{1,4}}[万千百wWkK](?:(?:零?[\d{_D}][千百十])+(?:[\d{_D}](?!\d))?|零\d{{1,3}}))"
    rf"|(?P<arabic>{_ARABIC})\s?(?P<au>[万千百kKwW亿]?)(?P<at>(?!一{_PERIOD_NEXT}"
    rf"|1个?[月天年])[0-9{_D}](?![0-9{_D}.]))?"
    rf"|(?P<chinese>(?!(?<=红)十字)[{_D}{_U}半]{{0,24}}[{_D}{_U}](?:点[{_D}]+[万千百亿]?|[kKwW])?)"
)
# Low and high, in tenths of the unit said first, of 百儿八十 and of 百十.
_IDIOMS = dict.fromkeys("百千万", ((8, 10), (10, 20))) | {"三": ((20, 30), (20, 30))}
# 三万一年 is 三万 + 一年, 八百一个月 is 八百 + 一个月.
_PERIOD_STARTS = re.compile(r"(?<=[百千万])一$|(?<=[百千万][二三四五六七八九])一$")
_PERIOD_GOES_ON = re.compile(r"(?:年|个?月|天|日)(?!前)")
# 三千六四个月 is 三千六 + 四个月, 六百一斤 is 六百 + 一斤, 十二万一直没结 is 十二万 + 一直.
_LAST_IS_NEXT = (
    (re.compile(rf"[百千万](?!零)[{_D}]?[{_D}]$"), re.compile(
        r"年|个(?:半|多)?月|天(?!麻)|个(?:人|娃|老|星期|礼拜|疗程|学期)|口人|岁"
    )),
    (re.compile(r"[百千万]一$"), re.compile(
        r"直|共|起|分|毛|下子|旦|般|定|到|边|些|样|家|个(?!月)|[斤只头条包瓶盒袋套副支针次趟晚夜顿餐桌亩间台张棵节堂罐箱件双人]"
    )),
    (re.compile(r"^[一二两三四五六七八九]?十一$"), re.compile(r"个?月")),
)  # fmt: skip
_PAID_BEFORE = re.compile(r"(?:费|贴|钱|工资|低保|津贴|补助|给|领|拿|发|交|挣)$")
_MIXED = re.compile(rf"(零?)(\d+|[{_D}])([万千百十wWkK]?)")
_TAIL = re.compile(r"[1-9](?![\d.:个口人天月年岁号]|[十百千万])")
_TO = re.compile(r"(?:块钱|块|元)?\s?(?:[到至~\-]|[,\s]?(?:还|又)?不到)\s?")
_WITH_UNIT = re.compile(r"[万千百wWkK]\d")
_MORE = re.compile(r"(?P<m>多|有?余|来|(?:好|大)?几)(?P<u>[万亿千百]?)")


def find_numbers(text: str) -> Iterator[Number]:
    """Every number of a normalised text, in order, with its limits and vagueness read; 七八百到千把块 is one."""
    last: Number | None = None
    for number in _numbers(text):
        if last and (joined := _joined(text, last, number)):
            last = joined
            continue
        if last:
            yield last
        last = number
    if last:
        yield last


def _joined(text: str, first: Number, second: Number) -> Number | None:
    """The range from one number to the next, when either is vague; two plain ones are read as a range at once."""
    beside = first.end == second.start and first.vague and text[first.end - 1] not in "到至"
    to = _TO.fullmatch(text, first.end, second.start) and (
        first.vague or second.vague or _WITH_UNIT.search(text, first.start, first.end)
    )
    if not (to or (beside and second.low and first.high and first.high <= second.low * 2 <= first.high * 4)):
        return None
    if first.low is None or second.high is None or not Decimal(10) <= first.low < second.high:
        return None
    return replace(second, low=first.low, approx=first.approx or second.approx, start=first.start, vague=True)


def _numbers(text: str) -> Iterator[Number]:
    position = 0
    vague, exact = _VAGUE.search(text), _EXACT.search(text)
    while vague or exact:
        start = min(match.start() for match in (vague, exact) if match)
        number = _first(text, vague, exact, start)
        position = max(number.end, start + 1) if number else start + 1
        if number:
            yield limited(text, number)
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
        value *= UNITS[char]
    return value


def _vague(match: re.Match[str], text: str) -> Number | None:
    """A range that is vague by its form: 三四千, 十七八万, 千把, 几百, 十几万, 800到1000."""
    low: Decimal | int | None
    high: Decimal | int | None
    end = match.end()
    if match["idiom"]:
        unit = UNITS[match["idiom"][0]] if match["idiom"][0] != "三" else _unit(match["idiom"][2:])
        low, high = _IDIOMS[match["idiom"][0]][match["idiom"][1] == "十"]
        low, high = Decimal(low) * unit / 10, Decimal(high) * unit / 10
    elif match["pair"]:
        return _pair(match)
    elif match["teens"] or match["near"]:
        return _tens(match)
    elif match["twice"]:
        unit = UNITS.get(match["wu"], 1)
        low, high = sorted(int(chinese_value(match[name]) or 0) * unit for name in ("wa", "wb"))
        end -= match["wu"] == "块"
    elif match["headed"]:
        unit, head = _unit(match["hu"]), chinese_value(match["hh"])
        if head is None or unit >= UNITS[match["hh"][-1]]:
            return None
        low, high = head + 2 * unit, head + 9 * unit
    elif match["about"]:
        unit = UNITS[match["an"]]
        low, high = unit, 2 * unit
    elif match["some"]:
        unit = _unit(match["su"])
        if unit == 1 and not match["s10"]:
            return None
        low, high = (11 * unit, 19 * unit) if match["s10"] else (2 * unit, 9 * unit)
    else:
        return _span(match, text)
    return Number(Decimal(low), Decimal(high), False, match.start(), end, unit, vague=True)


def _tens(match: re.Match[str]) -> Number | None:
    """十七八万, 二十三四; 十几二十."""
    if match["teens"]:
        unit, tens = _unit(match["tu"]), 10 * DIGITS.get(match["tp"] or "一", 1)
        low, high = tens + DIGITS[match["ta"]], tens + DIGITS[match["tb"]]
        follows = high == low + 1
    else:
        unit, tens = _unit(match["nu"]), 10 * DIGITS.get(match["na"] or "一", 1)
        low, high = tens + (0 if match["na"] else 1), 10 * DIGITS[match["nb"]]
        follows = high == tens + 10
    if not follows:
        return None
    return Number(Decimal(low * unit), Decimal(high * unit), False, match.start(), match.end(), unit, vague=True)


def _pair(match: re.Match[str]) -> Number | None:
    """三四千, 一千七八 = 1700-1800, 三万二三千: in the unit said, else the one below the head's."""
    head, first, second = match["head"] or "", match["a"], match["b"]
    if DIGITS[second] != DIGITS[first] + 1 and (first, second) not in (("三", "五"), ("一", "三")):
        return None
    if not (head or match["pu"]) and first in "一二":
        return None
    if match["pu"] and head and _unit(match["pu"]) >= UNITS[head[-1]]:
        return None
    unit = _unit(match["pu"]) if match["pu"] else UNITS[head[-1]] // 10 if head else 1
    base = chinese_value(head) if head else Decimal(0)
    if base is None:
        return None
    low, high = base + DIGITS[first] * unit, base + DIGITS[second] * unit
    return Number(low, high, False, match.start(), match.end(), unit, vague=True)


def _span(match: re.Match[str], text: str) -> Number | None:
    second, end = match["y"], match.end()
    if not match["yu"] and _PERIOD_STARTS.search(second) and _PERIOD_GOES_ON.match(text, end):
        second, end = second[:-1], end - 1
    low, high = _part(match["x"], match["xu"]), _part(second, match["yu"])
    if low is None or high is None:
        return None
    if match["yt"] and match["yu"]:
        high += (_part(match["yt"], "") or 0) * Decimal(UNITS[match["yu"]]) / 10
    shared = UNITS.get(match["yu"] or second[-1], 1)
    if not match["xu"] and low < 100 <= high and shared >= 100 and match["x"][-1] not in UNITS:
        low *= shared
    if not low < high:
        return None
    if text.startswith("多", end):  # 一千到两千多
        high, end = high + step_of(Number(high, high, False, 0, 0, shared)), end + 1
    return Number(low, high, False, match.start(), end, vague=True)


def _part(text: str, unit: str) -> Decimal | None:
    value = Decimal(text.replace(",", "").replace(" ", "")) if text[0].isdigit() else chinese_value(text)
    return None if value is None else value * UNITS.get(unit, 1)


def _exact(text: str, match: re.Match[str]) -> Number | None:
    if match["mixed"]:
        value, unit, end = _mixed(match["mixed"]), UNITS.get(match["mixed"][-1], 1), match.end()
    elif match["arabic"]:
        value, unit = _arabic(match)
        end = match.end()
    else:
        spoken = match["chinese"]
        if _ends_in_next(spoken, text, match.end()):
            spoken = spoken[:-1]
        read = chinese_value(spoken)
        if read is None and len(spoken) > 2 and spoken[-1] == "一":  # 两万二一直没给
            spoken = spoken[:-1]
            read = chinese_value(spoken)
        if read is None:
            return None
        value, unit, end = read, UNITS.get(spoken[-1], 1), match.start() + len(spoken)
        if unit >= 100 and (tail := _TAIL.match(text, end)):  # 一千5
            value, end = value + int(tail.group(0)) * Decimal(unit) / 10, tail.end()
    number = Number(value, value, False, match.start(), end, unit)
    return _widened(text, number, spoken=not match["arabic"] or bool(match["au"]))


def _ends_in_next(spoken: str, text: str, end: int) -> bool:
    """Whether the last character begins what comes next, said without a pause: 三万一年, 三千六四个月."""
    if _PERIOD_STARTS.search(spoken) and _PERIOD_GOES_ON.match(text, end):
        return True
    owed, other, tens = (bool(last.search(spoken) and goes_on.match(text, end)) for last, goes_on in _LAST_IS_NEXT)
    return owed or other or (tens and bool(_PAID_BEFORE.search(text, 0, end - len(spoken))))


def _mixed(text: str) -> Decimal:
    """1万2千5, 3千六百: figures with a unit each."""
    total, last = 0, 1
    for zero, digits, unit in _MIXED.findall(text):
        value = int(digits) if digits.isdigit() else DIGITS[digits]
        total += value * (UNITS[unit] if unit else 1 if zero else last // 10)
        last = UNITS.get(unit, 1)
    return Decimal(total)


def _arabic(match: re.Match[str]) -> tuple[Decimal, int]:
    unit = UNITS.get(match["au"], 1)
    value = Decimal(match["arabic"].replace(",", "").replace(" ", "")) * unit
    if match["at"] and unit >= 100:
        value += Decimal(DIGITS[match["at"]] if match["at"] in DIGITS else int(match["at"])) * unit / 10
    return value, unit


def _widened(text: str, number: Number, spoken: bool) -> Number:
    """N多 and 十来N: from N to N plus one of the unit spoken last."""
    more = _MORE.match(text, number.end)
    if not more or number.low is None or (more["m"].endswith("几") and more["u"] and number.unit != 10):
        return number
    if more["m"] == "来" and int(number.low) % 10:
        return number
    unit = UNITS.get(more["u"], 1)
    low = number.low * unit
    whole = spoken and number.unit > 1 and not low % number.unit
    step = unit if unit > 1 else number.unit if whole else step_of(replace(number, low=low, unit=1))
    if more["u"] and more["m"].endswith("几"):  # 一百二十几万
        step = unit * number.unit
    if more["m"].endswith("几") and step < 10:
        return number
    return Number(low, low + step, False, number.start, more.end(), step, vague=True)
