"""Numbers, money and dates as they are said."""

from datetime import date
from decimal import Decimal

from policy.model import Reference

MONEY_WORDS = {"CNY/month": "每人每月{}元", "CNY/year": "每人每年{}元", "CNY/once": "{}元"}
WEEKDAYS = "一二三四五六日"
TERM_WORDS = {
    "days": "{}天", "working_days": "{}个工作日", "hours": "{}小时", "months": "{}个月",
    "months_of_standard": "{}个月低保标准",
}  # fmt: skip


def number_words(number: Decimal) -> str:
    """A number without needless zeros: `590`, `1.5`."""
    return format(number.normalize(), "f")


def quantity_words(number: Decimal, unit: str | None) -> str:
    """A number with its unit: `每人每年5316元`, `20个工作日`."""
    pattern = MONEY_WORDS.get(unit or "") or TERM_WORDS.get(unit or "") or "{}"
    return pattern.format(number_words(number))


def date_words(day: date | None) -> str:
    """A day in words: `2020年7月1日`."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "较早以前"


def basis_words(reference: Reference) -> str:
    """A text as it is named aloud: `《社会救助法》第三十七条（2026年7月1日起）`."""
    article = reference.article if reference.article and reference.article.startswith("第") else ""
    since = f"（{date_words(reference.in_force_from)}起）" if reference.in_force_from else ""
    return f"《{reference.short or reference.title}》{article}{since}"


def plain_number(number: Decimal) -> int | float:
    """A number as JSON carries it."""
    return int(number) if number == number.to_integral_value() else float(number)


def hours_words(hours: dict[str, tuple[str, ...]]) -> str:
    """Office hours in words: `周一到周五 9:00-12:00、13:00-17:00`."""
    days = [WEEKDAYS[int(day) - 1] for day in hours["weekdays"]]
    sessions = "、".join(session.lstrip("0").replace("-0", "-") for session in hours["sessions"])
    return f"周{days[0]}到周{days[-1]} {sessions}"
