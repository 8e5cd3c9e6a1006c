"""How the words of a policy file become typed values; every refusal says what to write instead."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

# a law older or a day later than these is a slip of the finger
YEARS = range(1949, 2101)


class Misfit(Exception):
    """A word that does not fit its field."""

    def __init__(self, what: str, instead: str) -> None:
        self.what = what
        self.instead = instead
        super().__init__(what)


def read_date(text: Any) -> date:
    """`2026-07-01` as a date."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise Misfit(f"日期“{text}”不对", "写成 年-月-日，如 2026-07-01")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Misfit(f"日期“{text}”不存在", "写一个日历上有的日子，如 2026-07-01") from None
    if day.year not in YEARS:
        raise Misfit(f"日期“{text}”的年份不对", f"年份写 {YEARS.start} 到 {YEARS.stop - 1} 之间的")
    return day


def read_flag(text: Any) -> bool:
    """`true` or `false`."""
    if text not in ("true", "false"):
        raise Misfit(f"“{text}”不是真假值", "写 true 或 false")
    return bool(text == "true")


def read_number(text: Any) -> Decimal:
    """A number above zero; zero is refused, as it stands for a gap too often."""
    try:
        number = Decimal(text)
    except (InvalidOperation, TypeError, ValueError):
        raise Misfit(f"“{text}”不是数字", "只写数字，单位写在 unit 里") from None
    if not number.is_finite() or number <= 0:
        raise Misfit(f"数值“{text}”不能是零或负数", "不知道就把 value 换成 gap: 原因")
    return number


def read_text(text: Any) -> str:
    """Words, not empty."""
    if not isinstance(text, str) or not text.strip():
        raise Misfit("这里要有文字", "写上文字；不知道就写 gap: 原因")
    return text.strip()


def read_list(items: Any) -> tuple[str, ...]:
    """A list of words."""
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise Misfit("这里要是列表", "写成 [甲, 乙]")
    return tuple(items)


READERS: dict[str, Callable[[Any], Any]] = {
    "money": read_number,
    "number": read_number,
    "date": read_date,
    "flag": read_flag,
    "text": read_text,
    "list": read_list,
}


MAY_BE_GAP = "/gap"


@dataclass(frozen=True)
class FieldGap:
    """A field of a record nobody could confirm, and why."""

    reason: str


def read_record(fields: dict[str, str], value: Any) -> dict[str, Any]:
    """A record by its field types; only a field of type `…/gap` may be `{gap: reason}`."""
    if not isinstance(value, dict):
        raise Misfit("这里要有几个字段", f"写 {'、'.join(fields)}")
    unknown = [key for key in value if key not in fields]
    if unknown:
        raise Misfit(f"不认识的字段“{unknown[0]}”", f"可以写的有 {'、'.join(fields)}")
    missing = [key for key in fields if key not in value]
    if missing:
        raise Misfit(f"缺少字段“{missing[0]}”", "补上")
    return {key: _read_field(fields[key], item) for key, item in value.items()}


def _read_field(kind: str, item: Any) -> Any:
    plain = kind.removesuffix(MAY_BE_GAP)
    if kind != plain and isinstance(item, dict) and set(item) == {"gap"}:
        return FieldGap(read_text(item["gap"]))
    return READERS[plain](item)
