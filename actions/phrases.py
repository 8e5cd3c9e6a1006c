"""Small wordings built from values: dates, lists of numbers, what was noted."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions import texts
from contracts.casework import Answer
from contracts.keys import DECLINED

CHINA = ZoneInfo("Asia/Shanghai")
# the longest wording of a day that is worth repeating beside its date
RELATIVE = 8
WEEKDAYS = "一二三四五六日"
# the big cities' codes have three digits, all others four
_AREA = re.compile(r"0(?:[12]\d|[3-9]\d{2})(?=\d{7,8}$)")
_MOBILE = 11


def date_words(value: str, today: date) -> str:
    """`2024-11-21` as 11月21日, an interval as 11月1日到11月30日; the year only when it is another one."""
    return "到".join(_one_date(part, today) for part in value.split("/"))


def _one_date(value: str, today: date) -> str:
    day = date.fromisoformat(value)
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def instant_words(at: datetime) -> str:
    """An instant as 11月24日（周二）9点, in China."""
    here = at.astimezone(CHINA)
    minutes = f"{here.minute}分" if here.minute else ""
    return f"{here.month}月{here.day}日（周{WEEKDAYS[here.weekday()]}）{here.hour}点{minutes}"


def last_day_words(due: datetime) -> str:
    """The last whole day of a term, as 11月26日（周四）; a term that ends at midnight ends the day before."""
    here = (due - timedelta(seconds=1)).astimezone(CHINA)
    return f"{here.month}月{here.day}日（周{WEEKDAYS[here.weekday()]}）"


def lines_words(lines: list[dict[str, str]], most: int = 3) -> str:
    """Numbers to call as 急救120、火警119."""
    return "、".join(f"{line['label']}{line['number']}" for line in lines[:most])


def phone_words(number: str) -> str:
    """A number in groups, as it is read aloud: a mobile one in three, a landline's area code by itself."""
    if area := _AREA.match(number):
        return f"{area[0]}-{number[area.end() :]}"
    return f"{number[:3]} {number[3:7]} {number[7:]}" if len(number) == _MOBILE else number


def title_of(key: str, value: Any) -> str:
    """A value as the choices of its question call it."""
    return next((title for title, payload in texts.buttons(f"utter_ask_{key}") if payload == value), "")


def household_words(answers: list[Answer]) -> str:
    """People told beside another question: their table comes later, but nobody should think they were not heard."""
    told = next((item.value for item in answers if item.key == "members" and isinstance(item.value, list)), [])
    return f"家里{len(told)}口人的情况" if told else ""


def noted(answers: list[Answer], today: date, place: str | None) -> str:
    """What is risky to mishear, read back in one breath; empty when there is nothing of the kind."""
    by_key = {item.key: item for item in answers if item.value not in (None, "", DECLINED)}
    parts = []
    if item := by_key.get("incident_date"):
        words = date_words(item.value, today)
        is_relative = item.text and not any(char.isdigit() for char in item.text) and len(item.text) <= RELATIVE
        parts.append(f"{item.text}（{words}）" if is_relative else words)
    if place and by_key.keys() & {"incident_region", "incident_township", "incident_place"}:
        parts.append(place)
    if item := by_key.get("incident_cause"):
        parts.append(title_of("incident_cause", item.value) if item.value != "other" else "")
    if item := by_key.get("urgent_need"):
        parts.append("急需" + "、".join(title_of("urgent_need", one) for one in item.value))
    if item := by_key.get("affected_people"):
        parts.append(f"{item.value}个人")
    if item := by_key.get("contact_phone"):
        parts.append(f"电话 {phone_words(str(item.value))}")
    return "，".join(part for part in parts if part)
