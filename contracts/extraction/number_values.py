"""What a Chinese numeral is worth, in full or in short speech, and what is known of a number that was said."""

from dataclasses import dataclass
from decimal import Decimal

DIGITS = {"零": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
           "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000,
          "万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}  # fmt: skip


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
    if all(char in DIGITS for char in whole):
        return Decimal("".join(str(DIGITS[char]) for char in whole)) if whole else None
    return _by_units(whole)


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    scale = UNITS.get(fraction[-1], 1)
    digits = "".join(str(DIGITS[char]) for char in fraction if char in DIGITS)
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
        if char in DIGITS:
            if digit not in (None, 0):
                return None
            digit, after_zero = DIGITS[char], char == "零" or (digit == 0)
        else:
            unit = UNITS[char]
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
