"""A disability card or booklet: its number is the ID number with the category and the level behind it."""

import re
from dataclasses import replace
from typing import Final

from paper_reading.found import Found, Page, found
from paper_reading.lines import plain
from paper_reading.people import id_number_field, name_field, until_field
from paper_reading.search import first_piece, matched, value_after
from paper_reading.sheet import Span
from paper_reading.values import disability_numbers_in, id_number_holds

CATEGORIES: Final = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
LEVELS: Final = ("一级", "二级", "三级", "四级")
_CATEGORY: Final = re.compile("|".join(CATEGORIES))
_LEVEL: Final = re.compile(r"([一二三四壹贰叁肆1234])级")
_LEVEL_SIGNS: Final = ("一壹1", "二贰2", "三叁3", "四肆4")
_STOPS: Final = ("性别", "出生", "民族", "残疾类别", "残疾等级", "证号", "有效期", "监护人", "住址")


def read(page: Page) -> list[Found]:
    """The fields of a disability card."""
    name = value_after(page.sheet, ("姓名",), _STOPS)
    fields = [
        *name_field(page, first_piece(name, 3.0) if name else name),
        *_number_fields(page),
        *_category(page),
        *_level(page),
        *until_field(page),
    ]
    return _agreeing_with_number(fields)


def _category(page: Page) -> list[Found]:
    span = value_after(page.sheet, ("残疾类别", "类别"))
    at = _CATEGORY.search(span.text) if span else None
    if span and at:
        return [found("category", at.group(), span.cut(at.start(), at.end()))]
    other = matched(page.sheet, re.compile("(" + _CATEGORY.pattern + ")残疾"), 1) if span is None else None
    return [found("category", other.text, other)] if other else _unread("category", span)


def _level(page: Page) -> list[Found]:
    span = value_after(page.sheet, ("残疾等级", "等级")) or matched(page.sheet, _LEVEL)
    at = _LEVEL.search(span.text) if span else None
    if span is None or at is None:
        return _unread("level", span)
    number = next(place for place, signs in enumerate(_LEVEL_SIGNS) if at.group(1) in signs)
    return [found("level", LEVELS[number], span.cut(at.start(), at.end()))]


def _unread(name: str, span: Span | None) -> list[Found]:
    return [] if span is None else [Found(name, "", span, problem="unreadable")]


def _number_fields(page: Page) -> list[Found]:
    """The number of the card and the ID number in it, read twice like any ID number."""
    for row in page.sheet.rows:
        for start, end, number in disability_numbers_in(row.text):
            return _read_twice(page, row.span.cut(start, end), number)
    return id_number_field(page, ("公民身份号码", "身份证号", "残疾人证号", "证号"))


def _read_twice(page: Page, span: Span, first: str) -> list[Found]:
    readings = [first]
    for text in page.again(span):
        readings += [number for *_, number in disability_numbers_in(plain(text))][:1]
    holding = [number for number in readings if id_number_holds(number[:18], page.today)]
    if not holding:
        one = Found("card_number", first, span, problem="check_digit")
        return [replace(one, name="id_number", value=first[:18]), one]
    number = max(holding, key=holding.count)
    certain = holding.count(number) > 1 and len(set(holding)) == 1
    return [
        Found("id_number", number[:18], span.cut(0, 18), certain=certain),
        Found("card_number", number, span, certain=certain),
    ]


def _agreeing_with_number(fields: list[Found]) -> list[Found]:
    """The fields, doubted where the last two digits say another category or level than the print."""
    number = next((one for one in fields if one.name == "card_number" and one.value and not one.problem), None)
    if number is None or len(number.value) < 20:
        return fields
    said = {"category": _nth(CATEGORIES, number.value[18]), "level": _nth(LEVELS, number.value[19])}
    against = {one.name for one in fields if one.value and said.get(one.name, one.value) != one.value}
    doubted = against | ({"card_number"} if against else set())
    return [one.doubted("disagrees") if one.name in doubted else one for one in fields]


def _nth(names: tuple[str, ...], digit: str) -> str:
    return names[int(digit) - 1] if 1 <= int(digit) <= len(names) else ""
